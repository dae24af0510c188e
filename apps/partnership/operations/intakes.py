"""Bringing many partners in from one file: planned, confirmed, then one short transaction for each organisation."""

from __future__ import annotations

from datetime import datetime

from apps.partnership.errors import IntakeAlreadyThere, IntakeNotReady
from apps.partnership.models import Intake, IntakeRow
from apps.partnership.operations.onboarding import (
    TERMS_VERSION,
    Application,
    ask_for_a_home,
    note_agreement,
    place_application,
)
from apps.partnership.planning import INTAKE_MAX, IntakePlan
from apps.partnership.states import IntakeState, RowState
from guildhall.access.roles import Role
from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.kernel import Actor, NotAllowed, require
from guildhall.notices.operations import announce
from tenants.errors import PartnerCodeRefused


@operation
def plan_intake(*, plan: IntakePlan, by: Actor, at: datetime) -> Intake:
    """Keep what a file would bring in, so that it can be read, confirmed and gone on with after any stop.

    Refuses: NotAllowed, IntakeNotReady (nobody in the file can join, or too many would).
    """
    _require_operator(by)
    require(bool(plan.rows), IntakeNotReady("Nobody in this file can join. Choose another file, or mend its rows."))
    require(len(plan.rows) <= INTAKE_MAX, IntakeNotReady(f"An intake has {INTAKE_MAX} organisations at most."))

    intake = Intake.objects.create(
        file_name=plan.file_name, digest=plan.digest, rows_in_file=plan.rows_in_file, left_out=dict(plan.left_out),
        faults=list(plan.faults), joins_on=plan.joins_on, planned_at=at, planned_by_id=by.person_id,
    )  # fmt: skip
    IntakeRow.objects.bulk_create(
        IntakeRow(
            intake=intake, number=row.number, ods_code=row.ods_code, name=row.name, short_name=row.short_name,
            code=row.code, letters=row.letters, kind=row.kind, first_administrator=row.first_administrator,
        )
        for row in plan.rows
    )  # fmt: skip

    record("intake planned", intake, by=by, at=at, details={"organisations": f"{len(plan.rows)} organisations"})
    return intake


@operation
def confirm_intake(*, intake_id: int, terms_evidence: str, by: Actor, at: datetime) -> Intake:
    """Let the organisations of an intake join, one after another, in the background.

    Takes: `terms_evidence`, where the agreements that they have signed are kept; empty, and each of them waits at
    “applied” until its own terms are agreed.
    Refuses: NotAllowed, IntakeAlreadyThere, IntakeNotReady.
    Announces: "partnership.intake_confirmed".
    Rule: docs/decisions/0015.
    """
    intake = Intake.objects.locked(intake_id)

    _require_operator(by)
    require(intake.state != IntakeState.CONFIRMED, IntakeAlreadyThere(f"{intake} is confirmed already."))
    require(intake.state == IntakeState.PLANNED, IntakeNotReady(f"{intake} was withdrawn. Choose the file again."))

    intake.state, intake.confirmed_at, intake.confirmed_by_id = IntakeState.CONFIRMED, at, by.person_id
    if terms_evidence:
        intake.terms_version, intake.terms_evidence = TERMS_VERSION, terms_evidence
    intake.save()
    details = {"terms": f"version {TERMS_VERSION}, {terms_evidence}" if terms_evidence else "to be agreed one by one"}
    record("intake confirmed", intake, by=by, at=at, details=details)

    announce("partnership.intake_confirmed", intake_id=intake.id)
    return intake


@operation
def withdraw_intake(*, intake_id: int, by: Actor, at: datetime) -> Intake:
    """Put a planned intake aside; nobody of it joins.

    Refuses: NotAllowed, IntakeAlreadyThere, IntakeNotReady.
    """
    intake = Intake.objects.locked(intake_id)

    _require_operator(by)
    require(intake.state != IntakeState.WITHDRAWN, IntakeAlreadyThere(f"{intake} is withdrawn already."))
    require(intake.state == IntakeState.PLANNED, IntakeNotReady(f"{intake} is confirmed: its partners have joined."))

    intake.state = IntakeState.WITHDRAWN
    intake.save(update_fields=["state"])
    record("intake withdrawn", intake, by=by, at=at)
    return intake


