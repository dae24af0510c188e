"""A year through its pages: budget, contributions, settlement, elections, and technology credit to the last pound."""

from __future__ import annotations

import pytest

from guildhall.charging.models import Contribution, CreditRequest, Journal, Settlement, Year
from tenants.context import on_the_platform
from tenants.delivering import deliver_everything_waiting
from tenants.models import Partner
from tests.cast import EDEN, FIONA, HELEN, HUGO
from tests.charging.years import AFTER_THE_YEAR, IN_JUNE, IN_MARCH, a_proposal, a_running_year, twelve_months
from tests.evidence import letters

BUDGET = {
    "budget": "1,200.00", "instalments": "12", "shared_by": "end users", "weight_northfield": "2",
    "weight_eastmoor": "1",
}  # fmt: skip
UNTIL = {"elections_until_day": "31", "elections_until_month": "5", "elections_until_year": "2027"}


@pytest.fixture
def travel(monday_9am):
    """Moves the clock to a moment."""
    return monday_9am.move_to


def key_of(code: str) -> str:
    return Partner.objects.get(code=code).schema_name


def test_a_budget_is_set_by_one_person_and_approved_by_another(on_platform, visit, travel):
    travel(IN_MARCH)
    hugo, helen = visit(HUGO), visit(HELEN)

    assert "No year has a budget yet" in hugo.read("/years/")
    refused = hugo.post("/years/2026-27/budget/", {**BUDGET, "budget": "0"})
    hugo.post("/years/2026-27/budget/", BUDGET)
    hugo.post("/years/2026-27/approval/")

    assert refused.status_code == 422
    assert Year.objects.get().state == "budgeting"
    helen.post("/years/2026-27/approval/")
    assert Contribution.objects.count() == 24
    assert "2026-27 has cost £0 so far" in hugo.read("/years/2026-27/")


def test_finance_officers_are_told_what_they_contribute(northfield):
    with on_the_platform():
        a_running_year()

    deliver_everything_waiting(at=IN_MARCH)

    assert letters() == [(FIONA.email, "Your contributions for 2026-27")]


def test_a_surplus_goes_from_the_proposal_to_the_partners_choice_and_into_its_credit(on_platform, visit, travel):
    year = a_running_year()
    twelve_months(cost="90.00")
    travel(AFTER_THE_YEAR)
    hugo, helen, eden = visit(HUGO), visit(HELEN), visit(EDEN)

    hugo.post("/years/2026-27/settlement/")
    assert "2026-27 ended with a surplus of £120" in hugo.read("/years/2026-27/")
    assert "Each pays what it used" in eden.read("/year/?year=2026")
    agreed = {"agreed_by": "the board, 22 April 2027", "policy": "by_utilisation", "to_reserve": "0.00", **UNTIL}
    helen.post("/years/2026-27/settlement/agreement/", agreed)
    assert "Choose cash or technology credit" in eden.read("/year/?year=2026")
    assert eden.post("/year/election/", {"technology_percent": "101"}).status_code == 422
    eden.post("/year/election/", {"technology_percent": "50"})
    travel(IN_JUNE)
    visit(HUGO).post("/years/2026-27/settlement/posting/")

    assert Settlement.objects.get().state == "settled"
    assert "2026-27 is settled: you got back £90" in visit(EDEN).read("/year/?year=2026")
    assert Year.objects.get(id=year.id).state == "settled"


def test_a_settlement_can_be_withdrawn_with_a_reason_on_its_page(on_platform, visit, travel):
    a_proposal(_a_year_that_is_over())
    travel(AFTER_THE_YEAR)
    hugo = visit(HUGO)

    assert hugo.post("/years/2026-27/settlement/withdrawal/", {"reason": ""}).status_code == 422
    hugo.post("/years/2026-27/settlement/withdrawal/", {"reason": "A late invoice"})

    assert "Propose the settlement" in hugo.read("/years/2026-27/")


def _a_year_that_is_over() -> Year:
    year = a_running_year()
    twelve_months(cost="90.00")
    return year


