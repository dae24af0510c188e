"""Who may do what."""

from __future__ import annotations

from uuid import UUID

from guildhall.access.roles import Role
from guildhall.kernel import Actor


def may_decide(actor: Actor) -> bool:
    """Account approvers decide about requests."""
    return actor.has_role(Role.ACCOUNT_APPROVER)


def is_own_request(actor: Actor, asked_by_id: UUID | None) -> bool:
    """Did this very person ask?"""
    return asked_by_id is not None and asked_by_id == actor.id


def may_look_after_targets(actor: Actor) -> bool:
    """Administrators say where accounts are made."""
    return actor.has_role(Role.ADMINISTRATOR)


def may_work_exceptions(actor: Actor) -> bool:
    """Approvers and administrators finish what the robot could not."""
    return actor.has_role(Role.ACCOUNT_APPROVER, Role.ADMINISTRATOR)


def may_follow(actor: Actor) -> bool:
    """Only Guildhall itself follows another service, or leases tasks."""
    return actor.is_system
