"""Building the demo's world, in named parts, so that whoever waits sees what is being made."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from apps.partnership.demo.books import (
    FIRST_MONTH,
    begin_year,
    call_in,
    count_users,
    count_users_late,
    keep_books,
    pay_contributions,
)
from apps.partnership.demo.hiring import hire_for
from apps.partnership.demo.joining import THE_SEVENTH_JOINS, THE_START, bring_members_in
from apps.partnership.demo.members import MEMBERS, SEVENTH, Member
from apps.partnership.demo.names import people
from apps.partnership.demo.present import leave_work_for_today
from apps.partnership.demo.settling import settle_everyone
from guildhall.access.operations import register_candidate
from guildhall.audit.models import AuditEntry
from guildhall.audit.operations import record
from guildhall.kernel import SYSTEM, Actor, Month
from tenants.context import on_the_platform
from tenants.models import Partner

BUILT = "demo partnership built"
CLOSED_MONTHS = tuple(Month(2026, number) for number in range(4, 10))
LAST_MONTH = Month(2026, 10)
CANDIDATES = 40
BUILDERS = 2


def is_built() -> bool:
    """Is the demo's world complete? An interrupted build is not."""
    with on_the_platform():
        return AuditEntry.objects.filter(what=BUILT).exists()


def is_begun() -> bool:
    """Has anything been built at all?"""
    with on_the_platform():
        return Partner.objects.exists()


def build_demo() -> Iterator[str]:
    """Make the demo partnership from nothing. Gives: a line for each part as it is done."""
    settings.EMAIL_BACKEND = (
        "django.core.mail.backends.dummy.EmailBackend"  # the past's letters are kept, not sent again
    )
    yield from bring_members_in()
    yield from settle_everyone()
    candidates = _register_candidates()
    months = (*CLOSED_MONTHS, LAST_MONTH)
    yield begin_year(MEMBERS)
    yield call_in(SEVENTH, at=THE_SEVENTH_JOINS)
    yield pay_contributions(MEMBERS, months=months)
    yield count_users((*MEMBERS, SEVENTH), months=months)
    yield f"{_hire_everywhere(candidates)} vacancies published, applied for and filled"
    yield from keep_books(CLOSED_MONTHS, last_open=LAST_MONTH)
    yield count_users_late(_named("northfield"), month=CLOSED_MONTHS[-1])
    yield from leave_work_for_today(candidates)
    with on_the_platform(), transaction.atomic():
        host = Partner.objects.earliest("applied_at")
        record(BUILT, host, by=SYSTEM, at=host.applied_at)


def _register_candidates() -> list[Actor]:
    with on_the_platform():
        named = [
            register_candidate(
                email=f"candidate{turn}@jobs.example", name=name, password_hash="", by=SYSTEM, at=THE_START
            )
            for turn, name in enumerate(islice(people(start=900), CANDIDATES))
        ]
    return [Actor(user.id, user.name) for user in named]


def _named(code: str) -> Member:
    return next(member for member in MEMBERS if member.code == code)


def _months_of(member: Member) -> list[Month]:
    joined = Month(member.application.joins_on.year, member.application.joins_on.month)
    return [month for month in (*CLOSED_MONTHS, LAST_MONTH) if month >= max(joined, FIRST_MONTH)]


def _hire_everywhere(candidates: Sequence[Actor]) -> int:
    """Every partner's hiring, on as many processes as there are builders: partners do not meet, so order is theirs."""
    connection.close()
    largest_first = sorted((*MEMBERS, SEVENTH), key=lambda member: -member.vacancies_a_month)
    with multiprocessing.get_context("fork").Pool(BUILDERS) as pool:
        made = pool.starmap(_hire_one, [(member, candidates) for member in largest_first], chunksize=1)
    return sum(made)


def _hire_one(member: Member, candidates: Sequence[Actor]) -> int:
    try:
        return hire_for(member, months=_months_of(member), candidates=candidates, today=timezone.now())  # noqa: TID251  # the demo's present is the visitor's
    finally:
        connection.close()


def summary() -> dict[str, Any]:
    """What the world holds, counted, and the proof that the shares add up."""
    from apps.partnership.demo.summing import world_in_figures  # noqa: PLC0415  # slow: only --json asks

    return world_in_figures()
