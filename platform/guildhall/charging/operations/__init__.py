"""The verbs of charging."""

from guildhall.charging.operations.closing import close_period
from guildhall.charging.operations.costs import load_costs, withdraw_costs
from guildhall.charging.operations.periods import approve_period, open_period
from guildhall.charging.operations.pools import KeyTerms, PoolTerms, adopt_key, set_up_pool
from guildhall.charging.operations.statements import (
    DrawnFile,
    file_statement,
    report_stuck_statement,
    retry_statement,
)

__all__ = [
    "DrawnFile",
    "KeyTerms",
    "PoolTerms",
    "adopt_key",
    "approve_period",
    "close_period",
    "file_statement",
    "load_costs",
    "open_period",
    "report_stuck_statement",
    "retry_statement",
    "set_up_pool",
    "withdraw_costs",
]
