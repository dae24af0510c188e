"""Making a drawn move, or saying why there is none."""

from __future__ import annotations

from datetime import datetime

from apps.recruitment.errors import ApplicationAlreadyThere, MoveNotDrawn, VacancyAlreadyThere
from apps.recruitment.models import Application, Publication, Vacancy
from apps.recruitment.states import (
    ACT_OF_MOVE,
    APPLICATION_MOVES,
    LIVE_STATES,
    VACANCY_MOVES,
    ApplicationState,
    Stage,
    VacancyState,
)


def moved_vacancy(vacancy: Vacancy, move: str) -> str:
    """The state that a vacancy goes to. Raises: VacancyAlreadyThere, MoveNotDrawn."""
    goal = VACANCY_MOVES.get((vacancy.state, move))
    if goal is not None:
        return goal
    label = VacancyState(vacancy.state).label
    if vacancy.state in {there for (_, name), there in VACANCY_MOVES.items() if name == move}:
        raise VacancyAlreadyThere(vacancy.reference, is_=label)
    raise MoveNotDrawn(vacancy.reference, is_=label, act=ACT_OF_MOVE[move])


def moved_application(application: Application, move: str) -> str:
    """The state that an application goes to. Raises: ApplicationAlreadyThere, MoveNotDrawn."""
    goal = APPLICATION_MOVES.get((application.state, move))
    if goal is not None:
        return goal
    label = ApplicationState(application.state).label
    if application.state in {there for (_, name), there in APPLICATION_MOVES.items() if name == move}:
        raise ApplicationAlreadyThere(is_=label)
    raise MoveNotDrawn("This application", is_=label, act=ACT_OF_MOVE[move])


def is_drawn(state: str, move: str) -> bool:
    """Does a vacancy in this state have this move?"""
    return (state, move) in VACANCY_MOVES


def is_live(application: Application) -> bool:
    """Is an application still under way? A draft is; what was decided or withdrawn is not."""
    return application.state in LIVE_STATES


def stage_of(vacancy: Vacancy, publication: Publication | None, *, at: datetime) -> Stage:
    """What a vacancy is at an instant: its state, and the clock where that decides."""
    if vacancy.state != VacancyState.PUBLISHED or publication is None:
        return Stage(vacancy.state)
    if at < publication.opening_at:
        return Stage.SCHEDULED
    return Stage.OPEN if at < publication.closes_at else Stage.SHORTLISTING
