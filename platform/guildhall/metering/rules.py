"""Who may decide what counts, who may speak for a source, and how a source is."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from guildhall.access.roles import Role, sender_for
from guildhall.kernel import Actor
from guildhall.metering.models import Source
from guildhall.metering.states import Health

LATE, SILENT = 1, 3
"""So many rhythms behind makes a source late, or silent."""
FAST_CLOCK = timedelta(minutes=5)
BATCH_MAX = 5_000
RHYTHM_HOURS_MAX = 31 * 24
CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")
RESERVED = frozenset({"new"})


def may_see_all_usage(actor: Actor) -> bool:
    """See every member's feeds and conflicts: host finance and the board."""
    return actor.partner is None and actor.has_role(Role.HOST_FINANCE, Role.BOARD)


def may_decide_conflicts(actor: Actor) -> bool:
    """Host finance, in the partnership."""
    return actor.has_role(Role.HOST_FINANCE)


def may_keep_sources(actor: Actor) -> bool:
    """Register and retire feeds: host finance, in the partnership."""
    return actor.has_role(Role.HOST_FINANCE)


def may_send_for(actor: Actor, source: Source) -> bool:
    """Send events and heartbeats: a token of the source's partner, or one that was made for this very source."""
    return actor.partner == (source.partner_key or None) and actor.has_role(
        sender_for(source.code), *([] if source.is_hosts else [sender_for("")])
    )


def health_of(*, complete_until: datetime, rhythm_hours: int, at: datetime) -> Health:
    """How far behind a source is, in its own rhythm.

    Takes: `complete_until`, what it said last, or the beginning of its first day if it has never said anything.
    """
    behind = at - complete_until
    if behind > SILENT * timedelta(hours=rhythm_hours):
        return Health.SILENT
    return Health.LATE if behind > LATE * timedelta(hours=rhythm_hours) else Health.ON_TIME
