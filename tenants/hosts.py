"""Which host is this? Looked up in memory for half a minute, so that the hot path asks the database nothing."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from django.conf import settings

from tenants.context import on_the_platform
from tenants.models import Domain, Partner
from tenants.states import PartnerState
from tenants.template import versions_behind

REMEMBERED_FOR_SECONDS = 30.0
REMEMBERED_WHILE_MOVING_SECONDS = 2.0  # some homes are being brought forward, and are served as soon as they are
STRANGERS_ASK_EVERY_SECONDS = 1.0
ANSWERED_STATES = (PartnerState.LIVE, PartnerState.SUSPENDED, PartnerState.BUILDING, PartnerState.STUCK)


@dataclass(frozen=True, slots=True)
class Host:
    """A host that we serve: its kind is `base`, `jobs` or `partner`. `is_behind`: the partner's home has not come to
    this code's version yet, so this code has nothing to say in it.
    """

    name: str
    kind: str
    partner: Partner | None = None
    is_behind: bool = False


_lock = threading.Lock()
_remembered: dict[str, Host] = {}
_remembered_for = REMEMBERED_FOR_SECONDS
_read_at = float("-inf")


def host_named(raw: str) -> Host | None:
    """The host that a request's Host header names (any case, port and final dot ignored), or None for a stranger.

    A name that is not remembered may belong to a partner that has just gone live: the registry is read again for it,
    at most once a second, so that strangers cannot keep the database busy.
    """
    name = bare_name(raw)
    if name not in _hosts() and time.monotonic() - _read_at > STRANGERS_ASK_EVERY_SECONDS:
        forget_hosts()
    return _hosts().get(name)


def bare_name(raw: str) -> str:
    """A Host header without port, case and final dot."""
    return raw.strip().lower().rsplit(":", 1)[0].rstrip(".")


def served_hosts() -> list[str]:
    """Every host name that we answer to."""
    return list(_hosts())


def forget_hosts() -> None:
    """Read the registry anew at the next request, after a partner came, went or was suspended."""
    global _read_at
    with _lock:
        _read_at = float("-inf")


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


def _hosts() -> dict[str, Host]:
    global _remembered, _read_at, _remembered_for
    if time.monotonic() - _read_at < _remembered_for:
        return _remembered
    with _lock:
        if time.monotonic() - _read_at < _remembered_for:
            return _remembered
        _remembered, _read_at = _read_hosts(), time.monotonic()
        moving = any(host.is_behind for host in _remembered.values())
        _remembered_for = REMEMBERED_WHILE_MOVING_SECONDS if moving else REMEMBERED_FOR_SECONDS
        return _remembered


def _read_hosts() -> dict[str, Host]:
    base, jobs = settings.BASE_HOST, f"jobs.{settings.BASE_HOST}"
    hosts = {base: Host(base, "base"), jobs: Host(jobs, "jobs")}
    with on_the_platform():
        domains = Domain.objects.select_related("tenant__schema_state").filter(tenant__state__in=ANSWERED_STATES)
        noted = {domain.domain: getattr(domain.tenant, "schema_state", None) for domain in domains}
        behind = versions_behind({state.version for state in noted.values() if state})
        for domain in domains:
            state = noted[domain.domain]
            is_behind = state is not None and state.version in behind
            hosts[domain.domain] = Host(domain.domain, "partner", domain.tenant, is_behind)
    return hosts
