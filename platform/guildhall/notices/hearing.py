"""Who hears what: functions in the rooms' tasks.py, each with a delivery of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Hearer = Callable[..., None]
PROMPT = "guildhall"
SLOW = "documents"
BUILDING = "building"
QUEUES = (PROMPT, SLOW, BUILDING)
"""Drawing a document takes seconds, so it waits in a queue of its own. Making and erasing homes is for the owner of the
tables alone: that queue has a worker that signs in as the owner, and does nothing else."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """A function that hears a name, and the one that reports when it gives up."""

    announcement: str
    name: str
    hear: Hearer
    give_up: Hearer | None = None
    queue: str = PROMPT


HEARINGS: dict[str, Hearing] = {}


def hears(announcement: str, *, gives_up_with: Hearer | None = None, queue: str = PROMPT) -> Callable[[Hearer], Hearer]:
    """Have a function called for each such announcement, with its keywords, `enclosed` and `at`.

    It is called in the announcing partner's context and outside any transaction. It must tolerate keywords it does not
    know and being called twice: `Already` means done. `gives_up_with` is called once, with `reason` besides, when
    the delivery is parked. `queue` is SLOW for what takes seconds, and BUILDING for what makes or erases schemas.
    """

    def subscribe(hear: Hearer) -> Hearer:
        name = f"{hear.__module__}.{hear.__qualname__}"
        HEARINGS[name] = Hearing(announcement, name, hear, gives_up_with, queue)
        return hear

    return subscribe


def hearers_of(announcement: str) -> list[Hearing]:
    """Everyone who hears a name, in a steady order."""
    return sorted((h for h in HEARINGS.values() if h.announcement == announcement), key=lambda hearing: hearing.name)


def hearing_named(name: str) -> Hearing | None:
    """The hearing that a delivery was written for, unless the code has since dropped it."""
    return HEARINGS.get(name)
