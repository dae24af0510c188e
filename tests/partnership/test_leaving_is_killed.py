"""Killed in the middle, an archive leaves no file and an erasure is gone on with; a partner moves between databases."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from apps.partnership.operations.archiving import close_doors_for_good
from apps.partnership.operations.erasing import ErasureTerms, approve_erasure, ask_for_erasure
from apps.partnership.operations.leaving import Notice, give_notice
from tenants.archives.reading import open_archive
from tenants.context import as_owner, inside, on_the_platform
from tenants.delivering import deliver_everything_waiting
from tenants.erasure_records import is_genuine
from tenants.models import Erasure, Partner
from tests.cast import MONDAY_9AM, OLGA, OSKAR
from tests.processes import Household, url_of, wait_until
from tests.recruitment.story import a_confirmed_start, a_published_vacancy

pytestmark = pytest.mark.real_schemas
TODAY = MONDAY_9AM.date()


@pytest.fixture
def told(own_database, tmp_path, settings) -> Mapping[str, str]:
    settings.MEDIA_ROOT = tmp_path / "files"
    return {
        "DATABASE_URL": url_of(own_database), "GUILDHALL_SECRET_KEY": settings.SECRET_KEY,
        "GUILDHALL_DELIVERY_LEASE": "2", "GUILDHALL_STATE": str(tmp_path), "GUILDHALL_BASE_HOST": settings.BASE_HOST,
    }  # fmt: skip


@pytest.fixture
def household(told) -> Iterator[Household]:
    with Household.of(**told) as household:
        yield household


def _northfield() -> Partner:
    with on_the_platform():
        return Partner.objects.get(code="northfield")


def _command(household: Household, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *words], cwd=settings.PROJECT, env=household.told, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def _ran(household: Household, *words: str) -> str:
    process = _command(household, *words)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return said


def _with_letters(number: int) -> Partner:
    partner = _northfield()
    with inside(partner), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO enclosures_letter (\"to\", subject, body, template, written_at) SELECT 'a@b.example', "
            "'Letter ' || n, repeat(md5(n::text), 20), 'many', now() FROM generate_series(1, %s) AS n",
            [number],
        )
    return partner


def test_an_archive_killed_in_the_middle_leaves_no_file_and_is_of_one_moment(household, tmp_path):
    partner, file = _with_letters(150_000), tmp_path / "northfield.zip"
    draft = file.with_name("northfield.zip.part")
    first = _command(household, "archive", "northfield", str(file))
    wait_until(lambda: draft.exists() and draft.stat().st_size > 100_000, seconds=30, what="archive begun")
    first.kill()
    first.communicate()
    killed = (file.exists(), draft.exists())

    again = _command(household, "archive", "northfield", str(file))
    began = draft.stat().st_mtime_ns
    wait_until(lambda: draft.stat().st_mtime_ns > began and draft.stat().st_size > 100_000, seconds=30, what="a second")
    with inside(partner), connection.cursor() as cursor:
        cursor.execute("INSERT INTO recruitment_vacancycounter (year, last) VALUES (2099, 1)")
    said, _ = again.communicate(timeout=60)

    with open_archive(file, receipt=said.split()[-1]) as archive:
        rows = {entry.table: entry.rows for entry in archive.manifest.entries}
    assert killed == (False, True)
    assert (rows["enclosures_letter"] >= 150_000, rows["recruitment_vacancycounter"]) == (True, 0)
    assert not draft.exists()


def test_a_partner_moves_to_another_database_whole(household, postgres, tmp_path, own_database):
    with inside(_northfield()):
        a_confirmed_start(a_published_vacancy())
    here, there = tmp_path / "here.zip", tmp_path / "there.zip"
    receipt = _ran(household, "archive", "northfield", str(here)).split()[-1]

    with _another_database(postgres) as name:
        moved = Household({**household.told, "DATABASE_URL": url_of({**own_database, "NAME": name})})
        _ran(moved, "prepare")
        said = _ran(moved, "restore", str(here), "--as", "northfield", "--receipt", receipt, "--joins-on", "2026-07-01")
        _ran(moved, "archive", "northfield", str(there))

    with open_archive(here) as one, open_archive(there) as other:
        first, second = one.manifest, other.manifest
    assert first.under("tables/") == second.under("tables/")
    assert len([entry for entry in first.under("tables/") if entry.rows]) > 10
    assert next(e.sha256 for e in first.entries if e.name == "people.copy") == next(
        e.sha256 for e in second.entries if e.name == "people.copy"
    )
    assert "jobs_board_boardadvert: 1 of 1" in said
    assert "It is suspended." in said


class _another_database:
    """A database with nothing in it, on the same server, gone at the end of the block."""

    def __init__(self, postgres: dict[str, str]) -> None:
        self.name = f"{settings.DATABASES['default']['NAME']}_moved"
        self.server = psycopg.connect(dbname="postgres", autocommit=True, **postgres)

    def __enter__(self) -> str:
        self.server.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        self.server.execute(f'CREATE DATABASE "{self.name}" OWNER "{settings.DATABASES["default"]["USER"]}"')
        return self.name

    def __exit__(self, *fault: object) -> None:
        self.server.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        self.server.close()


def test_an_erasure_killed_in_the_middle_is_gone_on_with(household, postgres, own_database):
    partner = _archived()
    erasure_id = _approved_erasure(partner)
    home = f"zz_{partner.schema_name}"
    with psycopg.connect(dbname=str(own_database["NAME"]), **postgres) as held:
        held.execute(f"LOCK TABLE {home}.recruitment_vacancy IN ACCESS SHARE MODE")
        whole = _tables_in(home)
        household.start("relay")
        household.start("builder")
        wait_until(lambda: _tables_in(home) < whole, seconds=60, what="table dropped")
        household.kill("builder")
        left = _tables_in(home)
    wait_until(lambda: _state(erasure_id) == "approved", seconds=5, what="erasure on its way")

    household.start("builder")
    wait_until(lambda: _state(erasure_id) == "done", seconds=60, what="erasure done")

    with as_owner():
        erasure = Erasure.objects.select_related("partner").get(id=erasure_id)
    assert 0 < left < whole
    assert (_tables_in(home), erasure.partner.state, is_genuine(erasure)) == (0, "erased", True)
    assert erasure.record["rows before"]["recruitment_vacancy"] == 1, "the first count was kept"


def _archived() -> Partner:
    partner = _northfield()
    with inside(partner):
        a_published_vacancy()
    with on_the_platform():
        operator = OSKAR.actor
        give_notice(partner_id=partner.id, notice=Notice(TODAY, "They merge."), by=operator, at=MONDAY_9AM)
        close_doors_for_good(partner_id=partner.id, kept_until=TODAY, by=operator, at=MONDAY_9AM)
    deliver_everything_waiting(at=MONDAY_9AM)
    return partner


def _approved_erasure(partner: Partner) -> int:
    with on_the_platform():
        terms = ErasureTerms("northfield", "They asked for it.")
        asked = ask_for_erasure(partner_id=partner.id, terms=terms, by=OSKAR.actor, at=MONDAY_9AM)
        approve_erasure(erasure_id=asked.id, code="northfield", by=OLGA.actor, at=MONDAY_9AM)
    return asked.id


def _tables_in(schema: str) -> int:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = %s", [schema])
        return cursor.fetchone()[0]


def _state(erasure_id: int) -> str:
    with on_the_platform():
        return Erasure.objects.get(id=erasure_id).state