def test_money_that_moves_is_entered_once_and_seen_in_the_ledger(on_platform, visit, travel):
    a_running_year()
    travel(IN_MARCH)
    hugo = visit(HUGO)
    day = {"on_day": "19", "on_month": "3", "on_year": "2026"}
    receipt = {"partner": key_of("northfield"), "amount": "100.00", "reference": "BACS 7", **day}

    hugo.post("/ledger/receipts/new/", receipt)
    again = hugo.post("/ledger/receipts/new/", receipt)

    assert (again.status_code, Journal.objects.filter(identity="receipt/BACS 7").count()) == (422, 1)
    page = hugo.read("/ledger/")
    assert ("The books balance" in page, "Received, BACS 7" in page, "due 1 May 2026" in page) == (True, True, False)
    assert "due 1 May 2026" in hugo.read("/ledger/?ahead=on")
    assert b"receipt/BACS 7,2026-03-19" in hugo.get("/ledger/export/").content


def test_credit_is_asked_for_by_a_partner_and_granted_by_host_finance(on_platform, visit, travel):
    travel(IN_MARCH)
    hugo, fiona = visit(HUGO), visit(FIONA)
    day = {"on_day": "1", "on_month": "3", "on_year": "2026"}
    hugo.post(
        "/ledger/openings/new/", {"partner": key_of("northfield"), "amount": "100.00", "reference": "opening", **day}
    )

    asked = {"kind": "drawdown", "amount": "60.00", "purpose": "forty laptops"}
    assert fiona.post("/year/credit/new/", {**asked, "amount": "100.01"}).status_code == 422
    fiona.post("/year/credit/new/", asked)
    request = CreditRequest.objects.get()
    assert "1 request waits" in hugo.read("/credits/")
    hugo.post(f"/credits/{request.id}/grant/")
    hugo.post(f"/credits/{request.id}/restoration/", {"amount": "10.00", "reference": "CN 1"})

    assert "£50" in fiona.read("/year/")
    assert "forty laptops" in hugo.read(f"/credits/{request.id}/")


def test_a_declined_request_says_why_to_its_partner(on_platform, visit, travel):
    travel(IN_MARCH)
    hugo, fiona = visit(HUGO), visit(FIONA)
    day = {"on_day": "1", "on_month": "3", "on_year": "2026"}
    hugo.post(
        "/ledger/openings/new/", {"partner": key_of("northfield"), "amount": "100.00", "reference": "opening", **day}
    )
    fiona.post("/year/credit/new/", {"kind": "converted_to_cash", "amount": "60.00", "purpose": "the year is over"})
    request = CreditRequest.objects.get()

    hugo.post(f"/credits/{request.id}/refusal/", {"reason": "Ask again in April."})

    assert "Ask again in April." in hugo.read(f"/credits/{request.id}/")
    assert "Declined" in fiona.read("/year/")


def test_what_the_members_agreed_is_set_down_in_versions(on_platform, visit, travel):
    travel(IN_MARCH)
    helen = visit(HELEN)
    terms = {
        "from_on_day": "1", "from_on_month": "4", "from_on_year": "2026", "agreed_by": "the board, 12 March 2026",
        "surplus_policy": "true_up", "collar_percent": "10", "instalments": "4", "joiner_method": "user_days",
        "penny_option": "over_months", "support_method": "reciprocal", "step_order": "", "voting_rule": "majority",
        "vote_days": "21", "dispute_days": "20", "statement_threshold": "1000.00", "agreement_threshold": "5000.00",
    }  # fmt: skip

    assert helen.post("/agreements/new/", {**terms, "from_on_day": "2"}).status_code == 422
    helen.post("/agreements/new/", terms)

    page = helen.read("/agreements/")
    assert ("Version 1, from 1 April 2026" in page, "10% of its contributions" in page) == (True, True)
    assert helen.get("/agreements/new/").context["page"].form["collar_percent"].value() == 10


@pytest.mark.parametrize("budgets", [1, 12])
def test_the_pages_ask_a_constant_number_of_questions(on_platform, visit, travel, budgets, django_assert_num_queries):
    a_running_year(times=budgets)
    travel(IN_MARCH)
    hugo = visit(HUGO)
    hugo.read("/ledger/")

    with django_assert_num_queries(10):
        hugo.read("/ledger/?ahead=on")
