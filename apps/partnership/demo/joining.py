"""The members join: the shared service's own people first, then each partner with its people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.hashers import make_password

from apps.partnership.demo.members import HOSTS, MEMBERS, PASSWORD, SEVENTH, Member, colleagues_of
from apps.partnership.operations.onboarding import TERMS_VERSION, agree_terms, apply_to_join, start_building
from guildhall.access.models import User
from guildhall.access.operations import appoint_person, register_candidate
from guildhall.access.queries import actor_for
from guildhall.kernel import LONDON, SYSTEM
from tenants.context import on_the_platform
from tenants.delivering import deliver_everything_waiting
from tenants.models import Partner

THE_START = datetime(2026, 3, 16, 9, 0, tzinfo=LONDON)
THE_SEVENTH_JOINS = datetime(2026, 8, 17, 9, 0, tzinfo=LONDON)
CANDIDATE = ("candidate@jobs.example", "Casey Morgan")


def bring_members_in() -> Iterator[str]:
    hashed = make_password(PASSWORD)  # once: hashing is slow on purpose, and everyone here shares one password
    with on_the_platform():
        for colleague in HOSTS:
            appoint_person(
                email=colleague.email, name=colleague.name, partner=None, roles=colleague.roles, password_hash=hashed,
                by=SYSTEM, at=THE_START,
            )  # fmt: skip
        register_candidate(email=CANDIDATE[0], name=CANDIDATE[1], password_hash=hashed, by=SYSTEM, at=THE_START)
    for member in MEMBERS:
        join(member, password_hash=hashed, at=THE_START)
    yield f"{len(MEMBERS)} partners have joined"
    join(SEVENTH, password_hash=hashed, at=THE_SEVENTH_JOINS)
    yield f"{SEVENTH.application.name} has joined during the year"


def join(member: Member, *, password_hash: str, at: datetime) -> Partner:
    """A partner asks, agrees, gets its home, and its people get their roles."""
    with on_the_platform():
        operator = actor_for(User.objects.get(email=HOSTS[0].email), partner=None)
        partner = apply_to_join(application=member.application, by=operator, at=at)
        agree_terms(partner_id=partner.id, terms_version=TERMS_VERSION, by=operator, at=at)
        start_building(partner_id=partner.id, by=operator, at=at)
    deliver_everything_waiting(at=at)
    with on_the_platform():
        for colleague in colleagues_of(member):
            appoint_person(
                email=colleague.email, name=colleague.name, partner=partner, roles=colleague.roles,
                password_hash=password_hash, by=SYSTEM, at=at,
            )  # fmt: skip
    return partner
