"""Django's own executor, in home after home: for what Python decides, and for homes that are not as they should be."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from tenants.template import Name, applied_here


class DjangoLane:
    """One for each process and release: the graph is read once, and the state before each step is built once."""

    def __init__(self) -> None:
        self._executor = MigrationExecutor(connection)
        self._states: dict[frozenset[Name], ProjectState] = {}

    def apply(self, names: Iterable[Name]) -> None:
        """Run migrations in the home we own, each with its row; those that have run are left alone."""
        applied = applied_here()
        waiting = [name for name in names if name not in set(applied)]
        state = self._state_after(applied).clone()
        for name in waiting:
            state = self._executor.apply_migration(state, self._executor.loader.graph.nodes[name])

    def _state_after(self, applied: list[Name]) -> ProjectState:
        loader = self._executor.loader
        known = frozenset(name for name in applied if name in loader.graph.nodes)
        if known not in self._states:
            self._states[known] = loader.project_state(sorted(known))
            _ = self._states[known].apps  # rendered here, so that every home takes a copy that is rendered
        return self._states[known]


_lanes: dict[str, DjangoLane] = {}


def django_lane(release: str) -> DjangoLane:
    """The lane of a release, in this process. Call it as the owner of a home."""
    if release not in _lanes:
        _lanes.clear()
        _lanes[release] = DjangoLane()
    return _lanes[release]
