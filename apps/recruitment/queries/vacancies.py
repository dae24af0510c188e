"""Vacancies for lists, and what belongs to one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least

from apps.recruitment.models import Criterion, PanelMember, Publication, Vacancy
from apps.recruitment.rules.moves import stage_of
from apps.recruitment.rules.readiness import Missing, what_is_missing
from apps.recruitment.states import Stage, VacancyState
from guildhall.access.roles import VISITOR, Role
from guildhall.kernel import Actor
from guildhall.web.paging import Paged, paginate

TABS: dict[str, str] = {
    "all": "All", "preparing": "Preparing", "open": "Open", "shortlisting": "Shortlisting",
    "choosing": "Interviews and offers", "over": "Filled and ended",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sought:
    """Which vacancies a list is to show; what is empty is not asked about."""

    tab: str = "all"
    words: str = ""
    staff_group: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class VacancyLine:
    """A vacancy as a list shows it."""

    reference: str
    title: str
    site: str
    band: str
    stage: Stage
    closes_at: datetime | None
    received: int


def vacancies_page(actor: Actor, sought: Sought, *, at: datetime, page: object = 1) -> Paged[VacancyLine]:
    """One page of the vacancies that an actor may see, newest first."""
    found = _found(actor, sought, at=at)
    paged: Paged[Vacancy] = paginate(found.order_by("-id"), number=page)
    return paged.showing([_line(vacancy, at) for vacancy in paged.rows])


def vacancies_listed(actor: Actor, sought: Sought, *, at: datetime) -> list[VacancyLine]:
    """The same list, whole, for a file."""
    return [_line(vacancy, at) for vacancy in _found(actor, sought, at=at).order_by("-id")]


def tab_counts(actor: Actor, *, at: datetime) -> dict[str, int]:
    """How many vacancies stand on each tab."""
    counts = {tab: Count("id", filter=_on_tab(tab, at)) for tab in TABS}
    return _clocked(_seen_by(actor)).aggregate(**counts)


def panel_of(vacancy: Vacancy) -> set[UUID]:
    """Who scores a vacancy's applications."""
    return set(PanelMember.objects.filter(vacancy=vacancy).values_list("person_id", flat=True))


def criteria_of(vacancy: Vacancy) -> list[Criterion]:
    """The person specification, in order."""
    return list(vacancy.criteria.all())


def missing_from(vacancy: Vacancy, *, at: datetime) -> list[Missing]:
    """What a vacancy still needs, with its specification and panel looked up."""
    return what_is_missing(vacancy, criteria=criteria_of(vacancy), panel=panel_of(vacancy), at=at)


def publication_of(vacancy: Vacancy) -> Publication | None:
    """The newest publication, withdrawn or not."""
    return vacancy.publications.order_by("-number").first()


def application_counts(vacancy: Vacancy) -> dict[str, int]:
    """How many applications stand in each state; drafts are counted and never read."""
    rows = vacancy.applications.values("state").annotate(number=Count("id")).order_by("state")
    return {row["state"]: row["number"] for row in rows}


def closing_before(actor: Actor, *, at: datetime, until: datetime) -> list[Vacancy]:
    """The open vacancies that close within a spell, the next first."""
    soon = _clocked(_seen_by(actor)).filter(opens_at__lte=at, closes_at__gt=at, closes_at__lte=until)
    return list(soon.order_by("closes_at"))


def _seen_by(actor: Actor) -> QuerySet[Vacancy]:
    if actor.has_role(Role.RECRUITER, Role.APPROVER, VISITOR):
        return Vacancy.objects.all()
    return Vacancy.objects.filter(id__in=PanelMember.objects.filter(person_id=actor.person_id).values("vacancy_id"))


def _clocked(vacancies: QuerySet[Vacancy]) -> QuerySet[Vacancy]:
    """With the moments between which each takes applications."""
    open_one = Publication.objects.filter(vacancy=OuterRef("pk"), withdrawn_at__isnull=True)
    closes = Least("closing_at", Coalesce("closed_early_at", "closing_at"))
    return vacancies.annotate(
        opens_at=Subquery(open_one.values("opening_at")[:1]),
        closes_at=Subquery(open_one.annotate(closes=closes).values("closes")[:1]),
    )


def _found(actor: Actor, sought: Sought, *, at: datetime) -> QuerySet[Vacancy]:
    received = Count("applications", filter=Q(applications__submitted_at__isnull=False))
    found = _clocked(_seen_by(actor)).filter(_on_tab(sought.tab, at)).annotate(received=received)
    if sought.words:
        found = found.filter(Q(title__icontains=sought.words) | Q(reference__istartswith=sought.words))
    if sought.staff_group:
        found = found.filter(staff_group=sought.staff_group)
    return found.filter(Q(drafted_by_id=actor.id) | Q(approver_id=actor.id)) if sought.mine else found


def _on_tab(tab: str, at: datetime) -> Q:
    published = Q(state=VacancyState.PUBLISHED)
    return {
        "preparing": Q(state__in=[VacancyState.DRAFT, VacancyState.IN_APPROVAL, VacancyState.APPROVED]),
        "open": published & Q(closes_at__gt=at),
        "shortlisting": published & Q(closes_at__lte=at),
        "choosing": Q(state__in=[VacancyState.INTERVIEWING, VacancyState.OFFERING]),
        "over": Q(state__in=[VacancyState.FILLED, VacancyState.ENDED, VacancyState.WITHDRAWN]),
    }.get(tab, Q(id__gt=0))


def _line(vacancy: Vacancy, at: datetime) -> VacancyLine:
    moments = None
    if vacancy.closes_at is not None:
        moments = Publication(opening_at=vacancy.opens_at, closing_at=vacancy.closes_at)
    return VacancyLine(
        reference=vacancy.reference,
        title=vacancy.title,
        site=vacancy.site,
        band=vacancy.band,
        stage=stage_of(vacancy, moments, at=at),
        closes_at=vacancy.closes_at or vacancy.closing_at,
        received=vacancy.received,
    )
