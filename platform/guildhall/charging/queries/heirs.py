"""Whose books went on to whom: successors read and settle what was their predecessors'."""

from __future__ import annotations

from collections.abc import Mapping

from guildhall.charging.models import Succession
from guildhall.kernel import Money


def heirs() -> dict[str, str]:
    """The key of whoever has a partner's books now, by the partner's key; who still has its own is left out."""
    rows = list(Succession.objects.order_by("id").values_list("partner_key", "successor_key"))
    ended = {key for key, _ in rows}
    return {key: successor for key, successor in rows if successor not in ended}


def predecessors_of(*, partner_key: str) -> list[str]:
    """The keys of those whose books went on to a partner, and before that to each other, oldest succession first."""
    rows = Succession.objects.filter(successor_key=partner_key).order_by("from_on", "id")
    return list(rows.values_list("partner_key", flat=True))


def amounts_of_heirs(amounts: Mapping[str, Money], heir_of: Mapping[str, str]) -> dict[str, Money]:
    """Amounts by key, with those of whoever was succeeded added to their heir's."""
    found: dict[str, Money] = {}
    for key, amount in amounts.items():
        heir = heir_of.get(key, key)
        found[heir] = found.get(heir, Money(0)) + amount
    return found


def weights_of_heirs(weights: Mapping[str, int], heir_of: Mapping[str, str]) -> dict[str, int]:
    """Weights by key, with those of whoever was succeeded added to their heir's."""
    found: dict[str, int] = {}
    for key, weight in weights.items():
        heir = heir_of.get(key, key)
        found[heir] = found.get(heir, 0) + weight
    return found
