"""Erasing a partner that has left: asked for by one operator, approved by another, carried out in steps that repeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from apps.jobs_board.models import ApplicationPointer, SavedAnswers
from apps.partnership.errors import (
    ArchiveMissing,
    CodeNotTyped,
    ErasureAlreadyMoved,
    SecondOperatorNeeded,
    StillKept,
    TracesLeft,
)
from apps.partnership.operations.leaving import MOVED
from guildhall.access.models import HostSession, Membership, User
from guildhall.access.queries import names_of
from guildhall.access.roles import Role
from guildhall.audit.operations import record
from guildhall.database.operation import operation, step
from guildhall.kernel import LONDON, Actor, NotAllowed, require
from guildhall.notices.operations import announce
from tenants.erasure_records import signature_of
from tenants.errors import PartnerNotReady
from tenants.models import Erasure, Partner
from tenants.operations.moving import move
from tenants.operations.removal import count_what_is_held, delete_shared_rows, drop_home, drop_some_tables
from tenants.states import ArchiveState, ErasureState, PartnerState
from tenants.traces import kept_rows_of, silence_bells, traces_of

ASK = "the platform's operator"


@dataclass(frozen=True, slots=True)
class ErasureTerms:
    """Why a partner is to be erased, and its code, typed by whoever asks."""

    code: str
    purpose: str


@operation
def ask_for_erasure(*, partner_id: UUID, terms: ErasureTerms, by: Actor, at: datetime) -> Erasure:
    """Ask for an archived partner to be erased; another operator approves it.

    Refuses: NotAllowed, PartnerNotReady (not archived), CodeNotTyped, StillKept, ArchiveMissing, ErasureAlreadyMoved.
    """
    partner = Partner.objects.locked(partner_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("erase partners", ask=ASK))
    unready = PartnerNotReady(partner.name, is_=partner.get_state_display(), move="be erased")
    require(partner.state == PartnerState.ARCHIVED, unready)
    require(terms.code.strip() == partner.code, CodeNotTyped(partner.code))
    if partner.kept_until and at.astimezone(LONDON).date() < partner.kept_until:
        raise StillKept(partner.name, partner.kept_until)
    final = partner.archives.filter(is_final=True, state=ArchiveState.READY)
    require(final.exists(), ArchiveMissing(partner.name))
    require(not partner.erasures.exclude(state=ErasureState.WITHDRAWN).exists(), ErasureAlreadyMoved())

    erasure = Erasure.objects.create(partner=partner, purpose=terms.purpose, asked_by_id=by.person_id, asked_at=at)
    record("erasure asked for", partner, by=by, at=at, details={"purpose": terms.purpose})
    return erasure


@operation
def approve_erasure(*, erasure_id: int, code: str, by: Actor, at: datetime) -> Erasure:
    """Approve an erasure that somebody else asked for; it begins at once.

    Refuses: NotAllowed, SecondOperatorNeeded, CodeNotTyped, ErasureAlreadyMoved.
    Announces: "partnership.erasure_approved".
    Rule: safety.md, section 3, attack 11, four eyes.
    """
    erasure = Erasure.objects.select_related("partner").locked(erasure_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("approve erasures", ask=ASK))
    require(erasure.state == ErasureState.ASKED, ErasureAlreadyMoved())
    require(by.id != erasure.asked_by_id, SecondOperatorNeeded())
    require(code.strip() == erasure.partner.code, CodeNotTyped(erasure.partner.code))

    erasure.state, erasure.approved_by_id, erasure.approved_at = ErasureState.APPROVED, by.id, at
    erasure.save(update_fields=["state", "approved_by_id", "approved_at"])
    record("erasure approved", erasure.partner, by=by, at=at)

    announce("partnership.erasure_approved", erasure_id=erasure.id)
    return erasure


@operation
def withdraw_erasure(*, erasure_id: int, by: Actor, at: datetime) -> None:
    """Take back an erasure that nobody has approved.

    Refuses: NotAllowed, ErasureAlreadyMoved.
    """
    erasure = Erasure.objects.select_related("partner").locked(erasure_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("withdraw erasures", ask=ASK))
    require(erasure.state == ErasureState.ASKED, ErasureAlreadyMoved())

    erasure.state = ErasureState.WITHDRAWN
    erasure.save(update_fields=["state"])
    record("erasure withdrawn", erasure.partner, by=by, at=at)


@operation
def note_what_is_held(*, erasure_id: int, by: Actor, at: datetime) -> None:
    """Count, once, what there is before anything of it goes. Begun anew, an erasure keeps its first count.

    Refuses: NotAllowed, ErasureAlreadyMoved.
    """
    erasure = _approved(erasure_id, by)

    if not erasure.held:
        erasure.held = count_what_is_held(partner=erasure.partner)
        erasure.save(update_fields=["held"])


@operation
def erase_some_tables(*, erasure_id: int, by: Actor, at: datetime) -> int:
    """Drop some of a home's tables. Gives: how many are left.

    Refuses: NotAllowed, ErasureAlreadyMoved.
    """
    return drop_some_tables(partner=_approved(erasure_id, by).partner)


@operation
def erase_the_rest(*, erasure_id: int, by: Actor, at: datetime) -> None:
    """Drop the empty home; delete the partner's shared rows, the people who belong nowhere
    else, and its messages. What names a person goes from the registry too.

    Refuses: NotAllowed, ErasureAlreadyMoved.
    """
    partner = _approved(erasure_id, by).partner

    drop_home(partner=partner)
    _delete_people_of(partner)
    delete_shared_rows(partner=partner)
    silence_bells(partner)
    partner.first_administrator = partner.state_reason = ""
    partner.save(update_fields=["first_administrator", "state_reason"])
    partner.archives.filter(state=ArchiveState.READY).update(state=ArchiveState.DELETED)


@operation
def finish_erasure(*, erasure_id: int, by: Actor, at: datetime) -> Erasure:
    """Look for everything that could remain; if nothing does, sign the record of it.

    Refuses: NotAllowed, ErasureAlreadyMoved, TracesLeft.
    """
    erasure = _approved(erasure_id, by)
    partner = erasure.partner

    if traces := traces_of(partner):
        raise TracesLeft(traces)
    move(partner, "erase")

    partner.erased_at = at
    partner.save(update_fields=MOVED)
    erasure.state, erasure.done_at = ErasureState.DONE, at
    erasure.record = _record_of(erasure, at=at)
    erasure.signature = signature_of(erasure.record)
    erasure.save(update_fields=["state", "done_at", "record", "signature"])
    record("erased", partner, by=by, at=at, details={"signature": f"Signature {erasure.signature}"})
    return erasure


@operation
def report_stuck_erasure(*, erasure_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Note that an erasure stopped, and why; trying again goes on where it stopped.

    Refuses: NotAllowed, ErasureAlreadyMoved.
    """
    erasure = _approved(erasure_id, by)

    erasure.state, erasure.reason = ErasureState.STUCK, reason
    erasure.save(update_fields=["state", "reason"])
    record("erasure stuck", erasure.partner, by=by, at=at, details={"reason": reason})


