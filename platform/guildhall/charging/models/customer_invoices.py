"""What a close fixes of those who are no partners: what each is charged, and the documents that ask for it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guildhall.charging.models.customers import UNITS, Customer, RateCard
from guildhall.charging.models.periods import Period
from guildhall.charging.models.pools import Pool
from guildhall.database.records import Fact
from guildhall.kernel import Money, Month


class CustomerInvoice(Fact):
    """An invoice to a customer, or a credit note, for one month of use, numbered without gaps. `figures` holds all that
    it says; its files are drawn from them and come out the same each time.

    `used_on` is the first day of the month it is for; a correction is issued later, and `corrects` the first document
    of that month, if there was one. A credit note's amounts are below zero.
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="customer_invoices")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="invoices")
    sequence = models.PositiveIntegerField(unique=True)
    number = models.CharField(max_length=20, unique=True)
    used_on = models.DateField()
    issued_on = models.DateField()
    due_on = models.DateField()
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    category = models.CharField(max_length=1)
    rate = models.DecimalField(max_digits=5, decimal_places=2)
    net_pence = models.BigIntegerField()
    tax_pence = models.BigIntegerField()
    figures = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(used_on__day=1), name="customer_invoice_is_of_a_month"),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="customer_invoice_due_once_issued"),
        ]

    @property
    def used_in(self) -> Month:
        return Month(self.used_on.year, self.used_on.month)

    @property
    def net(self) -> Money:
        return Money(self.net_pence)

    @property
    def tax(self) -> Money:
        return Money(self.tax_pence)

    @property
    def gross(self) -> Money:
        return Money(self.net_pence + self.tax_pence)

    @property
    def is_credit_note(self) -> bool:
        return self.net_pence < 0

    @property
    def name(self) -> str:
        return self.number

    def __str__(self) -> str:
        return self.number


class CustomerCharge(Fact):
    """What a customer is charged for its use of one unit in a month, billed in the month that closed. `figures` lists
    the rated lines. A correction is what the month comes to now less what was charged of it before.
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="customer_charges")
    invoice = models.ForeignKey(CustomerInvoice, on_delete=models.PROTECT, related_name="charges")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="charges")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=32, choices=UNITS)
    card = models.ForeignKey(RateCard, on_delete=models.PROTECT, related_name="+")
    used_on = models.DateField()
    quantity = models.CharField(max_length=40)
    pence = models.BigIntegerField()
    charged_pence = models.BigIntegerField(null=True)
    recomputed_pence = models.BigIntegerField(null=True)
    figures = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "customer", "pool", "unit", "used_on"],
                name="customer_charge_one_for_each_month_of_use",
            ),
            models.CheckConstraint(condition=Q(used_on__day=1), name="customer_charge_is_of_a_month"),
            models.CheckConstraint(
                condition=Q(charged_pence__isnull=True, recomputed_pence__isnull=True)
                | Q(charged_pence__isnull=False, pence=F("recomputed_pence") - F("charged_pence")),
                name="customer_charge_that_corrects_is_the_difference",
            ),
        ]

    @property
    def amount(self) -> Money:
        return Money(self.pence)
