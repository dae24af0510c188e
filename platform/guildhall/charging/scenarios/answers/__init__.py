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
    keys,
    membership,
    rating,
    settling,
    sharing,
    spreading,
    taxing,
    usage,
)
from guildhall.charging.scenarios.reading import Reader
from guildhall.charging.scenarios.writing import Outputs

Answer = Callable[[], Outputs]

OPERATIONS: Mapping[str, Callable[[Reader], Answer]] = {
    "allocate": sharing.allocate,
    "allocate_with_bounds": keys.allocate_with_bounds,
    "normalise_to_invoice": spreading.normalise_to_invoice,
    "shared_cost": spreading.shared_cost,
    "support_cost_cascade": keys.support_cost_cascade,
    "split_charge": spreading.split_charge,
    "multi_pool_period": sharing.multi_pool_period,
    "cumulative_rounding": keys.cumulative_rounding,
    "what_if": keys.what_if,
    "rate_tiers": rating.rate_tiers,
    "rate_blocks": rating.rate_blocks,
    "rate_packages": rating.rate_packages,
    "allowance_over_time": rating.allowance_over_time,
    "minimum_true_up": rating.minimum_true_up,
    "late_usage_rating": rating.late_usage_rating,
    "period_boundary": usage.period_boundary,
    "idempotent_ingest": usage.idempotent_ingest,
    "late_event_correction": correcting.late_event_correction,
    "closed_period_correction": correcting.closed_period_correction,
    "settlement_surplus": settling.settlement_surplus,
    "settlement_deficit": settling.settlement_deficit,
    "settlement_capped": settling.settlement_capped,
    "mid_year_joiner": membership.mid_year_joiner,
    "leaver": membership.leaver,
    "merger": membership.merger,
    "technology_credit": settling.technology_credit,
    "credit_notes_vat": taxing.credit_notes_vat,
    "prorata_credit": taxing.prorata_credit,
    "ubl_totals": taxing.ubl_totals,
    "vat_positions": taxing.vat_positions,
    "correction_documents": correcting.correction_documents,
    "agreement_of_balances": balances.agreement_of_balances,
    "forecast": balances.forecast,
}
"""Every operation by its name, in the order in which they are documented."""
