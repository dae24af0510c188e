"""What moves exist. What is not drawn cannot happen: the verbs refuse it, and so does the database's list of states.

vacancy
draft --submit--> in_approval --approve--> approved --publish--> published --shortlist--> interviewing
in_approval --send_back--> draft                                 published --close_early--> published
approved --reopen--> draft                                       interviewing --offer--> offering
offering --offer--> offering --fill--> filled --reopen_seat--> offering
every state before filled --withdraw--> withdrawn
published, interviewing, offering --end--> ended

Scheduled, open and closed are not stored: they are asked of the publication's moments (see `Stage`).

application
draft --submit--> submitted --shortlist--> shortlisted --find_appointable--> appointable --offer--> offered
submitted --not_shortlist--> not_shortlisted       shortlisted --find_unsuccessful--> unsuccessful
offered --accept--> accepted --confirm_start--> starting --move_start--> starting --lose_start--> fallen_through
offered --decline--> declined
every live state --withdraw--> withdrawn           every live state --close--> vacancy_closed
"""

from django.db.models import TextChoices


class VacancyState(TextChoices):
    DRAFT = "draft", "Draft"
    IN_APPROVAL = "in_approval", "Waiting for approval"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"
    INTERVIEWING = "interviewing", "Interviewing"
    OFFERING = "offering", "Offers made"
    FILLED = "filled", "Filled"
    ENDED = "ended", "Ended"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Stage(TextChoices):
    """What a vacancy is at an instant, in the words of lists and tags: its state, and the clock where that decides."""

    DRAFT = "draft", "Draft"
    IN_APPROVAL = "in_approval", "Waiting for approval"
    APPROVED = "approved", "Approved"
    SCHEDULED = "scheduled", "Scheduled"
    OPEN = "open", "Open"
    SHORTLISTING = "shortlisting", "Shortlisting"
    INTERVIEWING = "interviewing", "Interviewing"
    OFFERING = "offering", "Offers made"
    FILLED = "filled", "Filled"
    ENDED = "ended", "Ended"
    WITHDRAWN = "withdrawn", "Withdrawn"


BEFORE_FILLED = (
    VacancyState.DRAFT, VacancyState.IN_APPROVAL, VacancyState.APPROVED, VacancyState.PUBLISHED,
    VacancyState.INTERVIEWING, VacancyState.OFFERING,
)  # fmt: skip

VACANCY_MOVES: dict[tuple[str, str], str] = {
    (VacancyState.DRAFT, "submit"): VacancyState.IN_APPROVAL,
    (VacancyState.IN_APPROVAL, "approve"): VacancyState.APPROVED,
    (VacancyState.IN_APPROVAL, "send_back"): VacancyState.DRAFT,
    (VacancyState.APPROVED, "reopen"): VacancyState.DRAFT,
    (VacancyState.APPROVED, "publish"): VacancyState.PUBLISHED,
    (VacancyState.PUBLISHED, "close_early"): VacancyState.PUBLISHED,
    (VacancyState.PUBLISHED, "shortlist"): VacancyState.INTERVIEWING,
    (VacancyState.INTERVIEWING, "offer"): VacancyState.OFFERING,
    (VacancyState.OFFERING, "offer"): VacancyState.OFFERING,
    (VacancyState.OFFERING, "fill"): VacancyState.FILLED,
    (VacancyState.FILLED, "reopen_seat"): VacancyState.OFFERING,
    (VacancyState.PUBLISHED, "end"): VacancyState.ENDED,
    (VacancyState.INTERVIEWING, "end"): VacancyState.ENDED,
    (VacancyState.OFFERING, "end"): VacancyState.ENDED,
    **{(state, "withdraw"): VacancyState.WITHDRAWN for state in BEFORE_FILLED},
}


class ApplicationState(TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    SHORTLISTED = "shortlisted", "Shortlisted"
    NOT_SHORTLISTED = "not_shortlisted", "Not shortlisted"
    APPOINTABLE = "appointable", "Appointable"
    UNSUCCESSFUL = "unsuccessful", "Unsuccessful"
    OFFERED = "offered", "Offer made"
    ACCEPTED = "accepted", "Offer accepted"
    DECLINED = "declined", "Offer declined"
    STARTING = "starting", "Start confirmed"
    FALLEN_THROUGH = "fallen_through", "Start fell through"
    WITHDRAWN = "withdrawn", "Withdrawn"
    VACANCY_CLOSED = "vacancy_closed", "Vacancy withdrawn"


LIVE_STATES = (
    ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.SHORTLISTED, ApplicationState.APPOINTABLE,
    ApplicationState.OFFERED, ApplicationState.ACCEPTED, ApplicationState.STARTING,
)  # fmt: skip

SEATS_TAKEN = (ApplicationState.ACCEPTED, ApplicationState.STARTING)
"""Each of these holds one of the vacancy's posts."""

APPLICATION_MOVES: dict[tuple[str, str], str] = {
    (ApplicationState.DRAFT, "submit"): ApplicationState.SUBMITTED,
    (ApplicationState.SUBMITTED, "shortlist"): ApplicationState.SHORTLISTED,
    (ApplicationState.SUBMITTED, "not_shortlist"): ApplicationState.NOT_SHORTLISTED,
    (ApplicationState.SHORTLISTED, "find_appointable"): ApplicationState.APPOINTABLE,
    (ApplicationState.SHORTLISTED, "find_unsuccessful"): ApplicationState.UNSUCCESSFUL,
    (ApplicationState.APPOINTABLE, "offer"): ApplicationState.OFFERED,
    (ApplicationState.OFFERED, "accept"): ApplicationState.ACCEPTED,
    (ApplicationState.OFFERED, "decline"): ApplicationState.DECLINED,
    (ApplicationState.ACCEPTED, "confirm_start"): ApplicationState.STARTING,
    (ApplicationState.STARTING, "move_start"): ApplicationState.STARTING,
    (ApplicationState.STARTING, "lose_start"): ApplicationState.FALLEN_THROUGH,
    **{(state, "withdraw"): ApplicationState.WITHDRAWN for state in LIVE_STATES},
    **{(state, "close"): ApplicationState.VACANCY_CLOSED for state in LIVE_STATES},
}

ACT_OF_MOVE = {
    "submit": "be submitted", "approve": "be approved", "send_back": "be sent back", "reopen": "be changed",
    "publish": "be published", "close_early": "be closed early", "shortlist": "be shortlisted",
    "not_shortlist": "be turned down at shortlisting", "offer": "have an offer made", "fill": "be filled",
    "reopen_seat": "be opened again", "end": "be ended", "withdraw": "be withdrawn",
    "find_appointable": "be found appointable", "find_unsuccessful": "be found unsuccessful",
    "accept": "be accepted", "decline": "be declined", "confirm_start": "have its start confirmed",
    "move_start": "have its start moved", "lose_start": "lose its start", "close": "be closed",
}  # fmt: skip
"""Each move in the words of a refusal: "This vacancy is a draft, so it cannot be published now."."""