@operation
def resume_intake(*, intake_id: int, by: Actor, at: datetime) -> Intake:
    """Go on with an intake that stopped: what waits is brought in, what was refused is tried once more.

    Refuses: NotAllowed, IntakeNotReady.
    Announces: "partnership.intake_confirmed".
    """
    intake = Intake.objects.locked(intake_id)

    _require_operator(by)
    require(intake.state == IntakeState.CONFIRMED, IntakeNotReady(f"{intake} was never confirmed."))
    unfinished = intake.rows.exclude(state=RowState.JOINED)
    require(unfinished.exists(), IntakeNotReady(f"Everybody in {intake} has joined."))

    unfinished.update(state=RowState.WAITING, reason="")
    intake.state_reason, intake.confirmed_by_id = "", by.person_id
    intake.save(update_fields=["state_reason", "confirmed_by_id"])
    record("intake resumed", intake, by=by, at=at)

    announce("partnership.intake_confirmed", intake_id=intake.id)
    return intake


@operation
def bring_in_row(*, row_id: int, by: Actor, at: datetime) -> IntakeRow:
    """Let one organisation of an intake join: in the registry, with its terms and on the way to its home, or not at
    all. With no terms agreed for the intake it waits at “applied”.

    Refuses: NotAllowed, IntakeAlreadyThere, IntakeNotReady, PartnerCodeRefused.
    Announces: "partnership.building_started".
    """
    row = IntakeRow.objects.select_related("intake").locked(row_id)

    _require_operator(by)
    require(row.state == RowState.WAITING, IntakeAlreadyThere(f"{row} is {row.get_state_display().lower()} already."))
    require(row.intake.state == IntakeState.CONFIRMED, IntakeNotReady(f"{row.intake} is not confirmed."))

    row.partner = place_application(application=_application_of(row), by=by, at=at)
    row.state = RowState.JOINED
    row.save(update_fields=["partner", "state"])
    if version := row.intake.terms_version:
        evidence = row.intake.terms_evidence
        note_agreement(partner=row.partner, terms_version=version, evidence=evidence, by=by, at=at)
        ask_for_a_home(partner=row.partner, by=by, at=at)
    return row


@operation
def refuse_row(*, row_id: int, refused: PartnerCodeRefused, by: Actor, at: datetime) -> IntakeRow:
    """Note why one organisation could not join; the others go on.

    Refuses: NotAllowed, IntakeAlreadyThere.
    """
    row = IntakeRow.objects.locked(row_id)

    _require_operator(by)
    require(row.state == RowState.WAITING, IntakeAlreadyThere(f"{row} is {row.get_state_display().lower()} already."))

    row.state, row.reason = RowState.REFUSED, str(refused)
    row.save(update_fields=["state", "reason"])
    record("organisation refused", row, by=by, at=at, details={"reason": row.reason})
    return row


@operation
def report_stopped_intake(*, intake_id: int, reason: str, by: Actor, at: datetime) -> Intake:
    """Note that an intake stopped, and why; going on with it is the operator's to ask.

    Refuses: NotAllowed.
    """
    intake = Intake.objects.locked(intake_id)

    require(by.is_system, NotAllowed("report on an intake"))

    intake.state_reason = reason
    intake.save(update_fields=["state_reason"])
    record("intake stopped", intake, by=by, at=at, details={"reason": reason})
    return intake


def _require_operator(by: Actor) -> None:
    require(by.has_role(Role.OPERATOR), NotAllowed("bring partners in", ask="the platform's operator"))


def _application_of(row: IntakeRow) -> Application:
    return Application(
        code=row.code, name=row.name, short_name=row.short_name, letters=row.letters, kind=row.kind,
        first_administrator=row.first_administrator, joins_on=row.intake.joins_on, ods_code=row.ods_code,
    )  # fmt: skip
