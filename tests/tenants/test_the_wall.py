"""The wall's first half: where we are decides what is seen, and nowhere means nothing is."""

from __future__ import annotations

import threading

import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from guildhall.database.backend.base import PlaceChangedInTransaction
from guildhall.database.place import NOWHERE, NoPartnerHere, here, partner_here
from guildhall.notices.enclosures.models import Letter
from tenants.context import inside, nowhere
from tenants.models import Partner
from tests.cast import MONDAY_9AM


def _letter(subject: str) -> Letter:
    return Letter.objects.create(
        to="a@b.example", subject=subject, body="", template="t", written_at=MONDAY_9AM, sent_at=MONDAY_9AM
    )


def test_each_partner_sees_its_own_rows_under_the_same_keys(northfield, eastmoor):
    ours = _letter("for Northfield")
    with inside(eastmoor):
        theirs = Letter.objects.create(
            id=ours.id, to="e@m.example", subject="for Eastmoor", body="", template="t", written_at=MONDAY_9AM
        )

    with inside(eastmoor):
        seen_there = Letter.objects.get(id=theirs.id).subject
    seen_here = Letter.objects.get(id=ours.id).subject

    assert (seen_here, seen_there) == ("for Northfield", "for Eastmoor")


def test_on_the_platform_a_partners_table_does_not_exist(on_platform):
    with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
        Letter.objects.count()


def test_nowhere_every_query_fails_even_on_shared_tables(on_platform):
    with nowhere(), pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
        Partner.objects.count()


def test_a_new_thread_is_nowhere(northfield):
    seen = []

    thread = threading.Thread(target=lambda: seen.append(here()))
    thread.start()
    thread.join()

    assert seen == [NOWHERE]


def test_leaving_a_block_brings_back_where_we_were_even_after_an_error(northfield, eastmoor):
    with pytest.raises(ZeroDivisionError), inside(eastmoor):
        raise ZeroDivisionError

    assert partner_here() == northfield.schema_name


def test_one_transaction_belongs_to_one_partner(northfield, eastmoor):
    with pytest.raises(PlaceChangedInTransaction, match="needs one of its own"), transaction.atomic():
        Letter.objects.count()
        with inside(eastmoor):
            Letter.objects.count()


def test_the_same_verb_for_one_partner_and_then_for_another_is_two_transactions(northfield, eastmoor):
    @transaction.atomic
    def where() -> str:
        Letter.objects.count()
        return here().schema

    first = where()
    with inside(eastmoor):
        second = where()

    assert [first, second] == [northfield.schema_name, eastmoor.schema_name]


def test_after_a_savepoint_is_rolled_back_we_are_still_where_we_were(northfield):
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = public")
        cursor.execute("SELECT * FROM enclosures_letter")

    assert Letter.objects.count() >= 0
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert cursor.fetchone() == (f"{northfield.schema_name}, public",)


def test_a_place_taken_inside_a_savepoint_that_was_rolled_back_is_taken_again(northfield, eastmoor):
    assert _who_asks() == northfield.schema_name
    before = transaction.savepoint()

    with inside(eastmoor):
        assert _who_asks() == eastmoor.schema_name
        transaction.savepoint_rollback(before)
        assert _who_asks() == eastmoor.schema_name
    assert _who_asks() == northfield.schema_name


def _who_asks() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        return str(cursor.fetchone()[0])


def test_asking_for_the_partner_on_the_platform_is_refused(on_platform):
    with pytest.raises(NoPartnerHere, match="open one through `tenants`"):
        partner_here()


def test_django_tenants_own_ways_of_changing_the_schema_are_refused(northfield):
    with pytest.raises(RuntimeError, match="opened only through `tenants`"):
        connection.set_schema("public")


def test_no_partners_table_stands_in_public(on_platform):
    ours = {model._meta.db_table for app in settings.TENANT_APPS for model in _models_of(app)}

    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        in_public = {name for (name,) in cursor.fetchall()}

    assert ours & in_public == set()
    assert len(ours) > 1


def test_a_partners_schema_holds_its_own_tables_and_no_others(northfield):
    ours = {model._meta.db_table for app in settings.TENANT_APPS for model in _models_of(app)}

    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [northfield.schema_name])
        found = {name for (name,) in cursor.fetchall()}

    assert found == ours | {"django_migrations"}


def test_no_foreign_key_crosses_the_wall(on_platform):
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT conname FROM pg_constraint c
            JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid
            WHERE c.contype = 'f' AND a.relnamespace <> b.relnamespace
        """)

        assert cursor.fetchall() == []


def _models_of(app: str) -> list[type]:
    config = next(config for config in apps.get_app_configs() if config.name == app)
    return list(config.get_models(include_auto_created=True))
