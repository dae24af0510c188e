"""docs/running.md tells the truth: its settings are read, its commands take their options, its SQL runs."""

from __future__ import annotations

import re
import shlex

import pytest
from django.core.management import get_commands, load_command_class
from django.db import connection

from apps.partnership.demo.serving import processes
from guildhall.config.logins import OWNERS_COMMANDS
from tests.config.test_settings import LINES
from tests.house.plan import ROOT

PAGE = (ROOT / "docs/running.md").read_text()
READ = "".join(file.read_text() for file in (ROOT / "platform/guildhall").rglob("*.py"))
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
MANAGED = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines() if "manage.py" in line]
SQL = [one.strip() for kind, block in BLOCKS if kind == "sql" for one in block.split(";") if one.strip()]
OF_A_SUPERUSER = ("CREATE ROLE", "CREATE DATABASE", "ALTER ROLE")


def test_every_setting_that_it_names_is_read():
    named = set(re.findall(r"`((?:GUILDHALL|DATABASE|EMAIL|BROKER)_[A-Z_]+)`", PAGE))

    assert [name for name in sorted(named) if f'"{name}"' not in READ] == []
    assert len(named) > 20


def test_every_setting_that_is_read_is_named():
    read = set(re.findall(r'env\.\w+\(\s*"((?:GUILDHALL|DATABASE|EMAIL|BROKER)_[A-Z_]+)"', READ))
    inner = {"GUILDHALL_DEBUG", "GUILDHALL_DEMO", "GUILDHALL_HOST_PORT", "GUILDHALL_HOST_SCHEME", "GUILDHALL_PROCESS",
             "GUILDHALL_DELIVERY_LEASE"}  # fmt: skip

    assert sorted(name for name in read - inner if f"`{name}`" not in PAGE) == []


@pytest.mark.parametrize("line", MANAGED)
def test_every_command_is_there_and_takes_its_options(line):
    _, _, name, *options = shlex.split(line)

    told = load_command_class(get_commands()[name], name).create_parser("manage.py", name).parse_args(options)

    assert told.verbosity == 1


@pytest.mark.parametrize("statement", [one for one in SQL if not one.startswith(OF_A_SUPERUSER)])
def test_every_question_that_it_asks_of_the_database_is_answered(on_platform, statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)

        assert len(cursor.fetchall()) == 1


def test_every_process_of_the_demo_is_a_part_that_it_names():
    parts = set(re.findall(r"^\| (\w+) \| `", PAGE, re.MULTILINE))

    assert set(processes(8000)) <= parts


def test_what_it_says_of_the_owners_commands_and_the_checklist_is_so():
    assert {"prepare", "partners"} <= OWNERS_COMMANDS
    assert "tests/config/test_settings.py" in PAGE
    assert len(LINES) > 40


@pytest.mark.parametrize("name", re.findall(r"`(docs/deploy/[\w./-]+)`", PAGE))
def test_every_file_that_it_names_is_there(name):
    assert (ROOT / name).exists()


def test_the_settings_of_the_database_are_those_that_the_drill_runs_with():
    conf = (ROOT / "docs/deploy/postgresql.conf").read_text()
    drilled = dict(re.findall(r"^(\w+) = (\S+) +# \(drill\)", conf, re.MULTILINE))

    assert drilled["max_locks_per_transaction"] == "1024"
    assert (drilled["fsync"], drilled["archive_mode"], drilled["archive_timeout"]) == ("on", "on", "60")
