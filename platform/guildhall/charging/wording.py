"""How a share was worked out, in words and figures that a reader can check by hand. Plain Python.

A line says on one line what it rests on: cost, use, exact share; and where a bound, the pence of earlier months or the
cost of another service have their part in it, that too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from guildhall.charging.allocation import SharedPool
from guildhall.charging.keys import joined, written
from guildhall.charging.sharing import Share, Weight
from guildhall.charging.working import DriverBehind, Member, OverMonths, PoolInMonth, WorkedMonth
from guildhall.kernel import Money

NO_BOUNDS_BELOW_ZERO = "The cost is not above nothing, so no floor or ceiling holds"


@dataclass(frozen=True, slots=True)
class WorkedLine:
    """All that one line is worked out from."""

    pool: PoolInMonth
    shared: SharedPool
    code: str
    drivers: Sequence[DriverBehind]
    subtotal: Money
    subtotals: Money
    names: Mapping[str, str]

    @classmethod
    def of(cls, pool: PoolInMonth, member: Member, worked: WorkedMonth) -> WorkedLine:
        subtotals = worked.allocation.direct_subtotal
        return cls(
            pool,
            worked.shared(pool),
            member.code,
            worked.drivers(pool, member),
            subtotals.get(member.code, Money(0)),
            worked.allocation.direct_total,
            {one.code: one.name for one in worked.pools},
        )

    @property
    def share(self) -> Share:
        return self.shared.shares[self.code]

    @property
    def use(self) -> str:
        """What this member used, or has agreed to bear."""
        return self._use(self.share.weight, self.subtotal, whole=False)

    @property
    def all_use(self) -> str:
        return self._use(self.shared.total_weight, self.subtotals, whole=True)

    def _use(self, weight: Weight, subtotal: Money, *, whole: bool) -> str:
        if self.pool.key.passes_all_on:
            return "Not shared among the members"
        if self.pool.key.is_fixed:
            shares = "Agreed shares" if whole else "An agreed share"
            return f"{shares} of {written(Fraction(weight))}" if weight else "No agreed share"
        if not self.drivers:
            return f"{subtotal} of the services above"
        return " and ".join(driver.unit.of(driver.of if whole else driver.quantity) for driver in self.drivers)

    @property
    def rate(self) -> str:
        """What one unit comes to, where one unit alone decides; otherwise nothing."""
        if len(self.drivers) != 1 or not self.drivers[0].of or self.shared.bounded:
            return ""
        each = Fraction(self.shared.net.pence, self.drivers[0].of)
        return f"{pounds_exactly(each)} for each {self.drivers[0].unit.singular}"

    @property
    def working(self) -> str:
        """From the cost to the exact share; and, where services pass costs on, first what the cost is made of."""
        return " ".join(part for part in (self._made_of, self._idle, f"{self._shared_out}{self._brought_by}") if part)

    @property
    def _idle(self) -> str:
        """That some of the cost is for capacity that nobody used."""
        return f"{self.pool.idle} of the cost is idle capacity, which nobody used." if self.pool.idle else ""

    @property
    def _made_of(self) -> str:
        """What the members share: own cost, what came from other services, what went to them."""
        passing = self.shared.passing
        if passing is None:
            return ""
        parts = [f"{passing.own} own cost"]
        parts += [f"{pounds_exactly(pence)} from {self.names[code]}" for code, pence in passing.sources.items()]
        gone = [f"{amount} to {self.names[code]}" for code, amount in passing.went.items()]
        if passing.exact is not None:
            return f"{self.shared.net} is left to share of {joined(parts)}, each charging the other in full."
        less = f", less {joined(gone)}" if gone else ""
        return f"{self.shared.net} to share: {joined(parts)}{less}."

    @property
    def _brought_by(self) -> str:
        """What of this share each other service brought, exactly."""
        passing, net = self.shared.passing, self.shared.net.pence
        if passing is None or not net or self.pool.key.is_bounded or self.pool.over:
            return ""
        brought = {code: self.share.exact * pence / net for code, pence in passing.sources.items()}
        words = [f"{pounds_exactly(pence)} came from {self.names[code]}" for code, pence in brought.items() if pence]
        return f"; of it {joined(words)}" if words else ""

    @property
    def _shared_out(self) -> str:
        if self.pool.key.passes_all_on:
            return "All of it goes to the services that it serves"
        if self.shared.bounded:
            return self._within_bounds()
        if self.pool.over:
            return self._over_months(self.pool.over)
        exactly = f"{self.shared.net} × {self._part} = {pounds_exactly(self.share.exact)}"
        return f"{exactly}. {NO_BOUNDS_BELOW_ZERO}" if self.pool.key.is_bounded else exactly

    @property
    def _part(self) -> str:
        """This member's part of the whole, as it is multiplied."""
        if self.pool.key.is_fixed:
            return f"{_number(self.share.weight)} ÷ {_number(self.shared.total_weight)}"
        if not self.drivers:
            return f"{self.subtotal} ÷ {self.subtotals}"
        if len(self.drivers) == 1:
            return f"{self.drivers[0].quantity:,} ÷ {self.drivers[0].of:,}"
        return f"({' + '.join(f'{one.percent}% × {one.quantity:,} ÷ {one.of:,}' for one in self.drivers)})"

    def _within_bounds(self) -> str:
        """What the share would be without bounds, then the bound, or this member's part of what they leave."""
        bounded = self.shared.bounded
        if bounded is None:
            return ""
        without = bounded.unbounded[self.code]
        first = f"{self.shared.net} × {self._part} = {pounds_exactly(without.exact)}"
        if bounded.is_at_floor(self.code) or bounded.is_at_ceiling(self.code):
            which = "floor" if bounded.is_at_floor(self.code) else "ceiling"
            return f"{first}. At the {which} of {self.share.money}, was {without.money} unbounded"
        if not bounded.binds_anybody:
            return f"{first}. No floor or ceiling binds anybody"
        rest = f"{first} unbounded. Of {bounded.left} that floors and ceilings leave"
        exact = pounds_exactly(self.share.exact)
        if not self.pool.key.is_fixed and len(self.drivers) != 1:
            return f"{rest}, {exact} by the same key"
        return f"{rest}: {bounded.left} × {_number(self.share.weight)} ÷ {_number(bounded.weight_left)} = {exact}"

    def _over_months(self, over: OverMonths) -> str:
        """What this member bears of all months since then, less what it was charged before."""
        together, total = over.so_far + self.shared.net, self.shared.total_weight
        entitled = Fraction(together.pence) * Fraction(self.share.weight) / Fraction(total) if total else Fraction(0)
        before = Money(int(entitled - self.share.exact))
        months = f"{together} since {over.since.title}"
        left = f"{months} × {self._part} = {pounds_exactly(entitled)}, less {before} charged before"
        return f"{left} = {pounds_exactly(self.share.exact)}"

    @property
    def rounding(self) -> str:
        """How the exact share became pence."""
        if self.pool.over and not self.shared.bounded:
            if self.share.pence * self.shared.net.pence < 0:
                return "A penny that was rounded up in an earlier month is given back, so this one is below nothing."
            return f"Rounded over the months since {self.pool.over.since.title}, not in each of them."
        if self.share.has_odd_penny:
            return "Rounded down, and one odd penny added."
        return "Exact." if self.share.exact.denominator == 1 else "Rounded down."


def pounds_exactly(pence: Fraction) -> str:
    """Pence as pounds, to four places of a pound and never rounded up: "£666.6666…" goes on.

    >>> pounds_exactly(Fraction(200000, 3)), pounds_exactly(Fraction(-1250)), pounds_exactly(Fraction(5, 2))
    ('£666.6666…', '−£12.50', '£0.025')
    """
    ten_thousandths, rest = divmod(abs(pence) * 100, 1)
    pounds, places = divmod(int(ten_thousandths), 10_000)
    digits = f"{places:04}"
    digits = f"{digits}…" if rest else digits[:2] + digits[2:].rstrip("0")
    return f"{'−' if pence < 0 else ''}£{pounds:,}.{digits}"


def _number(weight: Weight) -> str:
    """A weight as it is multiplied: whole and decimal numbers as people write them, others as a fraction.

    >>> _number(1234), _number(Fraction("33.5")), _number(Fraction(1, 3))
    ('1,234', '33.5', '(1/3)')
    """
    exact = Fraction(weight)
    if exact.denominator == 1:
        return f"{exact.numerator:,}"
    return written(exact) if exact * 10**6 % 1 == 0 else f"({exact})"
