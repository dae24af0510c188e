"""The wall's second half: what PostgreSQL refuses to the application's login, whatever our own filters forgot."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors

from guildhall.audit.models import AuditEntry
from guildhall.database import place, pooling
from guildhall.database.backend import base
from guildhall.database.proof import breaches_seen_by
from guildhall.database.wall import PARTNER_COLUMNS, PLATFORM_ALONE, PLATFORM_ROLE
from guildhall.metering.models import UsageEvent
from guildhall.notices.enclosures.models import Letter
from tenants.context import as_owner, inside, nowhere, on_the_platform
from tenants.models import Partner
from tenants.wall import carries_a_partner, raise_wall, shares
from tests.cast import MONDAY_9AM

SHARED = list(shares())
BY_PARTNER = [model for model in SHARED if carries_a_partner(model)]
App = Callable[..., psycopg.Cursor]


@pytest.fixture
def app(northfield: Partner, eastmoor: Partner) -> Iterator[App]:
    """The application's own login on a connection of its own: app("SQL", role=…) runs one statement."""
    parameters = connection.get_connection_params() | {"user": settings.LOGINS["app"]["USER"]}
    wanted = {key: parameters[key] for key in ("host", "port", "dbname", "user", "password") if parameters.get(key)}
    with psycopg.connect(**wanted, autocommit=True) as own:

        def run(statement: str, *, role: str = "none") -> psycopg.Cursor:
            own.execute("SELECT set_config('role', %s, false)", [role])
            return own.execute(statement)

        yield run


def _named(model: type) -> str:
    return model._meta.db_table


@pytest.mark.parametrize("model", SHARED, ids=_named)
def test_a_login_that_has_taken_no_role_reads_no_shared_table(app, model):
    with pytest.raises(errors.InsufficientPrivilege):
        app(f'SELECT 1 FROM public."{_named(model)}" LIMIT 1')


@pytest.mark.parametrize("model", BY_PARTNER, ids=_named)
def test_a_partners_role_meets_no_row_of_another_partner(app, northfield, eastmoor, model):
    share = getattr(model, "wall", PLATFORM_ALONE)
    if share.everybody:
        pytest.skip("the public reads it, and so does every partner")
    column = next(field.column for field in model._meta.local_concrete_fields if field.column in PARTNER_COLUMNS)
    theirs = eastmoor.id if column in ("partner_id", "tenant_id") else eastmoor.schema_name
    look = f"SELECT count(*) FROM public.\"{_named(model)}\" WHERE {column}::text = '{theirs}'"

    if "select" not in share.commands:
        with pytest.raises(errors.InsufficientPrivilege):
            app(look, role=northfield.schema_name)
    else:
        assert app(look, role=northfield.schema_name).fetchone() == (0,)


@pytest.mark.parametrize("model", [Partner, AuditEntry], ids=_named)
def test_there_is_something_of_the_others_to_be_met(app, eastmoor, model):
    key = "schema_name" if model is Partner else "partner_key"
    look = f"SELECT count(*) FROM public.{_named(model)} WHERE {key} = '{eastmoor.schema_name}'"

    assert app(look, role=PLATFORM_ROLE).fetchone() > (0,)
    assert app(look, role=eastmoor.schema_name).fetchone() > (0,)


def test_no_role_but_its_own_opens_a_partners_schema(app, northfield, eastmoor):
    look = f"SELECT count(*) FROM {eastmoor.schema_name}.enclosures_letter"

    assert app(look, role=eastmoor.schema_name).fetchone() is not None
    for role in (northfield.schema_name, PLATFORM_ROLE, "none"):
        with pytest.raises(errors.InsufficientPrivilege):
            app(look, role=role)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE public.audit_auditentry SET what = 'nothing'",
        "DELETE FROM public.audit_auditentry",
        "TRUNCATE public.metering_usageevent",
        "UPDATE public.metering_usageevent SET quantity = 9",
        "DELETE FROM public.charging_statement",
        "UPDATE public.tenants_partner SET state = 'live'",
        "DELETE FROM public.access_membership",
        "CREATE TABLE public.mine (a int)",
        "CREATE SCHEMA mine",
        "SELECT * FROM public.access_session",
        "SELECT * FROM public.account_emailaddress",
        "SELECT * FROM pgmq.meta",
    ],
)
def test_a_partners_role_may_not(app, northfield, statement):
    with pytest.raises(errors.InsufficientPrivilege):
        app(statement, role=northfield.schema_name)


def test_a_row_is_not_written_in_another_partners_name(northfield, eastmoor):
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        AuditEntry.objects.create(
            partner_key=eastmoor.schema_name, what="w", subject_kind="k", subject_key="1", by_name="x", at=MONDAY_9AM
        )


def test_a_filter_that_was_forgotten_answers_with_our_own_rows(northfield, eastmoor):
    assert {entry.partner_key for entry in AuditEntry.objects.all()} == {northfield.schema_name}
    assert list(Partner.objects.all()) == [northfield]
    assert not UsageEvent.objects.exclude(partner_key=northfield.schema_name).exists()


