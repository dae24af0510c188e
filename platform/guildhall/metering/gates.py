"""May I have it? Absent, another partner's and not to be seen are one answer: not found."""

from __future__ import annotations

from guildhall.kernel import Actor
from guildhall.metering.models import EventConflict, Source
from guildhall.metering.rules import may_see_all_usage, may_send_for
from guildhall.web.errors import NotFound


def source_for(actor: Actor, code: str) -> Source:
    """A feed by its code: for host finance and the board, and for a token that may send for it. Raises: NotFound."""
    source = Source.objects.filter(code=code).first()
    if source is None or not (may_see_all_usage(actor) or may_send_for(actor, source)):
        raise NotFound
    return source


def conflict_for(actor: Actor, conflict_id: int) -> EventConflict:
    """A conflict with the event that came first: for host finance and the board. Raises: NotFound."""
    conflicts = EventConflict.objects.select_related("first").filter(id=conflict_id)
    conflict = conflicts.first() if may_see_all_usage(actor) else None
    if conflict is None:
        raise NotFound
    return conflict
