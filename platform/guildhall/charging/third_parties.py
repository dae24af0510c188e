"""What those pay who are no partners, month by month: rated, corrected later, and put in documents. Plain values.

Every close rates each earlier month again by all the use that is known, as it does for the partners. What a month comes
to now, less what the close before made of it, is charged or credited in the month that closes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

from guildhall.charging.accounts import JournalLine, LedgerAccount, journal
from guildhall.charging.entries import Entry
from guildhall.charging.rate_cards import Card, RatedMonth, number_of, plain_number, rate_month
from guildhall.charging.sharing import percent_of
from guildhall.charging.taxing import Taxed
from guildhall.kernel import Money, Month
from guildhall.metering.units import Unit

NOTHING = Money(0)
NONE_USED = Fraction(0)

What: TypeAlias = tuple[int, int, Unit]
"""Which use: the customer's and the pool's row, and the unit."""
Use: TypeAlias = Mapping[Month, Fraction]


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer, as far as what it is charged depends on it. `until_on` is its first day without us, or None."""

    id: int
    code: str
    name: str
    from_on: date
    until_on: date | None = None

    def days_active(self, month: Month) -> int:
        """On how many days of a month it was a customer."""
        first = max(self.from_on, month.first_day)
        until = min(self.until_on or month.next.first_day, month.next.first_day)
        return max((until - first).days, 0)


@dataclass(frozen=True, slots=True)
class Tariff:
    """A rate card that was approved, and the first month of its prices."""

    card_id: int
    number: int
    from_month: Month
    card: Card


