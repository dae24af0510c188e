"""What holds of secrets, kept as digests alone; of pages opened on a visit; and who may give tokens to machines."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from guildhall.access.roles import Role
from guildhall.kernel import Actor


def digest_of(secret: str) -> str:
    """What is kept of a secret: enough to know it again, too little to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PageOpened:
    """A page as a partner's trail names it: by its name and the reference of what it shows."""

    page: str
    reference: str = ""

    @classmethod
    def at(cls, name: str, values: Mapping[str, Any]) -> Self:
        """The page behind an address. Takes: the address' name, and the values in it.

        >>> PageOpened.at("recruitment:vacancy", {"reference": "NF-26-0042"})
        PageOpened(page='recruitment vacancy', reference='NF-26-0042')
        >>> PageOpened.at("statement-events", {"number": "NF-2026-09", "pool": "hosting"}).in_words()
        {'page': 'statement events', 'reference': 'NF-2026-09 hosting'}
        """
        return cls(name.replace(":", " ").replace("-", " "), " ".join(str(value) for value in values.values()))

    def in_words(self) -> dict[str, str]:
        """As it stands in the trail. What has no reference says none."""
        return {"page": self.page} | ({"reference": self.reference} if self.reference else {})


def may_keep_tokens(actor: Actor) -> bool:
    """Make and end tokens: a partner's administrators its own, host finance those of the host's sources."""
    return actor.has_role(Role.HOST_FINANCE if actor.partner is None else Role.ADMINISTRATOR)
