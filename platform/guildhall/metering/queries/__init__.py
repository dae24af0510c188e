"""Questions about what was used."""

from guildhall.metering.queries.conflicts import (
    conflicts_counted,
    conflicts_listed,
    corrections_of,
    undecided_conflicts_in,
)
from guildhall.metering.queries.events import (
    NO_EVENTS,
    DigestOfDigests,
    EventRow,
    EventsBehind,
    Original,
    events_behind,
    events_by_partner_in,
    late_usage_in,
    list_of_events,
    used_by_things,
)
from guildhall.metering.queries.sources import SourceRow, list_of_sources, source_row, sources_a_month_waits_for
from guildhall.metering.queries.usage import (
    usage_by_month,
    usage_by_month_of_year,
    usage_by_month_unit_and_partner,
    usage_by_unit,
    usage_in,
    use_below_zero_in,
)
from guildhall.metering.queries.users import users_not_counted_in

__all__ = [
    "NO_EVENTS",
    "DigestOfDigests",
    "EventRow",
    "EventsBehind",
    "Original",
    "SourceRow",
    "conflicts_counted",
    "conflicts_listed",
    "corrections_of",
    "events_behind",
    "events_by_partner_in",
    "late_usage_in",
    "list_of_events",
    "list_of_sources",
    "source_row",
    "sources_a_month_waits_for",
    "undecided_conflicts_in",
    "usage_by_month",
    "usage_by_month_of_year",
    "usage_by_month_unit_and_partner",
    "usage_by_unit",
    "usage_in",
    "use_below_zero_in",
    "used_by_things",
    "users_not_counted_in",
]
