"""Rate cards: what one that is no partner pays for a unit, and how a month of its use is rated. Plain Python.

A card is kept as JSON with its numbers as plain decimals. What `rating` rates is put in words here, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any

from guildhall.charging.rating import (
    BlockTier,
    Tier,
    TierPolicy,
    packages_for,
    rate_by_blocks,
    rate_by_tiers,
    tiers_reached,
    true_up_to_minimum,
)
from guildhall.charging.sharing import Weight, rated
from guildhall.kernel import Money
from guildhall.metering.units import Unit

NOTHING = Money(0)
UNITS_MAX, PRICE_MAX = Fraction(10**9), Fraction(10**6)
MINIMUM_MAX = Money(10**11)
_DECIMAL = re.compile(r"[0-9]{1,10}(\.[0-9]{1,6})?")


class CardKind(StrEnum):
    """How a card prices a month's units."""

    GRADUATED = "graduated"
    VOLUME = "volume"
    PACKAGES = "packages"
    BLOCKS = "blocks"

    @property
    def words(self) -> str:
        return _KINDS[self]


_KINDS = {
    CardKind.GRADUATED: "Graduated: each unit at the price of the tier it lies in",
    CardKind.VOLUME: "Volume: all units at the price of the tier that the month’s quantity falls in",
    CardKind.PACKAGES: "Packages: so many units for a price, a part package counts whole",
    CardKind.BLOCKS: "Blocks: tiers of blocks of units, a part block counts whole",
}


@dataclass(frozen=True, slots=True)
class Price:
    """Up to and with so many units (None: without end), and pounds for each unit, package or block."""

    up_to: Fraction | None
    pounds: Fraction


@dataclass(frozen=True, slots=True)
class Card:
    """The prices of one unit. `size` is that of a package or a block; `free_units` are free in each financial year;
    `minimum` is due for each whole month, used or not.
    """

    kind: CardKind
    prices: tuple[Price, ...]
    size: Fraction = Fraction(1)
    free_units: Fraction = Fraction(0)
    minimum: Money = NOTHING

    @classmethod
    def read(cls, rule: Mapping[str, Any]) -> Card:
        """From the JSON of a rate card."""
        prices = tuple(
            Price(Fraction(one["up_to"]) if one["up_to"] else None, Fraction(one["pounds"])) for one in rule["prices"]
        )
        return cls(
            CardKind(rule["kind"]), prices, Fraction(rule["size"]), Fraction(rule["free_units"]),
            Money(rule["minimum_pence"]),
        )  # fmt: skip

    @property
    def rule(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kind": self.kind.value,
            "prices": [
                {"up_to": one.up_to and plain_number(one.up_to), "pounds": plain_number(one.pounds)}
                for one in self.prices
            ],
            "size": plain_number(self.size),
            "free_units": plain_number(self.free_units),
            "minimum_pence": self.minimum.pence,
        }

    def words(self, unit: Unit) -> list[str]:
        """The whole card, a sentence a line."""
        return [*self._price_words(unit), *self._promises(unit)]

    def _price_words(self, unit: Unit) -> Iterator[str]:
        each = {CardKind.PACKAGES: "package", CardKind.BLOCKS: "block"}.get(self.kind)
        what = f"for each {each} of {number_of(self.size, unit)}" if each else f"for each {unit.singular}"
        if self.kind is CardKind.VOLUME and len(self.prices) > 1:
            what = f"{what} of the month"
        lower = Fraction(0)
        for one in self.prices:
            reach = "" if len(self.prices) == 1 else _reach(lower, one.up_to)
            yield f"{pounds(one.pounds)} {what}{reach}."
            lower = one.up_to or lower

    def _promises(self, unit: Unit) -> Iterator[str]:
        if self.free_units:
            yield f"{number_of(self.free_units, unit)} are free in each financial year."
        if self.minimum:
            yield f"At least {self.minimum} for each month."


def _reach(lower: Fraction, up_to: Fraction | None) -> str:
    if up_to is None:
        return f" beyond {figure(lower)}"
    return f" beyond {figure(lower)}, up to {figure(up_to)}" if lower else f" up to {figure(up_to)}"


