"""A whole file of organisations, for every partner at once: what it would do, and doing it.

    the file --preview--> every row with its outcome --carry out--> one `import_sites` for each partner concerned

Rows in = rows added + updated + unchanged + skipped (each with its reason) + faulty (each with its number), always.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from guildhall.directory.errors import SitesAlreadyImported
from guildhall.directory.operations.places import SitesToPlace, import_sites
from guildhall.directory.queries import known_sites
from guildhall.directory.rules import Change, Owner, SiteFacts, Skipped, change_to, facts_of, owner_of
from guildhall.kernel import Actor
from guildhall.reference.ods import OdsFile, OdsOrganisation
from tenants.context import inside
from tenants.models import Partner


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """One row: what it does and to whom, or why nothing."""

    number: int
    code: str
    name: str
    outcome: str
    partner: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a file would do, row by row; `places` holds each partner's part of it."""

    file: OdsFile
    outcomes: tuple[RowOutcome, ...]
    places: Mapping[str, tuple[SiteFacts, ...]]

    @property
    def rows(self) -> int:
        return self.file.rows

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.outcomes)

    @property
    def added(self) -> int:
        return self.count(Change.ADDED)

    @property
    def updated(self) -> int:
        return self.count(Change.CHANGED)

    @property
    def unchanged(self) -> int:
        return self.count(Change.UNCHANGED)

    @property
    def skipped(self) -> dict[str, int]:
        """How many rows were skipped, by reason, the commonest first."""
        return dict(Counter(row.reason for row in self.outcomes if row.outcome == SKIPPED).most_common())

    @property
    def faults(self) -> tuple[RowOutcome, ...]:
        return tuple(row for row in self.outcomes if row.outcome == FAULT)

    @property
    def partners(self) -> dict[str, int]:
        """How many rows each partner is concerned with, by its name."""
        return dict(Counter(row.partner for row in self.outcomes if row.partner))


SKIPPED, FAULT = "Skipped", "Not read"


def preview(
    file: OdsFile, *, owners: Sequence[Owner], known: Mapping[str, Mapping[str, SiteFacts]], only: str = ""
) -> ImportPreview:
    """What a file would do to the places of some partners; it asks and changes nothing.

    Takes: `known`, for each partner's key its places by code; `only`, the key of the one partner to import for.
    """
    places: dict[str, list[SiteFacts]] = defaultdict(list)
    standing_with = {code: key for key, sites in known.items() for code in sites}
    outcomes = [RowOutcome(fault.number, "", "", FAULT, reason=fault.sentence) for fault in file.faults]
    for row in file.organisations:
        owner = owner_of(row, layout=file.layout, owners=owners)
        if isinstance(owner, Owner):
            owner = _refused(row, owner, standing_with, only) or owner
        if isinstance(owner, Skipped):
            outcomes.append(RowOutcome(row.number, row.code, row.name, SKIPPED, reason=owner))
            continue
        facts = facts_of(row, layout=file.layout)
        places[owner.key].append(facts)
        outcomes.append(_outcome(row, owner, change_to(known.get(owner.key, {}).get(row.code), facts)))
    outcomes.sort(key=lambda outcome: outcome.number)
    return ImportPreview(file, tuple(outcomes), {key: tuple(facts) for key, facts in places.items()})


def preview_for(partners: Iterable[Partner], *, file: OdsFile, only: Partner | None = None) -> ImportPreview:
    """What a file would do to these partners' places as they are now."""
    homes = list(partners)
    known = {}
    for partner in homes:
        with inside(partner):
            known[partner.schema_name] = known_sites()
    owners = [Owner(partner.schema_name, partner.name, partner.ods_code) for partner in homes]
    return preview(file, owners=owners, known=known, only=only.schema_name if only else "")


def carry_out(preview: ImportPreview, *, partners: Iterable[Partner], by: Actor, at: datetime) -> list[str]:
    """Do what a preview says, one operation for each partner concerned.

    Gives: the names of partners that had this file before; for them nothing changed.
    Refuses: NotAllowed.
    """
    had_it = []
    for partner in partners:
        sites = preview.places.get(partner.schema_name)
        if not sites:
            continue
        with inside(partner):
            try:
                import_sites(told=SitesToPlace(preview.file.digest, preview.file.layout, sites), by=by, at=at)
            except SitesAlreadyImported:
                had_it.append(partner.name)
    return had_it


def _refused(row: OdsOrganisation, owner: Owner, standing_with: Mapping[str, str], only: str) -> Skipped | None:
    if only and owner.key != only:
        return Skipped.ANOTHER_PARTNER
    return Skipped.PLACED_ELSEWHERE if standing_with.get(row.code, owner.key) != owner.key else None


def _outcome(row: OdsOrganisation, owner: Owner, change: Change) -> RowOutcome:
    if change is Change.KEPT_CLOSED:
        return RowOutcome(row.number, row.code, row.name, SKIPPED, owner.name, Skipped.KEPT_CLOSED)
    return RowOutcome(row.number, row.code, row.name, change, owner.name)
