"""May I have this person? Someone of another organisation is not found."""

from __future__ import annotations

from uuid import UUID

from guildhall.access.queries import Person, person_here
from guildhall.web.errors import NotFound


def person_for(user_id: UUID) -> Person:
    """A person with a membership of the partner we are with. Raises: NotFound."""
    person = person_here(user_id)
    if person is None:
        raise NotFound
    return person
