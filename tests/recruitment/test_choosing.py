"""From scores to a first day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from apps.jobs_board.queries import pointers_of
from apps.recruitment.errors import (
    MoveNotDrawn,
    OfferNotReady,
    ScoresAlreadyLocked,
    ScoresNotReady,
    ShortlistNotReady,
    StartAlreadyThere,
    StartNotReady,
)
from apps.recruitment.models import Application, Vacancy
from apps.recruitment.operations.applying import withdraw_application
from apps.recruitment.operations.offering import decline_offer, make_offer
from apps.recruitment.operations.publishing import end_vacancy, withdraw_vacancy
from apps.recruitment.operations.scoring import lock_scores, score_application
from apps.recruitment.operations.shortlisting import InterviewOutcome, confirm_shortlist, record_interview_outcome
from apps.recruitment.operations.starting import StartTerms, confirm_start_date, move_start_date, withdraw_start
from guildhall.kernel import Money, NotAllowed
from guildhall.metering.units import Unit
from guildhall.notices.enclosures.models import Enclosure
from guildhall.notices.models import OutboxAnnouncement
from tests.cast import PETRA, RITA, after
from tests.evidence import announced, letters, usage_of
from tests.recruitment.story import (
    CLOSED,
    FIRST_DAY,
    a_confirmed_start,
    a_published_vacancy,
    a_shortlisted_application,
    a_submitted_application,
    an_accepted_application,
    an_offer,
    an_offered_application,
    scored_by_both,
)


def starts_announced() -> list[tuple[int, str | None]]:
    rows = OutboxAnnouncement.objects.filter(name="recruitment.start_date_confirmed").order_by("id")
    return [(row.keywords["revision"], row.keywords["starts_on"]) for row in rows]


def test_only_the_panel_scores(northfield, recruiter):
    application = a_submitted_application(a_published_vacancy())

    with pytest.raises(NotAllowed) as refused:
        score_application(application_id=application.id, points={}, note="", by=recruiter, at=CLOSED)

    assert refused.value.reasons == ["You cannot score this application. Ask the recruiter of this vacancy."]


def test_scores_lock_only_when_every_criterion_has_one(northfield, panel_member):
    application = a_submitted_application(a_published_vacancy())
    first = application.vacancy.criteria.first()
    score_application(application_id=application.id, points={first.id: 4}, note="", by=panel_member, at=CLOSED)

    with pytest.raises(ScoresNotReady) as refused:
        lock_scores(application_id=application.id, by=panel_member, at=CLOSED)

    assert refused.value.reasons == ["Score “Leads a shift calmly”."]


@pytest.mark.parametrize("points", [{0: 3}, {"first": 5}, {"first": -1}])
def test_points_that_do_not_exist_are_refused(northfield, panel_member, points):
    application = a_submitted_application(a_published_vacancy())
    first = application.vacancy.criteria.first()
    given = {first.id if key == "first" else key: value for key, value in points.items()}

    with pytest.raises(ScoresNotReady) as refused:
        score_application(application_id=application.id, points=given, note="", by=panel_member, at=CLOSED)

    assert refused.value.reasons == ["Give each criterion of this vacancy 0 to 4 points."]


def test_locked_scores_stand(northfield, panel_member):
    application = a_submitted_application(a_published_vacancy())
    scored_by_both(application)

    with pytest.raises(ScoresAlreadyLocked):
        score_application(application_id=application.id, points={}, note="", by=panel_member, at=CLOSED)


def test_a_shortlist_without_two_scorers_needs_a_reason(northfield, recruiter):
    application = a_submitted_application(a_published_vacancy())
    vacancy = application.vacancy

    with pytest.raises(ShortlistNotReady) as refused:
        confirm_shortlist(vacancy_id=vacancy.id, chosen=[application.id], exception="", by=recruiter, at=CLOSED)
    confirm_shortlist(vacancy_id=vacancy.id, chosen=[application.id], exception="Only one", by=recruiter, at=CLOSED)

    assert refused.value.reasons == [
        f"Have two panel members lock their scores for {application.anonymous_ref}, "
        "or give a reason for going on without."
    ]
    assert Vacancy.objects.get(pk=vacancy.pk).state == "interviewing"


def test_a_shortlist_waits_until_the_vacancy_has_closed_and_chooses_somebody(northfield, recruiter):
    application = a_submitted_application(a_published_vacancy())
    vacancy = application.vacancy

    with pytest.raises(ShortlistNotReady) as refused:
        confirm_shortlist(vacancy_id=vacancy.id, chosen=[], exception="None came", by=recruiter, at=after(days=2))

    assert refused.value.reasons == [
        "Wait until the vacancy has closed.",
        "Choose at least one application of this vacancy to shortlist.",
    ]


def test_who_is_not_shortlisted_is_told_in_the_same_moment(northfield, recruiter, candidate, second_candidate):
    vacancy = a_published_vacancy()
    chosen, other = a_submitted_application(vacancy), a_submitted_application(vacancy, second_candidate)
    for application in (chosen, other):
        scored_by_both(application)

    confirm_shortlist(vacancy_id=vacancy.id, chosen=[chosen.id], exception="", by=recruiter, at=CLOSED)

    states = dict(Application.objects.values_list("id", "state"))
    assert states == {chosen.id: "shortlisted", other.id: "not_shortlisted"}
    assert [pointer.words for pointer in pointers_of(candidate.id)] == ["Shortlisted"]
    assert [pointer.words for pointer in pointers_of(second_candidate.id)] == ["Not taken further"]
    assert sorted(letters()[-2:]) == [
        ("carla@candidate.example", "Your application for Ward sister, acute medicine"),
        ("casey@candidate.example", "You are shortlisted for Ward sister, acute medicine"),
    ]


def test_an_unsuccessful_interview_ends_the_application(northfield, recruiter):
    application = a_shortlisted_application(a_published_vacancy())

    outcome = InterviewOutcome.UNSUCCESSFUL
    record_interview_outcome(application_id=application.id, outcome=outcome, by=recruiter, at=after(days=29))

    application.refresh_from_db()
    assert application.state == "unsuccessful"
    assert letters()[-1] == ("casey@candidate.example", "Your interview for Ward sister, acute medicine")


def test_an_offer_outside_the_band_or_without_time_to_reply_is_refused(northfield, recruiter):
    application = a_shortlisted_application(a_published_vacancy())
    outcome = InterviewOutcome.APPOINTABLE
    record_interview_outcome(application_id=application.id, outcome=outcome, by=recruiter, at=after(days=29))
    terms = replace(an_offer(), salary=Money.of("50,000"), reply_by=date(2026, 6, 1))

    with pytest.raises(OfferNotReady) as refused:
        make_offer(application_id=application.id, terms=terms, by=recruiter, at=after(days=30))

    assert refused.value.reasons == [
        "Offer a salary within the band: £39,959 to £48,117.",
        "Give a day to reply by that is after today.",
    ]


def test_an_offer_made_twice_is_refused_and_counted_once(northfield, recruiter):
    application = an_offered_application(a_published_vacancy())

    with pytest.raises(Exception, match="offer made already"):
        make_offer(application_id=application.id, terms=an_offer(), by=recruiter, at=after(days=30))

    assert usage_of(northfield).count((Unit.OFFER_MADE, 1)) == 1


def test_the_last_acceptance_fills_the_vacancy(northfield):
    application = an_accepted_application(a_published_vacancy())

    assert (application.state, application.vacancy.state) == ("accepted", "filled")
    offer = application.offers.get()
    assert (offer.accepted, offer.replied_at) == (True, after(days=31))


def test_a_declined_offer_leaves_the_post_to_be_offered_again(northfield, candidate):
    application = an_offered_application(a_published_vacancy())

    declined = decline_offer(application_id=application.public_id, reason="Too far", by=candidate, at=after(days=31))

    assert (declined.state, Vacancy.objects.get(pk=declined.vacancy_id).state) == ("declined", "offering")


def test_nobody_else_answers_an_offer(northfield, second_candidate):
    application = an_offered_application(a_published_vacancy())

    with pytest.raises(NotAllowed) as refused:
        decline_offer(application_id=application.public_id, reason="", by=second_candidate, at=after(days=31))

    assert refused.value.reasons == ["You cannot answer this offer. Ask the candidate."]


def test_a_start_is_not_confirmed_before_the_offer_is_accepted(northfield, recruiter):
    application = an_offered_application(a_published_vacancy())
    terms = StartTerms(starts_on=FIRST_DAY, site="Northfield General", manager="Mia Ward")

    with pytest.raises(MoveNotDrawn) as refused:
        confirm_start_date(application_id=application.id, terms=terms, by=recruiter, at=after(days=32))

    assert refused.value.reasons == ["This application is offer made, so it cannot have its start confirmed now."]


def test_a_start_needs_a_day_to_come_a_site_and_a_manager(northfield, recruiter):
    application = an_accepted_application(a_published_vacancy())
    terms = StartTerms(starts_on=date(2026, 6, 1), site=" ", manager="")

    with pytest.raises(StartNotReady) as refused:
        confirm_start_date(application_id=application.id, terms=terms, by=recruiter, at=after(days=32))

    assert refused.value.reasons == [
        "Choose a first day that is after today.",
        "Add the site where they start.",
        "Add the line manager.",
    ]


def test_the_whole_story_leaves_five_usage_facts_and_two_announcements(northfield):
    a_confirmed_start(a_published_vacancy())

    assert usage_of(northfield) == [
        (Unit.VACANCY_PUBLISHED, 1),
        (Unit.APPLICATION_RECEIVED, 1),
        (Unit.OFFER_MADE, 1),
        (Unit.STARTER_HANDED_OVER, 1),
    ]
    assert announced() == ["recruitment.vacancy_published", "recruitment.start_date_confirmed"]
    assert starts_announced() == [(1, "2026-08-03")]


def test_what_a_hearer_must_know_is_enclosed_and_never_in_public(northfield):
    a_confirmed_start(a_published_vacancy())

    row = OutboxAnnouncement.objects.get(name="recruitment.start_date_confirmed")
    assert set(row.keywords) == {"starter_id", "revision", "starts_on"}
    assert Enclosure.objects.get(id=row.enclosure_id).body == {
        "post": "Ward sister, acute medicine",
        "name": "Casey Morgan",
        "email": "casey@candidate.example",
        "site": "Northfield General",
        "manager": "Mia Ward",
        "band": "6",
    }


def test_a_moved_start_is_a_higher_revision_and_is_not_charged_again(northfield, recruiter):
    application = a_confirmed_start(a_published_vacancy())
    later = date(2026, 8, 10)

    move_start_date(application_id=application.id, starts_on=later, by=recruiter, at=after(days=33))
    with pytest.raises(StartAlreadyThere):
        move_start_date(application_id=application.id, starts_on=later, by=recruiter, at=after(days=33))

    assert starts_announced() == [(1, "2026-08-03"), (2, "2026-08-10")]
    assert usage_of(northfield).count((Unit.STARTER_HANDED_OVER, 1)) == 1


@pytest.mark.parametrize("who", ["recruiter", "candidate"])
def test_a_start_that_falls_through_has_no_day_and_frees_the_post(northfield, recruiter, candidate, who):
    application = a_confirmed_start(a_published_vacancy())

    if who == "recruiter":
        withdraw_start(application_id=application.id, reason="Did not come", by=recruiter, at=after(days=40))
    else:
        withdraw_application(application_id=application.public_id, by=candidate, at=after(days=40))

    assert starts_announced() == [(1, "2026-08-03"), (2, None)]
    assert Vacancy.objects.get(pk=application.vacancy_id).state == "offering"


def test_withdrawing_a_vacancy_with_posts_left_stops_the_start_that_stood(northfield, recruiter):
    application = a_confirmed_start(a_published_vacancy(posts=2))

    withdraw_vacancy(vacancy_id=application.vacancy_id, reason="Ward closes", by=recruiter, at=after(days=40))

    application.refresh_from_db()
    assert application.state == "vacancy_closed"
    assert starts_announced() == [(1, "2026-08-03"), (2, None)]


def test_a_recruitment_with_posts_left_ends_around_the_person_who_starts(northfield, recruiter):
    application = a_confirmed_start(a_published_vacancy(posts=2))

    ended = end_vacancy(vacancy_id=application.vacancy_id, reason="One is enough", by=recruiter, at=after(days=40))

    application.refresh_from_db()
    assert (ended.state, application.state) == ("ended", "starting")


def test_nobody_judges_their_own_application_whatever_roles_they_hold(northfield):
    vacancy = a_published_vacancy()
    own = a_submitted_application(vacancy, by=PETRA.actor)
    asked = [one.id for one in vacancy.criteria.all() if one.assessed_by == "form"]
    refused = "You cannot judge your own application. Ask a colleague."

    with pytest.raises(NotAllowed, match=refused):
        score_application(application_id=own.id, points=dict.fromkeys(asked, 4), note="", by=PETRA.actor, at=CLOSED)
    Application.objects.filter(id=own.id).update(candidate_id=RITA.actor.id)
    with pytest.raises(NotAllowed, match=refused):
        confirm_shortlist(vacancy_id=vacancy.id, chosen=[own.id], exception="alone", by=RITA.actor, at=CLOSED)
