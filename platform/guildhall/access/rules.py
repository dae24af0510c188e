"""What holds of secrets: they are kept as digests, never as they were sent; and who may give some to machines."""

from __future__ import annotations

import hashlib

from guildhall.access.roles import Role
from guildhall.kernel import Actor


def digest_of(secret: str) -> str:
    """What is kept of a secret: enough to know it again, too little to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def may_keep_tokens(actor: Actor) -> bool:
    """Make and end tokens: a partner's administrators its own, host finance those of the host's sources."""
    return actor.has_role(Role.HOST_FINANCE if actor.partner is None else Role.ADMINISTRATOR)
