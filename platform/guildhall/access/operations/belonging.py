"""Inviting people, letting them in, and what they may do: who belongs where."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from guildhall.access.errors import (
    AlreadyInvited,
    AlreadyMember,
    InvitationGone,
    InvitedSomebodyElse,
    LastAdministrator,
    RolesMissing,
)
from guildhall.access.models import Invitation, Membership, MembershipQuerySet, User
from guildhall.access.roles import Role
from guildhall.access.rules import digest_of
from guildhall.audit.operations import record
from guildhall.database.operation import operation, step
from guildhall.database.place import partner_here
from guildhall.kernel import Actor, NotAllowed, require
from guildhall.notices.letters import write_letter
from tenants.hosts import address_of
from tenants.models import Partner

INVITATION_LASTS = timedelta(days=14)


@step
def place_invitation(*, partner: Partner, email: str, roles: Sequence[str], by: Actor, at: datetime) -> Invitation:
    """Invite somebody to a partner by e-mail, in words that say who asks and until when.

    Takes: the partner whose context is open.
    """
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        partner=partner, email=email.lower(), roles=sorted(roles), secret_digest=digest_of(secret),
        invited_by_id=by.id, invited_at=at, expires_at=at + INVITATION_LASTS,
    )  # fmt: skip
    write_letter(
        to=invitation.email,
        subject=f"Join {partner.name} on Guildhall",
        template="invitation",
        context={
            "partner": partner.name,
            "link": address_of(partner, f"/invitation/{secret}/"),
            "expires_at": invitation.expires_at,
            "roles": [Role(role).label for role in invitation.roles],
            "asker": by.name,
        },
        at=at,
    )
    record("person invited", invitation, by=by, at=at, details={"address": email, "roles": ", ".join(roles)})
    return invitation


@operation
def invite_person(*, email: str, roles: Sequence[str], by: Actor, at: datetime) -> Invitation:
    """Invite somebody to the partner we are with.

    Refuses: NotAllowed, RolesMissing, AlreadyMember, AlreadyInvited.
    """
    partner = Partner.objects.get(schema_name=partner_here())

    require(by.has_role(Role.ADMINISTRATOR), NotAllowed("invite people"))
    require(bool(roles), RolesMissing())
    belongs = Membership.objects.current().filter(partner=partner, user__email=email.lower()).exists()
    require(not belongs, AlreadyMember(email))
    invited = Invitation.objects.filter(
        partner=partner, email=email.lower(), accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    require(not invited.filter(expires_at__gt=at).exists(), AlreadyInvited(email))

    invited.update(withdrawn_at=at)  # those that ran out make way for the new one
    return place_invitation(partner=partner, email=email, roles=roles, by=by, at=at)


@operation
def withdraw_invitation(*, invitation_id: int, by: Actor, at: datetime) -> None:
    """Take an invitation back; its link dies at once.

    Refuses: NotAllowed, InvitationGone.
    """
    invitation = Invitation.objects.filter(partner__schema_name=partner_here()).locked(invitation_id)

    require(by.has_role(Role.ADMINISTRATOR), NotAllowed("withdraw invitations"))
    require(invitation.accepted_at is None and invitation.withdrawn_at is None, InvitationGone())

    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    record("invitation withdrawn", invitation, by=by, at=at, details={"address": invitation.email})


@operation
def accept_invitation(*, secret: str, name: str, by: Actor, email: str, at: datetime) -> Membership:
    """Let an invited person in, with the roles they were invited to.

    Takes: `email`, the verified address of whoever is signed in; `name`, how they want to be called. On the platform,
    since people are its.
    Refuses: InvitationGone, InvitedSomebodyElse, AlreadyMember.
    """
    invitation = Invitation.objects.select_for_update().filter(secret_digest=digest_of(secret)).first()
    if invitation is None or not Invitation.objects.waiting(at).filter(id=invitation.id).exists():
        raise InvitationGone

    require(invitation.email == email.lower(), InvitedSomebodyElse(invitation.email))
    require(
        not Membership.objects.current().filter(user_id=by.person_id, partner_id=invitation.partner_id).exists(),
        AlreadyMember(email),
    )

    User.objects.filter(id=by.person_id).update(name=name)
    membership = Membership.objects.create(
        user_id=by.person_id, partner_id=invitation.partner_id, roles=invitation.roles, since=at
    )
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])

    record(
        "invitation accepted", membership, by=by, at=at, partner=_trail_of(invitation.partner),
        details={"roles": ", ".join(invitation.roles)},
    )  # fmt: skip
    return membership


@operation
def change_roles(*, user_id: UUID, roles: Sequence[str], by: Actor, at: datetime) -> Membership:
    """Give a person other roles with the partner we are with.

    Refuses: NotAllowed, RolesMissing, LastAdministrator.
    """
    ours = Membership.objects.current().filter(partner__schema_name=partner_here())
    membership = _locked_with_administrators(ours, user_id)

    require(by.has_role(Role.ADMINISTRATOR), NotAllowed("change people's roles"))
    require(bool(roles), RolesMissing())
    _keep_an_administrator(ours, membership, still=Role.ADMINISTRATOR in roles)

    before, membership.roles = membership.roles, sorted(roles)
    membership.save(update_fields=["roles"])
    record(
        "roles changed", membership, by=by, at=at, details={"from": ", ".join(before), "to": ", ".join(sorted(roles))}
    )
    return membership


@operation
def end_membership(*, user_id: UUID, by: Actor, at: datetime) -> None:
    """End a person's membership; their next request here finds nothing.

    Refuses: NotAllowed, LastAdministrator.
    """
    ours = Membership.objects.current().filter(partner__schema_name=partner_here())
    membership = _locked_with_administrators(ours, user_id)

    require(by.has_role(Role.ADMINISTRATOR), NotAllowed("remove people"))
    _keep_an_administrator(ours, membership, still=False)

    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    record("membership ended", membership, by=by, at=at)


@operation
def appoint_person(
    *, email: str, name: str, partner: Partner | None, roles: Sequence[str], password_hash: str, by: Actor, at: datetime
) -> Membership:
    """Give somebody a sign-in with a verified address, and a membership, without an invitation: for the first people
    of a new installation and for the demo. Anyone else is invited.

    Takes: `partner`, or None for the partnership itself; `password_hash`, from Django's make_password; empty means
    that they sign in by code. On the platform, since people are its.
    Refuses: NotAllowed (only Guildhall itself may), RolesMissing, AlreadyMember.
    """
    require(by.is_system, NotAllowed("appoint people", ask="the platform's operator"))
    require(bool(roles), RolesMissing())

    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email=email, name=name, password=password_hash)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    require(not Membership.objects.current().filter(user=user, partner=partner).exists(), AlreadyMember(email))

    membership = Membership.objects.create(user=user, partner=partner, roles=sorted(roles), since=at)
    record(
        "person appointed", membership, by=by, at=at, partner=_trail_of(partner),
        details={"roles": ", ".join(sorted(roles))},
    )  # fmt: skip
    return membership


@operation
def register_candidate(*, email: str, name: str, password_hash: str, by: Actor, at: datetime) -> User:
    """Give somebody a sign-in with a verified address and no membership: candidates of the demo and of tests. Others
    sign up themselves, and allauth verifies them.

    Refuses: NotAllowed (only Guildhall itself may).
    """
    require(by.is_system, NotAllowed("register candidates", ask="the candidate"))

    user = User.objects.create_user(email=email, name=name, password=password_hash)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record("candidate registered", user, by=by, at=at)
    return user


def _keep_an_administrator(ours: QuerySet[Membership], membership: Membership, *, still: bool) -> None:
    others = ours.filter(roles__contains=[Role.ADMINISTRATOR]).exclude(id=membership.id)
    if Role.ADMINISTRATOR in membership.roles and not still and not others.exists():
        raise LastAdministrator


def _locked_with_administrators(ours: MembershipQuerySet, user_id: UUID) -> Membership:
    """A membership, locked together with every administrator's, so that two cannot demote each other at once."""
    locked = ours.select_for_update(of=("self",)).order_by("id")
    list(locked.filter(roles__contains=[Role.ADMINISTRATOR]))
    return locked.get(user_id=user_id)


def _trail_of(partner: Partner | None) -> str:
    return partner.schema_name if partner else ""
