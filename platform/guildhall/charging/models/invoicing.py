"""What an e-invoice needs to know of a partner: how it is taxed, what it wants quoted. Dated; the last stands."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Self

from django.db import models
from django.db.models import Q

from guildhall.charging.taxing import VatPosition as Taxation
from guildhall.database.records import AppendOnlyQuerySet, Fact
from guildhall.database.wall import own_rows


class DatedQuerySet(AppendOnlyQuerySet):
    def in_force(self, day: date) -> Self:
        """One row for each partner: what stands for it on a day."""
        return self.filter(from_on__lte=day).order_by("partner_key", "-from_on", "-id").distinct("partner_key")


class VatPosition(Fact):
    """How what a partner is charged is taxed, from a day on: decided by somebody, never inferred. `rate` in percent."""

    wall = own_rows()

    class Category(models.TextChoices):
        OUT_OF_SCOPE = "O", "Outside the scope of VAT"
        EXEMPT = "E", "Exempt from VAT"
        STANDARD = "S", "Taxed at a rate"

    partner_key = models.CharField(max_length=63, db_index=True)
    from_on = models.DateField()
    category = models.CharField(max_length=1, choices=Category.choices)
    rate = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    reason = models.CharField(max_length=200, blank=True)
    set_at = models.DateTimeField()
    set_by_id = models.UUIDField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(category="S", rate__gt=0, rate__lte=100, reason="")
                | Q(category__in=["O", "E"], rate=0) & ~Q(reason=""),
                name="vat_position_has_a_rate_or_a_reason",
            )
        ]

    @property
    def taxation(self) -> Taxation:
        return Taxation(self.category, Fraction(self.rate))

    @property
    def words(self) -> str:
        taxed = self.category == self.Category.STANDARD
        return f"{self.rate.normalize():f}% VAT" if taxed else str(self.get_category_display())

    def __str__(self) -> str:
        return self.words


class BuyerReference(Fact):
    """What a partner wants quoted on e-invoices, and the location number (GLN) they are sent to, from a day on."""

    wall = own_rows()

    partner_key = models.CharField(max_length=63, db_index=True)
    from_on = models.DateField()
    reference = models.CharField(max_length=60)
    gln = models.CharField(max_length=13)
    set_at = models.DateTimeField()
    set_by_id = models.UUIDField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reference=""), name="buyer_reference_says_something"),
            models.CheckConstraint(condition=Q(gln__regex=r"^[0-9]{13}$"), name="buyer_reference_has_a_gln"),
        ]

    def __str__(self) -> str:
        return self.reference
