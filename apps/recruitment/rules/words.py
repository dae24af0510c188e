"""What candidates are told about where they stand: one list of words for page and letter."""

from __future__ import annotations

from apps.jobs_board.states import NOT_SENT
from apps.recruitment.models import Application
from apps.recruitment.states import ApplicationState

_WORDS: dict[str, str] = {
    ApplicationState.DRAFT: NOT_SENT,
    ApplicationState.SUBMITTED: "Sent",
    ApplicationState.SHORTLISTED: "Shortlisted",
    ApplicationState.NOT_SHORTLISTED: "Not taken further",
    ApplicationState.APPOINTABLE: "Interviewed",
    ApplicationState.UNSUCCESSFUL: "Not taken further",
    ApplicationState.OFFERED: "Offer made",
    ApplicationState.ACCEPTED: "Offer accepted",
    ApplicationState.DECLINED: "Offer declined",
    ApplicationState.STARTING: "Start confirmed",
    ApplicationState.FALLEN_THROUGH: "Start fell through",
    ApplicationState.WITHDRAWN: "Withdrawn",
    ApplicationState.VACANCY_CLOSED: "Vacancy withdrawn",
}

NEXT_STEPS: dict[str, str] = {
    ApplicationState.DRAFT: "Finish and send your application",
    ApplicationState.SUBMITTED: "The panel scores applications after the closing date",
    ApplicationState.SHORTLISTED: "The employer will tell you about the interview",
    ApplicationState.APPOINTABLE: "The employer will tell you the outcome",
    ApplicationState.OFFERED: "Reply to the offer",
    ApplicationState.ACCEPTED: "The employer will agree a start date with you",
}

CANDIDATE_SUBJECTS: dict[str, str] = {
    "application_received": "We have your application for {title}",
    "application_withdrawn": "You withdrew your application for {title}",
    "application_shortlisted": "You are shortlisted for {title}",
    "application_not_shortlisted": "Your application for {title}",
    "application_unsuccessful": "Your interview for {title}",
    "offer_made": "We would like to offer you {title}",
    "offer_reply_received": "We have your reply about {title}",
    "start_confirmed": "Your start date at {partner}",
    "start_lost": "Your start at {partner}",
    "vacancy_withdrawn": "{title} was withdrawn",
}


def words_for_candidate(application: Application) -> str:
    """Where an application stands, as its candidate reads it."""
    return _WORDS[application.state]
