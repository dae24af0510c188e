"""Figures for Prometheus. Requests are counted here, across the worker processes of one server; the rest is asked of
the database when somebody reads. No label holds an id: a view's name, a queue, a state.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from guildhall.web.counting import SHARED_FOLDER

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
_ours = CollectorRegistry()
_requests = Counter(
    "guildhall_requests", "Requests answered.", ["host", "view", "method", "status"], registry=_ours
)  # fmt: skip
_seconds = Histogram(
    "guildhall_request_seconds", "How long answers took.", ["host", "view"], registry=_ours,
    buckets=(0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.9, 2, 5),
)  # fmt: skip


def count_request(*, host: str, view: str, method: str, status: int, seconds: float) -> None:
    """Count one answer."""
    _requests.labels(host, view, method if method in METHODS else "OTHER", str(status)).inc()
    _seconds.labels(host, view).observe(seconds)


def exposition(gauges: Iterable[Metric]) -> bytes:
    """Everything as Prometheus reads it: what all processes counted, and the gauges given."""
    registry = _ours
    if os.environ.get(SHARED_FOLDER):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    return generate_latest(registry) + generate_latest(_registry_of(gauges))


def _registry_of(gauges: Iterable[Metric]) -> CollectorRegistry:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Given(gauges))
    return registry


class _Given:
    """A collector of what has been collected."""

    def __init__(self, gauges: Iterable[Metric]) -> None:
        self.gauges = list(gauges)

    def collect(self) -> Iterator[Metric]:
        yield from self.gauges

    def describe(self) -> list[Metric]:
        return []
