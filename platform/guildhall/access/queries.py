"""Questions about people and where they belong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet

from guildhall.access.models import (
    ApiToken,
    ApiTokenQuerySet,
    Invitation,
    Membership,
    Scope,
    User,
    Visit,
)
from guildhall.access.roles import Role, sender_for
from guildhall.access.rules import PageOpened, digest_of
from guildhall.audit.queries import acts_of_a_kind
from guildhall.database.place import here
from guildhall.kernel import Actor
from tenants.models import Partner

VISITOR = Actor(id=None, name="A visitor")
PAGE_OPENED = "page opened on an operator's visit"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a membership, as other rooms may know them."""

    id: UUID
    name: str
    email: str
    roles: tuple[str, ...] = ()


def actor_for(user: User | AnonymousUser, *, partner: Partner | None) -> Actor:
    """The actor that a signed-in person is here, with the roles of their current membership, or a visitor."""
    if not isinstance(user, User) and not user.is_authenticated:
        return VISITOR
    membership = Membership.objects.current().filter(user_id=user.pk, partner=partner).first()
    return Actor(
        id=user.pk,
        name=user.get_full_name(),
        roles=frozenset(membership.roles if membership else ()),
        partner=partner.schema_name if partner else None,
    )


def people_with_role(role: Role) -> list[Person]:
    """Who holds a role where we are: with the partner, or in the partnership; by name."""
    return _people(role=role)


def people_here() -> list[Person]:
    """Everyone with a current membership where we are, by name."""
    return _people()


def person_here(user_id: UUID) -> Person | None:
    """One person with a current membership where we are."""
    return next(iter(_people(user_id=user_id)), None)


def names_of(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """What people are called; one query for all of them."""
    users = User.objects.filter(id__in={id_ for id_ in ids if id_})
    return {user.id: user.get_full_name() for user in users}


def email_of(user_id: UUID) -> str:
    """Where a person gets their letters. Raises: User.DoesNotExist."""
    return User.objects.get(id=user_id).email


def organisations_of(user_id: UUID) -> list[Partner | None]:
    """The partners a person belongs to, by name; None first, if they belong to the partnership itself."""
    memberships = Membership.objects.current().filter(user_id=user_id).select_related("partner")
    partners = [membership.partner for membership in memberships]
    return sorted(partners, key=lambda partner: partner.name if partner else "")


def invitations_waiting(at: datetime) -> list[Invitation]:
    """Invitations to where we are that can still be accepted, newest first."""
    return list(_of_here(Invitation.objects.waiting(at)).order_by("-invited_at"))


def open_visit(user_id: UUID, *, partner: Partner, at: datetime) -> Visit | None:
    """The visit that somebody is on, if they are an operator still. It is asked on the platform."""
    operators = Membership.objects.current().filter(partner__isnull=True, roles__contains=[Role.OPERATOR])
    visits = Visit.objects.open_at(at).filter(user_id=user_id, partner=partner, user__in=operators.values("user"))
    return visits.select_related("partner").first()


@dataclass(frozen=True, slots=True)
class PastVisit:
    """A visit as the partner reads of it. `pages` are those opened, in their order."""

    by: str
    reason: str
    begun_at: datetime
    over_at: datetime
    left: bool
    pages: Sequence[PageOpened] = ()


def visits_to(partner: Partner, *, limit: int) -> list[PastVisit]:
    """The visits to a partner, newest first."""
    visits = list(Visit.objects.filter(partner=partner).order_by("-begun_at", "-id")[:limit])
    opened = pages_opened(visits, partner=partner)
    return [
        PastVisit(
            visit.by_name, visit.reason, visit.begun_at, visit.ended_at or visit.ends_at,
            visit.ended_at is not None, opened[visit.id],
        )
        for visit in visits
    ]  # fmt: skip


def pages_opened(visits: Sequence[Visit], *, partner: Partner) -> dict[int, list[PageOpened]]:
    """The pages opened on each of some visits to a partner, in their order. A trail that was restored from another
    installation counts visits of its own: what is older than a visit is none of its pages.
    """
    by_key = {str(visit.pk): visit for visit in visits}
    opened: dict[int, list[PageOpened]] = {visit.id: [] for visit in visits}
    for key, at, details in acts_of_a_kind(PAGE_OPENED, visits, partner=partner.schema_name):
        if at >= by_key[key].begun_at:
            opened[by_key[key].id].append(PageOpened(**details))
    return opened


def token_with_secret(secret: str) -> ApiToken | None:
    """The token that has this secret, whosever it is, unless it was ended. It is asked on the platform."""
    return ApiToken.objects.alive().select_related("partner").filter(secret_digest=digest_of(secret)).first()


def actor_of(token: ApiToken) -> Actor:
    """Whom a token makes of whoever shows it: what its scope says, at its own partner, and nothing more."""
    roles = {sender_for(token.source)} if token.scope == Scope.USAGE else set()
    partner = token.partner.schema_name if token.partner else None
    return Actor(token.key, f"token “{token.name}”", frozenset(roles), partner)


def tokens_here() -> ApiTokenQuerySet:
    """Every token of where we are: of the partner, or of the host."""
    key = here().partner
    tokens: ApiTokenQuerySet = ApiToken.objects.all()
    return tokens.filter(partner__schema_name=key) if key else tokens.filter(partner__isnull=True)


def tokens_listed(*, source: str = "") -> list[ApiToken]:
    """The tokens of where we are, those of one source if it is named: alive ones first, newest first."""
    found = tokens_here().filter(source=source) if source else tokens_here()
    return list(found.order_by(F("ended_at").desc(nulls_first=True), "-made_at", "-id"))


def _people(*, role: Role | None = None, user_id: UUID | None = None) -> list[Person]:
    memberships = _of_here(Membership.objects.current()).select_related("user").order_by("user__name", "user__email")
    if role is not None:
        memberships = memberships.filter(roles__contains=[role])
    if user_id is not None:
        memberships = memberships.filter(user_id=user_id)
    return [Person(m.user_id, m.user.get_full_name(), m.user.email, tuple(m.roles)) for m in memberships]


def _of_here(rows: QuerySet[Any]) -> QuerySet[Any]:
    key = here().partner
    return rows.filter(partner__schema_name=key) if key else rows.filter(partner__isnull=True)
