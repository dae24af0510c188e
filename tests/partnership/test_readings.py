"""What the console shows of homes is read as work goes round: sizes, people, last activity, and what names nothing."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from apps.partnership.crossings import CROSSINGS
from apps.partnership.models import PartnerReading
from apps.partnership.operations.reading import read_partners
from apps.partnership.queries.readings import sizes_of_homes
from apps.partnership.tasks import check_home
from apps.recruitment.models import Vacancy
from guildhall.access.models import User
from tenants.context import inside, on_the_platform
from tenants.models import Partner
from tenants.template import template_version
from tests.cast import CASEY, MONDAY_9AM, player_id
from tests.house.test_tables import RELATIONS_MAX
from tests.recruitment.story import a_draft


def test_the_size_of_a_home_is_that_of_everything_in_its_schema(northfield):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_relation_size(c.oid)), count(*) FROM pg_class c WHERE relnamespace = %s::regnamespace OR oid"
            " IN (SELECT reltoastrelid FROM pg_class WHERE relnamespace = %s::regnamespace AND reltoastrelid <> 0)"
            " OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid IN (SELECT reltoastrelid FROM pg_class"
            " WHERE relnamespace = %s::regnamespace AND reltoastrelid <> 0))",
            [northfield.schema_name] * 3,
        )
        main_forks, relations = cursor.fetchone()

    with on_the_platform():
        size = sizes_of_homes([northfield.schema_name])[northfield.schema_name]

    assert size.bytes >= main_forks > 1_000_000
    assert size.relations == relations <= RELATIONS_MAX + 80


def test_partners_are_read_in_three_statements_however_many_they_are(on_platform, django_assert_num_queries):
    partners = list(Partner.objects.all())

    with django_assert_num_queries(3):
        read_partners(partners=partners, at=MONDAY_9AM)

    northfield = PartnerReading.objects.get(partner__code="northfield")
    assert (northfield.people, northfield.read_at) == (7, MONDAY_9AM)
    assert northfield.last_activity_at is not None
    assert PartnerReading.objects.count() == 2


def test_the_nightly_check_finds_a_home_whole_and_up_to_date(northfield):
    a_draft()

    check_home(partner=northfield, at=MONDAY_9AM)

    with on_the_platform():
        reading = PartnerReading.objects.get(partner=northfield)
    assert (reading.home_version, reading.migrations_missing, reading.orphans) == (template_version(), 0, [])


def test_the_nightly_check_counts_the_names_of_people_who_are_gone(northfield):
    vacancy = a_draft()
    Vacancy.objects.filter(pk=vacancy.pk).update(approver_id=UUID(int=404))

    check_home(partner=northfield, at=MONDAY_9AM)

    with on_the_platform():
        reading = PartnerReading.objects.get(partner=northfield)
    assert reading.orphans == [{"column": "recruitment.Vacancy.approver_id", "names": 1}]


def test_a_candidate_who_belongs_to_no_partner_is_somebody(northfield):
    """What a partner may not see is not therefore gone."""
    vacancy = a_draft()
    Vacancy.objects.filter(pk=vacancy.pk).update(approver_id=player_id(CASEY))

    check_home(partner=northfield, at=MONDAY_9AM)

    with on_the_platform():
        assert User.objects.filter(email=CASEY.email).exists()
        assert PartnerReading.objects.get(partner=northfield).orphans == []


def test_a_home_that_lacks_a_migration_says_how_many(northfield):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'directory'")
        gone = cursor.rowcount

    check_home(partner=northfield, at=MONDAY_9AM)

    with on_the_platform():
        reading = PartnerReading.objects.get(partner=northfield)
    assert (reading.home_version, reading.migrations_missing) == ("", gone)


def test_every_crossing_is_a_column_that_there_is(northfield, eastmoor):
    with inside(eastmoor):
        assert len({str(crossing) for crossing in CROSSINGS}) == len(CROSSINGS) > 15
