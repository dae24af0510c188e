"""Archives of a partner, the closing of its doors for good, and its way back: a long act in short operations."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from apps.jobs_board.operations import show_adverts_of
from apps.partnership.errors import ArchiveAlreadyMoved, KeptTooShort, StillAtWork, StillTheirLastDays
from apps.partnership.operations.leaving import MOVED
from guildhall.access.roles import Role
from guildhall.audit.operations import record
from guildhall.database.operation import operation, step
from guildhall.kernel import LONDON, Actor, NotAllowed, require
from guildhall.notices.models import Delivery
from guildhall.notices.operations import announce
from guildhall.notices.states import DeliveryState
from guildhall.web.spelling import plural, uk_date
from tenants.archives.writing import Written
from tenants.errors import PartnerAlreadyThere, PartnerNotReady
from tenants.models import Partner, PartnerArchive
from tenants.operations.moving import move
from tenants.operations.removal import put_home_away, put_home_back
from tenants.states import AT_HOME, ArchiveState, ErasureState, PartnerState

ASK = "the platform's operator"


@operation
def ask_for_archive(*, partner_id: UUID, by: Actor, at: datetime) -> PartnerArchive:
    """Have everything that is a partner's written to a file, in the background, while it works on.

    Refuses: NotAllowed, PartnerNotReady (it has no home), PartnerAlreadyThere (one is being written).
    Announces: "partnership.archive_asked".
    """
    partner = Partner.objects.locked(partner_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("archive partners", ask=ASK))
    absent = PartnerNotReady(partner.name, is_=partner.get_state_display(), move="be archived")
    require(partner.state in AT_HOME, absent)

    return _asked(partner, is_final=False, by=by, at=at)


@operation
def close_doors_for_good(*, partner_id: UUID, kept_until: date, by: Actor, at: datetime) -> PartnerArchive:
    """Close the doors of a partner whose last day has come, and have its final archive written; its home is put out of
    reach after that.

    Refuses: NotAllowed, PartnerNotReady (it gave no notice), StillTheirLastDays, KeptTooShort, PartnerAlreadyThere (the
    archive is being written).
    Announces: "partnership.archive_asked".
    """
    partner = Partner.objects.locked(partner_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("close partners' doors", ask=ASK))
    today = at.astimezone(LONDON).date()
    unready = PartnerNotReady(partner.name, is_=partner.get_state_display(), move="be closed for good")
    if partner.state != PartnerState.LEAVING or partner.leaves_on is None:
        raise unready
    require(today >= partner.leaves_on, StillTheirLastDays(partner.name, partner.leaves_on))
    require(kept_until >= today, KeptTooShort(today))

    partner.doors_closed_at = partner.doors_closed_at or at
    partner.kept_until = kept_until
    partner.save(update_fields=MOVED)
    show_adverts_of(partner=partner)
    record("doors closed for good", partner, by=by, at=at, details={"data": f"Data kept until {uk_date(kept_until)}"})
    return _asked(partner, is_final=True, by=by, at=at)


@operation
def confirm_archive(*, archive_id: int, written: Written, by: Actor, at: datetime) -> PartnerArchive:
    """Note that an archive is written, with its receipt.

    Refuses: NotAllowed, ArchiveAlreadyMoved.
    """
    archive = PartnerArchive.objects.select_related("partner").locked(archive_id)

    require(by.is_system, NotAllowed("confirm archives"))
    require(archive.state == ArchiveState.DUE, ArchiveAlreadyMoved())

    archive.state, archive.ready_at = ArchiveState.READY, at
    archive.digest, archive.size_bytes = written.sha256, written.bytes
    archive.tables, archive.rows = written.tables, written.rows
    archive.save()
    details = {"receipt": f"Receipt {written.sha256}", "rows": plural(written.rows, "row")}
    record("archive written", archive.partner, by=by, at=at, details=details)
    return archive


@operation
def report_stuck_archive(*, archive_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Note that an archive could not be written, or what follows it not be done, and why.

    Refuses: NotAllowed.
    """
    archive = PartnerArchive.objects.select_related("partner").locked(archive_id)

    require(by.is_system, NotAllowed("report on archives"))

    archive.reason = reason
    if archive.state == ArchiveState.DUE:
        archive.state = ArchiveState.STUCK
    archive.save(update_fields=["state", "reason"])
    record("archive stuck", archive.partner, by=by, at=at, details={"reason": reason})


