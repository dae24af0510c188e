"""A partner is suspended and resumed, gives notice and is called back, and has a successor."""

from __future__ import annotations

from datetime import date

import pytest

from apps.partnership.errors import LastDayRefused, SuccessorRefused
from apps.partnership.operations.leaving import (
    Notice,
    call_partner_back,
    give_notice,
    name_successor,
    resume_partner,
    suspend_partner,
)
from guildhall.audit.queries import trail_of
from guildhall.kernel import NotAllowed
from tenants.context import inside
from tenants.delivering import deliver_everything_waiting
from tenants.errors import PartnerAlreadyThere, PartnerNotReady
from tenants.models import Partner
from tests.cast import ADAM, MONDAY_9AM, RITA, after
from tests.evidence import letters

WHY = "Their fee for May has not been paid."
LAST_DAY = date(2026, 6, 30)
LEAVES = Notice(LAST_DAY, "They join another service.")


@pytest.fixture
def partner(on_platform) -> Partner:
    return Partner.objects.get(code="northfield")


@pytest.fixture
def other(on_platform) -> Partner:
    return Partner.objects.get(code="eastmoor")


def test_a_suspended_partner_is_closed_and_told_why(partner, operator):
    suspend_partner(partner_id=partner.id, reason=WHY, by=operator, at=MONDAY_9AM)
    deliver_everything_waiting(at=MONDAY_9AM)

    partner.refresh_from_db()
    assert (partner.state, partner.state_reason, partner.doors_closed_at) == ("suspended", WHY, MONDAY_9AM)
    assert next((entry.what, entry.details) for entry in trail_of(partner)) == ("suspended", {"reason": WHY})
    with inside(partner):
        told = [(ADAM.email, "Northfield Hospitals NHS Trust: your pages on Guildhall are closed for now")]
        assert letters() == told


def test_a_resumed_partner_is_as_it_was(partner, operator):
    suspend_partner(partner_id=partner.id, reason=WHY, by=operator, at=MONDAY_9AM)

    resume_partner(partner_id=partner.id, reason="It has been paid.", by=operator, at=after(hours=1))

    partner.refresh_from_db()
    assert (partner.state, partner.state_reason, partner.doors_closed_at) == ("live", "", None)


def test_the_same_move_twice_is_said_to_be_made_already(partner, operator):
    suspend_partner(partner_id=partner.id, reason=WHY, by=operator, at=MONDAY_9AM)

    with pytest.raises(PartnerAlreadyThere, match="is suspended already"):
        suspend_partner(partner_id=partner.id, reason=WHY, by=operator, at=after(hours=1))


def test_notice_keeps_the_doors_open_until_the_last_day(partner, operator):
    give_notice(partner_id=partner.id, notice=LEAVES, by=operator, at=MONDAY_9AM)

    partner.refresh_from_db()
    assert (partner.state, partner.leaves_on, partner.doors_closed_at) == ("leaving", LAST_DAY, None)


def test_a_last_day_that_is_past_is_refused(partner, operator):
    with pytest.raises(LastDayRefused, match="today, 1 June 2026, or later"):
        give_notice(partner_id=partner.id, notice=Notice(date(2026, 5, 31), WHY), by=operator, at=MONDAY_9AM)


def test_a_partner_that_leaves_can_be_called_back(partner, operator):
    give_notice(partner_id=partner.id, notice=LEAVES, by=operator, at=MONDAY_9AM)

    call_partner_back(partner_id=partner.id, reason="They stay.", by=operator, at=after(days=1))

    partner.refresh_from_db()
    assert (partner.state, partner.leaves_on) == ("live", None)


def test_a_suspended_partner_that_is_called_back_is_suspended_still(partner, operator):
    suspend_partner(partner_id=partner.id, reason=WHY, by=operator, at=MONDAY_9AM)
    give_notice(partner_id=partner.id, notice=LEAVES, by=operator, at=MONDAY_9AM)

    call_partner_back(partner_id=partner.id, reason="They stay.", by=operator, at=after(days=1))

    partner.refresh_from_db()
    assert (partner.state, partner.state_reason) == ("suspended", "They stay.")


@pytest.mark.parametrize(("verb", "move"), [(resume_partner, "resume"), (call_partner_back, "be called back")])
def test_a_live_partner_has_nothing_to_be_taken_back(partner, operator, verb, move):
    with pytest.raises(PartnerAlreadyThere, match="is live already"):
        verb(partner_id=partner.id, reason=WHY, by=operator, at=MONDAY_9AM)


def test_what_is_not_drawn_is_refused(partner, operator):
    give_notice(partner_id=partner.id, notice=LEAVES, by=operator, at=MONDAY_9AM)

    with pytest.raises(PartnerNotReady, match="is leaving, so it cannot suspend now"):
        suspend_partner(partner_id=partner.id, reason=WHY, by=operator, at=MONDAY_9AM)


@pytest.mark.parametrize("verb", [suspend_partner, resume_partner, call_partner_back])
def test_only_an_operator_moves_a_partner(partner, host_finance, verb):
    with pytest.raises(NotAllowed, match="Ask the platform's operator"):
        verb(partner_id=partner.id, reason=WHY, by=host_finance, at=MONDAY_9AM)


def test_a_successor_is_written_down_with_its_day(partner, other, operator):
    name_successor(partner_id=partner.id, successor_id=other.id, from_day=date(2026, 7, 1), by=operator, at=MONDAY_9AM)

    partner.refresh_from_db()
    assert (partner.successor, partner.succeeded_from) == (other, date(2026, 7, 1))


def test_no_circle_of_successors(partner, other, operator):
    day = date(2026, 7, 1)
    name_successor(partner_id=partner.id, successor_id=other.id, from_day=day, by=operator, at=MONDAY_9AM)

    with pytest.raises(SuccessorRefused, match="is succeeded by Eastmoor"):
        name_successor(partner_id=other.id, successor_id=partner.id, from_day=day, by=operator, at=MONDAY_9AM)
    with pytest.raises(SuccessorRefused, match="from itself"):
        name_successor(partner_id=other.id, successor_id=other.id, from_day=day, by=operator, at=MONDAY_9AM)


@pytest.mark.parametrize(
    ("last_day", "month_end", "bears"),
    [
        (date(2026, 6, 30), date(2026, 6, 30), True),
        (date(2026, 6, 2), date(2026, 6, 30), True),
        (date(2026, 6, 30), date(2026, 7, 31), False),
    ],
)
def test_whoever_leaves_bears_the_month_of_the_last_day(partner, operator, last_day, month_end, bears):
    give_notice(partner_id=partner.id, notice=Notice(last_day, WHY), by=operator, at=MONDAY_9AM)

    assert (partner in Partner.objects.members_on(month_end)) is bears


def test_the_people_of_a_suspended_partner_are_told_whom_to_ask(partner, operator, visit, settings):
    settings.CONTACT = "desk@guildhall.example"
    before = visit(RITA).get("/")
    suspend_partner(partner_id=partner.id, reason=WHY, by=operator, at=MONDAY_9AM)

    answer = visit(RITA).get("/")

    words = answer.content.decode()
    assert (before.status_code, answer.status_code, "Retry-After" in answer.headers) == (200, 403, False)
    assert "The pages of Northfield Hospitals NHS Trust are closed for now" in words
    assert "write to desk@guildhall.example" in words
    assert WHY not in words
