"""A partner that leaves is settled with: prepared by one, approved by another, posted, and put on paper."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

from django.db.models import Sum

from guildhall.audit.operations import record
from guildhall.charging.entries import Entry, with_keys
from guildhall.charging.errors import ExitAlready, ExitNotReady, LeaverNotReady
from guildhall.charging.exits import lines_not_asked, lines_of_exit, lines_of_late_correction
from guildhall.charging.models import Contribution, Exit, Journal, Line, Period, Year
from guildhall.charging.operations.disputes import EVIDENCE_BYTES_MAX, EVIDENCE_KINDS
from guildhall.charging.operations.ledger import ASK, in_turn, post
from guildhall.charging.queries.exits import WorkedExit, exit_worked_out, stops_of_exit
from guildhall.charging.queries.heirs import amounts_of_heirs, heirs
from guildhall.charging.rules import may_approve, may_keep_costs
from guildhall.charging.states import ExitState, YearState
from guildhall.database.operation import operation, step
from guildhall.kernel import LONDON, Actor, Money, NotAllowed, require
from guildhall.notices.operations import announce
from tenants.models import Partner

BOARD, NOTHING = "a board member", Money(0)
REASON_MAX = 500


@dataclass(frozen=True, slots=True)
class ExitTerms:
    """A partner that leaves, and what all members are still bound to pay whoever leaves: how much, why, and a file that
    shows it. Nothing is left behind without them.
    """

    partner_key: str
    commitment: Money = NOTHING
    reason: str = ""
    evidence_name: str = ""
    evidence: bytes = b""


@operation
def prepare_exit(*, terms: ExitTerms, by: Actor, at: datetime) -> Exit:
    """Work out what a partner that leaves gets or owes, and show it to whoever approves it; nothing is posted.

    Refuses: NotAllowed, ExitAlready (one stands), ExitNotReady (every reason at once: a month up to its last day is
    open, a commitment without a file that shows it).
    Rule: cost_sharing.md, `leaver`; decision 0024.
    """
    in_turn(f"exit of {terms.partner_key}")
    partner = Partner.objects.get(schema_name=terms.partner_key)

    require(may_keep_costs(by), NotAllowed("prepare an exit", ask=ASK))
    standing = Exit.objects.standing().of_partner(terms.partner_key).filter(last_day_on=partner.leaves_on)
    require(not standing.exists(), ExitAlready(f"An exit of {partner.name} stands. Withdraw it to prepare another."))
    if reasons := [*stops_of_exit(partner=partner), *_what_is_wrong_with(terms)]:
        raise ExitNotReady(reasons)
    worked = _worked_out(partner, terms.commitment, on=_day(at))

    exit_ = Exit.objects.create(
        **_columns(worked),
        commitment_reason=terms.reason.strip(),
        evidence_name=terms.evidence_name,
        evidence=terms.evidence or None,
        prepared_at=at,
        prepared_by_id=by.person_id,
    )

    record("exit prepared", exit_, by=by, at=at, details={"net": str(exit_.net)})
    return exit_


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def _what_is_wrong_with(terms: ExitTerms) -> list[str]:
    faults = []
    if terms.commitment.pence < 0:
        faults.append("A commitment is not below £0.00.")
    if terms.commitment and not terms.reason.strip():
        faults.append("Say what all members are still bound to pay, and why.")
    if len(terms.reason.strip()) > REASON_MAX:
        faults.append(f"Say why in {REASON_MAX} characters.")
    if terms.commitment and not terms.evidence:
        faults.append("Add the file that shows the commitment.")
    if len(terms.evidence) > EVIDENCE_BYTES_MAX:
        faults.append("A file of evidence is 2 MB at most.")
    if terms.evidence_name and PurePath(terms.evidence_name).suffix.lower() not in EVIDENCE_KINDS:
        faults.append(f"Evidence is a file of one of these kinds: {', '.join(EVIDENCE_KINDS)}.")
    return faults


def _worked_out(partner: Partner, commitment: Money, *, on: date) -> WorkedExit:
    """As the books have it. Refuses: ExitNotReady, for a leaver with a commitment and no weight in the key."""
    worked = exit_worked_out(partner=partner, commitment=commitment, on=on)
    if worked is None:
        raise ExitNotReady(f"{partner.name} has no last day in a year with a budget.")
    try:
        worked.exiting.stranded  # noqa: B018  # it refuses what has no part
    except LeaverNotReady as refusal:
        raise ExitNotReady(refusal.reasons) from None
    return worked


def _columns(worked: WorkedExit) -> dict[str, object]:
    exiting = worked.exiting
    return {
        "year": worked.year,
        "partner_key": worked.partner.schema_name,
        "number": worked.number,
        "last_day_on": worked.last_day,
        "contributed_pence": exiting.contributed.pence,
        "outstanding_pence": exiting.outstanding.pence,
        "borne_pence": exiting.borne.pence,
        "credit_pence": exiting.technology_credit.pence,
        "refund_pence": exiting.refund.pence,
        "commitment_pence": exiting.commitment.pence,
        "stranded_pence": exiting.stranded.pence,
        "net_pence": exiting.net.pence,
        "figures": worked.plain,
        "digest": worked.digest,
    }


@operation
def withdraw_exit(*, exit_id: int, reason: str, by: Actor, at: datetime) -> Exit:
    """Take a prepared exit back, so that it can be prepared again; nothing was posted.

    Refuses: NotAllowed, ExitAlready (it is approved, or withdrawn), ExitNotReady (no reason).
    """
    exit_ = Exit.objects.locked(exit_id)

    require(may_keep_costs(by), NotAllowed("withdraw an exit", ask=ASK))
    require(exit_.state == ExitState.PREPARED, _already(exit_))
    require(bool(reason.strip()), ExitNotReady("Say why the exit is withdrawn."))

    exit_.state, exit_.withdrawn_reason = ExitState.WITHDRAWN, reason.strip()[:REASON_MAX]
    exit_.save(update_fields=["state", "withdrawn_reason"])

    record("exit withdrawn", exit_, by=by, at=at, details={"reason": reason.strip()})
    return exit_


def _already(exit_: Exit) -> ExitAlready:
    return ExitAlready(f"This exit is {exit_.get_state_display().lower()} already.")


@operation
def approve_exit(*, exit_id: int, by: Actor, at: datetime) -> Exit:
    """Agree to an exit: it is posted, later instalments are not asked of the leaver, and the settlement leaves it out.

    Refuses: NotAllowed (who prepared it does not approve it), ExitAlready, ExitNotReady (every reason at once: the
    books have moved since it was prepared, among them).
    Announces: "charging.exit_approved".
    Rule: governance: nobody approves what they prepared; decision 0024.
    """
    hold_exits_still()
    exit_ = Exit.objects.locked(exit_id)
    year = Year.objects.locked(exit_.year_id)
    partner = Partner.objects.get(schema_name=exit_.partner_key)

    require(may_approve(by), NotAllowed("approve an exit", ask=BOARD))
    require(exit_.state == ExitState.PREPARED, _already(exit_))
    require(by.id != exit_.prepared_by_id, NotAllowed("approve an exit that you prepared", ask=BOARD))
    reasons = stops_of_exit(partner=partner)
    worked = exit_worked_out(partner=partner, commitment=Money(exit_.commitment_pence), on=_day(at))
    if not reasons and (worked is None or worked.digest != exit_.digest):
        reasons = ["The books have moved since this was prepared. Withdraw it and prepare it again."]
    if reasons or worked is None:
        raise ExitNotReady(reasons)

    exit_.journal = post_exit(worked=worked, year=year, by=by, at=at)
    exit_.state, exit_.approved_at, exit_.approved_by_id = ExitState.APPROVED, at, by.id
    exit_.save(update_fields=["state", "approved_at", "approved_by_id", "journal"])

    record("exit approved", exit_, by=by, at=at, details={"net": str(exit_.net)})

    announce("charging.exit_approved", exit_id=exit_.id)
    return exit_


@step
def hold_exits_still() -> None:
    """Let no exit be approved beside a close, so that what the close corrects finds everyone who has left."""
    in_turn("exits approved")


@step
def post_exit(*, worked: WorkedExit, year: Year, by: Actor, at: datetime) -> Journal | None:
    """Post an exit, and take what it is not asked for any more off its contributions.

    Gives: the exit's own entry; none, if nothing is left to settle.
    """
    key, today, name = worked.partner.schema_name, _day(at), worked.partner.name
    for due_on, amount in sorted(worked.not_asked.items()):
        words = f"Contribution due {due_on:%-d %B %Y}, not asked of {name}, which has left"[:200]
        entry = Entry(f"exit/{worked.number}/{due_on}", max(due_on, today), words, lines_not_asked(key, amount))
        journal = post(entry, by=by, at=at)
        change_contribution(year=year, key=key, due_on=due_on, amount=-amount, journal=journal)
    exiting = worked.exiting
    lines = with_keys(lines_of_exit(exiting), {exiting.leaver: key})
    if not lines:
        return None
    journal = post(Entry(f"exit/{worked.number}", today, f"Exit of {name}"[:200], lines), by=by, at=at)
    difference = exiting.borne - exiting.contributed
    change_contribution(year=year, key=key, due_on=today, amount=difference, journal=journal)
    return journal


@step
def change_contribution(*, year: Year, key: str, due_on: date, amount: Money, journal: Journal) -> None:
    """Write what an entry changes of a partner's contributions; nothing, if it changes nothing."""
    if amount:
        Contribution.objects.create(year=year, partner_key=key, due_on=due_on, pence=amount.pence, changed_by=journal)


