"""The engine: every home at the newest version, whatever fails, and nothing done twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.context import as_owner, on_the_platform
from tenants.engine.fleet import Choice, run_over
from tenants.engine.progress import Stopwatch
from tenants.engine.shapes import fingerprints_of
from tenants.engine.verifying import verify_fleet
from tenants.errors import PartnerAbsent, WayUnproven
from tenants.models import MigrationRun, Partner, SchemaState, SchemaTemplate
from tenants.recording import NamesASchema
from tenants.states import PartnerState
from tenants.template import make_template, migrate_here, template_now, template_version
from tests.cast import MONDAY_9AM
from tests.tenants.fleets import a_fleet, a_letter_of, asked, named, run, states
from tests.tenants.releases import BY_COLOUR, COLOUR, PAINT, PAINTED, release

pytestmark = pytest.mark.usefixtures("small_homes")
UNIQUE = 'migrations.RunSQL("CREATE UNIQUE INDEX one_of_each ON enclosures_letter (subject)")'
TRIGGER = """migrations.RunSQL('''
    CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.subject := upper(NEW.subject); RETURN NEW; END $$;
    CREATE TRIGGER shouted BEFORE INSERT ON enclosures_letter FOR EACH ROW EXECUTE FUNCTION shout();
''')"""
GONE = 'migrations.RemoveField("letter", "template"), migrations.RenameField("letter", "body", "words")'
TABLE = """migrations.CreateModel("Stamp", [
    ("id", models.BigAutoField(primary_key=True)),
    ("letter", models.ForeignKey("enclosures.letter", models.CASCADE)),
    ("worth", models.DecimalField(max_digits=5, decimal_places=2, default=1)),
], options={"constraints": [models.CheckConstraint(condition=models.Q(worth__gt=0), name="worth_something")]})"""
ONE_MORE = """migrations.RunSQL('''INSERT INTO enclosures_letter
    ("to", subject, body, template, written_at, colour) VALUES ('a@b', 'more', '', '', now(), 'plain')''')"""
THE_WAY = (COLOUR, PAINTED, BY_COLOUR, TRIGGER, TABLE, GONE)
BOTH = ["ashdown", "birch"]


@pytest.mark.parametrize("prefix", range(len(THE_WAY) + 1))
def test_from_every_release_of_the_past_a_replayed_home_is_as_a_migrated_one(prefix):
    with release(*THE_WAY[:prefix], before=PAINT):
        make_template(at=timezone.now())
        a_fleet("fromhere")

    with release(*THE_WAY, before=PAINT):
        one = run(only="fromhere")
        with as_owner("t_migrated"), connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA t_migrated")
        migrate_here("t_migrated")

        found = fingerprints_of([named("fromhere").schema_name, "t_migrated"])
        rows = asked("fromhere", "SELECT app, name FROM django_migrations ORDER BY app, name")
        with as_owner("t_migrated"), connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
            assert rows == cursor.fetchall()
    assert (one.failures, one.stopped_by, len(set(found.values()))) == ({}, "", 1)


@pytest.mark.parametrize("statement", [*range(0, 24, 3), *range(24, 100, 12)])
def test_stopped_at_any_statement_and_run_again_every_home_ends_in_the_same_place(statement):
    a_letter_of("birch", "red sky")

    with release(COLOUR, PAINTED, ONE_MORE, before=PAINT):
        make_template(at=timezone.now())
        one = run_over(Choice(), watch=Stopwatch(timezone.now()))
        with connection.execute_wrapper(_stopping_at(statement)), suppress(_Stopped):
            list(one.go())
        run()

        assert states() == dict.fromkeys(BOTH, (template_version(), "current"))
        assert verify_fleet(watch=one.watch).drifted == {}
    letters = {code: asked(code, "SELECT subject, colour FROM enclosures_letter ORDER BY id") for code in BOTH}
    assert letters == {"ashdown": [("more", "plain")], "birch": [("red sky", "red"), ("more", "plain")]}


def test_what_is_rendered_names_no_schema_and_is_said_a_statement_at_a_time():
    with release(*THE_WAY, before=PAINT):
        one = run()

        statements = [said for step in one.journeys[0].plan.steps for said in step.statements]
        lanes = [step.lane.name for step in one.journeys[0].plan.steps]
    assert lanes == ["REPLAY", "DJANGO", "REPLAY"]
    assert [said for said in statements if "t_" in said.replace("_t_", "")] == []
    assert len([said for said in statements if "shout" in said]) == 2, "a function and its trigger, apart"


def test_what_python_decides_is_decided_in_each_home():
    a_letter_of("birch", "red sky")
    a_letter_of("ashdown", "sea green")

    with release(COLOUR, PAINTED, before=PAINT):
        run()

    colours = {code: asked(code, "SELECT colour FROM enclosures_letter WHERE body = ''") for code in BOTH}
    assert colours == {"birch": [("red",)], "ashdown": [("sea",)]}


def test_doing_nothing_asks_one_question():
    run()

    with CaptureQueriesContext(connection) as asked_now:
        one = run_over(Choice(), watch=Stopwatch(timezone.now()))
        list(one.go())

    assert (len(asked_now), one.total, MigrationRun.objects.count()) == (1, 0, 0)


def test_a_migration_that_fails_on_one_home_leaves_it_where_it_was_and_the_others_go_on():
    a_fleet("cedar", "dale", "elm")
    for subject in ("twice", "twice"):
        a_letter_of("cedar", subject)
    before = states()["cedar"][0]

    with release(COLOUR, UNIQUE):
        one = run()
        now = states()
        version = template_version()

    assert (one.done, list(one.failures)) == (4, ["cedar"])
    assert "UniqueViolation" in one.failures["cedar"]
    assert "twice" not in one.failures["cedar"], "an error says nothing of the rows"
    assert now == dict.fromkeys(["ashdown", "birch", "dale", "elm"], (version, "current")) | {
        "cedar": (before, "failed")
    }
    assert asked("cedar", "SELECT count(*) FROM django_migrations WHERE name LIKE '100%'") == [(0,)]


def test_running_again_retries_just_the_one_that_failed():
    a_fleet("cedar", "dale", "elm")
    for subject in ("twice", "twice"):
        a_letter_of("cedar", subject)

    with release(UNIQUE):
        run()
        asked("cedar", "DELETE FROM enclosures_letter")
        again = run()
        state = SchemaState.objects.get(partner__code="cedar")

    assert ([journey.partner.code for journey in again.journeys], again.done) == (["cedar"], 1)
    assert (state.status, state.attempts, state.last_error) == ("current", 0, "")


def test_a_canary_that_fails_stops_the_run_before_anybody_else():
    a_fleet("aaron")
    for subject in ("twice", "twice"):
        a_letter_of("aaron", subject)

    with release(UNIQUE):
        one = run()
        behind = [partner.code for partner in Partner.objects.elsewhere(template_version())]
        latest = MigrationRun.objects.latest("id")

    assert (one.done, one.stopped_by) == (0, "The canary, aaron, failed.")
    assert sorted(behind) == ["aaron", *BOTH]
    assert (latest.outcome, latest.reason, latest.failed) == ("stopped", "The canary, aaron, failed.", 1)


def test_more_than_one_in_a_hundred_failing_stops_the_wave_and_the_broken_are_not_the_canary_twice():
    a_fleet("cedar", "dale", "elm", "zelkova")
    for code in ("cedar", "dale"):
        a_letter_of(code, "twice")
        a_letter_of(code, "twice")

    with release(UNIQUE):
        first, second = run(), run()

    assert (first.done, sorted(first.failures)) == (2, ["cedar", "dale"])
    assert first.stopped_by == "2 homes failed, which is more than one in a hundred."
    assert [journey.partner.code for journey in second.journeys] == [
        "elm", "zelkova", "cedar", "dale"
    ]  # fmt: skip
    assert second.done == 2


def test_a_home_that_somebody_changed_is_found_reported_and_still_brought_forward():
    asked("ashdown", "CREATE INDEX by_hand ON enclosures_letter (sent_at)")

    with release(COLOUR):
        one = run()
        verdict = verify_fleet(watch=one.watch)

    assert (one.done, one.drifted) == (2, ["ashdown"])
    assert [line.split(" btree")[0] for line in verdict.drifted["ashdown"].splitlines()] == [
        "not expected: index enclosures_letter by_hand"
    ]
    assert states()["ashdown"][1] == "current"


def test_drift_that_is_put_right_is_forgotten():
    asked("ashdown", "ALTER TABLE enclosures_letter ALTER sent_at SET NOT NULL")
    watch = Stopwatch(timezone.now())
    assert list(verify_fleet(watch=watch).drifted) == ["ashdown"]

    asked("ashdown", "ALTER TABLE enclosures_letter ALTER sent_at DROP NOT NULL")

    assert verify_fleet(watch=watch).drifted == {}
    assert SchemaState.objects.get(partner__code="ashdown").drift == ""


def test_a_home_that_django_migrated_by_hand_is_taken_as_it_is():
    with release(COLOUR, BY_COLOUR):
        make_template(at=timezone.now())
        migrate_here(named("ashdown").schema_name)

        one = run()

        assert (one.done, one.failures, verify_fleet(watch=one.watch).drifted) == (2, {}, {})


def test_a_home_from_before_there_were_states_is_adopted():
    SchemaState.objects.all().delete()
    SchemaTemplate.objects.update(fingerprint="")

    with release(COLOUR, PAINTED, before=PAINT):
        one = run()

        assert (one.done, states()) == (2, dict.fromkeys(BOTH, (template_version(), "current")))
        assert verify_fleet(watch=one.watch).drifted == {}


def test_suspended_homes_are_kept_up_to_date_and_homes_not_built_are_left_alone():
    Partner.objects.filter(code="ashdown").update(
        state=PartnerState.SUSPENDED, state_reason="A dispute.", doors_closed_at=MONDAY_9AM
    )
    Partner.objects.filter(code="birch").update(state=PartnerState.APPLIED)

    with release(COLOUR):
        one = run()

    assert [journey.partner.code for journey in one.journeys] == ["ashdown"]


def test_an_altered_migration_of_the_past_stops_everything_before_the_canary():
    with release(COLOUR):
        run()

    with release(COLOUR.replace("max_length=9", "max_length=8")), pytest.raises(WayUnproven, match="put it back"):
        run()


def test_code_of_the_release_before_leaves_homes_alone_that_are_ahead_of_it(capsys):
    with release(COLOUR):
        run(only="birch")
        version = template_version()

    call_command("tenants_migrate")

    assert capsys.readouterr().out.splitlines() == [
        "Homes left alone, which a later release has brought further: 1",
        "No home is behind this release.",
    ]
    assert states()["birch"] == (version, "current")


def test_a_migration_that_names_a_schema_is_refused():
    home = named("birch").schema_name

    with release(f'migrations.RunSQL("ALTER TABLE {home}.enclosures_letter ADD x int")'), pytest.raises(NamesASchema):
        run()


def test_one_partner_or_so_many_of_them():
    a_fleet("cedar", "dale")

    with release(COLOUR):
        only, few = run(only="birch"), run(limit=2)

        assert [journey.partner.code for journey in (*only.journeys, *few.journeys)] == [
            "birch", "ashdown", "cedar"
        ]  # fmt: skip
        with pytest.raises(PartnerAbsent, match="no partner “nowhere”"):
            run(only="nowhere")


def test_a_new_partner_is_built_at_the_version_of_the_code_that_builds_it():
    with release(COLOUR):
        make_template(at=timezone.now())
        a_fleet("cedar")
        version = template_version()

        assert states()["cedar"] == (version, "current")
    with on_the_platform():
        assert template_now().version != version, "the template of the release before is still there"


def test_the_command_tells_the_plan_and_changes_nothing(capsys):
    before = states()

    with release(COLOUR, PAINTED, before=PAINT):
        call_command("tenants_migrate", plan=True)

    said = capsys.readouterr().out
    assert "2 homes at" in said
    assert 'ALTER TABLE "enclosures_letter" ADD COLUMN "colour"' in said
    assert "through Django: enclosures.1002_a_release_to_come" in said
    assert states() == before


def test_the_command_names_who_failed_and_ends_with_an_error(capsys):
    a_fleet("cedar")
    for subject in ("twice", "twice"):
        a_letter_of("birch", subject)

    with release(UNIQUE), pytest.raises(CommandError, match="1 failed; run it again to retry just these"):
        call_command("tenants_migrate")

    said = capsys.readouterr()
    assert "  birch: UniqueViolation" in said.err
    assert "2 of 3 homes brought forward" in said.out


def test_the_command_verifies(capsys):
    call_command("tenants_migrate", verify=True)
    assert capsys.readouterr().out == "All 2 homes are as they should be.\n"

    asked("ashdown", "DROP TABLE enclosures_enclosure")

    with pytest.raises(CommandError, match="1 of 2 homes are not as they should be"):
        call_command("tenants_migrate", verify=True)
    assert "missing: relation enclosures_enclosure" in capsys.readouterr().err


class _Stopped(BaseException):
    """The power goes."""


def _stopping_at(statement: int) -> Callable[..., object]:
    said = count()

    def say(execute: Callable[..., object], *words: object) -> object:
        if next(said) == statement:
            raise _Stopped
        return execute(*words)

    return say
