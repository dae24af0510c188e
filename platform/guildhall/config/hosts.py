"""ALLOWED_HOSTS as the partner registry knows them: no list to keep, and never a star."""

from __future__ import annotations

from collections.abc import Iterator


class HostsWeServe(list):
    """Django's host check walks this list; the stored hosts come from `tenants`, which remembers them."""

    def __iter__(self) -> Iterator[str]:
        from tenants.hosts import served_hosts  # noqa: PLC0415  # app ready: settings load before the registry's models

        yield from served_hosts()

    def __len__(self) -> int:
        return 1  # never empty: Django would put localhost in its place while DEBUG is on

    def __bool__(self) -> bool:
        return True
