"""What a partner's own front office does by itself: it writes to the people whom the partner's money concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from guildhall.access.queries import people_with_role
from guildhall.access.roles import Role
from guildhall.database.operation import operation
from guildhall.kernel import Actor, NotAllowed, require
from guildhall.notices.letters import write_letter


@dataclass(frozen=True, slots=True)
class News:
    """What a partner's finance officers are told: a letter by its template, its subject, and what its words need."""

    template: str
    subject: str
    told: Mapping[str, Any] = field(default_factory=dict)


@operation
def write_to_finance(*, news: News, by: Actor, at: datetime) -> int:
    """Write to every finance officer of the partner we are with.

    Gives: how many letters were written.
    Refuses: NotAllowed.
    """
    require(by.is_system, NotAllowed("write in Guildhall's name"))

    people = people_with_role(Role.FINANCE)
    for person in people:
        write_letter(
            to=person.email,
            subject=news.subject,
            template=news.template,
            context={**news.told, "name": person.name.split(" ")[0]},
            at=at,
        )
    return len(people)
