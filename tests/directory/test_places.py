"""A partner's places: added from files, never added twice, never reopened."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from guildhall.audit.queries import trail_of
from guildhall.database.operation import operation
from guildhall.directory.errors import SitesAlreadyImported
from guildhall.directory.models import Site
from guildhall.directory.operations import SitesToPlace, import_sites, place_department, place_site
from guildhall.directory.queries import (
    counts_of_sites,
    departments,
    facts_known,
    known_sites,
    site_with_code,
    sites_of_partner,
)
from guildhall.directory.rules import SiteFacts
from guildhall.directory.states import SiteKind
from guildhall.kernel import NotAllowed
from guildhall.reference.ods import OdsLayout
from tenants.context import inside
from tests.cast import MONDAY_9AM, after

ASHWELL = SiteFacts(
    "D81047", "ASHWELL SURGERY", SiteKind.PRACTICE, ("LAWYERS CLOSE", "BALDOCK"), "SG7 5PY", date(1974, 4, 1)
)
TOWER = SiteFacts("RNF01", "TOWER HOSPITAL", SiteKind.SITE, ("TOWER ROAD",), "LU4 0DZ", date(1999, 4, 1))


def a_file(*sites, digest="a" * 64):
    return SitesToPlace(digest, OdsLayout.PRACTICES, sites)


def test_a_file_adds_what_we_do_not_know_and_mends_what_we_know(northfield, administrator):
    import_sites(told=a_file(ASHWELL), by=administrator, at=MONDAY_9AM)
    renamed = replace(ASHWELL, name="ASHWELL HEALTH CENTRE")

    done = import_sites(told=a_file(renamed, TOWER, digest="b" * 64), by=administrator, at=after(days=1))

    assert (done.added, done.changed, done.unchanged, done.kept_closed) == (1, 1, 0, 0)
    assert known_sites() == {"D81047": renamed, "RNF01": TOWER}
    assert [(entry.what, entry.by) for entry in trail_of(done)] == [("places imported", administrator.name)]


def test_the_same_file_again_changes_nothing(northfield, administrator):
    import_sites(told=a_file(ASHWELL), by=administrator, at=MONDAY_9AM)

    with pytest.raises(SitesAlreadyImported) as refused:
        import_sites(told=a_file(ASHWELL), by=administrator, at=after(days=1))

    assert refused.value.reasons == ["This file was imported on 1 June 2026. Nothing was changed."]


def test_a_closed_place_is_never_opened_again(northfield, administrator):
    closed = replace(ASHWELL, closed_on=date(2021, 3, 31))
    import_sites(told=a_file(closed), by=administrator, at=MONDAY_9AM)

    done = import_sites(told=a_file(ASHWELL, digest="b" * 64), by=administrator, at=after(days=1))

    assert (done.added, done.changed, done.kept_closed) == (0, 0, 1)
    assert known_sites() == {"D81047": closed}


def test_a_recruiter_imports_nothing(northfield, recruiter):
    with pytest.raises(NotAllowed):
        import_sites(told=a_file(ASHWELL), by=recruiter, at=MONDAY_9AM)

    assert known_sites() == {}


def test_one_place_is_known_the_same_way_as_a_file_of_them(northfield, administrator):
    site = operation(place_site)(facts=ASHWELL, by=administrator, at=MONDAY_9AM)
    operation(place_site)(facts=ASHWELL, by=administrator, at=after(days=1))

    assert facts_known(site_with_code("d81047")) == ASHWELL
    assert [(entry.what, entry.at) for entry in trail_of(site)] == [("place added", MONDAY_9AM)]


def test_places_are_asked_for_by_kind_and_by_day(northfield, administrator):
    closed = replace(ASHWELL, ods_code="D81048", name="BALDOCK SURGERY", closed_on=date(2021, 3, 31))
    import_sites(told=a_file(ASHWELL, closed, TOWER), by=administrator, at=MONDAY_9AM)

    assert [site.name for site in sites_of_partner()] == ["ASHWELL SURGERY", "BALDOCK SURGERY", "TOWER HOSPITAL"]
    assert [site.name for site in sites_of_partner(SiteKind.PRACTICE, open_on=date(2026, 6, 1))] == ["ASHWELL SURGERY"]
    assert counts_of_sites(on=date(2026, 6, 1)) == {SiteKind.SITE: (1, 1), SiteKind.PRACTICE: (1, 2)}


def test_a_department_knows_where_its_costs_are_booked(northfield):
    operation(place_department)(code="CARD", name="Cardiology", cost_centre=("C100", "Medicine"))
    operation(place_department)(code="CARD", name="Cardiology and stroke", cost_centre=("C100", "Medicine"))

    found = [(department.name, department.cost_centre.name) for department in departments()]

    assert found == [("Cardiology and stroke", "Medicine")]


def test_to_another_partner_the_places_do_not_exist(northfield, eastmoor, administrator):
    import_sites(told=a_file(ASHWELL), by=administrator, at=MONDAY_9AM)

    with inside(eastmoor):
        assert known_sites() == {}


def test_the_database_refuses_a_place_that_closes_before_it_opens(northfield):
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.create(
            ods_code="X1", name="X", kind=SiteKind.SITE, opened_on=date(2020, 1, 2), closed_on=date(2020, 1, 1)
        )
