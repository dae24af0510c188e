"""Usage that comes to light after it was billed, where prices depend on the whole: what is billed now. Plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guildhall.charging.errors import RatesNotReady
from guildhall.charging.rating import Tier, TierPolicy, refuse_unless_rising, tiers_reached
from guildhall.charging.sharing import Rate, Weight, rated
from guildhall.kernel import Money

ByPrice = dict[Rate, Weight]


@dataclass(frozen=True, slots=True)
class LateLine:
    """A line that is billed now: of which period (1 is the first), and which billed period it corrects, if any."""

    service_period: int
    quantity: Weight
    unit_price: Rate
    corrects: int | None

    @property
    def amount(self) -> Money:
        return rated(self.quantity, at=self.unit_price)


@dataclass(frozen=True, slots=True)
class LateRating:
    """The same correction in two styles: each line in the period it belongs to, or all in the last one."""

    period_preserving: tuple[LateLine, ...]
    delta_style: tuple[LateLine, ...]
    billed: Money

    @property
    def net(self) -> Money:
        """What is billed now."""
        return Money.total(line.amount for line in self.period_preserving)

    @property
    def cumulative_after(self) -> Money:
        """What is billed in all, then."""
        return self.billed + self.net


def rate_late_usage(
    *, policy: TierPolicy, tiers: Sequence[Tier], billed: Sequence[Weight], now: Sequence[Weight]
) -> LateRating:
    """Bill the difference between what was billed and what is known now, line by line.

    Takes: tiers without flat fees; what had been used up to the end of each period, as it was billed, and as it is now.
    Periods that `now` has and `billed` has not are billed for the first time.
    Gives: differences of quantity by period and unit price, the dearest first; each is rated once. A quantity that is
    taken back stays in the period that carried it, the latest first: so it does when all units get another price.
    Refuses: RatesNotReady, every reason at once.
    Rule: cost_sharing.md, a correction keeps its period; `late_usage_rating`.
    """
    _refuse_faults(tiers, billed, now)
    before, after = _carried(billed, tiers, policy), _carried(now, tiers, policy)
    before += [{} for _ in now[len(billed) :]]
    changes = [
        {price: new.get(price, 0) - old.get(price, 0) for price in {*old, *new}}
        for old, new in zip(before, after, strict=True)
    ]
    altogether: ByPrice = {}
    for change in changes:
        _add(altogether, change)
    periods = range(1, len(now) + 1)
    return LateRating(
        period_preserving=tuple(
            line for period in periods for line in _lines(changes[period - 1], period, len(billed))
        ),
        delta_style=tuple(_lines(altogether, len(now), len(billed))),
        billed=Money.total(rated(units, at=price) for period in before for price, units in period.items()),
    )


def _lines(change: ByPrice, period: int, billed: int) -> Iterator[LateLine]:
    for price in sorted(change, reverse=True):
        if change[price]:
            yield LateLine(period, change[price], price, corrects=period if period <= billed else None)


def _carried(cumulative: Sequence[Weight], tiers: Sequence[Tier], policy: TierPolicy) -> list[ByPrice]:
    """What each period carries at each price, so that together they are always the rating of the whole."""
    carried: list[ByPrice] = []
    whole: ByPrice = {}
    carriers: dict[Rate, list[int]] = {}
    for number, quantity in enumerate(cumulative):
        carried.append({})
        wanted: ByPrice = {}
        for one in tiers_reached(quantity, up_to=[tier.up_to for tier in tiers], policy=policy):
            _add(wanted, {tiers[one.place].unit_price: one.units})
        for price in {*whole, *wanted}:
            more = wanted.get(price, 0) - whole.get(price, 0)
            if more > 0:
                carried[number][price] = more
                carriers.setdefault(price, []).append(number)
            elif more < 0:
                _take_back(-more, price, carried, carriers[price])
        whole = wanted
    return carried


def _take_back(units: Weight, price: Rate, carried: list[ByPrice], carriers: list[int]) -> None:
    """From the latest period that carries units at this price, then from the one before."""
    while units:
        period = carried[carriers[-1]]
        taken = min(units, period[price])
        period[price] -= taken
        units -= taken
        if not period[price]:
            del period[price]
            carriers.pop()


def _add(to: ByPrice, units: ByPrice) -> None:
    for price, more in units.items():
        to[price] = to.get(price, 0) + more


def _refuse_faults(tiers: Sequence[Tier], billed: Sequence[Weight], now: Sequence[Weight]) -> None:
    faults = []
    if any(tier.flat_fee for tier in tiers):
        faults.append("Late usage is rated by unit prices; a flat fee has none.")
    if not now or len(billed) > len(now):
        faults.append("Every billed period has a quantity now, and there is one period at least.")
    if faults:
        raise RatesNotReady(faults)
    refuse_unless_rising([tier.up_to for tier in tiers])
