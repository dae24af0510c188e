"""A run over all homes that are behind: who they are, which way each goes, in waves, with those that are busy again.

Running again is the way on: a home's state is written in the transaction that changes it, so what is done is not done
twice, and what is not done is found.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from guildhall.kernel import SYSTEM
from tenants.context import as_owner
from tenants.engine.adopting import adopt
from tenants.engine.plans import Plan, plan_from, plan_without_a_template
from tenants.engine.progress import Progress, Stopwatch
from tenants.engine.shapes import fingerprints_of
from tenants.engine.walking import Journey, Outcome, Result, give_up, walk
from tenants.engine.workers import hands
from tenants.models import Partner, SchemaTemplate
from tenants.operations.migrating import (
    Standing,
    begin_run,
    end_run,
    how_it_differs,
    note_drift,
    note_progress,
)
from tenants.queries import homes_elsewhere
from tenants.states import Wave
from tenants.template import applied_here, is_ahead, measured, template_now

TURNS = 6  # for a home whose tables are in use
PAUSE_SECONDS = 0.5  # after the first turn; doubled after each, up to half as much again
NOTED_EVERY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Choice:
    """Which homes, and by how many hands."""

    only: str = ""
    limit: int | None = None
    workers: int = 1


@dataclass(slots=True)
class Run:
    """One run. Walk through `go()` to the end; then read what came of it."""

    version: str
    journeys: Sequence[Journey]
    watch: Stopwatch
    workers: int = 1
    ahead: int = 0
    wave: Wave = Wave.CANARY
    done: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    stopped_by: str = ""

    @property
    def total(self) -> int:
        return len(self.journeys)

    @property
    def failures_max(self) -> int:
        """One in a hundred, and one in a small fleet."""
        return max(1, self.total // 100)

    @property
    def drifted(self) -> list[str]:
        return [journey.partner.code for journey in self.journeys if journey.drifted]

    def go(self) -> Iterator[Progress]:
        """Bring the homes forward, wave by wave. Gives: the progress after each home."""
        if not self.journeys:
            return
        with self._on_record() as note, hands(self.workers, homes=self.total) as at_work:
            for wave, journeys in self._waves():
                self.wave = wave
                for _ in self._one_wave(journeys, at_work):
                    progress = self._progress()
                    note(progress)
                    yield progress
                self.stopped_by = self.stopped_by or self._judged(wave, journeys)
                if self.stopped_by:
                    return

    def _waves(self) -> Iterator[tuple[Wave, Sequence[Journey]]]:
        first = 1 + max(1, self.total // 100)
        waves = {Wave.CANARY: slice(0, 1), Wave.FIRST: slice(1, first), Wave.REST: slice(first, None)}
        for wave, part in waves.items():
            if journeys := self.journeys[part]:
                yield wave, journeys

    def _one_wave(self, journeys: Sequence[Journey], at_work: Callable[..., Iterable[Outcome]]) -> Iterator[Outcome]:
        waiting = {journey.partner.code: journey for journey in journeys}
        for turn in range(TURNS):
            if turn:
                time.sleep(PAUSE_SECONDS * 2 ** (turn - 1) * (1 + secrets.randbelow(500) / 1000))
            for outcome in at_work(walk, list(waiting.values())):
                if outcome.result is Result.BUSY and turn < TURNS - 1:
                    continue
                self._settle(waiting.pop(outcome.code), outcome)
                yield outcome
                if self.stopped_by:
                    return
            if not waiting:
                return

    def _settle(self, journey: Journey, outcome: Outcome) -> None:
        if outcome.result is Result.DONE:
            self.done += 1
            return
        self.failures[outcome.code] = outcome.error
        give_up(journey, outcome.error)
        if len(self.failures) > self.failures_max:
            self.stopped_by = f"{len(self.failures)} homes failed, which is more than one in a hundred."

    def _judged(self, wave: Wave, journeys: Sequence[Journey]) -> str:
        """After a small wave: why the next may not begin, if it may not."""
        codes = [journey.partner.code for journey in journeys]
        if wave is Wave.CANARY and self.failures:
            return f"The canary, {codes[0]}, failed."
        if wave is Wave.REST:
            return ""
        goal = journeys[0].plan.steps[-1].fingerprint
        well = [j.partner.schema_name for j in journeys if not j.drifted and j.partner.code not in self.failures]
        with as_owner():
            found = fingerprints_of(well)
        odd = [schema for schema in well if found.get(schema) != goal]
        return f"{len(odd)} homes of {', '.join(codes)} did not take the shape they should." if odd else ""

    def _progress(self) -> Progress:
        return Progress(self.wave, self.done, len(self.failures), self.total, self.watch.seconds)

    @contextmanager
    def _on_record(self) -> Iterator[Callable[[Progress], None]]:
        with as_owner():
            run = begin_run(version=self.version, total=self.total, by=SYSTEM, at=self.watch.now())
        noted = 0.0

        def note(progress: Progress) -> None:
            nonlocal noted
            if progress.seconds - noted < NOTED_EVERY_SECONDS:
                return
            noted = progress.seconds
            with as_owner():
                note_progress(run_id=run.pk, standing=self._standing(), by=SYSTEM, at=self.watch.now())

        try:
            yield note
        except BaseException as fault:
            self.stopped_by = f"It was interrupted: {type(fault).__name__}."
            raise
        finally:
            with as_owner():
                end_run(
                    run_id=run.pk,
                    standing=self._standing(),
                    stopped_by=self.stopped_by,
                    by=SYSTEM,
                    at=self.watch.now(),
                )

    def _standing(self) -> Standing:
        return Standing(self.wave, self.done, len(self.failures))


def run_over(choice: Choice, *, watch: Stopwatch) -> Run:
    """Find the homes that are behind this code and the way of each. Homes that a later release has brought further are
    left alone: code goes back, homes do not. Nothing is changed but what is read anew.

    Raises: PartnerAbsent, TemplateMissing, WayUnproven.
    """
    with as_owner():
        homes = homes_elsewhere(only=choice.only)
    if not homes:
        return Run("", [], watch)
    for home in homes:
        adopt(home, watch)
    with as_owner():
        found = template_now()
        templates = SchemaTemplate.objects.in_bulk({home.schema_state.version for home in homes})
    goal = measured(found)
    ahead = {version for version, template in templates.items() if is_ahead(template)}
    behind = [home for home in homes if home.schema_state.version not in ahead | {goal.version}][: choice.limit]
    plans = _plans(behind, templates, goal=goal, watch=watch)
    drifted = _drifted(behind, plans, watch)
    journeys = [Journey(home, plans[home.schema_state.version], home.code in drifted, watch) for home in behind]
    return Run(
        goal.version,
        journeys,
        watch,
        workers=choice.workers,
        ahead=sum(home.schema_state.version in ahead for home in homes),
    )


def _plans(
    homes: Sequence[Partner], templates: Mapping[str, SchemaTemplate], *, goal: SchemaTemplate, watch: Stopwatch
) -> dict[str, Plan]:
    first = {home.schema_state.version: home for home in reversed(homes)}
    plans = {}
    for version, home in first.items():
        if version in templates:
            plans[version] = plan_from(measured(templates[version]), goal=goal, at=watch.now())
        else:
            with as_owner(home.schema_name):
                applied = applied_here()
            plans[version] = plan_without_a_template(version, applied, goal=goal)
    return plans


def _drifted(homes: Sequence[Partner], plans: dict[str, Plan], watch: Stopwatch) -> set[str]:
    """The gate: whose shape is not what their version's should be. What differs is noted on their state."""
    with as_owner():
        found = fingerprints_of([home.schema_name for home in homes])
    drifted = set()
    for home in homes:
        expected = plans[home.schema_state.version].fingerprint
        if expected and found.get(home.schema_name) != expected:
            drifted.add(home.code)
            note_how_it_differs(home, watch)
    return drifted


def note_how_it_differs(home: Partner, watch: Stopwatch) -> str:
    """Compare a home's shape with its version's, line by line, and keep what differs. Gives: the lines."""
    with as_owner():
        drift = how_it_differs(home.schema_name, version=home.schema_state.version)
        note_drift(partner=home, drift=drift, by=SYSTEM, at=watch.now())
    return drift
