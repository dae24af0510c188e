"""An objection to a line: raised by its partner, answered by the host, decided by somebody else, then posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePath

from guildhall.audit.operations import record
from guildhall.charging.errors import DisputeAlready, DisputeNotReady, NothingToShareBy
from guildhall.charging.models import Dispute, DisputeAdjustment, Line, Period, Statement
from guildhall.charging.operations.ledger import ASK, in_turn
from guildhall.charging.queries.disputes import shared_by_the_others
from guildhall.charging.queries.years import agreement_on
from guildhall.charging.rules import may_approve, may_elect, may_keep_costs
from guildhall.charging.states import DisputeState
from guildhall.database.operation import operation, step
from guildhall.database.place import partner_here
from guildhall.kernel import LONDON, Actor, Money, Month, NotAllowed, require
from guildhall.notices.operations import announce

BOARD = "a board member"
DAYS_UNLESS_AGREED = 20
EVIDENCE_BYTES_MAX = 2_000_000
EVIDENCE_KINDS = (".pdf", ".csv", ".xlsx", ".png", ".jpg", ".jpeg", ".txt")
WORDS_MAX = 1000


@dataclass(frozen=True, slots=True)
class DisputeTerms:
    """What is objected to: how much of which line, why, and a file that shows it, if there is one."""

    statement_id: int
    pool_code: str
    used_in: Month
    amount: Money
    reason: str
    evidence_name: str = ""
    evidence: bytes = b""


@operation
def raise_dispute(*, terms: DisputeTerms, by: Actor, at: datetime) -> Dispute:
    """Object to a line of a statement of the partner we are with; a clock begins to run.

    Refuses: NotAllowed, DisputeAlready (this line is disputed), DisputeNotReady (every reason at once).
    Rule: cost_sharing.md, governance: any line, by the partner that got it; it does not stop a close.
    """
    statement = Statement.objects.of_partner(partner_here()).get(id=terms.statement_id)
    line = _line_of(statement, terms)

    require(may_elect(by), NotAllowed("dispute a line", ask="a finance officer of your organisation"))
    if faults := _what_is_wrong_with(terms, line):
        raise DisputeNotReady(faults)
    require(not _is_disputed(statement, line), DisputeAlready("This line is disputed already."))

    dispute = Dispute.objects.create(
        statement=statement,
        partner_key=statement.partner_key,
        pool_id=line.pool_id,
        used_on=line.used_on,
        pence=terms.amount.pence,
        reason=terms.reason.strip(),
        evidence_name=terms.evidence_name,
        evidence=terms.evidence or None,
        raised_at=at,
        raised_by_id=by.person_id,
        answer_by_on=_answer_by(at.astimezone(LONDON).date()),
    )

    record("line disputed", dispute, by=by, at=at, details={"reason": dispute.reason})
    return dispute


def _line_of(statement: Statement, terms: DisputeTerms) -> Line:
    lines = Line.objects.filter(period=statement.period_id, partner_key=statement.partner_key)
    line = lines.filter(pool__code=terms.pool_code, used_on=terms.used_in.first_day).first()
    if line is None:
        raise DisputeNotReady("There is no such line on this statement.")
    return line


def _is_disputed(statement: Statement, line: Line) -> bool:
    theirs = Dispute.objects.filter(statement=statement, pool=line.pool_id, used_on=line.used_on)
    return theirs.filter(state__in=[DisputeState.RAISED, DisputeState.ANSWERED]).exists()


def _answer_by(today: date) -> date:
    agreement = agreement_on(day=today)
    return today + timedelta(days=agreement.dispute_days if agreement else DAYS_UNLESS_AGREED)


def _what_is_wrong_with(terms: DisputeTerms, line: Line) -> list[str]:
    faults = []
    if not 0 < terms.amount.pence <= abs(line.pence):
        faults.append(f"Give an amount above £0.00, up to the line’s {abs(line.amount)}.")
    if not terms.reason.strip():
        faults.append("Say what is wrong with the line.")
    if len(terms.reason.strip()) > WORDS_MAX:
        faults.append(f"Say what is wrong in {WORDS_MAX} characters.")
    if terms.evidence and len(terms.evidence) > EVIDENCE_BYTES_MAX:
        faults.append("A file of evidence is 2 MB at most.")
    if terms.evidence_name and PurePath(terms.evidence_name).suffix.lower() not in EVIDENCE_KINDS:
        faults.append(f"Evidence is a file of one of these kinds: {', '.join(EVIDENCE_KINDS)}.")
    return faults


@operation
def answer_dispute(*, dispute_id: int, give_back: Money, answer: str, by: Actor, at: datetime) -> Dispute:
    """Answer a dispute with what is to be given back, which may be nothing; somebody else decides.

    Refuses: NotAllowed, DisputeAlready, DisputeNotReady (every reason at once).
    """
    dispute = Dispute.objects.locked(dispute_id)

    require(may_keep_costs(by), NotAllowed("answer a dispute", ask=ASK))
    require(dispute.state in (DisputeState.RAISED, DisputeState.ANSWERED), _already(dispute))
    faults = []
    if not 0 <= give_back.pence <= dispute.pence:
        faults.append(f"Give back from £0.00 to {dispute.amount}.")
    if not answer.strip():
        faults.append("Say why, in words for the partner.")
    if faults:
        raise DisputeNotReady(faults)

    dispute.state, dispute.answer, dispute.answered_pence = (
        DisputeState.ANSWERED,
        answer.strip()[:WORDS_MAX],
        give_back.pence,
    )
    dispute.answered_at, dispute.answered_by_id = at, by.person_id
    dispute.save(update_fields=["state", "answer", "answered_pence", "answered_at", "answered_by_id"])

    details = {"give back": str(give_back), "answer": dispute.answer}
    record("dispute answered", dispute, by=by, at=at, details=details, partner=dispute.partner_key)
    return dispute


def _already(dispute: Dispute) -> DisputeAlready:
    return DisputeAlready(f"This dispute is {dispute.get_state_display().lower()} already.")


@operation
def decide_dispute(*, dispute_id: int, by: Actor, at: datetime) -> Dispute:
    """Agree to the answer of a dispute. What is given back is posted by the next close, and borne by the others.

    Refuses: NotAllowed (who answered it does not decide it), DisputeAlready, DisputeNotReady (no answer; nobody else
    shares the cost).
    Announces: "charging.dispute_decided".
    Rule: cost_sharing.md, governance: nobody approves what they prepared; upheld, it posts as a correction.
    """
    hold_disputes_still()
    dispute = Dispute.objects.locked(dispute_id)

    require(may_approve(by), NotAllowed("decide a dispute", ask=BOARD))
    require(dispute.state != DisputeState.RAISED, DisputeNotReady("Nobody has answered this dispute yet."))
    require(dispute.state == DisputeState.ANSWERED, _already(dispute))
    require(by.id != dispute.answered_by_id, NotAllowed("decide a dispute that you answered", ask=BOARD))
    given_back = dispute.given_back or Money(0)

    dispute.state = DisputeState.UPHELD if given_back else DisputeState.REJECTED
    dispute.decided_at, dispute.decided_by_id = at, by.person_id
    dispute.save(update_fields=["state", "decided_at", "decided_by_id"])
    if given_back:
        adjust_shares(dispute=dispute, given_back=given_back)

    details = {"given back": str(given_back)}
    record("dispute decided", dispute, by=by, at=at, details=details, partner=dispute.partner_key)

    announce("charging.dispute_decided", dispute_id=dispute.id)
    return dispute


@step
def adjust_shares(*, dispute: Dispute, given_back: Money) -> None:
    """Write what an upheld dispute changes for every member. Refuses: DisputeNotReady, when nobody else shares."""
    try:
        changes = shared_by_the_others(dispute=dispute, given_back=given_back)
    except NothingToShareBy:
        raise DisputeNotReady(
            "Nobody else has a share in this cost, so nobody could bear it. Correct the usage instead."
        ) from None
    DisputeAdjustment.objects.bulk_create(
        DisputeAdjustment(dispute=dispute, partner_key=key, pence=amount.pence) for key, amount in changes.items()
    )


@step
def hold_disputes_still() -> None:
    """Let no dispute be decided beside a close, so that the close posts just those that it worked out."""
    in_turn("disputes decided")


@step
def count_disputes(*, period: Period) -> None:
    """Note that a close has posted all disputes that were upheld and not posted yet."""
    Dispute.objects.filter(state=DisputeState.UPHELD, counted_in=None).update(counted_in=period)


@operation
def withdraw_dispute(*, dispute_id: int, by: Actor, at: datetime) -> Dispute:
    """Take a dispute of the partner we are with back, before it is decided.

    Refuses: NotAllowed, DisputeAlready.
    """
    dispute = Dispute.objects.filter(partner_key=partner_here()).locked(dispute_id)

    require(may_elect(by), NotAllowed("withdraw a dispute", ask="a finance officer of your organisation"))
    require(dispute.state in (DisputeState.RAISED, DisputeState.ANSWERED), _already(dispute))

    dispute.state = DisputeState.WITHDRAWN
    dispute.save(update_fields=["state"])

    record("dispute withdrawn", dispute, by=by, at=at)
    return dispute
