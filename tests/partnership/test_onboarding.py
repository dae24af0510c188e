"""A partner joins: asked, agreed, built, live."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from apps.partnership.operations.onboarding import (
    TERMS_VERSION,
    Application,
    agree_terms,
    apply_to_join,
    finish_building,
    invite_first_person,
    report_stuck_building,
    start_building,
)
from guildhall.access.models import Invitation
from guildhall.kernel import SYSTEM, NotAllowed
from guildhall.notices.enclosures.models import Letter
from tenants.context import inside
from tenants.delivering import deliver_everything_waiting
from tenants.errors import PartnerAlreadyThere, PartnerCodeRefused, PartnerNotReady
from tenants.hosts import forget_hosts, host_named
from tenants.models import Partner
from tests.cast import MONDAY_9AM

SOUTHBANK = Application(
    code="southbank", name="Southbank Community Trust", short_name="Southbank", letters="SB",
    kind=Partner.Kind.COMMUNITY, first_administrator="sol@southbank.example", joins_on=date(2026, 6, 1),
)  # fmt: skip


def _start(operator) -> Partner:
    partner = apply_to_join(application=SOUTHBANK, by=operator, at=MONDAY_9AM)
    agree_terms(partner_id=partner.id, terms_version=TERMS_VERSION, by=operator, at=MONDAY_9AM)
    return start_building(partner_id=partner.id, by=operator, at=MONDAY_9AM)


def test_a_partner_gets_a_home_a_host_and_its_first_administrator_a_letter(on_platform, operator):
    partner = _start(operator)

    deliver_everything_waiting(at=MONDAY_9AM)

    partner.refresh_from_db()
    forget_hosts()
    assert partner.state == "live"
    assert host_named("southbank.guildhall.localhost").partner == partner
    with inside(partner):
        assert [letter.to for letter in Letter.objects.all()] == ["sol@southbank.example"]
    assert [invitation.roles for invitation in Invitation.objects.filter(partner=partner)] == [["administrator"]]
    forget_hosts()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("jobs", "“jobs” is kept for Guildhall itself. Choose another code."),
        ("North Field", "Use 3 to 31 lower-case letters and digits, beginning with a letter, such as northfield."),
        ("northfield", "“northfield” belongs to Northfield Hospitals NHS Trust. Choose another code."),
    ],
)
def test_a_code_that_cannot_be_used_is_refused_with_what_to_do(on_platform, operator, code, reason):
    with pytest.raises(PartnerCodeRefused) as refused:
        apply_to_join(application=replace(SOUTHBANK, code=code), by=operator, at=MONDAY_9AM)

    assert refused.value.reasons == [reason]


def test_only_an_operator_brings_partners_in(on_platform, host_finance):
    with pytest.raises(NotAllowed, match="You cannot bring partners in"):
        apply_to_join(application=SOUTHBANK, by=host_finance, at=MONDAY_9AM)


def test_moves_that_are_not_drawn_are_refused(on_platform, operator):
    partner = apply_to_join(application=SOUTHBANK, by=operator, at=MONDAY_9AM)

    with pytest.raises(PartnerNotReady, match="is applied, so it cannot start now"):
        start_building(partner_id=partner.id, by=operator, at=MONDAY_9AM)


def test_building_that_fails_says_why_and_can_start_again(on_platform, operator):
    partner = _start(operator)

    report_stuck_building(partner_id=partner.id, reason="The disk is full.", by=SYSTEM, at=MONDAY_9AM)
    stuck = Partner.objects.get(id=partner.id)
    start_building(partner_id=partner.id, by=operator, at=MONDAY_9AM)
    finish_building(partner_id=partner.id, by=SYSTEM, at=MONDAY_9AM)

    assert (stuck.state, stuck.state_reason) == ("stuck", "The disk is full.")
    with pytest.raises(PartnerAlreadyThere):
        finish_building(partner_id=partner.id, by=SYSTEM, at=MONDAY_9AM)


def test_the_first_administrator_is_invited_once(on_platform, operator):
    partner = _start(operator)
    deliver_everything_waiting(at=MONDAY_9AM)

    with inside(partner), pytest.raises(PartnerAlreadyThere):
        invite_first_person(partner=partner, by=SYSTEM, at=MONDAY_9AM)
