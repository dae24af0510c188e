"""Those who are no partners and pay for what they use: who they are, how they are taxed, their prices and their use.

No partner's role may read any of it: what everybody sees is the income of a pool.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import models
from django.db.models import F, Q

from guildhall.charging.models.pools import Pool
from guildhall.charging.rate_cards import Card, figure
from guildhall.database.records import AppendOnlyQuerySet, Fact, Record, RecordQuerySet
from guildhall.kernel import Month
from guildhall.metering.units import Unit

UNITS = [(unit.value, unit.label) for unit in Unit]


class Customer(Record):
    """An organisation that is no member and pays by a rate card. `until_on` is its first day without us, or nothing.

    Its name, address and references are as they are now; an invoice keeps what they were at its close. `email` is where
    its invoices are sent, or empty.
    """

    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300)
    reference = models.CharField(max_length=60)
    gln = models.CharField(max_length=13, blank=True)
    payment_days = models.PositiveSmallIntegerField(default=30)
    email = models.EmailField(blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(address=""), name="customer_has_a_name_and_an_address"),
            models.CheckConstraint(condition=~Q(reference=""), name="customer_has_a_buyer_reference"),
            models.CheckConstraint(
                condition=Q(gln="") | Q(gln__regex=r"^[0-9]{13}$"), name="customer_gln_has_13_digits"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="customer_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CustomerVatPosition(Fact):
    """How one service is taxed for one customer, from a month on: decided by somebody, never inferred. The last stands.

    `rate` in percent; `reason`, why no tax is charged.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="vat_positions")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    category = models.CharField(
        max_length=1, choices=[("O", "Outside the scope of VAT"), ("E", "Exempt from VAT"), ("S", "Taxed at a rate")]
    )
    rate = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    reason = models.CharField(max_length=200, blank=True)
    set_at = models.DateTimeField()
    set_by_id = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(from_on__day=1), name="customer_vat_position_starts_with_a_month"),
            models.CheckConstraint(
                condition=Q(category="S", rate__gt=0, rate__lte=100, reason="")
                | Q(category__in=["O", "E"], rate=0) & ~Q(reason=""),
                name="customer_vat_position_has_a_rate_or_a_reason",
            ),
        ]

    @property
    def words(self) -> str:
        return f"{Decimal(self.rate).normalize():f}% VAT" if self.category == "S" else str(self.get_category_display())

    def __str__(self) -> str:
        return self.words


class RateCardQuerySet(RecordQuerySet):
    def approved(self) -> RateCardQuerySet:
        return self.filter(approved_at__isnull=False)

    def waiting(self) -> RateCardQuerySet:
        """Set by one person, and neither approved by another nor withdrawn."""
        return self.filter(approved_at__isnull=True, withdrawn_at__isnull=True)


class RateCard(Record):
    """What one customer pays for one unit of a pool's service, from a month on until the next card. Two people, never
    one: it counts once somebody other than who set it has approved it, and then it never changes.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="rate_cards")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=32, choices=UNITS)
    number = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    rule = models.JSONField()
    set_at = models.DateTimeField()
    set_by_id = models.UUIDField()
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.UUIDField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    objects = RateCardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "number"], name="rate_card_has_its_number"),
            models.UniqueConstraint(
                fields=["customer", "pool", "unit", "from_on"],
                condition=Q(approved_at__isnull=False),
                name="rate_card_one_from_a_month",
            ),
            models.CheckConstraint(condition=Q(from_on__day=1), name="rate_card_starts_with_a_month"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by_id__isnull=True)
                | Q(approved_at__isnull=False, approved_by_id__isnull=False) & ~Q(approved_by_id=F("set_by_id")),
                name="rate_card_is_approved_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by_id__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by_id__isnull=False, approved_at__isnull=True)
                & ~Q(withdrawn_reason=""),
                name="rate_card_withdrawn_before_it_was_approved",
            ),
        ]

    @property
    def card(self) -> Card:
        return Card.read(self.rule)

    @property
    def from_month(self) -> Month:
        return Month(self.from_on.year, self.from_on.month)

    @property
    def is_waiting(self) -> bool:
        return self.approved_at is None and self.withdrawn_at is None

    @property
    def name(self) -> str:
        return f"{self.customer.name}, card {self.number}"

    def __str__(self) -> str:
        return f"Card {self.number}"


class CustomerUse(Fact):
    """So much of a service that a customer used on a day, with the reference that makes it count once and the evidence
    for it. A correction names the row it corrects, and is the difference; both are kept.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="uses")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=32, choices=UNITS)
    used_on = models.DateField(db_index=True)
    quantity = models.DecimalField(max_digits=15, decimal_places=3)
    reference = models.CharField(max_length=60)
    evidence = models.CharField(max_length=200)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    file_name = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.UUIDField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "reference"], name="customer_use_counts_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) | Q(corrects__isnull=False, quantity__lt=0),
                name="customer_use_below_zero_names_what_it_corrects",
            ),
            models.CheckConstraint(
                condition=~Q(reference="") & ~Q(evidence=""), name="customer_use_has_a_reference_and_evidence"
            ),
        ]

    @property
    def amount(self) -> Fraction:
        return Fraction(self.quantity)

    @property
    def month(self) -> Month:
        day: date = self.used_on
        return Month(day.year, day.month)

    @property
    def words(self) -> str:
        return f"{figure(self.amount)} {Unit(self.unit).plural}"

    def __str__(self) -> str:
        return self.reference
