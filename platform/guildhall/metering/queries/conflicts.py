"""Resends with other content, and what was decided about them."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from guildhall.kernel import Month
from guildhall.metering.facts import identity_of_decision
from guildhall.metering.models import EventConflict, UsageEvent


def undecided_conflicts_in(month: Month) -> list[EventConflict]:
    """Events that came again with other content, and nobody has decided about, in the order in which they came. Those
    of a month are those that would change it: because the first is of it, or because the resend says that it is.
    """
    of_month = Q(first__day__gte=month.first_day, first__day__lt=month.next.first_day)
    said_to_be = Q(day__gte=month.first_day, day__lt=month.next.first_day)
    waiting = EventConflict.objects.filter(of_month | said_to_be, decided_at__isnull=True)
    return list(waiting.select_related("first").order_by("id"))


def conflicts_listed(*, decided: bool) -> QuerySet[EventConflict]:
    """Every conflict that waits, oldest first, or that was decided, newest decision first; each with its first."""
    found = EventConflict.objects.select_related("first").filter(decided_at__isnull=not decided)
    return found.order_by("-decided_at", "-id") if decided else found.order_by("id")


def conflicts_counted() -> tuple[int, int]:
    """How many conflicts wait, and how many were decided."""
    waiting = Count("id", filter=Q(decided_at__isnull=True))
    counts = EventConflict.objects.aggregate(waiting=waiting, all_of_them=Count("id"))
    return counts["waiting"], counts["all_of_them"] - counts["waiting"]


def corrections_of(conflict: EventConflict) -> list[UsageEvent]:
    """The events that count instead of a conflict's first, if the resend was decided for, oldest first."""
    ours = UsageEvent.objects.filter(
        partner_key__in=[conflict.partner_key, conflict.first.partner_key],
        source=conflict.source,
        identity__startswith=identity_of_decision(conflict.id),
    )
    return list(ours.order_by("id"))