def test_a_place_is_a_role_and_a_path(northfield):
    with nowhere(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text, current_setting('search_path')")
        assert cursor.fetchone() == (settings.LOGINS["owner"]["USER"], "no_partner")

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text, current_setting('search_path')")
        assert cursor.fetchone() == (northfield.schema_name, f"{northfield.schema_name}, public")


def test_the_platform_is_a_role_of_its_own_and_opens_no_partners_schema(northfield):
    with on_the_platform(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        assert cursor.fetchone() == (PLATFORM_ROLE,)

        with pytest.raises(ProgrammingError, match="permission denied for schema"), transaction.atomic():
            cursor.execute(f"SELECT 1 FROM {northfield.schema_name}.enclosures_letter")


def test_if_the_role_is_refused_neither_role_nor_path_is_taken(northfield):
    stranger = place.Place("t_aaaaaaaaaa", partner="t_aaaaaaaaaa")

    with pytest.raises(DatabaseError), transaction.atomic(), place.at(stranger):
        Letter.objects.count()

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text, current_setting('search_path')")
        assert cursor.fetchone() == (northfield.schema_name, f"{northfield.schema_name}, public")


def _copied(cursor: psycopg.Cursor, statement: str) -> str:
    with cursor.copy(statement) as copy:
        return next(copy.rows())[0]


@pytest.mark.parametrize(
    "ask",
    [
        lambda cursor: next(iter(cursor.stream("SELECT current_user::text")))[0],
        lambda cursor: _copied(cursor, "COPY (SELECT current_user::text) TO STDOUT"),
        lambda cursor: cursor.execute("select current_user::text").fetchone()[0],
        lambda cursor: cursor.execute("SELECT current_user::text WHERE '%%' = %s", ["%"]).fetchone()[0],
    ],
    ids=["a stream", "a copy", "a statement by itself", "a statement with its place"],
)
def test_however_a_statement_is_sent_it_is_in_its_place(northfield, eastmoor, ask):
    with connection.cursor() as cursor, inside(eastmoor):
        assert ask(cursor.cursor) == eastmoor.schema_name


def test_a_place_that_was_refused_is_refused_again_and_the_next_one_is_taken(northfield, eastmoor):
    """Outside a transaction, where nothing is rolled back and the last place is still in force."""
    stranger = place.Place("t_aaaaaaaaaa", partner="t_aaaaaaaaaa")
    own = connection.copy()
    try:
        assert _who_asks(own, northfield) == northfield.schema_name
        for _ in range(2):
            with pytest.raises(DatabaseError), place.at(stranger), own.cursor() as cursor:
                cursor.execute("SELECT current_user::text")
        assert _who_asks(own, eastmoor) == eastmoor.schema_name
    finally:
        own.close()


def _who_asks(own: BaseDatabaseWrapper, partner: Partner) -> str:
    with inside(partner), own.cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        return cursor.fetchone()[0]


def test_a_cursor_that_outlives_its_place_answers_from_the_place_it_is_used_in(northfield, eastmoor):
    with connection.cursor() as cursor:
        with inside(eastmoor):
            cursor.execute("SELECT current_user::text")
            assert cursor.fetchone() == (eastmoor.schema_name,)
        with nowhere():
            cursor.execute("SELECT current_setting('search_path')")
            assert cursor.fetchone() == ("no_partner",)


def test_a_connection_that_has_met_too_many_partners_makes_way_for_another(northfield, eastmoor, monkeypatch):
    monkeypatch.setattr(pooling, "PARTNERS_MAX", 1)
    own = connection.copy()
    try:
        own.connect()
        first = _backend_of(own, northfield)
        again = _backend_of(own, northfield)
        other = _backend_of(own, eastmoor)
    finally:
        own.close()

    assert first == again
    assert other != first


def _backend_of(own: base.DatabaseWrapper, partner: Partner) -> int:
    with inside(partner), own.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_the_applications_login_stands_behind_the_wall(app):
    assert breaches_seen_by(app("SELECT 1").connection) == []


@pytest.mark.parametrize(
    ("breach", "found"),
    [
        ("ALTER TABLE public.audit_auditentry DISABLE ROW LEVEL SECURITY", "not forced on audit_auditentry"),
        ("ALTER TABLE public.access_membership NO FORCE ROW LEVEL SECURITY", "not forced on access_membership"),
        ("DROP POLICY a_partner_meets_its_own ON public.charging_statement", "charging_statement lacks a policy"),
        (
            "DROP POLICY the_platform_serves_all ON public.jobs_board_boardadvert",
            "jobs_board_boardadvert lacks a policy",
        ),
        ("CREATE TABLE public.stray (partner_key text)", "not forced on stray"),
    ],
)
def test_a_table_without_its_policies_is_a_breach(on_platform, breach, found):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(breach)
        breaches = breaches_seen_by(connection.connection)

    assert [one for one in breaches if found in one], breaches


def test_the_owner_itself_would_be_a_breach(on_platform):
    with as_owner():
        connection.ensure_connection()
        breaches = breaches_seen_by(connection.connection)

    assert "the login owns tables" in breaches
    assert "the login may create roles" in breaches


def test_raising_the_wall_again_changes_nothing(on_platform):
    assert raise_wall() is False


def test_every_shared_table_with_a_partner_says_who_may_meet_its_rows(on_platform):
    silent = [_named(model) for model in BY_PARTNER if "wall" not in vars(model) and not _inherits_a_wall(model)]

    assert silent == [], "Say `wall = own_rows(…)`, or `wall = PLATFORM_ALONE`, beside the model."


def _inherits_a_wall(model: type) -> bool:
    return any("wall" in vars(parent) for parent in model.__mro__)
