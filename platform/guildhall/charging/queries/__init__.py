"""The questions of charging."""

from guildhall.charging.queries.checking import RowNotInBooks, first_row_not_in_books
from guildhall.charging.queries.corrections import corrections_in
from guildhall.charging.queries.costs import CostPreview, PoolCostPreview, preview_of_costs
from guildhall.charging.queries.periods import (
    MemberOverview,
    PeriodOverview,
    PeriodRow,
    PoolOverview,
    list_of_periods,
    period_of,
    period_overview,
)
from guildhall.charging.queries.replays import BrokenLink, Replay, first_broken_link, replay
from guildhall.charging.queries.scenarios import scenario_of
from guildhall.charging.queries.shares import LineSoFar, ShareSoFar, share_so_far
from guildhall.charging.queries.statements import (
    FileRow,
    LineBehind,
    StatementRow,
    TotalRow,
    cost_by_month,
    cost_by_pool_and_month,
    file_of,
    line_behind,
    statements_in,
    statements_of,
    totals_by_pool,
)
from guildhall.charging.queries.summaries import summary_for_demo
from guildhall.charging.queries.working import billed_month, members_in, what_stops_approval, what_stops_closing

__all__ = [
    "BrokenLink",
    "CostPreview",
    "FileRow",
    "LineBehind",
    "LineSoFar",
    "MemberOverview",
    "PeriodOverview",
    "PeriodRow",
    "PoolCostPreview",
    "PoolOverview",
    "Replay",
    "RowNotInBooks",
    "ShareSoFar",
    "StatementRow",
    "TotalRow",
    "billed_month",
    "corrections_in",
    "cost_by_month",
    "cost_by_pool_and_month",
    "file_of",
    "first_broken_link",
    "first_row_not_in_books",
    "line_behind",
    "list_of_periods",
    "members_in",
    "period_of",
    "period_overview",
    "preview_of_costs",
    "replay",
    "scenario_of",
    "share_so_far",
    "statements_in",
    "statements_of",
    "summary_for_demo",
    "totals_by_pool",
    "what_stops_approval",
    "what_stops_closing",
]