def faults_of_card(card: Card) -> list[str]:
    """Everything that is wrong with a card, in whole sentences; nothing, for one that can be in force."""
    faults = []
    if not card.prices:
        faults.append("Give at least one price.")
    if any(not 0 <= one.pounds <= PRICE_MAX for one in card.prices):
        faults.append("A price is from £0.00 to £1,000,000.00.")
    ends = [one.up_to for one in card.prices]
    if any(end is None for end in ends[:-1]):
        faults.append("Only the last price has no end. Say up to how many units each price before it goes.")
    if any(later <= earlier for earlier, later in pairwise([Fraction(0), *(end for end in ends if end is not None)])):
        faults.append("Each price goes up to more units than the one before it.")
    if any(end is not None and end > UNITS_MAX for end in ends) or not 0 <= card.free_units <= UNITS_MAX:
        faults.append("A card counts up to 1,000,000,000 units.")
    if not 0 <= card.minimum.pence <= MINIMUM_MAX.pence:
        faults.append(f"A minimum is from £0.00 to {MINIMUM_MAX}.")
    return [*faults, *_faults_of_size(card)]


def _faults_of_size(card: Card) -> Iterator[str]:
    if card.kind not in (CardKind.PACKAGES, CardKind.BLOCKS):
        return
    if not 0 < card.size <= UNITS_MAX:
        yield "Say how many units are in a package or block: more than none."
    elif any(one.up_to is not None and one.up_to % card.size for one in card.prices):
        yield "Each price of blocks goes up to a whole number of blocks."
    if card.kind is CardKind.PACKAGES and len(card.prices) > 1:
        yield "Packages have one price."


@dataclass(frozen=True, slots=True)
class RatedLine:
    """One line of a month's working, in words, and what it comes to."""

    words: str
    amount: Money


@dataclass(frozen=True, slots=True)
class RatedMonth:
    """A month's use, rated: the units, how many of them were free, and a line for each price and promise."""

    quantity: Fraction
    free: Fraction
    lines: tuple[RatedLine, ...]

    @property
    def amount(self) -> Money:
        return Money.total(line.amount for line in self.lines)

    @property
    def is_nothing(self) -> bool:
        return not self.quantity and not self.amount


def rate_month(
    card: Card, quantity: Fraction, *, unit: Unit, free_left: Fraction, days_active: int, days_in_month: int
) -> RatedMonth:
    """Rate a month's units: what is free first, then the prices, then what is short of the minimum.

    Takes: `free_left`, the free units of the financial year that the months before left over; days, for a minimum that
    is promised for a part of the month.
    Rule: cost_sharing.md, odd pence, rated line: each price is rounded once; the shortfall is a line of its own.
    """
    free = min(max(free_left, Fraction(0)), quantity)
    lines = [RatedLine(f"{number_of(free, unit)} free of charge", NOTHING)] if free else []
    lines += _priced(card, quantity - free, unit)
    used = Money.total(line.amount for line in lines)
    minimum = true_up_to_minimum(used, minimum=card.minimum, days_active=days_active, days_in_month=days_in_month)
    if minimum.true_up:
        part = "" if days_active == days_in_month else f" for {days_active} of {days_in_month} days"
        lines.append(RatedLine(f"Up to the minimum of {minimum.for_period}{part}", minimum.true_up))
    return RatedMonth(quantity, free, tuple(lines))


def _priced(card: Card, units: Fraction, unit: Unit) -> Iterator[RatedLine]:
    if not units:
        return
    if card.kind is CardKind.PACKAGES:
        count, price = packages_for(units, size=card.size), card.prices[0].pounds
        yield RatedLine(_counted(count, "package", card, price), rated(count, at=price))
    elif card.kind is CardKind.BLOCKS:
        yield from _by_blocks(card, units)
    else:
        yield from _by_tiers(card, units, unit)


