"""The operator's pages of a partner's way out, and what the jobs board shows meanwhile."""

from __future__ import annotations

import json

import pytest

from apps.jobs_board.queries import figures_at
from apps.partnership.operations.leaving import Notice, give_notice, resume_partner, suspend_partner
from apps.recruitment.errors import VacancyClosed
from apps.recruitment.models import Vacancy
from tenants.context import inside, on_the_platform
from tenants.delivering import deliver_everything_waiting
from tenants.models import Partner
from tests.cast import CASEY, HUGO, MONDAY_9AM, OLGA, OSKAR, RITA, after
from tests.recruitment.story import a_published_vacancy, a_started_application

DAY = {"day": "1", "month": "6", "year": "2026"}
QUESTIONS = ("suspension", "resumption", "notice", "call-back", "successor", "closing", "return", "erasure/new")


@pytest.fixture
def partner(on_platform, monday_9am, settings, tmp_path) -> Partner:
    settings.MEDIA_ROOT = tmp_path / "files"
    return Partner.objects.get(code="northfield")


def _day(name: str) -> dict[str, str]:
    return {f"{name}_{part}": value for part, value in DAY.items()}


def _walk_to_erasure(visit) -> None:
    oskar = visit(OSKAR)
    oskar.post("/partners/northfield/notice/", {**_day("last_day"), "reason": "They merge."})
    oskar.post("/partners/northfield/closing/", _day("kept_until"))
    deliver_everything_waiting(at=MONDAY_9AM)
    oskar.post("/partners/northfield/erasure/new/", {"code": "northfield", "purpose": "They asked."})


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_has_a_page_and_says_what_is_missing(partner, visit, question):
    path, oskar = f"/partners/northfield/{question}/", visit(OSKAR)

    asked, empty = oskar.get(path), oskar.post(path, {})

    assert (asked.status_code, empty.status_code) == (200, 422)
    assert "There is a problem" in empty.content.decode()


@pytest.mark.parametrize("question", QUESTIONS)
def test_nobody_but_an_operator_finds_them(partner, visit, question):
    path = f"/partners/northfield/{question}/"

    assert [visit(HUGO).get(path).status_code, visit(RITA).get(path).status_code] == [404, 404]


def test_a_partner_walks_out_through_the_pages(partner, visit):
    _walk_to_erasure(visit)

    approved = visit(OLGA).post("/partners/northfield/erasure/approval/", {"code": "northfield"})
    deliver_everything_waiting(at=MONDAY_9AM)

    page = visit(OLGA).get("/partners/northfield/erasure/").content.decode()
    told = json.loads(visit(OLGA).get("/partners/northfield/erasure/record/").content)
    assert approved.status_code == 302
    assert "is erased" in page
    assert "Genuine" in page
    assert told["record"]["approved"]["by"] == "Olga Brandt"


def test_who_asked_is_told_to_find_another(partner, visit):
    _walk_to_erasure(visit)

    page = visit(OSKAR).get("/partners/northfield/erasure/").content.decode()
    tried = visit(OSKAR).post("/partners/northfield/erasure/approval/", {"code": "northfield"})

    assert "Approve the erasure" not in page
    assert (tried.status_code, "Ask another operator" in tried.content.decode()) == (422, True)


def test_an_archive_is_taken_away_whole_and_that_is_written_down(partner, visit):
    visit(OSKAR).post("/partners/northfield/archives/")
    deliver_everything_waiting(at=MONDAY_9AM)
    archive = partner.archives.get()

    taken = visit(OSKAR).get(f"/partners/northfield/archives/{archive.id}/")

    assert len(b"".join(taken.streaming_content)) == archive.size_bytes
    assert "Archive taken" in visit(OSKAR).get("/partners/northfield/").content.decode()
    assert visit(OSKAR).get(f"/partners/eastmoor/archives/{archive.id}/").status_code == 404


def test_closed_doors_are_dressed_and_ask_the_database_nothing(partner, visit, operator, django_assert_num_queries):
    suspend_partner(partner_id=partner.id, reason="An incident.", by=operator, at=MONDAY_9AM)
    visitor = visit(host="northfield")

    with django_assert_num_queries(0):
        page = visitor.get("/vacancies/")
    style = visitor.get("/static/app.css")

    assert (page.status_code, style.status_code) == (403, 200)
    assert b"".join(style.streaming_content)
    assert visitor.get("/static/nothing.css").status_code == 404


@pytest.fixture
def advert(partner) -> Vacancy:
    with inside(partner):
        return a_published_vacancy()


def test_adverts_of_a_suspended_partner_are_off_the_board_until_it_is_back(partner, advert, operator):
    seen = [figures_at(after(days=2)).adverts]
    suspend_partner(partner_id=partner.id, reason="An incident.", by=operator, at=after(days=1))
    seen.append(figures_at(after(days=2)).adverts)
    resume_partner(partner_id=partner.id, reason="It is over.", by=operator, at=after(days=3))
    seen.append(figures_at(after(days=4)).adverts)

    assert seen == [1, 0, 1]


def test_nobody_applies_to_a_suspended_partner(partner, advert, operator):
    suspend_partner(partner_id=partner.id, reason="An incident.", by=operator, at=after(days=1))

    with inside(partner), pytest.raises(VacancyClosed):
        a_started_application(advert, at=after(days=2))


def test_an_advert_of_a_partner_that_leaves_closes_with_its_last_day(partner, advert, operator):
    last_day = after(days=3).date()
    give_notice(partner_id=partner.id, notice=Notice(last_day, "They merge."), by=operator, at=MONDAY_9AM)

    on_the_day, after_it = figures_at(after(days=3)).adverts, figures_at(after(days=4)).adverts

    assert (on_the_day, after_it) == (1, 0)


def test_a_candidate_keeps_nothing_but_loses_no_page_when_the_employer_is_gone(partner, advert, visit):
    with inside(partner):
        started = a_started_application(advert)
    _walk_to_erasure(visit)

    with on_the_platform():
        casey = visit(CASEY, host="jobs")
    assert casey.get("/").status_code == 200
    assert casey.get("/applications/").status_code == 200
    assert casey.get(f"/applications/{started.public_id}/").status_code == 404
