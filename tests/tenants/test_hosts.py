"""Hosts are remembered, and a change of the registry is noticed in every process within a second."""

from __future__ import annotations

import time

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.partnership.operations.leaving import suspend_partner
from guildhall.config import settings as as_served
from tenants.hosts import forget_hosts, host_named
from tenants.models import Domain, Partner
from tenants.queries import registry_version
from tests.cast import MONDAY_9AM

NORTHFIELD = f"northfield.{configured.BASE_HOST}"


@pytest.fixture
def remembered(on_platform) -> None:
    forget_hosts()
    host_named(NORTHFIELD)


def test_a_remembered_host_is_known_without_a_question(remembered):
    with CaptureQueriesContext(connection) as asked:
        names = {host_named(raw).partner.code for raw in (NORTHFIELD, f"{NORTHFIELD.upper()}:8000", f"{NORTHFIELD}.")}

    assert (names, len(asked)) == ({"northfield"}, 0)


def test_once_a_second_has_passed_one_small_question_is_asked(remembered, settings):
    settings.REGISTRY_LOOKED_AT_EVERY_SECONDS = 0.01
    time.sleep(0.02)

    with CaptureQueriesContext(connection) as asked:
        host_named(NORTHFIELD)

    assert as_served.REGISTRY_LOOKED_AT_EVERY_SECONDS <= 1.0
    assert ["tenants_registryversion" in one["sql"] for one in asked] == [True]


def test_a_suspension_is_known_at_the_next_look(remembered, settings, operator):
    before = host_named(NORTHFIELD).partner.state
    partner = Partner.objects.get(code="northfield")
    suspend_partner(partner_id=partner.id, reason="An incident.", by=operator, at=MONDAY_9AM)
    settings.REGISTRY_LOOKED_AT_EVERY_SECONDS = 0

    after = host_named(NORTHFIELD).partner.state

    assert (before, after) == ("live", "suspended")


def test_a_stranger_is_asked_about_ten_times_a_second_at_most(remembered):
    time.sleep(0.11)

    with CaptureQueriesContext(connection) as asked:
        found = [host_named("nobody.example") for _ in range(50)]

    assert (set(found), len(asked)) == ({None}, 1)


def test_every_change_of_partners_and_domains_moves_the_version(on_platform):
    versions = [registry_version()]
    partner = Partner.objects.get(code="northfield")
    Partner.objects.filter(id=partner.id).update(theme="plum")
    versions.append(registry_version())
    domain = Domain.objects.create(domain="jobs.northfield.example", tenant=partner, is_primary=False)
    versions.append(registry_version())
    domain.delete()
    versions.append(registry_version())

    assert versions == [versions[0] + step for step in range(4)]
