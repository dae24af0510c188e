"""The operator's pages for bringing many in."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.partnership.models import Intake
from tenants.context import on_the_platform
from tenants.delivering import deliver_everything_waiting
from tests.cast import HUGO, MONDAY_9AM, OSKAR
from tests.partnership.intakes import EVIDENCE, a_file, an_intake

DAY = {"joins_on_day": "1", "joins_on_month": "7", "joins_on_year": "2026"}


def _file(content: bytes = b"", name: str = "etr.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or a_file(), content_type="text/csv")


def _words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def oskar(northfield, visit):
    return visit(OSKAR)


def test_from_a_file_to_live_partners_through_the_pages(oskar):
    chosen = oskar.post("/intakes/new/", {"file": _file(), "layout": "etr", "limit": "700", **DAY})
    preview = oskar.get(chosen.url)
    confirmed = oskar.post(f"{chosen.url}confirmation/", {"agreed": "yes", "evidence": EVIDENCE})
    moving = oskar.get(confirmed.url)
    deliver_everything_waiting(at=MONDAY_9AM)
    done = oskar.get(confirmed.url)

    assert "3 organisations would join" in _words(preview)
    assert "Lowther and Vale NHS Foundation Trust RZ1, row 1 Code lowthervale Letters LV" in _words(preview)
    assert "0 of 3 3 waiting. Refresh to check progress" in _words(moving)
    assert "All 3 partners are live" in _words(done)
    assert "Everybody has joined" in _words(done)


def test_who_still_has_terms_to_agree_is_registered_and_has_not_joined(oskar):
    chosen = oskar.post("/intakes/new/", {"file": _file(), "layout": "etr", "limit": "700", **DAY})

    confirmed = oskar.post(f"{chosen.url}confirmation/", {"agreed": "no", "evidence": ""})
    deliver_everything_waiting(at=MONDAY_9AM)
    done = _words(oskar.get(confirmed.url))

    assert "Everybody is registered 3 of 3 3 waiting for their terms." in done
    assert "Everybody has joined" not in done


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"layout": "etr"}, "Choose a file for file of organisations"),
        ({"file": _file(b"\xff\xfe"), "layout": "etr"}, "The file is not a text file in UTF-8."),
        ({"file": _file(b"one,two"), "layout": "etr"}, "Nobody in this file can join."),
        ({"file": _file(b"x" * 8_000_001), "layout": "etr"}, "The file is larger than 8 MB."),
        ({"file": _file(), "layout": "etr", "limit": "701"}, "less than or equal to 700"),
        (
            {"file": _file(), "layout": "etr", "administrators": _file(b"RZ1,nobody", "who.csv")},
            "“nobody” is no e-mail address.",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_answered_with_what_to_do(oskar, told, words):
    for file in ("file", "administrators"):
        if file in told:
            told[file].seek(0)
    answer = oskar.post("/intakes/new/", {"limit": "700", **DAY, **told})

    with on_the_platform():
        assert (answer.status_code, Intake.objects.exists()) == (422, False)
    assert words in _words(answer)


def test_terms_that_are_agreed_need_their_evidence(oskar):
    intake = an_intake()

    answer = oskar.post(f"/intakes/{intake.id}/confirmation/", {"agreed": "yes", "evidence": " "})

    with on_the_platform():
        intake.refresh_from_db()
    assert (answer.status_code, intake.state) == (422, "planned")
    assert "Say where the signed agreements are kept" in _words(answer)


def test_a_withdrawn_file_brings_nobody_in(oskar):
    intake = an_intake()

    oskar.post(f"/intakes/{intake.id}/withdrawal/")

    assert "This file was withdrawn" in _words(oskar.get(f"/intakes/{intake.id}/"))


def test_an_intake_is_shown_with_as_many_questions_for_fifty_rows_as_for_one(oskar):
    one = an_intake(("RX0", "FIRST NHS TRUST"))
    fifty = an_intake(*[(f"RY{n:02}", f"VALLEY {n} NHS TRUST") for n in range(50)])

    asked = []
    for intake in (one, fifty):
        with CaptureQueriesContext(connection) as queries:
            oskar.get(f"/intakes/{intake.id}/")
        asked.append(len(queries))

    assert asked == [8, 8]


def test_only_an_operator_sees_intakes(northfield, visit):
    intake = an_intake()

    assert [visit(HUGO).get(path).status_code for path in ("/intakes/", f"/intakes/{intake.id}/")] == [404, 404]
