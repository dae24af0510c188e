"""Habits that a reader could otherwise trip over."""

import re

from apps.partnership.demo.serving import processes
from guildhall.notices.announcements import KNOWN
from guildhall.notices.hearing import HEARINGS, QUEUES
from tests.defects import DEFECTS
from tests.house.plan import ROOT, SOURCES, TEMPLATES, where

REASONS = ("slow", "optional", "app ready")
CONTEXT_OPENERS = re.compile(r"place\.at\(|schema_context\(|tenant_context\(|set_tenant\(|set_schema\w*\(")
MAY_OPEN = {"tenants", "backend"}


UNHEARD_YET = {
    "recruitment.vacancy_published": "job alerts, with their own room's letters",
    "account_services.accounts_ready": "the welcome to a starter, with the service desk",
    "account_services.needs_a_person": "the service desk, which is not open yet",
}


def test_every_inline_import_gives_one_of_three_reasons():
    without = [
        f"{where(file)}:{number}"
        for file in SOURCES
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if re.match(r"\s+(from|import) \S+", line)
        and " import " in f" {line.strip()} "
        and _is_import(line)
        and not re.search(rf"PLC0415  # ({'|'.join(REASONS)})", line)
        and not _in_type_checking(file, number)
    ]

    assert without == [], "Say slow, optional or app ready; “circular” means redraw the room."


def test_a_partners_context_is_opened_only_through_tenants():
    elsewhere = [
        where(file) for file in SOURCES if not MAY_OPEN & set(file.parts) and CONTEXT_OPENERS.search(file.read_text())
    ]

    assert elsewhere == [], "Use tenants.context.inside(partner) or on_the_platform()."


def test_templates_spell_dates_with_our_own_filters_and_carry_no_style():
    faults = [
        where(file)
        for file in TEMPLATES
        if re.search(r'\|date[:\s}]| style="| on[a-z]+="|javascript:', file.read_text())
    ]

    assert faults == [], "Use uk_date, uk_datetime or deadline; styles belong in static/src."


def test_whoever_hears_a_name_hears_one_that_was_set_down():
    unknown = {hearing.announcement for hearing in HEARINGS.values()} - set(KNOWN)

    assert unknown == set()


def test_every_name_is_heard_or_kept_for_a_room_that_is_not_open_yet():
    heard = {hearing.announcement for hearing in HEARINGS.values()}

    assert set(KNOWN) - heard == set(UNHEARD_YET), "Let a room hear it, or say here which room will."


def test_every_announced_name_is_of_its_room():
    rooms = {name.split(".")[0] for name in KNOWN}

    assert rooms <= {
        "notices", "partnership", "recruitment", "account_services", "charging", "metering", "access", "tenants",
    }  # fmt: skip


def test_the_product_speaks_of_itself_alone():
    words = re.compile(r"/work/|/root/|/farm/|/opt/wheels|pypi\.org|pythonhosted|npmjs\.org|deb\.debian\.org")
    tops = [
        file
        for pattern in ("*.md", "Makefile", "Dockerfile", ".ci/*", "*.toml", "*.txt")
        for file in ROOT.glob(pattern)
    ]
    files = [*SOURCES, *TEMPLATES, *(ROOT / "docs").rglob("*.md"), *tops]

    assert [where(file) for file in files if words.search(file.read_text())] == []


def _is_import(line: str) -> bool:
    return bool(re.match(r"\s+(from [\w.]+ import |import [\w.]+)", line))


def _in_type_checking(file, number: int) -> bool:
    before = file.read_text().splitlines()[: number - 1]
    return any(line.startswith("if TYPE_CHECKING") for line in before[-12:])


def test_every_queue_has_a_worker_in_the_demo():
    commands = [" ".join(command) for command in processes(8000).values()]

    assert all(any(f"--queues {queue}" in command for command in commands) for queue in QUEUES)


def test_every_defect_that_we_plant_has_its_line_to_break():
    gone = [defect.words for defect in DEFECTS if defect.stands not in (ROOT / defect.file).read_text()]

    assert gone == [], "Say in tests/defects.toml what stands there now."
    assert len(DEFECTS) > 20
