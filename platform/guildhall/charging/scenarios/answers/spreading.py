"""Shared costs, charges that are split, list prices scaled to an invoice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from guildhall.charging import splitting
from guildhall.charging.scenarios.reading import Reader
from guildhall.charging.scenarios.values import amount, code, one_word_of, quantity, signed_amount, text
from guildhall.charging.scenarios.writing import Outputs, exact, exactly, plain
from guildhall.charging.sharing import rated
from guildhall.charging.spreading import Spread, SpreadCost, scale_to_invoice, spread_one, spread_overhead
from guildhall.kernel import Money

COSTS = ("billed_cost", "effective_cost", "list_cost", "contracted_cost")


def shared_cost(inputs: Reader) -> Callable[[], Outputs]:
    direct = inputs.map_of("direct", amount)
    word = inputs.take("spread", one_word_of(*Spread))
    spread = Spread(word) if word else Spread.EVEN
    party, overhead = "", Money(0)
    way = inputs.one_of("share", "overhead")
    if way == "share":
        party = inputs.take("share", code)
    elif way == "overhead":
        overhead = inputs.inside("overhead", _overhead)

    def answer() -> Outputs:
        if way == "share":
            return _spread(spread_one(direct, shared=party, spread=spread))
        return _spread(spread_overhead(direct, overhead=overhead, spread=spread))

    return answer


def _overhead(reader: Reader) -> Money:
    """An amount, or hours at an amount an hour: the exact product, rounded once."""
    if reader.one_of("amount", "hourly") == "amount":
        return reader.take("amount", amount)
    hourly, hours = reader.take_if_given("hourly", amount), reader.take("hours", quantity)
    return rated(hours, at=Fraction(hourly.pence, 100)) if hourly and reader.is_sound else Money(0)


def _spread(cost: SpreadCost) -> Outputs:
    return {
        "shared": cost.shared.plain,
        "shares": plain(cost.shares),
        "totals": plain(cost.totals),
        "total": cost.total.plain,
    }


@dataclass(frozen=True, slots=True)
class _Origin:
    costs: Mapping[str, Money]
    hours: Fraction | None
    unit_price: Fraction | None


def split_charge(inputs: Reader) -> Callable[[], Outputs]:
    origin = inputs.inside("origin", _origin)
    weights = inputs.key_weights("weights")
    method = inputs.take("method_id", text)

    def answer() -> Outputs:
        split = splitting.split_charge(origin.costs, hours=origin.hours or 0, by_weight=weights)
        outputs: Outputs = {"method_id": method, "ratios": exactly(split.ratios)}
        outputs |= {name: plain(shares) for name, shares in split.costs.items()}
        left: Outputs = {name: Money(0).plain for name in split.costs}
        if origin.hours is not None:
            outputs["hours"], left["hours"] = exactly(split.hours), exact(0)
        if origin.unit_price is not None:
            outputs["unit_price_on_every_row"] = left["list_unit_price"] = exact(origin.unit_price)
        return {**outputs, "origin_row_after_split": left}

    return answer


def _origin(reader: Reader) -> _Origin:
    """The row that is split. What is left of it afterwards has the same keys: nothing, at the same unit price."""
    costs = {name: reader.take(name, signed_amount) for name in COSTS if reader.has(name)}
    hours, unit_price = reader.take_if_given("hours", quantity), reader.take_if_given("list_unit_price", quantity)
    if not costs and hours is None and reader.is_sound:
        reader.fault("", "there is neither a cost nor hours to split")
    return _Origin(costs, hours, unit_price)


def normalise_to_invoice(inputs: Reader) -> Callable[[], Outputs]:
    invoice, prices = inputs.take("invoice", amount), inputs.map_of("list_prices", amount)

    def answer() -> Outputs:
        scaled = scale_to_invoice(invoice, list_prices=prices)
        return {
            "shares": plain(scaled.shares),
            "factor": exact(scaled.factor),
            "total": Money.total(scaled.shares.values()).plain,
        }

    return answer
