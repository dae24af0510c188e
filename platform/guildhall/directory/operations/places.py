"""Putting places on the map: one, or a whole file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from guildhall.audit.operations import record
from guildhall.database.operation import operation, step
from guildhall.directory.errors import SitesAlreadyImported
from guildhall.directory.models import CostCentre, Department, Site, SiteImport
from guildhall.directory.queries import facts_known, known_sites
from guildhall.directory.rules import Change, SiteFacts, change_to, may_import, sorted_by_change
from guildhall.kernel import LONDON, Actor, NotAllowed, require
from guildhall.reference.ods import OdsLayout

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class SitesToPlace:
    """The part of a file that belongs to one partner; `digest` names the bytes of the whole file."""

    digest: str
    layout: OdsLayout
    sites: tuple[SiteFacts, ...]


@step
def place_site(*, facts: SiteFacts, by: Actor, at: datetime) -> Site:
    """Know a place of the partner, or know it better. A place that closed stays closed.

    Gives: the place as it is known afterwards.
    """
    known = Site.objects.select_for_update().filter(ods_code=facts.ods_code).first()
    change = change_to(facts_known(known) if known else None, facts)
    if known is not None and change is not Change.CHANGED:
        return known
    site, _ = Site.objects.update_or_create(ods_code=facts.ods_code, defaults=_columns(facts))

    record(f"place {change.lower()}", site, by=by, at=at, details={"code": facts.ods_code})
    return site


@operation
def import_sites(*, told: SitesToPlace, by: Actor, at: datetime) -> SiteImport:
    """Take a file's word about the places of the partner we are with; the same file again changes nothing.

    Gives: how many places were added, changed, left alone, and kept closed against the file.
    Refuses: NotAllowed, SitesAlreadyImported.
    Rule: accounts.md, A17: organisations are closed, never deleted and never opened again.
    """
    earlier = SiteImport.objects.select_for_update().filter(digest=told.digest, layout=told.layout).first()

    require(may_import(by), NotAllowed("import places", ask="the platform’s operator"))
    if earlier is not None:
        raise SitesAlreadyImported(f"{earlier.at.astimezone(LONDON):%-d %B %Y}")

    found = sorted_by_change(known_sites(), told.sites)
    _write(found[Change.ADDED], found[Change.CHANGED])
    done = SiteImport.objects.create(
        digest=told.digest,
        layout=told.layout,
        added=len(found[Change.ADDED]),
        changed=len(found[Change.CHANGED]),
        unchanged=len(found[Change.UNCHANGED]),
        kept_closed=len(found[Change.KEPT_CLOSED]),
        by_id=by.id,
        at=at,
    )

    record("places imported", done, by=by, at=at, details={"added": str(done.added), "updated": str(done.changed)})
    return done


@step
def place_department(*, code: str, name: str, cost_centre: tuple[str, str] | None = None) -> Department:
    """Know a department of the partner, and where its costs are booked.

    Takes: `cost_centre`, its code and name.
    """
    centre = None
    if cost_centre is not None:
        centre, _ = CostCentre.objects.update_or_create(code=cost_centre[0], defaults={"name": cost_centre[1]})
    department, _ = Department.objects.update_or_create(code=code, defaults={"name": name, "cost_centre": centre})
    return department


def _write(added: Sequence[SiteFacts], changed: Sequence[SiteFacts]) -> None:
    Site.objects.bulk_create([Site(ods_code=facts.ods_code, **_columns(facts)) for facts in added], batch_size=BATCH)
    told = {facts.ods_code: _columns(facts) for facts in changed}
    sites = list(Site.objects.select_for_update().filter(ods_code__in=told))
    for site in sites:
        for column, value in told[site.ods_code].items():
            setattr(site, column, value)
    if sites:
        Site.objects.bulk_update(sites, list(_columns(changed[0])), batch_size=BATCH)


def _columns(facts: SiteFacts) -> dict[str, Any]:
    columns = asdict(facts)
    del columns["ods_code"]
    return columns | {"address": list(facts.address)}
