"""May I have this person? Someone of another organisation is not found."""

from __future__ import annotations

from uuid import UUID

from guildhall.access.queries import Person, person_here
from guildhall.charging.models import Statement
from guildhall.database.place import partner_here
from guildhall.web.errors import NotFound


def person_for(user_id: UUID) -> Person:
    """A person with a membership of the partner we are with. Raises: NotFound."""
    person = person_here(user_id)
    if person is None:
        raise NotFound
    return person


def statement_for(number: str) -> Statement:
    """A statement of the partner we are with. Raises: NotFound, for another partner's as for none."""
    statement = Statement.objects.of_partner(partner_here()).select_related("period").filter(number=number).first()
    if statement is None:
        raise NotFound
    return statement
