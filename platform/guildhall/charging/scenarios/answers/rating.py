"""Rate cards: tiers, blocks, packages, an allowance, a minimum, and usage that came late."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from guildhall.charging.allowances import DayOfUse, use_allowance
from guildhall.charging.late_rating import LateLine, rate_late_usage
from guildhall.charging.rating import (
    BlockTier,
    Tier,
    TierPolicy,
    packages_for,
    rate_by_blocks,
    rate_by_tiers,
    true_up_to_minimum,
)
from guildhall.charging.scenarios.reading import Reader, days_of_month
from guildhall.charging.scenarios.values import above_zero, amount, day, number, one_word_of, quantity, year
from guildhall.charging.scenarios.writing import Outputs, exact, listed
from guildhall.charging.sharing import Weight
from guildhall.charging.taxing import taxed
from guildhall.kernel import Money


def rate_tiers(inputs: Reader) -> Callable[[], Outputs]:
    policy = _policy(inputs)
    tiers = _tiers(inputs, flat_fees=True)
    quantities = inputs.values("quantities", quantity)
    return lambda: _results(quantities, lambda units: rate_by_tiers(units, tiers=tiers, policy=policy))


def rate_blocks(inputs: Reader) -> Callable[[], Outputs]:
    policy = _policy(inputs)
    tiers = inputs.each("tiers", _block_tier)
    quantities = inputs.values("quantities", quantity)
    return lambda: _results(quantities, lambda units: rate_by_blocks(units, tiers=tiers, policy=policy))


def _results(quantities: Iterable[Fraction], rate: Callable[[Weight], list[Money]]) -> Outputs:
    rate(0)  # so that a card that does not hold together is refused, with nothing to rate too
    results = []
    for units in quantities:
        lines = rate(units)
        results.append({"quantity": exact(units), "lines": listed(lines), "total": Money.total(lines).plain})
    return {"results": results}


def _policy(inputs: Reader) -> TierPolicy:
    word = inputs.take("policy", one_word_of(*TierPolicy))
    return TierPolicy(word) if word else TierPolicy.GRADUATED


def _tiers(inputs: Reader, *, flat_fees: bool) -> list[Tier]:
    """Tiers by their size or by where they end; `null` is a tier without end."""
    tiers: list[Tier] = []

    def tier(reader: Reader) -> Tier:
        way = reader.one_of("size", "up_to")
        end = reader.take(way, lambda value: None if value is None else quantity(value)) if way else None
        before = tiers[-1].up_to if tiers else 0
        if way == "size" and end is not None and before is not None:
            end += before
        fee = reader.take_if_given("flat_fee", amount) if flat_fees else None
        tiers.append(Tier(end, reader.take("unit_price", quantity), fee or Money(0)))
        return tiers[-1]

    return inputs.each("tiers", tier)


def _block_tier(reader: Reader) -> BlockTier:
    return BlockTier(
        reader.take("block", above_zero),
        reader.take("max_blocks", number(least=1)),
        reader.take("price_per_block", quantity),
    )


def rate_packages(inputs: Reader) -> Callable[[], Outputs]:
    price, size = inputs.take("price", amount), inputs.take("size", above_zero)
    free = inputs.take_if_given("free_units", quantity) or Fraction(0)
    quantities = inputs.values("quantities", quantity)

    def answer() -> Outputs:
        counts = [(units, packages_for(units, size=size, free_units=free)) for units in quantities]
        return {
            "results": [
                {"quantity": exact(units), "packages": packages, "total": (price * packages).plain}
                for units, packages in counts
            ]
        }

    return answer


def allowance_over_time(inputs: Reader) -> Callable[[], Outputs]:
    financial_year = inputs.take("financial_year", year)
    allowance = inputs.take("allowance_units", quantity)
    days = inputs.each("days", _day)

    def answer() -> Outputs:
        used = use_allowance(days, year=financial_year, allowance=allowance)
        return {
            "rows": [
                {
                    "rate": exact(row.rate),
                    "chargeable": exact(row.chargeable),
                    "free": exact(row.free),
                    "charged": exact(row.charged),
                    "cost_exact": exact(row.cost_exact),
                }
                for row in used.rows
            ],
            "chargeable": exact(sum(row.chargeable for row in used.rows)),
            "free": exact(sum(row.free for row in used.rows)),
            "charged": exact(sum(row.charged for row in used.rows)),
            "cost_exact": exact(used.cost_exact),
            "statement_line": used.statement_line.plain,
            "days_outside": used.days_outside,
        }

    return answer


def _day(reader: Reader) -> DayOfUse:
    return DayOfUse(reader.take("date", day), reader.take("chargeable_units", quantity), reader.take("rate", quantity))


def minimum_true_up(inputs: Reader) -> Callable[[], Outputs]:
    minimum = inputs.take("minimum", amount)
    active, in_month = days_of_month(inputs, "days_active")
    usage, percent = inputs.take("usage", amount), inputs.take("tax_percent", quantity)

    def answer() -> Outputs:
        found = true_up_to_minimum(usage, minimum=minimum, days_active=active, days_in_month=in_month)
        fees = taxed(usage + found.true_up, percent=percent)
        return {
            "minimum_for_period": found.for_period.plain,
            "true_up": found.true_up.plain,
            "fees": fees.net.plain,
            "tax": fees.tax.plain,
            "gross": fees.gross.plain,
        }

    return answer


def late_usage_rating(inputs: Reader) -> Callable[[], Outputs]:
    policy = _policy(inputs)
    tiers = _tiers(inputs, flat_fees=False)
    billed, now = inputs.values("billed_cumulative", quantity), inputs.values("now_cumulative", quantity)

    def answer() -> Outputs:
        found = rate_late_usage(policy=policy, tiers=tiers, billed=billed, now=now)
        return {
            "period_preserving": [_line(line) for line in found.period_preserving],
            "delta_style": [_line(line) for line in found.delta_style],
            "net": found.net.plain,
            "cumulative_after": found.cumulative_after.plain,
        }

    return answer


def _line(line: LateLine) -> Outputs:
    outputs: Outputs = {
        "service_period": line.service_period,
        "quantity": exact(line.quantity),
        "unit_price": exact(line.unit_price),
        "amount": line.amount.plain,
    }
    return outputs if line.corrects is None else {**outputs, "corrects": line.corrects}
