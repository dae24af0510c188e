"""Resends with other content, and what was decided about them."""

from __future__ import annotations

from django.db.models import Q

from guildhall.kernel import Month
from guildhall.metering.models import EventConflict


def undecided_conflicts_in(month: Month) -> list[EventConflict]:
    """Events that came again with other content, and nobody has decided about, in the order in which they came. Those
    of a month are those that would change it: because the first is of it, or because the resend says that it is.
    """
    of_month = Q(first__day__gte=month.first_day, first__day__lt=month.next.first_day)
    said_to_be = Q(day__gte=month.first_day, day__lt=month.next.first_day)
    waiting = EventConflict.objects.filter(of_month | said_to_be, decided_at__isnull=True)
    return list(waiting.select_related("first").order_by("id"))
