"""What only real transactions show: locks that others hold, indexes made beside work, and processes that die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.test import override_settings

from tenants.context import on_the_platform
from tenants.engine import fleet
from tenants.engine.progress import Stopwatch
from tenants.engine.verifying import verify_fleet
from tenants.models import MigrationRun, Partner, SchemaState
from tenants.template import template_version
from tests.cast import MONDAY_9AM
from tests.processes import url_of, wait_until
from tests.tenants.fleets import asked, named, run
from tests.tenants.releases import BY_COLOUR_APART, COLOUR, release, write_release

pytestmark = [pytest.mark.real_schemas, pytest.mark.usefixtures("small_homes_for_real")]
HOMES = 40
A_LETTER = """migrations.RunSQL('''
    DO $$ BEGIN PERFORM pg_sleep(0.03); END $$;
    INSERT INTO enclosures_letter ("to", subject, body, template, written_at) VALUES ('a@b', 'once', '', '', now());
''')"""
IS_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"
WRITE_LETTERS = 'UPDATE "{}".enclosures_letter SET subject = subject'


@contextmanager
def _writer_of(
    code: str, *, leaves_after: float | None = None, leaves_at_an_index: bool = False
) -> Iterator[list[object]]:
    """Somebody who writes a partner's letters and does not end their transaction: to the end of the block, for a while,
    or until an index is begun on them. Gives: whether that index was valid, once they have left.
    """
    database, home, seen = settings.DATABASES["default"], named(code).schema_name, []
    told = {"dbname": database["NAME"], "user": database["USER"], "host": database["HOST"]}
    begun, ended = threading.Event(), threading.Event()

    def write() -> None:
        with psycopg.connect(**told) as writer, psycopg.connect(**told, autocommit=True) as looker:
            writer.execute(WRITE_LETTERS.format(home))
            begun.set()
            if not leaves_at_an_index:
                ended.wait(leaves_after)
            while leaves_at_an_index and not seen:
                seen.extend(looker.execute(IS_VALID, [f"{home}.letter_by_colour"]).fetchall())
            time.sleep(0.3 if leaves_at_an_index else 0)  # longer than a lock is waited for

    thread = threading.Thread(target=write)
    thread.start()
    begun.wait()
    yield seen
    ended.set()
    thread.join()


@override_settings(MIGRATION_LOCK_TIMEOUT="100ms")
def test_a_home_whose_tables_are_in_use_is_left_for_a_while_and_tried_again(monkeypatch):
    monkeypatch.setattr(fleet, "PAUSE_SECONDS", 0.2)

    with release(COLOUR), _writer_of("home07", leaves_after=0.4):
        one = run()

    assert (one.done, one.failures) == (HOMES, {})


@override_settings(MIGRATION_LOCK_TIMEOUT="50ms")
def test_a_home_that_is_in_use_to_the_end_fails_with_the_reason_and_the_others_go_on(monkeypatch):
    monkeypatch.setattr(fleet, "PAUSE_SECONDS", 0.01)

    with release(COLOUR), _writer_of("home07"):
        one = run()
        state = SchemaState.objects.get(partner__code="home07")

    assert (one.done, one.failures) == (HOMES - 1, {"home07": "Its tables were in use: no lock was had within 50ms."})
    assert (state.status, state.attempts) == ("failed", 1)


@override_settings(MIGRATION_LOCK_TIMEOUT="200ms")
def test_an_index_beside_others_work_that_was_left_invalid_is_made_anew(monkeypatch):
    monkeypatch.setattr(fleet, "PAUSE_SECONDS", 0.3)
    with release(COLOUR):
        run()
    Partner.objects.exclude(code="home07").update(state="applied")

    with (
        release(COLOUR, BY_COLOUR_APART, apart=(BY_COLOUR_APART,)),
        _writer_of("home07", leaves_at_an_index=True) as seen,
    ):
        one = run()
        verdict = verify_fleet(watch=one.watch)

    assert [step.lane.name for step in one.journeys[0].plan.steps] == ["APART"]
    assert seen == [(False,)], "the first attempt left an invalid index behind"
    assert (one.done, one.failures, verdict.drifted) == (1, {}, {})


def test_two_hands_do_what_one_does():
    with release(COLOUR):
        one = run(workers=2)

    assert (one.done, one.failures) == (HOMES, {})
    assert verify_fleet(watch=Stopwatch(MONDAY_9AM)).drifted == {}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_is_killed_loses_nothing_and_repeats_nothing(tmp_path, workers):
    with _a_release_for_processes(tmp_path) as (told, version):
        for enough in (3, 15, 27):
            process = _started(told, workers)
            wait_until(lambda enough=enough: _at(version) >= enough, seconds=30, what=f"{enough} homes done")
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            assert _letters_and_rows() == {(0, 0), (1, 1)}, "a home is wholly before or wholly after"
        assert _at(version) < HOMES, "it was not killed in the middle"
        assert _started(told, workers).wait() == 0

        assert (_at(version), _letters_and_rows()) == (HOMES, {(1, 1)})
        assert [run.outcome for run in MigrationRun.objects.order_by("id")] == ["killed"] * 3 + ["finished"]


@contextmanager
def _a_release_for_processes(folder: Path) -> Iterator[tuple[dict[str, str], str]]:
    name = write_release(folder, A_LETTER)
    (folder / "settings_of_a_release.py").write_text(
        "from guildhall.config.settings import *\n"
        'TENANT_APPS = ["guildhall.notices.enclosures"]\n'
        f'MIGRATION_MODULES = {{"enclosures": "{name}"}}\n'
    )
    paths = [str(folder), str(settings.PROJECT), str(settings.PROJECT / "platform")]
    told = {key: value for key, value in os.environ.items() if not key.startswith(("GUILDHALL_", "DATABASE_"))} | {
        "DJANGO_SETTINGS_MODULE": "settings_of_a_release",
        "PYTHONPATH": os.pathsep.join(paths),
        "DATABASE_URL": url_of(settings.DATABASES["default"]),
        "GUILDHALL_SECRET_KEY": "of a test",
        "GUILDHALL_STATE": str(folder),
    }
    sys.path.insert(0, str(folder))
    with override_settings(MIGRATION_MODULES={"enclosures": name}):
        yield told, template_version()
    sys.path.remove(str(folder))


def _started(told: dict[str, str], workers: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", "tenants_migrate", "--workers", str(workers)]
    return subprocess.Popen(command, cwd=settings.PROJECT, env=told, start_new_session=True, stdout=subprocess.DEVNULL)


def _at(version: str) -> int:
    with on_the_platform():
        return SchemaState.objects.filter(version=version).count()


def _letters_and_rows() -> set[tuple[int, int]]:
    sql = "SELECT (SELECT count(*) FROM enclosures_letter), count(*) FROM django_migrations WHERE name LIKE '1001%'"
    with on_the_platform():
        codes = list(Partner.objects.at_home().values_list("code", flat=True))
    return {asked(code, sql)[0] for code in codes}
