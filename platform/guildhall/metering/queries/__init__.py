"""Questions about what was used."""

from guildhall.metering.queries.conflicts import undecided_conflicts_in
from guildhall.metering.queries.events import (
    NO_EVENTS,
    EventRow,
    EventsBehind,
    Original,
    events_behind,
    events_by_partner_in,
    late_usage_in,
    list_of_events,
    use_below_zero_in,
)
from guildhall.metering.queries.usage import usage_by_month, usage_by_month_of_year, usage_by_unit, usage_in

__all__ = [
    "NO_EVENTS",
    "EventRow",
    "EventsBehind",
    "Original",
    "events_behind",
    "events_by_partner_in",
    "late_usage_in",
    "list_of_events",
    "undecided_conflicts_in",
    "use_below_zero_in",
    "usage_by_month",
    "usage_by_month_of_year",
    "usage_by_unit",
    "usage_in",
]
