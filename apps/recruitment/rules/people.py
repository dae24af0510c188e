"""Who may do what. Pages ask the same questions as verbs, so they never offer what would be refused."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from apps.recruitment.models import Application, Vacancy
from guildhall.access.roles import VISITOR, Role
from guildhall.kernel import Actor, NotAllowed, require

ASK_RECRUITER = "a recruiter of your organisation"


def may_recruit(by: Actor) -> bool:
    """Recruiters draft, publish, shortlist, offer and confirm starts."""
    return by.has_role(Role.RECRUITER)


def may_decide_on(by: Actor, vacancy: Vacancy) -> bool:
    """The approver named on the vacancy, who is never the person who submitted it."""
    return by.has_role(Role.APPROVER) and by.id == vacancy.approver_id and by.id != vacancy.submitted_by_id


def may_see(by: Actor, *, panel: Collection[UUID]) -> bool:
    """Recruiters, approvers and an operator on a visit see every vacancy; panel members those they score."""
    return by.has_role(Role.RECRUITER, Role.APPROVER, VISITOR) or may_score(by, panel=panel)


def may_score(by: Actor, *, panel: Collection[UUID]) -> bool:
    """Whoever sits on a vacancy's panel scores its applications, and nobody else."""
    return by.has_role(Role.PANEL) and by.id in panel


def may_see_all_scores(by: Actor, *, panel: Collection[UUID]) -> bool:
    """Recruiters see every locked sheet, unless they score here themselves: then their own is locked first."""
    return may_recruit(by) and not may_score(by, panel=panel)


def is_theirs(by: Actor, application: Application) -> bool:
    """An application is its candidate's to change, and nobody else's."""
    return by.id is not None and application.candidate_id == by.id


def require_another_s(application: Application, by: Actor) -> None:
    """Nobody judges their own application, whatever roles they hold. Refuses: NotAllowed."""
    require(not is_theirs(by, application), NotAllowed("judge your own application", ask="a colleague"))


def unnamed(by: Actor) -> Actor:
    """The candidate as the trail may show them: scorers read it too."""
    return Actor(id=by.id, name="The candidate")
