"""Many partners join from one file: planned, confirmed, built one by one, gone on with after any stop."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apps.partnership.errors import AddressesUnreadable, IntakeAlreadyThere, IntakeNotReady
from apps.partnership.intaking import bring_in_what_waits, build_what_waits
from apps.partnership.models import IntakeRow
from apps.partnership.operations.intakes import confirm_intake, plan_intake, resume_intake, withdraw_intake
from apps.partnership.operations.onboarding import apply_to_join, name_first_administrator
from apps.partnership.planning import Known, read_addresses
from apps.partnership.queries import IntakeProgress, known_names, progress_of
from guildhall.access.models import Invitation
from guildhall.audit.models import AuditEntry
from guildhall.kernel import NotAllowed
from tenants.delivering import deliver_everything_waiting
from tenants.hosts import forget_hosts, host_named
from tenants.models import Partner
from tests.cast import MONDAY_9AM, NORTHFIELD
from tests.partnership.intakes import EVIDENCE, NAMES, a_file, a_plan, an_intake

LIVE = IntakeProgress(live=3)


def _states() -> list[tuple[str, str]]:
    return list(Partner.objects.filter(ods_code__startswith="RZ").order_by("ods_code").values_list("code", "state"))


def test_a_plan_names_everybody_once_and_counts_every_row():
    content = a_file(*NAMES, ("RZ9", "GONE NHS TRUST"), closed=("RZ9",)) + b"\r\none,two"

    plan = a_plan(content=content, limit=2)

    assert [(row.ods_code, row.name, row.code, row.letters, row.kind) for row in plan.rows] == [
        ("RZ1", "Lowther and Vale NHS Foundation Trust", "lowthervale", "LV", "acute"),
        ("RZ2", "Lowther and Vale Hospitals NHS Trust", "lowthervalehospitals", "LVH", "acute"),
    ]
    assert plan.left_out == {"Closed": 1, "Beyond the number asked for": 1, "Not read: see the faults": 1}
    assert len(plan.rows) + sum(plan.left_out.values()) == plan.rows_in_file
    assert plan.faults == ("Row 5: The row has 2 columns and needs 27. Take the file as it was published.",)


def test_names_that_are_taken_or_kept_get_others():
    names = [
        ("RZ1", "THE JOBS TRUST"),
        ("RZ2", "ST. MARK'S TRUST"),
        ("RZ3", "ST MARKS NHS TRUST"),
        ("RZ4", "4 VALLEYS"),
    ]

    plan = a_plan(*names, known=Known(codes={"stmarksnhs"}, letters={"SM"}))

    assert [row.code for row in plan.rows] == ["jobsrz1", "stmarks", "stmarksrz3", "p4valleys"]
    assert [row.letters for row in plan.rows] == ["JB", "ST", "SR", "VL"]


def test_organisations_that_are_partners_already_are_left_out():
    plan = a_plan(known=Known(partners={"RZ1"}, waiting={"RZ2"}))

    assert [row.ods_code for row in plan.rows] == ["RZ3"]
    assert plan.left_out == {"A partner already": 1, "Waiting in another intake": 1}


def test_a_confirmed_intake_brings_everybody_in_with_a_home_and_their_terms(on_platform):
    intake = an_intake(confirmed=True, addresses={"RZ3": "mia@queenspark.example"})

    deliver_everything_waiting(at=MONDAY_9AM)

    agreed = AuditEntry.objects.filter(what="terms agreed", at=MONDAY_9AM).values_list("details__evidence", flat=True)
    forget_hosts()
    assert _states() == [("lowthervale", "live"), ("lowthervalehospitals", "live"), ("queensparkmentalhealth", "live")]
    assert progress_of(intake.id) == LIVE
    assert list(agreed) == [EVIDENCE] * 3
    assert host_named("lowthervale.guildhall.localhost").partner.ods_code == "RZ1"
    assert [invited.email for invited in Invitation.objects.filter(partner__ods_code__startswith="RZ")] == [
        "mia@queenspark.example"
    ]
    forget_hosts()


def test_without_evidence_of_their_terms_they_wait_at_applied(on_platform):
    intake = an_intake(confirmed=True, evidence="")

    deliver_everything_waiting(at=MONDAY_9AM)

    assert [state for _, state in _states()] == ["applied"] * 3
    assert progress_of(intake.id) == IntakeProgress(applied=3)


def test_an_intake_that_stops_anywhere_goes_on_where_it_was(on_platform):
    intake = an_intake(confirmed=True)

    next(bring_in_what_waits(intake_id=intake.id, at=MONDAY_9AM))
    stopped_early = progress_of(intake.id)
    list(bring_in_what_waits(intake_id=intake.id, at=MONDAY_9AM))
    next(build_what_waits(intake_id=intake.id, at=MONDAY_9AM))
    stopped_late = progress_of(intake.id)
    list(build_what_waits(intake_id=intake.id, at=MONDAY_9AM))
    deliver_everything_waiting(at=MONDAY_9AM)

    assert stopped_early == IntakeProgress(waiting=2, building=1)
    assert stopped_late == IntakeProgress(building=2, live=1)
    assert progress_of(intake.id) == LIVE


def test_one_that_cannot_join_is_refused_with_its_reason_and_the_others_go_on(on_platform, operator):
    intake = an_intake(confirmed=True)
    taken = replace(NORTHFIELD, code="lowthervale", letters="ZZ", first_administrator="")
    apply_to_join(application=taken, by=operator, at=MONDAY_9AM)

    deliver_everything_waiting(at=MONDAY_9AM)

    assert progress_of(intake.id) == IntakeProgress(refused=1, live=2)
    assert IntakeRow.objects.get(state="refused").reason == (
        "“lowthervale” belongs to Northfield Hospitals NHS Trust. Choose another code."
    )
    Partner.objects.filter(code="lowthervale").update(code="lowther")
    resume_intake(intake_id=intake.id, by=operator, at=MONDAY_9AM)
    deliver_everything_waiting(at=MONDAY_9AM)
    assert progress_of(intake.id) == LIVE


def test_an_intake_is_confirmed_once_by_an_operator_and_not_after_it_was_withdrawn(on_platform, operator, host_finance):
    intake, other = an_intake(), an_intake()

    with pytest.raises(NotAllowed, match="You cannot bring partners in"):
        confirm_intake(intake_id=intake.id, terms_evidence="", by=host_finance, at=MONDAY_9AM)
    confirm_intake(intake_id=intake.id, terms_evidence="", by=operator, at=MONDAY_9AM)
    withdraw_intake(intake_id=other.id, by=operator, at=MONDAY_9AM)

    with pytest.raises(IntakeAlreadyThere):
        confirm_intake(intake_id=intake.id, terms_evidence="", by=operator, at=MONDAY_9AM)
    with pytest.raises(IntakeNotReady, match="was withdrawn"):
        confirm_intake(intake_id=other.id, terms_evidence="", by=operator, at=MONDAY_9AM)
    with pytest.raises(IntakeNotReady, match="is confirmed"):
        withdraw_intake(intake_id=intake.id, by=operator, at=MONDAY_9AM)


def test_a_file_in_which_nobody_can_join_is_refused(on_platform, operator):
    nobody = a_plan(known=Known(partners={"RZ1", "RZ2", "RZ3"}))

    with pytest.raises(IntakeNotReady, match="Nobody in this file can join"):
        plan_intake(plan=nobody, by=operator, at=MONDAY_9AM)


def test_what_waits_in_a_confirmed_intake_is_taken_for_the_next(on_platform):
    an_intake(confirmed=True)

    assert a_plan(known=known_names()).left_out == {"Waiting in another intake": 3}


def test_a_list_of_administrators_with_wrong_rows_is_refused_with_each():
    with pytest.raises(AddressesUnreadable) as refused:
        read_addresses(b"RZ1,mia@queenspark.example\nRZ2,mia\n\nRZ3,")

    assert refused.value.reasons == [
        "Row 2 of the administrators: “mia” is no e-mail address.",
        "Row 4 of the administrators: “” is no e-mail address.",
    ]


def test_an_administrator_named_later_is_invited_then(on_platform, operator):
    an_intake(confirmed=True)
    deliver_everything_waiting(at=MONDAY_9AM)
    partner = Partner.objects.get(ods_code="RZ1")

    name_first_administrator(partner_id=partner.id, email="ida@lowther.example", by=operator, at=MONDAY_9AM)
    deliver_everything_waiting(at=MONDAY_9AM)

    assert [invited.email for invited in Invitation.objects.filter(partner=partner)] == ["ida@lowther.example"]
