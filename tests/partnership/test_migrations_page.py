"""The operator's page of migrations: how far the latest run is, who is left behind, who was changed by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tenants.context import on_the_platform
from tenants.models import MigrationRun, Partner, SchemaState
from tests import cast
from tests.cast import MONDAY_9AM

pytestmark = pytest.mark.usefixtures("monday_9am")


def _a_run(**facts: object) -> None:
    begun = MONDAY_9AM - timedelta(seconds=10)
    told = {"version": "a" * 64, "total": 1000, "started_at": begun, "moved_at": MONDAY_9AM} | facts
    with on_the_platform():
        MigrationRun.objects.create(**told)


def _words(visit) -> str:
    return visit(cast.OSKAR).get("/migrations/").content.decode()


def test_before_the_first_run_it_says_so(visit):
    said = _words(visit)

    assert "No migration has run yet" in said
    assert "All 2 homes are at this release" in said


def test_a_run_that_moves_shows_its_wave_and_the_time_left(visit):
    _a_run(wave="rest", done=250)

    said = _words(visit)

    assert "Under way: all others" in said
    assert "250 of 1,000" in said
    assert "About 30 seconds to go." in said
    assert 'hx-trigger="every 2s"' in said


def test_a_run_that_was_killed_is_told_from_one_that_moves(visit):
    _a_run(done=250, moved_at=MONDAY_9AM - timedelta(minutes=2), started_at=MONDAY_9AM - timedelta(minutes=3))

    said = _words(visit)

    assert "The latest run has fallen silent" in said
    assert "hx-trigger" not in said


def test_a_home_left_behind_stands_there_with_its_error_and_a_changed_one_with_what_differs(visit):
    with on_the_platform():
        SchemaState.objects.filter(partner__code="eastmoor").update(
            version="older", status="failed", last_error="UniqueViolation: could not create", attempts=2
        )
        SchemaState.objects.filter(partner__code="northfield").update(drift="not expected: index by_hand")
    _a_run(outcome="stopped", reason="The canary, eastmoor, failed.", failed=1, finished_at=MONDAY_9AM)

    said = _words(visit)

    assert "1 of 2 homes are behind this release" in said
    assert "UniqueViolation: could not create" in said
    assert "not expected: index by_hand" in said
    assert "The canary, eastmoor, failed." in said


def test_its_questions_do_not_grow_with_the_homes(visit, django_assert_num_queries):
    oskar = visit(cast.OSKAR)
    oskar.get("/migrations/")
    with django_assert_num_queries(8):
        oskar.get("/migrations/")

    with on_the_platform():
        for number in range(48):
            partner = Partner.objects.create(
                code=f"p{number}", letters=f"P{number}", name=f"P {number}", schema_name=f"t_p{number}", kind="group",
                short_name="P", first_administrator="a@b.example", applied_at=MONDAY_9AM, state="live",
            )  # fmt: skip
            SchemaState.objects.create(
                partner=partner, version="older", status="failed", last_error="Why", drift="x", started_at=MONDAY_9AM
            )
        _a_run()

    with django_assert_num_queries(8):
        assert oskar.get("/migrations/").content.decode().count("Why") == 48


def test_it_is_not_there_for_others(visit):
    assert [visit(who, host="base").get("/migrations/").status_code for who in (cast.HUGO, cast.RITA)] == [404, 404]
