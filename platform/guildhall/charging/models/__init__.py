"""Facts of charging. All in `public`: shared, and what belongs to a partner carries its key."""

from guildhall.charging.models.costs import CostLoad, PoolCost
from guildhall.charging.models.lines import CloseManifest, Line, PoolTotal
from guildhall.charging.models.periods import Period
from guildhall.charging.models.pools import KeyVersion, Pool
from guildhall.charging.models.statements import Statement, StatementFile

__all__ = [
    "CloseManifest",
    "CostLoad",
    "KeyVersion",
    "Line",
    "Period",
    "Pool",
    "PoolCost",
    "PoolTotal",
    "Statement",
    "StatementFile",
]
