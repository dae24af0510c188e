"""The room's doors: the story through the pages, refusals on them, and what a stranger gets."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.jobs_board.models import BoardAdvert
from apps.recruitment.models import Application, ApplicationPerson, Vacancy
from tests.cast import ANIL, CARLA, CASEY, EDEN, PAUL, PETRA, RITA, STRANGER
from tests.recruitment.story import (
    EVERYTHING,
    a_confirmed_start,
    a_draft,
    a_finished_application,
    a_finished_draft,
    a_published_vacancy,
    a_shortlisted_application,
    a_submitted_application,
    an_approved_vacancy,
)

pytestmark = pytest.mark.usefixtures("monday_9am")

JOB = {"title": "Porter", "staff_group": "estates", "posts": "1", "site": "Northfield General", "postcode": "NF1 2AB"}
TERMS = {
    "contract_type": "permanent", "working_patterns": ["full_time"], "hours": "37.5", "band": "6",
    "fixed_term_months": "",
}  # fmt: skip
DATES = {
    "closing_on_day": "15", "closing_on_month": "6", "closing_on_year": "2026", "closing_time": "11:59pm",
    "interview_on_day": "29", "interview_on_month": "6", "interview_on_year": "2026",
}  # fmt: skip
SPECIFICATION = {
    "rows": "2",
    "row0-text": "Calm under pressure", "row0-weight": "essential", "row0-assessed_by": "form",
    "row1-text": "Drives", "row1-weight": "desirable", "row1-assessed_by": "interview",
}  # fmt: skip


def words_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def errors_of(response) -> list[str]:
    summary = response.content.decode().split('class="nhsuk-list nhsuk-error-summary__list"')[1].split("</ul>")[0]
    return [re.sub(r"<[^>]+>", "", line).strip() for line in re.findall(r"<li>(.*?)</li>", summary, re.S)]


def test_a_vacancy_goes_out_through_the_pages(northfield, visit):
    rita, anil = visit(RITA), visit(ANIL)
    people = {
        "contact_name": "Mia Ward", "contact_email": "mia@northfield.example",
        "panel": [PETRA.actor.id, PAUL.actor.id], "approver_id": ANIL.actor.id,
    }  # fmt: skip

    assert rita.post("/vacancies/new/", JOB)["Location"] == "/vacancies/NF-26-0001/draft/"
    sections = {
        "terms": TERMS, "advert": {"description": "Move people and things.", "duties": "Lift\nCarry"}, "dates": DATES,
        "specification": SPECIFICATION, "people": people,
    }  # fmt: skip
    for key, answers in sections.items():
        assert rita.get(f"/vacancies/NF-26-0001/draft/{key}/").status_code == 200
        assert rita.post(f"/vacancies/NF-26-0001/draft/{key}/", answers).status_code == 302
    assert rita.post("/vacancies/NF-26-0001/submission/").status_code == 302
    assert anil.get("/vacancies/NF-26-0001/approval/").status_code == 200
    assert anil.post("/vacancies/NF-26-0001/approval/", {"decision": "approve", "comment": ""}).status_code == 302
    assert rita.get("/vacancies/NF-26-0001/publication/").status_code == 200
    assert rita.post("/vacancies/NF-26-0001/publication/", DATES).status_code == 302

    vacancy = Vacancy.objects.get()
    assert (vacancy.state, vacancy.criteria.count()) == ("published", 2)
    assert BoardAdvert.objects.get().title == "Porter"


def test_an_unfinished_draft_is_told_every_reason_on_its_page(northfield, visit):
    a_draft()

    answer = visit(RITA).post("/vacancies/NF-26-0001/submission/")

    assert answer.status_code == 422
    assert errors_of(answer) == EVERYTHING[3:]


def test_a_closing_time_that_happens_twice_is_refused_on_the_form(northfield, visit):
    a_draft()
    twice = DATES | {"closing_on_day": "25", "closing_on_month": "10", "closing_time": "1:30am"}

    answer = visit(RITA).post("/vacancies/NF-26-0001/draft/dates/", twice)

    assert answer.status_code == 422
    assert errors_of(answer) == ["Choose another closing time: the clocks change, so this one happens twice that day."]


def test_publishing_an_unapproved_vacancy_gives_the_reason_on_the_page(northfield, visit):
    a_finished_draft()

    answer = visit(RITA).post("/vacancies/NF-26-0001/publication/", DATES)

    assert answer.status_code == 422
    assert errors_of(answer) == ["Have the vacancy approved."]


def test_sending_back_without_a_comment_is_refused(northfield, visit):
    a_finished_draft()
    visit(RITA).post("/vacancies/NF-26-0001/submission/")

    answer = visit(ANIL).post("/vacancies/NF-26-0001/approval/", {"decision": "send_back", "comment": ""})

    assert answer.status_code == 422
    assert errors_of(answer) == ["Say what has to change, so that the recruiter can put it right."]


def test_adding_and_removing_rows_works_without_script_and_keeps_what_was_typed(northfield, visit):
    a_draft()

    more = visit(RITA).post("/vacancies/NF-26-0001/draft/specification/", SPECIFICATION | {"add": "1"})
    less = visit(RITA).post("/vacancies/NF-26-0001/draft/specification/", SPECIFICATION | {"remove": "0"})

    assert more.content.decode().count('name="remove"') == 5
    assert "Calm under pressure" in more.content.decode()
    assert "Calm under pressure" not in less.content.decode()
    assert "Drives" in less.content.decode()


VACANCY_PATHS = [
    "", "preview/", "draft/", "draft/job/", "draft/people/", "draft/specification/", "approval/", "publication/",
    "early-closing/", "withdrawal/", "end/", "shortlist/", "applications/",
]  # fmt: skip


@pytest.mark.parametrize("path", VACANCY_PATHS)
def test_to_another_partner_the_vacancy_does_not_exist(northfield, visit, path):
    a_published_vacancy()

    assert visit(EDEN).get(f"/vacancies/NF-26-0001/{path}").status_code == 404


@pytest.mark.parametrize("path", VACANCY_PATHS)
def test_a_stranger_finds_nothing(northfield, visit, path):
    a_published_vacancy()

    assert visit(STRANGER, host="northfield").get(f"/vacancies/NF-26-0001/{path}").status_code == 404


@pytest.mark.parametrize("path", [path for path in VACANCY_PATHS if path not in ("", "preview/", "applications/")])
def test_a_panel_member_reads_and_does_not_recruit(northfield, visit, path):
    a_published_vacancy()

    assert visit(PETRA).get(f"/vacancies/NF-26-0001/{path}").status_code == 404


def test_a_candidate_applies_through_the_pages(northfield, visit):
    vacancy = a_published_vacancy()
    advert = BoardAdvert.objects.get()
    casey = visit(CASEY, host="jobs")

    assert casey.get(f"/jobs/{advert.public_id}/").status_code == 200
    here = casey.post(f"/jobs/{advert.public_id}/application/")["Location"]
    assert casey.get(here).status_code == 200
    job = {
        "role": "Nurse", "employer": "Westholme", "duties": "Care", "starts_on_day": "7", "starts_on_month": "1",
        "starts_on_year": "2019", "ends_on_day": "", "ends_on_month": "", "ends_on_year": "",
    }  # fmt: skip
    degree = {"subject": "Nursing", "level": "Degree", "place": "Westholme University", "year": "2018"}
    asked = [one for one in vacancy.criteria.all() if one.assessed_by == "form"]
    pages = {
        "details/": {"name": "Casey Morgan", "phone": "07700 900123", "address": "4 Mill Lane"},
        "employment/new/": job, "employment/": {"gaps": ""}, "qualifications/new/": degree, "qualifications/": {},
        "supporting/": {f"criterion_{one.id}": "I did this, and that came of it." for one in asked},
        "declarations/": {"right_to_work": "yes", "true_and_complete": "on"},
    }  # fmt: skip
    for path, answers in pages.items():
        assert casey.get(here + path).status_code == 200, path
        assert casey.post(here + path, answers).status_code == 302, path
    assert casey.get(f"{here}check/").status_code == 200
    assert casey.post(f"{here}submission/")["Location"] == f"{here}sent/"

    assert Application.objects.get().receipt in words_of(casey.get(f"{here}sent/"))
    assert "1 application in progress" in words_of(casey.get("/applications/"))


def test_what_is_saved_for_later_need_not_be_complete(northfield, visit):
    application = a_finished_application(a_published_vacancy())
    casey = visit(CASEY, host="jobs")
    here = f"/applications/{application.public_id}/"

    refused = casey.post(f"{here}details/", {"name": "", "phone": "1", "address": ""})
    later = casey.post(f"{here}details/", {"name": "", "phone": "1", "address": "", "then": "later"})

    assert (refused.status_code, later.status_code) == (422, 302)
    assert errors_of(refused) == ["Enter full name", "Enter address"]
    assert ApplicationPerson.objects.get().phone == "1"
    assert casey.post(f"{here}submission/").status_code == 422


@pytest.mark.parametrize("path", ["", "details/", "check/", "sent/", "withdrawal/", "reply/", "employment/"])
def test_somebody_elses_application_does_not_exist(northfield, visit, path):
    application = a_submitted_application(a_published_vacancy())

    assert visit(CARLA, host="jobs").get(f"/applications/{application.public_id}/{path}").status_code == 404


def test_who_is_not_signed_in_is_led_to_sign_in(northfield, visit):
    application = a_submitted_application(a_published_vacancy())

    answer = visit(host="jobs").get(f"/applications/{application.public_id}/")

    assert answer["Location"].startswith("/sign-in/")


CANARIES = ("Casey", "Morgan", "casey@candidate.example", "07700 900123", "Mill Lane")


def panel_pages(application) -> list[str]:
    base = f"/vacancies/{application.vacancy.reference}/applications/"
    return ["/scores/", base, f"{base}{application.anonymous_ref}/", f"{base}{application.anonymous_ref}/scores/",
            f"/vacancies/{application.vacancy.reference}/", "/recruitment/"]  # fmt: skip


def test_no_page_of_a_panel_member_carries_the_name(northfield, visit):
    application = a_submitted_application(a_published_vacancy())
    petra = visit(PETRA)

    pages = [petra.get(path) for path in panel_pages(application)]

    assert [page.status_code for page in pages] == [200] * len(pages)
    shown = " ".join(page.content.decode() for page in pages)
    assert "I know: registered nurse" in shown
    assert [canary for canary in CANARIES if canary.lower() in shown.lower()] == []


def test_before_the_shortlist_a_recruiter_sees_no_name_and_afterwards_does(northfield, visit, monday_9am):
    application = a_submitted_application(a_published_vacancy())
    page = f"/vacancies/NF-26-0001/applications/{application.anonymous_ref}/"
    rita = visit(RITA)

    before = words_of(rita.get(page))
    act_before = rita.get(f"{page}outcome/").status_code
    for scorer in (PETRA, PAUL):
        panel = visit(scorer)
        points = {f"criterion_{one.id}": "3" for one in application.vacancy.criteria.all() if one.assessed_by == "form"}
        assert panel.post(f"{page}scores/", points | {"note": ""}).status_code == 302
        assert panel.post(f"{page}lock/").status_code == 302
    monday_9am.shift(16 * 24 * 3600)
    late = visit(RITA)
    confirmed = late.post("/vacancies/NF-26-0001/shortlist/", {"chosen": [application.id], "exception": ""})
    after_ = words_of(late.get(page))

    assert ("Casey" in before, act_before) == (False, 404)
    assert confirmed.status_code == 302
    assert "Casey Morgan" in after_


def test_other_scores_are_hidden_until_ones_own_are_locked(northfield, visit):
    application = a_submitted_application(a_published_vacancy())
    page = f"/vacancies/NF-26-0001/applications/{application.anonymous_ref}/"
    points = {f"criterion_{one.id}": "1" for one in application.vacancy.criteria.all() if one.assessed_by == "form"}
    visit(PAUL).post(f"{page}scores/", points | {"note": ""})
    visit(PAUL).post(f"{page}lock/")
    petra = visit(PETRA)

    before = words_of(petra.get(f"{page}scores/"))
    half = petra.post(f"{page}lock/")
    petra.post(f"{page}scores/", points | {"note": ""})
    petra.post(f"{page}lock/")

    assert "Paul Byrne" not in before
    assert errors_of(half) == ["Score “Registered nurse”.", "Score “Leads a shift calmly”."]
    assert "Paul Byrne" in words_of(petra.get(f"{page}scores/"))


def test_from_outcome_to_first_day_through_the_pages(northfield, visit, monday_9am):
    application = a_shortlisted_application(a_published_vacancy())
    monday_9am.shift(30 * 24 * 3600)
    rita, casey = visit(RITA), visit(CASEY, host="jobs")
    page = f"/vacancies/NF-26-0001/applications/{application.anonymous_ref}/"
    offer = {
        "salary": "41,000", "reply_by_day": "10", "reply_by_month": "7", "reply_by_year": "2026",
        "starts_on_day": "3", "starts_on_month": "8", "starts_on_year": "2026",
    }  # fmt: skip
    start = {
        "starts_on_day": "3", "starts_on_month": "8", "starts_on_year": "2026", "site": "General",
        "manager": "Mia Ward",
    }  # fmt: skip

    assert rita.get(f"{page}outcome/").status_code == 200
    assert rita.post(f"{page}outcome/", {"outcome": "appointable"}).status_code == 302
    assert rita.get(f"{page}offer/").status_code == 200
    too_much = rita.post(f"{page}offer/", offer | {"salary": "60,000"})
    assert rita.post(f"{page}offer/", offer).status_code == 302
    assert casey.get(f"/applications/{application.public_id}/reply/").status_code == 200
    assert (
        casey.post(f"/applications/{application.public_id}/reply/", {"reply": "accept", "reason": ""}).status_code
        == 302
    )
    assert rita.get(f"{page}start/").status_code == 200
    assert rita.post(f"{page}start/", start).status_code == 302

    assert errors_of(too_much) == ["Offer a salary within the band: £39,959 to £48,117."]
    assert Application.objects.get().state == "starting"
    assert "You start on 3 August 2026" in words_of(casey.get(f"/applications/{application.public_id}/"))
    assert rita.get(page).status_code == 200


@pytest.mark.parametrize("path", ["/recruitment/", "/vacancies/", "/vacancies/export/", "/scores/"])
def test_a_list_costs_the_same_queries_at_1_and_50_rows(northfield, visit, path):
    player = PETRA if path == "/scores/" else RITA
    visitor = visit(player)
    a_published_vacancy()
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert visitor.get(path).status_code == 200
    for number in range(49):
        a_finished_draft(title=f"Nurse {number}")
    with CaptureQueriesContext(connection) as fifty:
        assert visitor.get(path).status_code == 200

    assert len(fifty) == len(one)


def test_a_list_of_applications_costs_the_same_at_1_and_3(northfield, visit):
    vacancy = a_published_vacancy()
    a_submitted_application(vacancy)
    rita = visit(RITA)
    with CaptureQueriesContext(connection) as one:
        rita.get("/vacancies/NF-26-0001/applications/")
    for player in (CARLA, STRANGER):
        a_submitted_application(vacancy, player.actor)
    with CaptureQueriesContext(connection) as three:
        rita.get("/vacancies/NF-26-0001/applications/")

    assert len(three) == len(one)


def test_the_record_pages_of_every_stage_are_shown(northfield, visit):
    an_approved_vacancy()
    a_confirmed_start(a_published_vacancy())
    rita = visit(RITA)

    pages = [
        f"/vacancies/{vacancy.reference}/{side}"
        for vacancy in Vacancy.objects.all()
        for side in ("", "preview/", "applications/")
    ]

    assert [rita.get(page).status_code for page in pages] == [200] * 6


def test_the_file_of_vacancies_defuses_formulas(northfield, visit):
    a_draft(title="=HYPERLINK(1)")

    answer = visit(RITA).get("/vacancies/export/")

    assert "'=HYPERLINK(1)" in answer.content.decode("utf-8-sig")
