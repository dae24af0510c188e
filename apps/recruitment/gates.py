"""May I have it? Absent, foreign and not to be seen are one answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from uuid import UUID

from apps.jobs_board.models import BoardAdvert
from apps.jobs_board.queries import advert_with_id, pointer_to
from apps.recruitment.models import Application, Vacancy
from apps.recruitment.queries.vacancies import panel_of
from apps.recruitment.rules.people import is_theirs, may_recruit, may_score, may_see
from guildhall.access.roles import Role
from guildhall.kernel import Actor, Reference
from guildhall.web.errors import NotFound
from tenants.context import inside
from tenants.errors import PartnerAbsent
from tenants.queries import partner_with_key


class Intent(Enum):
    """What somebody opens a record for; each kind is shown to those whose work it is."""

    SEE = "see"
    WORK = "work"
    DECIDE = "decide"
    SCORE = "score"


def vacancy_for(actor: Actor, reference: Reference, *, to: Intent = Intent.SEE) -> Vacancy:
    """A vacancy that an actor may open for this. Raises: NotFound."""
    vacancy = Vacancy.objects.filter(reference=reference).first()
    if vacancy is None or not _may_open(actor, vacancy, to):
        raise NotFound
    return vacancy


def application_for(actor: Actor, vacancy: Vacancy, ref: str) -> Application:
    """An application that was sent for a vacancy, for recruiters and its panel. Raises: NotFound."""
    found = Application.objects.received().filter(vacancy=vacancy, anonymous_ref=ref).first()
    if (
        found is None
        or is_theirs(actor, found)
        or not (may_recruit(actor) or may_score(actor, panel=panel_of(vacancy)))
    ):
        raise NotFound
    found.vacancy = vacancy
    return found


def named_application_for(actor: Actor, vacancy: Vacancy, ref: str) -> Application:
    """An application whose person a recruiter may know by now: the shortlist is confirmed. Raises: NotFound."""
    if not (may_recruit(actor) and vacancy.is_shortlisted):
        raise NotFound
    return application_for(actor, vacancy, ref)


@contextmanager
def with_the_partner_of(advert_id: UUID) -> Iterator[BoardAdvert]:
    """Be with the partner of an advert: found from the board's row, never from the request. Raises: NotFound."""
    advert = advert_with_id(advert_id)
    if advert is None:
        raise NotFound
    with _with_the_partner(advert.partner_key):
        yield advert


@contextmanager
def with_own_application(actor: Actor, application_id: UUID) -> Iterator[Application]:
    """Be with the partner that keeps a candidate's own application, found from their pointer. Raises: NotFound."""
    pointer = pointer_to(application_id, user_id=actor.id) if actor.id else None
    if actor.id is None or pointer is None:
        raise NotFound
    with _with_the_partner(pointer.partner_key):
        kept = Application.objects.select_related("vacancy", "publication", "person")
        found = kept.filter(public_id=application_id, candidate_id=actor.id).first()
        if found is None:
            raise NotFound
        yield found


@contextmanager
def _with_the_partner(key: str) -> Iterator[None]:
    try:
        partner = partner_with_key(key)
    except PartnerAbsent:
        raise NotFound from None
    with inside(partner):
        yield


def _may_open(actor: Actor, vacancy: Vacancy, to: Intent) -> bool:
    if to is Intent.WORK:
        return may_recruit(actor)
    if to is Intent.DECIDE:
        return actor.has_role(Role.APPROVER) or may_recruit(actor)
    panel = panel_of(vacancy)
    return may_score(actor, panel=panel) if to is Intent.SCORE else may_see(actor, panel=panel)
