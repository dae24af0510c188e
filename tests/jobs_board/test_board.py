"""The board: what is found, for how long, and what search engines read."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.jobs_board.models import BoardAdvert
from apps.jobs_board.presenters import as_script_data, job_posting
from apps.jobs_board.queries import Wanted, adverts_matching
from apps.recruitment.operations.publishing import withdraw_vacancy
from tests.cast import CASEY, MONDAY_9AM, RITA, after
from tests.evidence import letters
from tests.recruitment.story import CLOSING, a_published_vacancy, a_started_application, a_submitted_application


def found(wanted: Wanted, at=MONDAY_9AM) -> list[str]:
    return [advert.title for advert in adverts_matching(wanted, at=at).rows]


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(words="sisters"),
        Wanted(words="acute medicine"),
        Wanted(words="NF-26-0001"),
        Wanted(place="northfield"),
        Wanted(place="nf1"),
        Wanted(employers=("northfield",), bands=("6",), contracts=("Permanent",)),
        Wanted(),
    ],
    ids=str,
)
def test_an_open_advert_is_found(northfield, wanted):
    a_published_vacancy()

    assert found(wanted) == ["Ward sister, acute medicine"]


@pytest.mark.parametrize(
    "wanted",
    [Wanted(words="porter"), Wanted(place="Eastmoor"), Wanted(bands=("5",)), Wanted(employers=("eastmoor",))],
    ids=str,
)
def test_what_does_not_match_is_not_found(northfield, wanted):
    a_published_vacancy()

    assert found(wanted) == []


def test_an_advert_appears_and_disappears_to_the_second(northfield):
    a_published_vacancy()

    moments = [after(seconds=-1), MONDAY_9AM, after(CLOSING, seconds=-1), CLOSING]
    assert [len(found(Wanted(), at)) for at in moments] == [0, 1, 1, 0]


def test_a_title_that_matches_stands_before_a_text_that_does(northfield):
    a_published_vacancy(title="Calm person")
    a_published_vacancy(title="Sister")

    assert found(Wanted(words="calm")) == ["Calm person", "Sister"]


def test_the_posting_has_what_google_requires(northfield):
    a_published_vacancy()

    posting = job_posting(BoardAdvert.objects.get(), url="http://jobs.guildhall.localhost/jobs/1/")

    assert posting["title"] == "Ward sister, acute medicine"
    assert posting["description"].startswith("<p>Lead a calm, skilled team.</p>")
    assert (posting["datePosted"], posting["validThrough"]) == ("2026-06-01", "2026-06-16T00:00:00+01:00")
    assert posting["hiringOrganization"]["name"] == "Northfield Hospitals NHS Trust"
    assert posting["jobLocation"]["address"]["postalCode"] == "NF1 2AB"
    assert posting["employmentType"] == ["FULL_TIME"]
    assert posting["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "minValue": 39959.0, "maxValue": 48117.0, "unitText": "YEAR",
    }  # fmt: skip


def test_an_advert_cannot_end_the_script_it_stands_in():
    data = as_script_data({"title": "</script><script>alert(1)</script>"})

    assert "<" not in data
    assert json.loads(data) == {"title": "</script><script>alert(1)</script>"}


def test_the_advert_page_carries_the_posting(northfield, visit, monday_9am):
    a_published_vacancy()
    advert = BoardAdvert.objects.get()

    html = visit(host="jobs").get(f"/jobs/{advert.public_id}/").content.decode()

    posting = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])
    assert posting["identifier"]["value"] == "NF-26-0001"
    assert posting["url"].endswith(f"/jobs/{advert.public_id}/")


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("", "1 job found"),
        ("?q=sister", "1 job for “sister” found"),
        ("?q=porter", "0 jobs for “porter” found"),
        ("?band=6", "1 job found"),
    ],
)
def test_the_count_is_in_the_heading_and_the_search_in_the_address(northfield, visit, monday_9am, query, heading):
    a_published_vacancy()

    html = visit(host="jobs").get(f"/jobs/{query}").content.decode()

    shown = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.S)[1].strip()
    assert shown in (heading, heading.replace(" found", ""))


def test_a_withdrawn_advert_is_gone_and_a_closed_one_says_so(northfield, visit, monday_9am):
    first, second = a_published_vacancy(), a_published_vacancy(title="Matron")
    withdraw_vacancy(vacancy_id=first.id, reason="Frozen", by=RITA.actor, at=MONDAY_9AM)
    gone, closed = BoardAdvert.objects.order_by("id")
    monday_9am.move_to(after(days=20))

    assert visit(host="jobs").get(f"/jobs/{gone.public_id}/").status_code == 404
    page = visit(host="jobs").get(f"/jobs/{closed.public_id}/")
    assert page.status_code == 200
    assert "This vacancy closed 11:59pm on Monday 15 June 2026" in page.content.decode()
    assert second.reference == closed.vacancy_reference


def test_the_last_day_is_warned_about(northfield, visit, monday_9am):
    a_published_vacancy()
    monday_9am.move_to(after(CLOSING, hours=-3))

    html = visit(host="jobs").get(f"/jobs/{BoardAdvert.objects.get().public_id}/").content.decode()

    assert "Closes soon" in html


def test_results_cost_the_same_queries_at_1_and_12_adverts(northfield, visit, monday_9am):
    visitor = visit(host="jobs")
    a_published_vacancy()
    with CaptureQueriesContext(connection) as one:
        assert visitor.get("/jobs/?q=sister").status_code == 200
    for _ in range(11):
        a_published_vacancy()
    with CaptureQueriesContext(connection) as twelve:
        assert visitor.get("/jobs/?q=sister").status_code == 200

    assert len(twelve) == len(one)


def test_the_board_never_opens_a_partners_schema_to_draw_a_page(northfield, visit, monday_9am):
    a_submitted_application(a_published_vacancy())
    casey = visit(CASEY, host="jobs")

    with CaptureQueriesContext(connection) as asked:
        pages = [
            casey.get(path)
            for path in ("/", "/jobs/", "/applications/", f"/jobs/{BoardAdvert.objects.get().public_id}/")
        ]

    assert [page.status_code for page in pages] == [200] * 4
    assert [query["sql"] for query in asked if "recruitment_" in query["sql"]] == []


def test_the_receipt_is_written_to_the_candidate(northfield):
    a_submitted_application(a_published_vacancy())

    assert letters()[-1][0] == "casey@candidate.example"


def test_a_draft_whose_advert_has_closed_is_no_longer_in_progress(northfield, visit, monday_9am):
    a_started_application(a_published_vacancy())
    before = visit(CASEY, host="jobs").get("/applications/").content.decode()
    monday_9am.move_to(after(days=20))

    html = visit(CASEY, host="jobs").get("/applications/").content.decode()

    assert ("1 application in progress" in before, "Closed before you sent it" in before) == (True, False)
    assert ("in progress</h1>" in html, "Closed before you sent it" in html) == (False, True)