@operation
def retry_archive(*, archive_id: int, by: Actor, at: datetime) -> None:
    """Go on with an archive that is stuck, or with what was to follow it.

    Refuses: NotAllowed, ArchiveAlreadyMoved.
    Announces: "partnership.archive_asked".
    """
    archive = PartnerArchive.objects.select_related("partner").locked(archive_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("archive partners", ask=ASK))
    require(bool(archive.reason), ArchiveAlreadyMoved())

    archive.reason = ""
    if archive.state == ArchiveState.STUCK:
        archive.state = ArchiveState.DUE
    archive.save(update_fields=["state", "reason"])
    record("archive tried again", archive.partner, by=by, at=at)

    announce("partnership.archive_asked", archive_id=archive.id)


@operation
def note_archive_fetched(*, archive_id: int, by: Actor, at: datetime) -> None:
    """Write down that somebody took an archive away: all of a partner's records are in it.

    Refuses: NotAllowed.
    """
    archive = PartnerArchive.objects.select_related("partner").locked(archive_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("take archives", ask=ASK))

    record("archive taken", archive.partner, by=by, at=at, details={"receipt": f"Receipt {archive.digest}"})


@operation
def archive_partner(*, archive_id: int, by: Actor, at: datetime) -> Partner:
    """Put the home of a partner whose final archive is written out of reach. Nothing is lost, and it can be undone.

    Takes: the owner's place.
    Refuses: NotAllowed, PartnerAlreadyThere, PartnerNotReady, StillAtWork (letters of theirs are still to be sent).
    """
    archive = PartnerArchive.objects.get(id=archive_id)
    partner = Partner.objects.locked(archive.partner_id)

    require(by.is_system, NotAllowed("put homes away"))
    move(partner, "archive", reason=partner.state_reason)
    wrong = PartnerNotReady(partner.name, is_="without a final archive", move="be put away")
    require(archive.is_final and archive.state == ArchiveState.READY and partner.doors_closed_at is not None, wrong)
    theirs = Delivery.objects.filter(announcement__partner_key=partner.schema_name)
    waiting = theirs.filter(state__in=[DeliveryState.DUE, DeliveryState.TAKEN]).count()
    require(waiting == 0, StillAtWork(partner.name, waiting))

    put_home_away(partner=partner)
    partner.archived_at = at
    partner.save(update_fields=MOVED)
    record("archived", partner, by=by, at=at, details={"receipt": f"Receipt {archive.digest}"})
    return partner


@operation
def ask_for_return(*, partner_id: UUID, reason: str, by: Actor, at: datetime) -> Partner:
    """Have an archived partner's home put back, in the background.

    Refuses: NotAllowed, PartnerNotReady (not archived, or being erased).
    Announces: "partnership.return_asked".
    """
    partner = Partner.objects.locked(partner_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("bring partners back", ask=ASK))
    _require_archived_and_whole(partner)

    record("return asked for", partner, by=by, at=at, details={"reason": reason})

    announce("partnership.return_asked", partner_id=partner.id)
    return partner


@operation
def bring_partner_back(*, partner_id: UUID, by: Actor, at: datetime) -> Partner:
    """Put an archived partner's home back where it was. Its doors stay closed, and it is leaving still.

    Takes: the owner's place.
    Refuses: NotAllowed, PartnerAlreadyThere, PartnerNotReady.
    """
    partner = Partner.objects.locked(partner_id)

    require(by.is_system, NotAllowed("put homes back"))
    if partner.state in AT_HOME:
        raise PartnerAlreadyThere(partner.name, is_=partner.get_state_display())
    _require_archived_and_whole(partner)
    move(partner, "bring back", reason=partner.state_reason)

    put_home_back(partner=partner)
    partner.archived_at = partner.kept_until = None
    partner.save(update_fields=MOVED)
    record("brought back from the archive", partner, by=by, at=at)
    return partner


@step
def _asked(partner: Partner, *, is_final: bool, by: Actor, at: datetime) -> PartnerArchive:
    if partner.archives.filter(state=ArchiveState.DUE).exists():
        raise PartnerAlreadyThere(partner.name, is_="being archived")
    archive = PartnerArchive.objects.create(partner=partner, is_final=is_final, asked_by_id=by.person_id, asked_at=at)
    record("final archive asked for" if is_final else "archive asked for", partner, by=by, at=at)
    announce("partnership.archive_asked", archive_id=archive.id)
    return archive


def _require_archived_and_whole(partner: Partner) -> None:
    unready = PartnerNotReady(partner.name, is_=partner.get_state_display(), move="be brought back")
    require(partner.state == PartnerState.ARCHIVED, unready)
    going = partner.erasures.filter(state__in=[ErasureState.APPROVED, ErasureState.STUCK]).exists()
    require(not going, PartnerNotReady(partner.name, is_="being erased", move="be brought back"))
