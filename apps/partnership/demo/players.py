"""Who acts for a partner in the demo: looked up once, so that building asks no more than it must."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from apps.partnership.demo.members import Member
from guildhall.access.models import Membership
from guildhall.access.roles import Role
from guildhall.kernel import Actor
from tenants.context import on_the_platform
from tenants.models import Partner


@dataclass(frozen=True, slots=True)
class Players:
    """A partner of the demo and its people, as actors."""

    member: Member
    partner: Partner
    by_role: dict[str, list[Actor]]
    joined_at: datetime

    @classmethod
    def of(cls, member: Member) -> Self:
        with on_the_platform():
            partner = Partner.objects.get(code=member.code)
            by_role: dict[str, list[Actor]] = {}
            for membership in Membership.objects.filter(partner=partner).select_related("user").order_by("id"):
                user = membership.user
                actor = Actor(user.id, user.get_full_name(), frozenset(membership.roles), partner.schema_name)
                for role in membership.roles:
                    by_role.setdefault(role, []).append(actor)
        return cls(member, partner, by_role, partner.applied_at)

    def one(self, role: Role) -> Actor:
        return self.by_role[role][0]

    @property
    def administrator(self) -> Actor:
        return self.one(Role.ADMINISTRATOR)

    @property
    def recruiter(self) -> Actor:
        return self.one(Role.RECRUITER)

    @property
    def approver(self) -> Actor:
        return self.one(Role.APPROVER)

    @property
    def panel(self) -> list[Actor]:
        return self.by_role[Role.PANEL]

    @property
    def account_approver(self) -> Actor:
        return self.one(Role.ACCOUNT_APPROVER)
