"""Questions about the people and places of the partner we are with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Q

from guildhall.directory.models import Department, Employment, Person, Site
from guildhall.directory.rules import SiteFacts
from guildhall.directory.states import SiteKind


@dataclass(frozen=True, slots=True)
class PeopleCounts:
    """How many people work here on a day, and how many are expected."""

    people: int
    employed: int
    planned: int


def sites_of_partner(kind: SiteKind | None = None, *, open_on: date | None = None) -> list[Site]:
    """The partner's places by name: of one kind, or open on a day, if asked for."""
    sites = Site.objects.all()
    if kind is not None:
        sites = sites.filter(kind=kind)
    if open_on is not None:
        sites = sites.open_on(open_on)
    return list(sites)


def site_with_code(code: str) -> Site | None:
    """The place with an organisation code, open or closed."""
    return Site.objects.filter(ods_code=code.upper()).first()


def counts_of_sites(*, on: date) -> dict[SiteKind, tuple[int, int]]:
    """For each kind of place, how many are open on a day and how many we know."""
    rows = (
        Site.objects.order_by()
        .values("kind")
        .annotate(
            known=Count("id"),
            open=Count("id", filter=Q(opened_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))),
        )
    )
    found = {SiteKind(row["kind"]): (row["open"], row["known"]) for row in rows}
    return {kind: found.get(kind, (0, 0)) for kind in SiteKind}


def known_sites() -> dict[str, SiteFacts]:
    """Everything we know about the partner's places, by code."""
    return {site.ods_code: facts_known(site) for site in Site.objects.order_by()}


def facts_known(site: Site) -> SiteFacts:
    """What we know of one place, in the shape that a file tells it."""
    return SiteFacts(
        ods_code=site.ods_code,
        name=site.name,
        kind=SiteKind(site.kind),
        address=tuple(site.address),
        postcode=site.postcode,
        opened_on=site.opened_on,
        closed_on=site.closed_on,
    )


def departments() -> list[Department]:
    """The partner's departments by name, each with its cost centre."""
    return list(Department.objects.select_related("cost_centre"))


def people_counts(*, on: date) -> PeopleCounts:
    """How many people there are: known, employed on a day, and expected after it."""
    return PeopleCounts(
        people=Person.objects.count(),
        employed=Employment.objects.holding_on(on).values("person_id").distinct().count(),
        planned=Employment.objects.planned_on(on).values("person_id").distinct().count(),
    )


def people_by_day(*, from_: date, until: date) -> dict[date, int]:
    """How many people worked here on each day of a half-open span; who holds two employments is one person."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT day, count(DISTINCT person_id)
              FROM (SELECT %s::date + n AS day FROM generate_series(0, %s::date - %s::date - 1) n) days
              LEFT JOIN directory_employment
                ON starts_on <= day AND (until IS NULL OR until > day) AND withdrawn_at IS NULL
             GROUP BY 1
            """,
            [from_, until, from_],
        )
        return {day: int(people) for day, people in cursor.fetchall()}


def employment_from(source: str, source_key: str) -> Employment | None:
    """The employment that a source calls by this key, with its person."""
    return Employment.objects.select_related("person").filter(source=source, source_key=source_key).first()