@operation
def retry_erasure(*, erasure_id: int, by: Actor, at: datetime) -> None:
    """Go on with an erasure that is stuck.

    Refuses: NotAllowed, ErasureAlreadyMoved.
    Announces: "partnership.erasure_approved".
    """
    erasure = Erasure.objects.select_related("partner").locked(erasure_id)

    require(by.has_role(Role.OPERATOR), NotAllowed("erase partners", ask=ASK))
    require(erasure.state == ErasureState.STUCK, ErasureAlreadyMoved())

    erasure.state, erasure.reason = ErasureState.APPROVED, ""
    erasure.save(update_fields=["state", "reason"])
    record("erasure tried again", erasure.partner, by=by, at=at)

    announce("partnership.erasure_approved", erasure_id=erasure.id)


def _approved(erasure_id: int, by: Actor) -> Erasure:
    erasure: Erasure = Erasure.objects.select_related("partner").locked(erasure_id)
    require(by.is_system, NotAllowed("carry erasures out"))
    require(erasure.state == ErasureState.APPROVED, ErasureAlreadyMoved())
    return erasure


@step
def _delete_people_of(partner: Partner) -> None:
    """Delete whoever belonged to this partner and nowhere else, and never looked for a job by themselves."""
    of_user = {"user_id": OuterRef("pk")}
    elsewhere = Membership.objects.filter(**of_user).exclude(partner=partner)
    pointers = ApplicationPointer.objects.filter(**of_user).exclude(partner_key=partner.schema_name)
    answers = SavedAnswers.objects.filter(**of_user)
    theirs = User.objects.filter(memberships__partner=partner)
    leaving = theirs.exclude(Exists(elsewhere)).exclude(Exists(pointers)).exclude(Exists(answers))
    ids = list(leaving.distinct().values_list("pk", flat=True))
    HostSession.objects.filter(user_id__in=ids).delete()
    User.objects.filter(pk__in=ids).delete()


def _record_of(erasure: Erasure, *, at: datetime) -> dict[str, Any]:
    partner = erasure.partner
    names = names_of([erasure.asked_by_id, erasure.approved_by_id])
    final = partner.archives.filter(is_final=True).order_by("id").last()
    return {
        "what": "All that this installation held of the partner was erased, but for what is named as kept.",
        "partner": {"name": partner.name, "code": partner.code, "key": partner.schema_name, "id": str(partner.id)},
        "purpose": erasure.purpose,
        "asked for": {"by": names.get(erasure.asked_by_id, ""), "at": erasure.asked_at.isoformat()},
        "approved": {
            "by": names.get(erasure.approved_by_id, "") if erasure.approved_by_id else "",
            "at": erasure.approved_at.isoformat() if erasure.approved_at else "",
        },
        "last day": partner.leaves_on.isoformat() if partner.leaves_on else "",
        "receipt of the final archive": final.digest if final else "",
        "rows before": erasure.held,
        "kept": kept_rows_of(partner),
        "left": [],
        "erased at": at.isoformat(),
    }