@step
def settle_late_with_leavers(*, period: Period, by: Actor, at: datetime) -> None:
    """Have those who have left bear what this close corrects of their months, at once: no settlement comes for them.

    Rule: decision 0024.
    """
    approved = Exit.objects.approved().defer("evidence", "pdf", "figures").order_by("-last_day_on")
    left = {one.partner_key: one for one in reversed(approved)}
    year = Year.objects.filter(starting=period.month.financial_year.starting, state=YearState.RUNNING).first()
    if not left or year is None:
        return
    for key, amount in _late_amounts(period, left).items():
        words = f"Corrections of {period.month.title}, after the exit {left[key].number}"[:200]
        identity = f"exit/{left[key].number}/{period.month}"
        entry = Entry(identity, period.month.last_day, words, lines_of_late_correction(key, amount))
        journal = post(entry, by=by, at=at)
        change_contribution(year=year, key=key, due_on=period.month.last_day, amount=amount, journal=journal)


def _late_amounts(period: Period, gone: Collection[str]) -> dict[str, Money]:
    """What a month that closes has for those who have left, and for those whose heirs they are."""
    heir_of = heirs()
    keys = [*gone, *(key for key, heir in heir_of.items() if heir in gone)]
    rows = Line.objects.filter(period=period, partner_key__in=keys).values("partner_key").annotate(held=Sum("pence"))
    amounts = {row["partner_key"]: Money(int(row["held"])) for row in rows.order_by("partner_key")}
    return {key: amount for key, amount in amounts_of_heirs(amounts, heir_of).items() if amount}


@operation
def file_exit(*, exit_id: int, pdf: bytes, by: Actor, at: datetime) -> Exit:
    """Put the document of an approved exit away, once.

    Refuses: NotAllowed (Guildhall alone files it), ExitNotReady (it is not approved), ExitAlready (it is filed).
    """
    exit_ = Exit.objects.locked(exit_id)

    require(by.is_system, NotAllowed("file an exit", ask=ASK))
    require(exit_.state == ExitState.APPROVED, ExitNotReady("This exit is not approved."))
    require(exit_.filed_at is None, ExitAlready(f"The document of {exit_.number} is drawn already."))

    exit_.pdf, exit_.pdf_digest, exit_.filed_at = pdf, hashlib.sha256(pdf).hexdigest(), at
    exit_.save(update_fields=["pdf", "pdf_digest", "filed_at"])

    record("exit filed", exit_, by=by, at=at)
    return exit_
