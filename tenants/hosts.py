"""Which host is this? Remembered until the registry's version moves; whether it has is asked once a second at most."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from django.conf import settings

from tenants.context import on_the_platform
from tenants.models import Domain, Partner
from tenants.queries import registry_version
from tenants.template import versions_behind

STRANGERS_ASK_EVERY_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Host:
    """A host that we serve: its kind is `base`, `jobs` or `partner`. `is_behind`: the partner's home has not come to
    this code's version yet, so this code has nothing to say in it.
    """

    name: str
    kind: str
    partner: Partner | None = None
    is_behind: bool = False


@dataclass(slots=True)
class _Memory:
    """The registry as it was read, its version then, and when it was last asked whether that still holds."""

    hosts: dict[str, Host]
    version: int = -1
    looked_at: float = float("-inf")


_lock = threading.Lock()
_memory = _Memory({})


def host_named(raw: str) -> Host | None:
    """The host that a request's Host header names (any case, port and final dot ignored), or None for a stranger.

    A partner that has just come, gone or been suspended is known for what it is within a second, in every process. A
    name that is not remembered may have come since: for it the version is asked sooner, though not for every stranger.
    """
    name = bare_name(raw)
    known = _hosts(within_seconds=settings.REGISTRY_LOOKED_AT_EVERY_SECONDS)
    return known.get(name) or _hosts(within_seconds=STRANGERS_ASK_EVERY_SECONDS).get(name)


def bare_name(raw: str) -> str:
    """A Host header without port, case and final dot."""
    return raw.strip().lower().rsplit(":", 1)[0].rstrip(".")


def served_hosts() -> list[str]:
    """Every host name that we answer to."""
    return list(_hosts(within_seconds=settings.REGISTRY_LOOKED_AT_EVERY_SECONDS))


def forget_hosts() -> None:
    """Read the registry anew at the next request, whatever its version says."""
    with _lock:
        _memory.version, _memory.looked_at = -1, float("-inf")


def address_of(partner: Partner | None, path: str = "/") -> str:
    """A link to a partner's page, or to the base host's, from what is stored and never from the request."""
    name = f"{partner.code}.{settings.BASE_HOST}" if partner else settings.BASE_HOST
    return address(name, path)


def jobs_address(path: str = "/") -> str:
    """A link to a page of the jobs board."""
    return address(f"jobs.{settings.BASE_HOST}", path)


def address(host: str, path: str = "/") -> str:
    port = f":{settings.HOST_PORT}" if settings.HOST_PORT else ""
    return f"{settings.HOST_SCHEME}://{host}{port}{path}"


def _hosts(*, within_seconds: float) -> dict[str, Host]:
    """What is remembered, if it was looked at lately enough. One thread looks; the others go on with what is there."""
    if time.monotonic() - _memory.looked_at < within_seconds or not _lock.acquire(blocking=_memory.version == -1):
        return _memory.hosts
    try:
        if time.monotonic() - _memory.looked_at >= within_seconds:
            _look()
        return _memory.hosts
    finally:
        _lock.release()


def _look() -> None:
    looked_at = time.monotonic()
    with on_the_platform():
        version = registry_version()  # before the rows: a change in between is found at the next look
        if version != _memory.version or any(host.is_behind for host in _memory.hosts.values()):
            _memory.hosts, _memory.version = _read_hosts(), version
    _memory.looked_at = looked_at


def _read_hosts() -> dict[str, Host]:
    base, jobs = settings.BASE_HOST, f"jobs.{settings.BASE_HOST}"
    hosts = {base: Host(base, "base"), jobs: Host(jobs, "jobs")}
    domains = Domain.objects.select_related("tenant__schema_state")
    noted = {domain.domain: getattr(domain.tenant, "schema_state", None) for domain in domains}
    behind = versions_behind({state.version for state in noted.values() if state})
    for domain in domains:
        state = noted[domain.domain]
        is_behind = state is not None and state.version in behind
        hosts[domain.domain] = Host(domain.domain, "partner", domain.tenant, is_behind)
    return hosts
