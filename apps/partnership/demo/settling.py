"""What a partner brings along: its places, its staff, where its accounts are made, how long that takes by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

from apps.account_services.baselines.operations import Timing, sign_baseline
from apps.account_services.operations.targets import TargetTerms, add_target_system
from apps.account_services.states import TargetKind, TaskStep
from apps.partnership.demo.members import MEMBERS, SEVENTH, Member
from apps.partnership.demo.names import PLACES, address, people
from apps.partnership.demo.players import Players
from guildhall.directory.operations.people import Arrival
from guildhall.directory.operations.places import SitesToPlace, import_sites
from guildhall.directory.operations.staff import import_staff_in_bulk
from guildhall.directory.rules import SiteFacts
from guildhall.directory.states import SiteKind
from guildhall.reference.ods import OdsLayout
from tenants.context import inside

MINUTES_BY_HAND = {TaskStep.CREATE: 14, TaskStep.ENABLE: 4, TaskStep.DISABLE: 6}
POSTS = ("Staff nurse", "Care co-ordinator", "Administrator", "Support worker", "Analyst", "Therapist", "Practitioner")


def settle_everyone() -> Iterator[str]:
    for member in (*MEMBERS, SEVENTH):
        settle(member)
    everyone = (*MEMBERS, SEVENTH)
    yield f"{sum(m.users for m in everyone):,} staff known"
    yield f"{sum(m.sites for m in everyone)} sites and {sum(m.practices for m in everyone)} practices placed"


def settle(member: Member) -> None:
    """Places, staff, targets and baselines of one partner."""
    players = Players.of(member)
    at = players.joined_at
    with inside(players.partner):
        for layout, sites in _places(member):
            if sites:
                digest = hashlib.sha256(f"{member.code} {layout}".encode()).hexdigest()
                import_sites(told=SitesToPlace(digest, layout, sites), by=players.administrator, at=at)
        import_staff_in_bulk(rows=_staff(member, at), by=players.administrator, at=at)
        terms = TargetTerms(name="Staff directory", kind=TargetKind.TABLE)
        add_target_system(terms=terms, by=players.administrator, at=at)
        for step, minutes in MINUTES_BY_HAND.items():
            timing = Timing(task_type=step, minutes=minutes, runs_timed=40, valid_from=at.date())
            sign_baseline(timing=timing, by=players.administrator, at=at)


def _places(member: Member) -> list[tuple[OdsLayout, tuple[SiteFacts, ...]]]:
    code = member.application.ods_code
    sites = tuple(
        SiteFacts(f"{code}S{n:03}", f"{PLACES[n % 12]} {_KIND_OF_SITE[n % 4]}", SiteKind.SITE, (address(n),),
                  f"XG{n % 20 + 1} 1AA", date(2013, 4, 1))
        for n in range(member.sites)
    )  # fmt: skip
    practices = tuple(
        SiteFacts(f"{code}P{n:03}", f"{PLACES[n % 12]} {_KIND_OF_PRACTICE[n % 5]}", SiteKind.PRACTICE,
                  (address(n + 7),), f"XG{n % 20 + 1} 2BB", date(2013, 4, 1))
        for n in range(member.practices)
    )  # fmt: skip
    return [(OdsLayout.TRUSTS, sites), (OdsLayout.PRACTICES, practices)]


_KIND_OF_SITE = ("Health Centre", "Clinic", "House", "Day Unit")
_KIND_OF_PRACTICE = ("Surgery", "Medical Practice", "Family Practice", "Road Surgery", "Group Practice")


def _staff(member: Member, at: datetime) -> list[Arrival]:
    names = islice(people(start=sum(map(ord, member.code))), member.users)
    return [
        Arrival(
            source="staff list",
            source_key=f"{member.application.letters}{turn:05}",
            name=name,
            email=f"{name.lower().replace(' ', '.')}.{turn}@{member.code}.example",
            post=POSTS[turn % len(POSTS)],
            starts_on=date(2020, 4, 1),
        )
        for turn, name in enumerate(names)
    ]
