"""A candidate's application: started, kept, sent, withdrawn."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from apps.jobs_board.queries import pointers_of, saved_answers_of
from apps.recruitment.errors import AlreadyApplied, ApplicationAlreadyThere, ApplicationNotReady, VacancyClosed
from apps.recruitment.models import Application, ApplicationPerson, SectionKey
from apps.recruitment.operations.applying import (
    SectionAnswers,
    save_section,
    submit_application,
    withdraw_application,
)
from guildhall.audit.queries import trail_of
from guildhall.kernel import NotAllowed
from guildhall.metering.units import Unit
from tests.cast import MONDAY_9AM, after
from tests.evidence import letters, usage_of
from tests.recruitment.story import (
    CLOSING,
    a_finished_application,
    a_published_vacancy,
    a_started_application,
    a_submitted_application,
)


def test_a_submitted_application_leaves_a_receipt_a_fact_and_words_to_follow(northfield, candidate):
    application = a_submitted_application(a_published_vacancy())

    assert application.state == "submitted"
    assert usage_of(northfield) == [(Unit.VACANCY_PUBLISHED, 1), (Unit.APPLICATION_RECEIVED, 1)]
    assert letters()[-1] == ("casey@candidate.example", "We have your application for Ward sister, acute medicine")
    assert [(pointer.words, pointer.is_live) for pointer in pointers_of(candidate.id)] == [("Sent", True)]


def test_the_trail_never_names_the_candidate(northfield):
    application = a_submitted_application(a_published_vacancy())

    assert {entry.by for entry in trail_of(application)} == {"The candidate"}


def test_an_empty_form_is_told_everything_at_once(northfield, candidate):
    application = a_started_application(a_published_vacancy())

    with pytest.raises(ApplicationNotReady) as refused:
        submit_application(application_id=application.public_id, by=candidate, at=MONDAY_9AM)

    assert refused.value.reasons == [f"Complete “{key.label}”." for key in SectionKey]


def test_an_unanswered_criterion_leaves_supporting_information_open(northfield, candidate):
    vacancy = a_published_vacancy()
    application = a_finished_application(vacancy)
    first = vacancy.criteria.first()
    half = SectionAnswers(SectionKey.SUPPORTING, {str(first.id): "Yes, since 2018."})
    save_section(application_id=application.public_id, section=half, by=candidate, at=MONDAY_9AM)

    with pytest.raises(ApplicationNotReady) as refused:
        submit_application(application_id=application.public_id, by=candidate, at=MONDAY_9AM)

    assert refused.value.reasons == ["Complete “Supporting information”."]


def test_a_gap_in_employment_is_asked_about(northfield, candidate):
    application = a_finished_application(a_published_vacancy())
    jobs = [
        {"role": "Nurse", "employer": "A", "starts_on": "2020-01-01", "ends_on": "2023-03-01", "duties": ""},
        {"role": "Nurse", "employer": "B", "starts_on": "2023-08-31", "ends_on": None, "duties": ""},
    ]
    unexplained = SectionAnswers(SectionKey.EMPLOYMENT, {"jobs": jobs, "gaps": ""})
    save_section(application_id=application.public_id, section=unexplained, by=candidate, at=MONDAY_9AM)

    with pytest.raises(ApplicationNotReady) as refused:
        submit_application(application_id=application.public_id, by=candidate, at=MONDAY_9AM)
    explained = SectionAnswers(SectionKey.EMPLOYMENT, {"jobs": jobs, "gaps": "I looked after my father."})
    save_section(application_id=application.public_id, section=explained, by=candidate, at=MONDAY_9AM)

    assert refused.value.reasons == ["Explain the gaps in your employment history."]
    assert submit_application(application_id=application.public_id, by=candidate, at=MONDAY_9AM).state == "submitted"


def test_the_last_second_counts_and_the_next_does_not(northfield, candidate, second_candidate):
    vacancy = a_published_vacancy()
    in_time, too_late = a_finished_application(vacancy), a_finished_application(vacancy, second_candidate)

    submitted = submit_application(application_id=in_time.public_id, by=candidate, at=after(CLOSING, seconds=-1))
    with pytest.raises(VacancyClosed):
        submit_application(application_id=too_late.public_id, by=second_candidate, at=CLOSING)

    assert submitted.state == "submitted"


def test_one_live_application_for_each_person_and_vacancy(northfield, candidate):
    vacancy = a_published_vacancy()
    first = a_submitted_application(vacancy)

    with pytest.raises(AlreadyApplied) as refused:
        a_started_application(vacancy)
    withdraw_application(application_id=first.public_id, by=candidate, at=after(days=2))
    second = a_started_application(vacancy, at=after(days=2))

    assert refused.value.reasons == ["You have an application for NF-26-0001 already. Continue with that one."]
    assert second.state == "draft"


def test_the_database_holds_one_live_application(northfield):
    first = a_started_application(a_published_vacancy())

    with pytest.raises(IntegrityError, match="application_one_live_for_each_person"), transaction.atomic():
        Application.objects.create(
            vacancy=first.vacancy, publication=first.publication, candidate_id=first.candidate_id, started_at=MONDAY_9AM
        )


def test_somebody_elses_application_is_not_theirs_to_change(northfield, second_candidate):
    application = a_finished_application(a_published_vacancy())

    with pytest.raises(NotAllowed) as refused:
        submit_application(application_id=application.public_id, by=second_candidate, at=MONDAY_9AM)

    assert refused.value.reasons == ["You cannot send this application. Ask the candidate."]


def test_answers_are_kept_for_the_next_application(northfield, candidate):
    a_finished_application(a_published_vacancy())

    second = a_started_application(a_published_vacancy(title="Matron"))

    assert saved_answers_of(candidate.id).phone == "07700 900123"
    assert ApplicationPerson.objects.get(application=second).address == "4 Mill Lane"
    kept = {section.key: section.is_complete for section in second.sections.all()}
    assert kept == {"employment": False, "qualifications": False}


def test_withdrawing_twice_is_already_done(northfield, candidate):
    application = a_submitted_application(a_published_vacancy())
    withdraw_application(application_id=application.public_id, by=candidate, at=after(days=2))

    with pytest.raises(ApplicationAlreadyThere):
        withdraw_application(application_id=application.public_id, by=candidate, at=after(days=2))

    assert [(pointer.words, pointer.is_live) for pointer in pointers_of(candidate.id)] == [("Withdrawn", False)]
