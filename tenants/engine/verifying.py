"""Is every home as it should be? One query tells their fingerprints; only those that differ are read line by line."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel import SYSTEM
from tenants.context import as_owner
from tenants.engine.adopting import adopt
from tenants.engine.progress import Stopwatch
from tenants.engine.shapes import fingerprints_of
from tenants.models import SchemaTemplate
from tenants.operations.migrating import how_it_differs, note_drift
from tenants.queries import homes_with_state
from tenants.template import is_ahead, measured, template_version


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many homes there are, how many are behind this code, and what differs in those that are not right."""

    homes: int
    behind: int
    drifted: dict[str, str]


def verify_fleet(*, watch: Stopwatch) -> Verdict:
    """Compare every home with the shape of its version, and keep on its state what differs, if anything does."""
    drifted = {}
    with as_owner():
        homes = homes_with_state()
    for home in homes:
        adopt(home, watch)
    with as_owner():
        templates = SchemaTemplate.objects.in_bulk({home.schema_state.version for home in homes})
        found = fingerprints_of([home.schema_name for home in homes])
    right = {one: measured(template).fingerprint for one, template in templates.items()}
    for home in homes:
        state = home.schema_state
        is_right = found.get(home.schema_name) == right.get(state.version)
        if is_right and not state.drift:
            continue
        with as_owner():
            drift = "" if is_right else how_it_differs(home.schema_name, version=state.version) or NOBODY_KNOWS
            note_drift(partner=home, drift=drift, by=SYSTEM, at=watch.now())
        if drift:
            drifted[home.code] = drift
    level = {template_version(), *(version for version, template in templates.items() if is_ahead(template))}
    return Verdict(len(homes), sum(home.schema_state.version not in level for home in homes), drifted)


NOBODY_KNOWS = "There is no template of its version to compare it with."
