"""Who is acting: a person with the roles they hold here, a machine with a token, or Guildhall itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who may act, with what they may do *in this place*, fixed for the length of one request or task.

    Takes: `id`, the person's public identity, or None for Guildhall itself; `roles`, those held with `partner`
    (None on the base host, where they are roles in the partnership itself).
    """

    id: UUID | None
    name: str
    roles: frozenset[str] = frozenset()
    partner: str | None = None

    @property
    def person_id(self) -> UUID:
        """Who acts, where only a person may. Raises: TypeError, when Guildhall itself does.

        >>> SYSTEM.person_id
        Traceback (most recent call last):
        TypeError: Guildhall is not a person, and this act takes one.
        """
        if self.id is None:
            raise TypeError(f"{self.name} is not a person, and this act takes one.")
        return self.id

    @property
    def is_somebody(self) -> bool:
        return self.id is not None

    @property
    def is_system(self) -> bool:
        return self is SYSTEM

    def has_role(self, *roles: str) -> bool:
        """Does this actor hold any of these roles here?

        >>> Actor(None, "Rita", frozenset({"recruiter"})).has_role("approver", "recruiter")
        True
        """
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor(id=None, name="Guildhall")
"""Guildhall acting by itself: relays, robots, dated work. It holds no role, so verbs meant for it say so."""
