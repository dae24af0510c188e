"""A pool lends one partner's connection to the next: what comes back is nowhere before anybody else can have it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import ProgrammingError, connection, connections, transaction

from guildhall.database import pooling
from guildhall.database.backend.base import DatabaseWrapper
from guildhall.database.pooling import pool_options
from tenants.context import inside, nowhere
from tenants.models import Partner


@pytest.fixture
def pooled(northfield: Partner, eastmoor: Partner) -> Iterator[DatabaseWrapper]:
    """A connection of its own from a pool of one, so that each borrower has the one before's."""
    own = connection.copy(alias="pooled")
    own.settings_dict["OPTIONS"] = {**own.settings_dict["OPTIONS"], "pool": pool_options(1)}
    own.settings_dict["CONN_MAX_AGE"] = 0
    connections["pooled"] = own
    yield own
    own.close()
    own.close_pool()
    del connections["pooled"]


def _where(own: DatabaseWrapper) -> tuple[int, str, str]:
    """The backend, the role and the path of whoever asks now."""
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), current_setting('role'), current_setting('search_path')")
        return cursor.fetchone()


def test_what_comes_back_is_nowhere(pooled, northfield):
    assert _where(pooled)[1] == northfield.schema_name
    pooled.close()

    with pooled.pool.connection() as lent:
        found = lent.execute("SELECT current_setting('role'), current_setting('search_path')").fetchone()

    assert found == ("none", "no_partner")


def test_the_next_borrower_of_the_same_backend_is_where_the_context_says(pooled, northfield, eastmoor):
    first = _where(pooled)
    pooled.close()
    with inside(eastmoor):
        second = _where(pooled)
    pooled.close()

    assert first[0] == second[0]
    assert (first[1], second[1]) == (northfield.schema_name, eastmoor.schema_name)


def test_a_borrower_who_failed_leaves_nothing_behind(pooled, northfield, eastmoor):
    with pytest.raises(ProgrammingError), transaction.atomic(using="pooled"), pooled.cursor() as cursor:
        cursor.execute("SELECT * FROM nothing_of_that_name")
    pooled.close()

    with nowhere(), pytest.raises(ProgrammingError, match="does not exist"), pooled.cursor() as cursor:
        cursor.execute("SELECT * FROM enclosures_letter")
    pooled.close()
    with inside(eastmoor):
        assert _where(pooled)[1] == eastmoor.schema_name


def test_a_savepoint_that_is_rolled_back_leaves_the_borrower_where_it_was(pooled, northfield):
    with transaction.atomic(using="pooled"):
        with pytest.raises(psycopg.Error), transaction.atomic(using="pooled"), pooled.connection.cursor() as plain:
            plain.execute("SELECT set_config('role', 'none', false)")
            plain.execute("SELECT 1/0")
        assert _where(pooled)[1] == northfield.schema_name


def test_a_commit_that_was_answered_with_a_rollback_is_not_trusted(pooled, northfield, eastmoor):
    assert _where(pooled)[1] == northfield.schema_name
    with inside(eastmoor):
        with transaction.atomic(using="pooled"):
            assert _where(pooled)[1] == eastmoor.schema_name
            with pytest.raises(psycopg.Error):
                pooled.connection.execute("SELECT 1/0")  # swallowed: Django does not see it, and says COMMIT
        assert _where(pooled)[1] == eastmoor.schema_name


def test_a_connection_that_was_lost_is_replaced(pooled, northfield):
    pid, _, _ = _where(pooled)
    pooled.close()
    with psycopg.connect(**_plainly(pooled)) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    again, role, _ = _where(pooled)

    assert again != pid
    assert role == northfield.schema_name


def test_a_connection_that_knows_too_many_partners_is_not_lent_again(pooled, eastmoor, monkeypatch):
    monkeypatch.setattr(pooling, "PARTNERS_MAX", 1)
    first, _, _ = _where(pooled)
    pooled.close()

    with inside(eastmoor):
        assert _where(pooled)[0] != first


@pytest.fixture
def kept(northfield: Partner, eastmoor: Partner) -> Iterator[DatabaseWrapper]:
    """A connection of its own that is kept from one request to the next, and looked at before the next uses it."""
    own = connection.copy(alias="kept")
    connections["kept"] = own
    yield own
    own.close()
    del connections["kept"]


def _next_request(own: DatabaseWrapper) -> None:
    own.health_check_enabled, own.health_check_done = True, False  # as Django does between two requests


def test_whether_anybody_is_there_is_seen_without_a_question(kept, eastmoor):
    _where(kept)
    before = kept.connection.execute("SELECT current_setting('role')").fetchone()
    _next_request(kept)

    with inside(eastmoor):
        assert kept.is_usable()
        assert kept.connection.execute("SELECT current_setting('role')").fetchone() == before
        assert _where(kept)[1] == eastmoor.schema_name


def test_a_request_that_finds_its_connection_lost_takes_its_place_on_another(kept, eastmoor):
    pid, _, _ = _where(kept)
    with psycopg.connect(**_plainly(kept)) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])  # and wait until it is gone
    _next_request(kept)

    with inside(eastmoor):
        again, role, _ = _where(kept)

    assert (again != pid, role) == (True, eastmoor.schema_name)


def _plainly(own: DatabaseWrapper) -> dict[str, object]:
    wanted = ("host", "port", "dbname", "user", "password")
    return {key: value for key, value in own.get_connection_params().items() if key in wanted and value}