@dataclass(frozen=True, slots=True)
class Supply:
    """One unit of one pool's service that a customer has rate cards for, oldest first."""

    buyer: Buyer
    pool_id: int
    pool_code: str
    pool_name: str
    unit: Unit
    tariffs: tuple[Tariff, ...]

    @property
    def what(self) -> What:
        return self.buyer.id, self.pool_id, self.unit

    def tariff_in(self, month: Month) -> Tariff | None:
        """The card in force in a month; None, before the first one and in a month without a day as a customer."""
        if not self.buyer.days_active(month):
            return None
        return next((one for one in reversed(self.tariffs) if one.from_month <= month), None)

    def rated_in(self, month: Month, tariff: Tariff, use: Use) -> RatedMonth:
        """What a month comes to. The free units go to the financial year's months in their order."""
        year = month.financial_year
        before = sum((units for one, units in use.items() if one.financial_year == year and one < month), NONE_USED)
        days = (month.next.first_day - month.first_day).days
        return rate_month(
            tariff.card, use.get(month, NONE_USED), unit=self.unit, free_left=tariff.card.free_units - before,
            days_active=self.buyer.days_active(month), days_in_month=days,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Charge:
    """What a customer is charged of one unit for a month; `before` is what was made of it before, of a correction."""

    supply: Supply
    month: Month
    tariff: Tariff
    now: RatedMonth
    before: RatedMonth | None = None

    @property
    def is_correction(self) -> bool:
        return self.before is not None

    @property
    def amount(self) -> Money:
        return self.now.amount - (self.before.amount if self.before else NOTHING)

    @property
    def words(self) -> str:
        """For a document: the service, and what was used of it."""
        used = number_of(self.now.quantity, self.supply.unit)
        if self.before is None:
            return f"{self.supply.pool_name}: {used}"
        return f"{self.supply.pool_name}: {used}, and not {number_of(self.before.quantity, self.supply.unit)}"

    @property
    def plain(self) -> dict[str, Any]:
        """Everything that decides it, as plain JSON."""
        body = {
            "customer": self.supply.buyer.code,
            "pool": self.supply.pool_code,
            "unit": self.supply.unit.value,
            "month": str(self.month),
            "card": self.tariff.number,
            "rule": self.tariff.card.rule,
            "quantity": plain_number(self.now.quantity),
            "lines": [[line.words, line.amount.pence] for line in self.now.lines],
            "pence": self.amount.pence,
        }
        if self.before is not None:
            body |= {"quantity_before": plain_number(self.before.quantity), "charged_pence": self.before.amount.pence}
        return body


@dataclass(frozen=True, slots=True)
class Unrated:
    """Use of a month that no rate card prices."""

    customer: str
    unit: Unit
    quantity: Fraction
    pool: str
    month: Month


@dataclass(frozen=True, slots=True)
class ThirdParties:
    """All that a month charges those who are no partners, and what cannot be charged. `last_use_id` is the last row of
    use that counts.
    """

    charges: tuple[Charge, ...] = ()
    unrated: tuple[Unrated, ...] = ()
    last_use_id: int = 0

    @property
    def income(self) -> dict[str, Money]:
        """What they pay towards each pool, by code; below zero, where more is credited than charged."""
        found: dict[str, Money] = {}
        for charge in self.charges:
            found[charge.supply.pool_code] = found.get(charge.supply.pool_code, NOTHING) + charge.amount
        return found

    @property
    def total(self) -> Money:
        return Money.total(charge.amount for charge in self.charges)

    def manifest(self) -> dict[str, Any]:
        """For the close's manifest: nothing at all, while nobody is charged."""
        if not self.charges:
            return {}
        return {"customers": {"last_use_id": self.last_use_id, "charges": [one.plain for one in self.charges]}}


NOBODY = ThirdParties()


def charged_in(
    month: Month, *, supplies: Sequence[Supply], now: Mapping[What, Use], before: Mapping[What, Use] | None
) -> tuple[Charge, ...]:
    """What a month charges: its own use, then what corrects the months before it, oldest first.

    Takes: all use of each month up to this one as it is known now, and as the close before counted it; None for
    `before`, while the month before is open, or there is none: then nothing is corrected here.
    """
    found = []
    for supply in supplies:
        use = now.get(supply.what, {})
        tariff = supply.tariff_in(month)
        if tariff:
            own = Charge(supply, month, tariff, supply.rated_in(month, tariff, use))
            found += [] if own.now.is_nothing else [own]
        if before is not None:
            found += _corrections(supply, month, now=use, before=before.get(supply.what, {}))
    return tuple(sorted(found, key=_in_order))


def _corrections(supply: Supply, month: Month, *, now: Use, before: Use) -> list[Charge]:
    """From the first month whose use is another on: free units that it takes, later months of the year do without."""
    changed = [one for one in {*now, *before} if one < month and now.get(one, NONE_USED) != before.get(one, NONE_USED)]
    found, one = [], min(changed, default=month)
    while one < month:
        if tariff := supply.tariff_in(one):
            charge = Charge(
                supply, one, tariff, supply.rated_in(one, tariff, now), supply.rated_in(one, tariff, before)
            )
            found += [charge] if charge.amount else []
        one = one.next
    return found


def _in_order(charge: Charge) -> tuple[str, bool, Month, str, str]:
    return (
        charge.supply.buyer.code, charge.is_correction, charge.month, charge.supply.pool_code, charge.supply.unit.value,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vat:
    """How a supply is taxed: the category, its rate in percent, and why no tax is charged."""

    category: str
    rate: Fraction
    reason: str = ""


Supplied: TypeAlias = tuple[int, int, Month]
"""A customer, a pool, and the month of the supply: what a VAT position belongs to."""
Billed: TypeAlias = tuple[int, Month, str, Fraction]
"""A customer, a month, a VAT category and a rate: what documents are of, one after the other."""


@dataclass(frozen=True, slots=True)
class Document:
    """One invoice or credit note before it has its number: one customer, one month of use, one VAT position."""

    buyer: Buyer
    month: Month
    vat: Vat
    charges: tuple[Charge, ...]
    tax: Money

    @property
    def net(self) -> Money:
        return Money.total(charge.amount for charge in self.charges)

    @property
    def gross(self) -> Money:
        return self.net + self.tax

    @property
    def is_credit_note(self) -> bool:
        return self.net.pence < 0

    @property
    def is_correction(self) -> bool:
        return any(charge.is_correction for charge in self.charges)


def documents_of(
    charges: Iterable[Charge], *, vat: Mapping[Supplied, Vat], billed: Mapping[Billed, Taxed]
) -> list[Document]:
    """Put charges in documents, by customer and month of use. What is taxed otherwise has a document of its own.

    Takes: the VAT position of every supply that is charged; what earlier documents billed of the same month.
    Gives: the tax of a document as the rounded tax of all billed of its month so far, less the tax billed before: so
    what is credited in the end is what was charged, to the penny.
    Rule: cost_sharing.md, odd pence, tax; Peppol traps: O shares no document, a correction is a document of its own.
    """
    grouped: dict[tuple[Buyer, Month, Vat], list[Charge]] = {}
    for charge in charges:
        found = vat[charge.supply.buyer.id, charge.supply.pool_id, charge.month]
        grouped.setdefault((charge.supply.buyer, charge.month, found), []).append(charge)
    return [
        Document(buyer, month, one, tuple(of_it), _tax(buyer, month, one, of_it, billed))
        for (buyer, month, one), of_it in grouped.items()
    ]


def _tax(buyer: Buyer, month: Month, vat: Vat, charges: Iterable[Charge], billed: Mapping[Billed, Taxed]) -> Money:
    so_far = billed.get((buyer.id, month, vat.category, vat.rate), Taxed(NOTHING, NOTHING))
    net = so_far.net + Money.total(charge.amount for charge in charges)
    return percent_of(net, vat.rate) - so_far.tax


def without_position(charges: Iterable[Charge], *, vat: Collection[Supplied]) -> list[Charge]:
    """The charges that nobody has said of how they are taxed."""
    return [one for one in charges if (one.supply.buyer.id, one.supply.pool_id, one.month) not in vat]


def third_parties_charged(month: Month, documents: Sequence[Document]) -> Entry:
    """What a closed month charged third parties: owed by each, income of the pools, tax through the host."""
    owed: dict[str, Money] = {}
    income: dict[str, Money] = {}
    for document in documents:
        owed[document.buyer.code] = owed.get(document.buyer.code, NOTHING) + document.gross
        for charge in document.charges:
            code = charge.supply.pool_code
            income[code] = income.get(code, NOTHING) + charge.amount
    lines = [_line(LedgerAccount.THIRD_PARTIES_DUE, owed[code], customer=code) for code in sorted(owed)]
    lines += [_line(LedgerAccount.THIRD_PARTY_INCOME, -income[code], pool=code) for code in sorted(income)]
    lines.append(_line(LedgerAccount.VAT_DUE, -Money.total(document.tax for document in documents)))
    return Entry(f"third parties/{month}", month.last_day, f"Charged to third parties in {month.title}", journal(lines))


def received_from_customer(*, customer: str, amount: Money, on: date, reference: str) -> Entry:
    """Money that came in from a customer. A bank's reference counts once, whoever paid."""
    lines = [
        _line(LedgerAccount.BANK, amount),
        _line(LedgerAccount.THIRD_PARTIES_DUE, -amount, customer=customer),
    ]
    return Entry(f"receipt/{reference}", on, f"Received from a third party, {reference}", journal(lines))


def paid_back_to_customer(*, customer: str, amount: Money, on: date, reference: str) -> Entry:
    """What a customer was in credit and got back. A bank's reference counts once, whoever was paid."""
    lines = [
        _line(LedgerAccount.THIRD_PARTIES_DUE, amount, customer=customer),
        _line(LedgerAccount.BANK, -amount),
    ]
    return Entry(f"refund/{reference}", on, f"Paid back to a third party, {reference}", journal(lines))


def _line(
    account: LedgerAccount, amount: Money, *, customer: str | None = None, pool: str | None = None
) -> JournalLine:
    """A debit above zero, a credit below."""
    debit, credit = (amount, NOTHING) if amount.pence >= 0 else (NOTHING, -amount)
    return JournalLine(account, None, debit, credit, pool=pool, customer=customer)


def left_to_pay(documents: Sequence[tuple[str, Money]], *, received: Money) -> dict[str, Money]:
    """What is left of each invoice, when all that was received and credited goes to the one that was due first.

    Takes: number and gross amount of each document, the first due first; a credit note's is below zero. `received` is
    all money that came in, less what was paid back.
    Gives: what is left of each invoice; of a credit note, nothing.

        >>> left_to_pay([("1", Money(500)), ("2", Money(300)), ("3", Money(-100))], received=Money(450))
        {'1': £0.00, '2': £2.50, '3': £0.00}
    """
    pot = received - Money.total(gross for _, gross in documents if gross.pence < 0)
    left = {}
    for number, gross in documents:
        paid = min(max(pot, NOTHING), max(gross, NOTHING))
        pot -= paid
        left[number] = max(gross, NOTHING) - paid
    return left
