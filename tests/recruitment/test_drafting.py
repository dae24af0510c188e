"""A vacancy before candidates see it: drafted, approved, published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from apps.jobs_board.models import BoardAdvert
from apps.recruitment.errors import (
    AlreadyPublished,
    CommentMissing,
    MoveNotDrawn,
    ReasonMissing,
    VacancyAlreadyThere,
    VacancyNotReady,
)
from apps.recruitment.models import Publication, Vacancy
from apps.recruitment.operations.approving import approve_vacancy, send_back_vacancy, submit_for_approval
from apps.recruitment.operations.drafting import (
    DateTerms,
    JobTerms,
    choose_people,
    draft_vacancy,
    reopen_vacancy,
    revise_vacancy,
)
from apps.recruitment.operations.publishing import (
    PublicationTerms,
    close_vacancy_early,
    end_vacancy,
    publish_vacancy,
    withdraw_vacancy,
)
from guildhall.audit.queries import trail_of
from guildhall.kernel import NotAllowed
from guildhall.metering.units import Unit
from tenants.context import inside
from tests.cast import EDEN, MONDAY_9AM, after
from tests.evidence import announced, letters, usage_of
from tests.recruitment.story import (
    CLOSED,
    CLOSING,
    EVERYTHING,
    a_draft,
    a_finished_draft,
    a_published_vacancy,
    a_submitted_application,
    an_approved_vacancy,
    the_people,
    two_weeks,
)


def test_references_count_up_within_a_partner_and_a_year(northfield, recruiter):
    references = [a_draft().reference for _ in range(2)]
    new_year = draft_vacancy(terms=JobTerms(title="Porter"), by=recruiter, at=MONDAY_9AM.replace(year=2027))

    assert references == ["NF-26-0001", "NF-26-0002"]
    assert new_year.reference == "NF-27-0001"


def test_another_partners_numbers_are_its_own(northfield, eastmoor):
    a_draft()

    with inside(eastmoor):
        theirs = draft_vacancy(terms=JobTerms(title="Porter"), by=EDEN.actor, at=MONDAY_9AM)

    assert theirs.reference == "EM-26-0001"


def test_pay_comes_from_the_table_of_the_day(northfield):
    vacancy = Vacancy.objects.get(pk=a_finished_draft().pk)

    assert (str(vacancy.pay_from), str(vacancy.pay_to)) == ("£39,959.00", "£48,117.00")


def test_a_draft_that_lacks_everything_is_told_everything_at_once(northfield, recruiter):
    vacancy = draft_vacancy(terms=JobTerms(title="Porter"), by=recruiter, at=MONDAY_9AM)

    with pytest.raises(VacancyNotReady) as refused:
        submit_for_approval(vacancy_id=vacancy.id, by=recruiter, at=MONDAY_9AM)

    assert refused.value.reasons == EVERYTHING


def test_a_panel_member_drafts_nothing(northfield, panel_member):
    with pytest.raises(NotAllowed) as refused:
        draft_vacancy(terms=JobTerms(title="Porter"), by=panel_member, at=MONDAY_9AM)

    assert refused.value.reasons == ["You cannot draft vacancies. Ask a recruiter of your organisation."]


def test_who_is_not_on_the_panel_list_cannot_be_chosen(northfield, recruiter, stranger):
    vacancy = a_draft()
    terms = replace(the_people(), panel=[stranger.id], approver_id=recruiter.id)

    with pytest.raises(VacancyNotReady) as refused:
        choose_people(vacancy_id=vacancy.id, terms=terms, by=recruiter, at=MONDAY_9AM)

    assert refused.value.reasons == [
        "Choose panel members from those who hold the role here.",
        "Choose an approver from those who hold the role here.",
    ]


def test_only_the_approver_named_on_it_approves_a_vacancy(northfield, recruiter):
    vacancy = a_finished_draft()
    submit_for_approval(vacancy_id=vacancy.id, by=recruiter, at=MONDAY_9AM)

    with pytest.raises(NotAllowed) as refused:
        approve_vacancy(vacancy_id=vacancy.id, by=recruiter, at=MONDAY_9AM)

    assert refused.value.reasons == ["You cannot approve this vacancy. Ask the approver named on it."]


def test_the_database_holds_that_nobody_approves_their_own(northfield, recruiter):
    vacancy = a_finished_draft()
    submit_for_approval(vacancy_id=vacancy.id, by=recruiter, at=MONDAY_9AM)

    with pytest.raises(IntegrityError, match="vacancy_approved_by_another"), transaction.atomic():
        Vacancy.objects.filter(pk=vacancy.pk).update(approved_by_id=recruiter.id, approved_at=MONDAY_9AM)


def test_sending_back_needs_a_comment_and_returns_the_draft_with_it(northfield, recruiter, approver):
    vacancy = a_finished_draft()
    submit_for_approval(vacancy_id=vacancy.id, by=recruiter, at=MONDAY_9AM)

    with pytest.raises(CommentMissing):
        send_back_vacancy(vacancy_id=vacancy.id, comment=" ", by=approver, at=MONDAY_9AM)
    sent_back = send_back_vacancy(vacancy_id=vacancy.id, comment="Say which ward.", by=approver, at=after(hours=1))

    assert (sent_back.state, sent_back.reason) == ("draft", "Say which ward.")
    assert letters() == [
        ("anil@northfield.example", "Ward sister, acute medicine, NF-26-0001, is waiting for your approval"),
        ("rita@northfield.example", "Ward sister, acute medicine, NF-26-0001, was sent back"),
    ]


def test_an_approved_vacancy_changes_only_after_its_approval_is_made_void(northfield, recruiter):
    vacancy = an_approved_vacancy()
    dates = DateTerms(closing_at=CLOSING, interview_on=date(2026, 7, 1))

    with pytest.raises(MoveNotDrawn) as refused:
        revise_vacancy(vacancy_id=vacancy.id, terms=dates, by=recruiter, at=MONDAY_9AM)
    reopened = reopen_vacancy(vacancy_id=vacancy.id, by=recruiter, at=MONDAY_9AM)

    assert refused.value.reasons == ["NF-26-0001 is approved, so it cannot be changed now."]
    assert (reopened.state, reopened.approved_at) == ("draft", None)


def test_publishing_leaves_a_trail_a_usage_fact_and_an_announcement(northfield, recruiter):
    vacancy = an_approved_vacancy()

    publish_vacancy(vacancy_id=vacancy.id, terms=two_weeks(), by=recruiter, at=MONDAY_9AM)

    newest = trail_of(vacancy)[0]
    assert (newest.what, newest.by, newest.at) == ("vacancy published", recruiter.name, MONDAY_9AM)
    assert usage_of(northfield) == [(Unit.VACANCY_PUBLISHED, 1)]
    assert announced() == ["recruitment.vacancy_published"]
    assert BoardAdvert.objects.values_list("vacancy_reference", "title", "band").get() == (
        "NF-26-0001", "Ward sister, acute medicine", "6",
    )  # fmt: skip


def test_publishing_an_unfinished_vacancy_gives_every_reason(northfield, recruiter):
    vacancy = draft_vacancy(terms=JobTerms(title="Porter"), by=recruiter, at=MONDAY_9AM)
    terms = PublicationTerms(opening_at=CLOSING, closing_at=MONDAY_9AM)

    with pytest.raises(VacancyNotReady) as refused:
        publish_vacancy(vacancy_id=vacancy.id, terms=terms, by=recruiter, at=MONDAY_9AM)

    expected = [reason.replace("Add a closing date and time", "Choose a closing date and time in the future")
                for reason in EVERYTHING]  # fmt: skip
    assert refused.value.reasons == [
        "Have the vacancy approved.", *expected, "Choose a closing time after the opening time.",
    ]  # fmt: skip
    assert announced() == []


def test_a_vacancy_is_published_once(northfield, recruiter):
    vacancy = a_published_vacancy()

    with pytest.raises(AlreadyPublished) as refused:
        publish_vacancy(vacancy_id=vacancy.id, terms=two_weeks(), by=recruiter, at=MONDAY_9AM)

    assert refused.value.reasons == ["NF-26-0001 has been published already."]
    assert usage_of(northfield) == [(Unit.VACANCY_PUBLISHED, 1)]


def test_the_database_holds_one_open_publication(northfield, recruiter):
    first = Publication.objects.get(vacancy=a_published_vacancy())

    with pytest.raises(IntegrityError, match="publication_one_open"), transaction.atomic():
        Publication.objects.create(
            vacancy=first.vacancy, number=2, opening_at=first.opening_at, closing_at=first.closing_at,
            published_by_id=recruiter.id, published_at=MONDAY_9AM,
        )  # fmt: skip


def test_closing_early_needs_a_reason_and_closes_the_advert_too(northfield, recruiter):
    vacancy = a_published_vacancy()

    with pytest.raises(ReasonMissing):
        close_vacancy_early(vacancy_id=vacancy.id, reason="", by=recruiter, at=after(days=2))
    close_vacancy_early(vacancy_id=vacancy.id, reason="Enough applications", by=recruiter, at=after(days=2))

    with pytest.raises(MoveNotDrawn):
        close_vacancy_early(vacancy_id=vacancy.id, reason="Again", by=recruiter, at=after(days=3))
    assert BoardAdvert.objects.get().state_at(after(days=2)) == "closed"
    assert BoardAdvert.objects.get().state_at(after(days=1)) == "open"


def test_withdrawing_a_vacancy_tells_everyone_who_applied(northfield, recruiter):
    vacancy = a_published_vacancy()
    application = a_submitted_application(vacancy)

    withdraw_vacancy(vacancy_id=vacancy.id, reason="Post frozen", by=recruiter, at=after(days=3))

    application.refresh_from_db()
    assert application.state == "vacancy_closed"
    assert letters()[-1] == ("casey@candidate.example", "Ward sister, acute medicine was withdrawn")
    assert BoardAdvert.objects.get().state_at(after(days=3)) == "withdrawn"
    with pytest.raises(VacancyAlreadyThere):
        withdraw_vacancy(vacancy_id=vacancy.id, reason="Again", by=recruiter, at=after(days=3))


def test_a_recruitment_does_not_end_while_somebody_waits_for_an_answer(northfield, recruiter):
    vacancy = a_published_vacancy()
    waiting = a_submitted_application(vacancy)

    with pytest.raises(VacancyNotReady) as refused:
        end_vacancy(vacancy_id=vacancy.id, reason="Nobody suitable", by=recruiter, at=CLOSED)

    assert refused.value.reasons == [f"Give every application an outcome first: {waiting.anonymous_ref}."]


def test_a_recruitment_without_applications_ends_once_closed(northfield, recruiter):
    vacancy = a_published_vacancy()

    with pytest.raises(VacancyNotReady) as refused:
        end_vacancy(vacancy_id=vacancy.id, reason="No applications", by=recruiter, at=after(days=1))
    ended = end_vacancy(vacancy_id=vacancy.id, reason="No applications", by=recruiter, at=CLOSED)

    assert refused.value.reasons == ["Close the vacancy first."]
    assert ended.state == "ended"