def _by_tiers(card: Card, units: Fraction, unit: Unit) -> Iterator[RatedLine]:
    policy = TierPolicy(card.kind.value)
    tiers = [Tier(one.up_to, one.pounds) for one in card.prices]
    reached = tiers_reached(units, up_to=[tier.up_to for tier in tiers], policy=policy)
    for one, amount in zip(reached, rate_by_tiers(units, tiers=tiers, policy=policy), strict=True):
        yield RatedLine(f"{number_of(one.units, unit)} at {pounds(card.prices[one.place].pounds)}", amount)


def _by_blocks(card: Card, units: Fraction) -> Iterator[RatedLine]:
    tiers, lower = [], Fraction(0)
    for price in card.prices:
        end = price.up_to or lower + card.size
        tiers.append(BlockTier(card.size, int((end - lower) / card.size), price.pounds))
        lower = end
    ends = [price.up_to for price in card.prices]
    reached = tiers_reached(units, up_to=ends, policy=TierPolicy.GRADUATED)
    for one, amount in zip(reached, rate_by_blocks(units, tiers=tiers, policy=TierPolicy.GRADUATED), strict=True):
        count = ceil(Fraction(one.units) / card.size)
        yield RatedLine(_counted(count, "block", card, card.prices[one.place].pounds), amount)


def _counted(count: int, what: str, card: Card, price: Fraction) -> str:
    return f"{count:,} {what if count == 1 else f'{what}s'} of {figure(card.size)} at {pounds(price)}"


EXAMPLES_MAX = 6


def worked_examples(card: Card, *, unit: Unit) -> list[RatedMonth]:
    """What some whole months would come to, around every price of a card: none, at each end and just beyond it."""
    ends = [one.up_to for one in card.prices if one.up_to] or [card.size, card.size * 10]
    free = card.free_units
    tried = sorted({Fraction(0), *ends, *(end + 1 for end in ends), ends[-1] * 2, *([free + ends[0]] if free else [])})
    return [
        rate_month(card, units, unit=unit, free_left=free, days_active=30, days_in_month=30)
        for units in tried[:EXAMPLES_MAX]
    ]


def read_number(written: str, *, what: str, most: Fraction = UNITS_MAX, places: int = 6) -> Fraction:
    """A plain decimal above or at zero. Refuses: ValueError, in words fit to show, for anything else.

    >>> read_number("1,250.5", what="Quantity")
    Fraction(2501, 2)
    >>> read_number("1e400", what="Quantity")
    Traceback (most recent call last):
    ValueError: Quantity must be a plain number such as 12 or 12.5, and not “1e400”.
    """
    plain = written.strip().replace(",", "")
    if not _DECIMAL.fullmatch(plain):
        raise ValueError(f"{what} must be a plain number such as 12 or 12.5, and not “{written.strip()[:40]}”.")
    if len(plain.partition(".")[2].rstrip("0")) > places:
        raise ValueError(f"{what} has {places} decimal places at most.")
    number = Fraction(Decimal(plain))
    if number > most:
        raise ValueError(f"{what} must be {figure(most)} or less.")
    return number


def plain_number(number: Weight) -> str:
    """The shortest decimal. Takes: what a decimal can say.

    >>> plain_number(Fraction(5, 2)), plain_number(Fraction(3)), plain_number(Fraction(-1, 8))
    ('2.5', '3', '-0.125')
    """
    written = f"{Decimal(number.numerator) / Decimal(number.denominator):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def figure(number: Weight) -> str:
    """A number for people: "1,250.5"."""
    whole, point, rest = plain_number(abs(Fraction(number))).partition(".")
    return f"{'−' if number < 0 else ''}{int(whole):,}{point}{rest}"


def number_of(number: Weight, unit: Unit) -> str:
    """A quantity in words: "1 offer made", "2.5 minutes of robot time"."""
    return f"{figure(number)} {unit.singular if number == 1 else unit.plural}"


def pounds(price: Fraction) -> str:
    """A price to the last place it has, pence at least.

    >>> pounds(Fraction(1, 2)), pounds(Fraction(1, 8)), pounds(Fraction(1200))
    ('£0.50', '£0.125', '£1,200.00')
    """
    whole, _, rest = plain_number(price).partition(".")
    return f"£{int(whole):,}.{rest.ljust(2, '0')}"
