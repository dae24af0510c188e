"""Who may decide what counts."""

from __future__ import annotations

from guildhall.access.roles import Role
from guildhall.kernel import Actor


def may_decide_conflicts(actor: Actor) -> bool:
    """Host finance, in the partnership."""
    return actor.has_role(Role.HOST_FINANCE)
