"""Making a partner out of an archive, under a name that is free, in one transaction or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.kernel import LONDON, Actor, NotAllowed, require
from guildhall.web.spelling import uk_date
from tenants.archives.reading import Archive
from tenants.archives.restoring import bring_back_shared_rows, fill_home, put_files_back
from tenants.archives.versions import template_for
from tenants.errors import RestoreRefused
from tenants.files import sweep_strays
from tenants.models import Erasure, Partner, schema_of
from tenants.operations.moving import move
from tenants.operations.provisioning import build_home
from tenants.queries import faults_of_taken_code
from tenants.rules import faults_of_code
from tenants.states import ErasureState, PartnerState


@dataclass(frozen=True, slots=True)
class RestoreTerms:
    """What a restored partner is called here. What is empty stays as the archive has it; without `joins_on` it shares
    no cost.
    """

    code: str
    letters: str = ""
    name: str = ""
    joins_on: date | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: rows by table, and files. `as_listed` has what the archive lists of the same shared tables."""

    partner: Partner
    rows: dict[str, int]
    shared: dict[str, int]
    files: int


@operation
def restore_partner(*, archive: Archive, terms: RestoreTerms, by: Actor, at: datetime) -> Restored:
    """Build a home of the archive's version and put everything back: rows, identities, files, and what is the partner's
    in the shared tables. It is suspended until an operator has looked it over; nothing that was sent is sent again.

    Takes: an archive that was found whole; the owner's place.
    Refuses: NotAllowed, RestoreRefused (code or letters taken, an erased partner's, a newer or forgotten version).
    Rule: tenancy.md, section 12; safety.md, section 4, Restore.
    """
    _one_at_a_time()

    require(by.is_system, NotAllowed("restore archives", ask="whoever runs this installation"))
    if faults := _faults_of(archive, terms, on=at.astimezone(LONDON).date()):
        raise RestoreRefused(faults)
    template = template_for(archive.manifest)

    partner = _registered(archive, terms, at=at)
    build_home(partner=partner, at=at, template=template)
    _go_on_as_owner()
    rows = fill_home(partner=partner, archive=archive)
    shared = bring_back_shared_rows(partner=partner, archive=archive)
    move(partner, "restore", reason=f"Restored from an archive of {_day_of(archive)}. Look it over, then resume it.")
    partner.doors_closed_at = at
    partner.save(update_fields=["state", "state_reason", "doors_closed_at"])

    details = {"archive": archive.sha256, "of": str(archive.manifest.partner["code"]), "made at": _day_of(archive)}
    record("restored from an archive", partner, by=by, at=at, details=details)
    return Restored(partner, rows, shared, put_files_back(partner=partner, archive=archive))


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('guildhall restore'))")
    sweep_strays()


def _go_on_as_owner() -> None:
    """Building ends in the platform's role, which reaches no partner's schema."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'none', true)")


def _registered(archive: Archive, terms: RestoreTerms, *, at: datetime) -> Partner:
    told = archive.manifest.partner
    partner = Partner(
        code=terms.code,
        name=terms.name or told["name"],
        short_name=told["short_name"],
        letters=terms.letters or told["letters"],
        kind=told["kind"],
        ods_code=told["ods_code"],
        theme=told["theme"],
        terms_version=told["terms_version"],
        joined_on=terms.joins_on,
        applied_at=at,
        state=PartnerState.BUILDING,
    )
    partner.schema_name = schema_of(partner.id)
    partner.save(force_insert=True)
    return partner


def _faults_of(archive: Archive, terms: RestoreTerms, *, on: date) -> list[str]:
    told = archive.manifest.partner
    letters = terms.letters or told["letters"]
    faults = faults_of_code(terms.code) or faults_of_taken_code(terms.code, on=on)
    if named := Partner.objects.filter(letters=letters).first():
        faults.append(f"{letters} are the letters of {named.name}. Give others, such as --letters {letters[:1]}X.")
    erased = Erasure.objects.filter(partner_id=told["id"], state=ErasureState.DONE).first()
    if erased and erased.done_at:
        day = uk_date(erased.done_at)
        faults.append(f"{told['name']} was erased here on {day}, and an erasure reaches every copy. Delete this file.")
    return faults


def _day_of(archive: Archive) -> str:
    return uk_date(datetime.fromisoformat(archive.manifest.made_at))
