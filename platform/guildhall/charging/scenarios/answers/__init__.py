"""The operations of scenario files. Each reads its inputs and gives the answer to be computed from them.

Note: how an operation is written. It takes the reader of its inputs, and says there all that is wrong with them. It
gives a function without arguments that computes the outputs; that is called only if nothing was wrong, and what it
calls may still refuse. Operations are added and none is renamed: the names and keys are public.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from guildhall.charging.scenarios.answers import (
    balances,
    correcting,
    membership,
    settling,
    sharing,
)
from guildhall.charging.scenarios.reading import Reader
from guildhall.charging.scenarios.writing import Outputs

Answer = Callable[[], Outputs]

OPERATIONS: Mapping[str, Callable[[Reader], Answer]] = {
    "allocate": sharing.allocate,
    "multi_pool_period": sharing.multi_pool_period,
    "late_event_correction": correcting.late_event_correction,
    "closed_period_correction": correcting.closed_period_correction,
    "settlement_surplus": settling.settlement_surplus,
    "settlement_deficit": settling.settlement_deficit,
    "settlement_capped": settling.settlement_capped,
    "mid_year_joiner": membership.mid_year_joiner,
    "leaver": membership.leaver,
    "merger": membership.merger,
    "technology_credit": settling.technology_credit,
    "correction_documents": correcting.correction_documents,
    "agreement_of_balances": balances.agreement_of_balances,
    "forecast": balances.forecast,
}
"""Every operation by its name, in the order in which they are documented."""
