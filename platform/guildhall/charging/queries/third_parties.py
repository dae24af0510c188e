"""What those pay who are no partners, from what the tables hold: cards, use and VAT positions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.db.models import Max, Q, Sum

from guildhall.charging.models import CustomerInvoice, CustomerUse, CustomerVatPosition, Period, RateCard
from guildhall.charging.rate_cards import number_of
from guildhall.charging.taxing import Taxed
from guildhall.charging.third_parties import (
    Billed,
    Buyer,
    Charge,
    Supplied,
    Supply,
    Tariff,
    ThirdParties,
    Unrated,
    Vat,
    What,
    charged_in,
    without_position,
)
from guildhall.kernel import Money, Month
from guildhall.metering.units import Unit

Uses = dict[What, dict[Month, Fraction]]


def third_parties_in(period: Period, *, up_to: int | None = None) -> ThirdParties:
    """What a period charges customers: its own use by the cards in force, and what corrects the months before.

    Takes: `up_to`, the last row of use that counts; None for all there are now. Four questions at most.
    Rule: cost_sharing.md, rate cards; decision 0023.
    """
    after, month = _last_use_counted_before(period), period.month
    rows = _use_by_month(month, after=after, up_to=up_to)
    now, before = _summed(rows, "now"), _summed(rows, "before")
    supplies = supplies_in(month)
    charges = charged_in(month, supplies=supplies, now=now, before=None if after is None else before)
    last = max((row["last"] for row in rows), default=0) if up_to is None else up_to
    return ThirdParties(charges, tuple(_unrated(rows, supplies, month)), last)


def last_use() -> int:
    """The number of the last row of use written down so far; 0, while there is none."""
    return int(CustomerUse.objects.aggregate(last=Max("id"))["last"] or 0)


def _last_use_counted_before(period: Period) -> int | None:
    """Up to which row the close of the month before counted; None, if that is not closed, or there is none."""
    before = Period.objects.filter(month_on__lt=period.month_on).order_by("-month_on")
    return before.values_list("manifest__last_use_id", flat=True).first()


def _use_by_month(month: Month, *, after: int | None, up_to: int | None) -> list[dict[str, Any]]:
    uses = CustomerUse.objects.filter(used_on__lte=month.last_day)
    uses = uses if up_to is None else uses.filter(id__lte=up_to)
    rows = uses.values(
        "customer_id", "customer__name", "pool_id", "pool__name", "unit", "used_on__year", "used_on__month"
    ).annotate(
        now=Sum("quantity"), last=Max("id"), before=Sum("quantity", filter=Q(id__lte=after or 0), default=0)
    )  # fmt: skip
    return list(rows.order_by("customer_id", "pool_id", "unit", "used_on__year", "used_on__month"))


def _summed(rows: Iterable[Mapping[str, Any]], which: str) -> Uses:
    found: Uses = defaultdict(dict)
    for row in rows:
        month = Month(row["used_on__year"], row["used_on__month"])
        found[row["customer_id"], row["pool_id"], Unit(row["unit"])][month] = Fraction(row[which])
    return found


def supplies_in(month: Month) -> list[Supply]:
    """Every unit of a service that a customer had an approved card for by a month. One question."""
    cards = RateCard.objects.approved().filter(from_on__lte=month.first_day).select_related("customer", "pool")
    found: dict[What, list[RateCard]] = defaultdict(list)
    for card in cards.order_by("customer__code", "pool__code", "unit", "from_on"):
        found[card.customer_id, card.pool_id, Unit(card.unit)].append(card)
    return [_supply(of_it) for of_it in found.values()]


def _supply(cards: list[RateCard]) -> Supply:
    customer, pool = cards[0].customer, cards[0].pool
    return Supply(
        Buyer(customer.id, customer.code, customer.name, customer.from_on, customer.until_on),
        pool.id, pool.code, pool.name, Unit(cards[0].unit),
        tuple(Tariff(card.id, card.number, card.from_month, card.card) for card in cards),
    )  # fmt: skip


def _unrated(rows: Iterable[Mapping[str, Any]], supplies: list[Supply], month: Month) -> Iterable[Unrated]:
    """What was used in the month itself without a card in force. For closed months such use is not taken in."""
    rated = {supply.what for supply in supplies if supply.tariff_in(month)}
    for row in rows:
        unit = Unit(row["unit"])
        is_rated = (row["customer_id"], row["pool_id"], unit) in rated
        if not is_rated and Month(row["used_on__year"], row["used_on__month"]) == month and row["now"]:
            yield Unrated(row["customer__name"], unit, Fraction(row["now"]), row["pool__name"], month)


def vat_of(charges: Iterable[Charge]) -> dict[Supplied, Vat]:
    """How each charge is taxed: by the position in force in its month of use. One question; none for no charge."""
    supplied = {(one.supply.buyer.id, one.supply.pool_id, one.month) for one in charges}
    if not supplied:
        return {}
    positions: dict[tuple[int, int], list[CustomerVatPosition]] = defaultdict(list)
    asked = CustomerVatPosition.objects.filter(customer_id__in={customer for customer, _, _ in supplied})
    for position in asked.order_by("from_on", "id"):
        positions[position.customer_id, position.pool_id].append(position)
    found = {}
    for customer, pool, month in supplied:
        standing = [one for one in positions[customer, pool] if one.from_on <= month.first_day]
        if standing:
            last = standing[-1]
            found[customer, pool, month] = Vat(last.category, Fraction(last.rate), last.reason)
    return found


def billed_before(*, period: Period) -> dict[Billed, Taxed]:
    """What the documents of the months before billed, by customer, month of use and VAT. One question."""
    rows = CustomerInvoice.objects.filter(period__month_on__lt=period.month_on)
    found = rows.values("customer_id", "used_on", "category", "rate").annotate(
        net=Sum("net_pence"), tax=Sum("tax_pence")
    )
    return {
        (row["customer_id"], Month(row["used_on"].year, row["used_on"].month), row["category"], Fraction(row["rate"])):
            Taxed(Money(int(row["net"])), Money(int(row["tax"])))
        for row in found.order_by()
    }  # fmt: skip


def what_stops_charging(paid: ThirdParties) -> list[str]:
    """What keeps the use of customers from being charged, a sentence each; nothing, if nothing does."""
    reasons = [
        f"{one.customer} used {number_of(one.quantity, one.unit)} of {one.pool} in {one.month.title} without a rate "
        "card in force. Have a card approved that starts by then, or correct the use."
        for one in paid.unrated
    ]
    untaxed = without_position(paid.charges, vat=vat_of(paid.charges))
    named = dict.fromkeys((one.supply.buyer.name, one.supply.pool_name, one.month) for one in untaxed)
    return reasons + [
        f"Nobody has said how {pool} is taxed for {customer} in {month.title}. Set the VAT position."
        for customer, pool, month in named
    ]
