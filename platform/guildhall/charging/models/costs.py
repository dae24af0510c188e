"""What the services cost in a month, as the host's ledger has it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.charging.models.periods import Period
from guildhall.charging.models.pools import Pool
from guildhall.database.records import AppendOnlyQuerySet, Fact, Record, RecordQuerySet
from guildhall.kernel import Money


class CostLoadQuerySet(RecordQuerySet):
    def in_force(self) -> CostLoadQuerySet:
        return self.filter(withdrawn_at__isnull=True)


class CostLoad(Record):
    """One file of costs, taken in whole. A period has at most one that is in force; a wrong one is withdrawn.

    `control_total_pence` is what the host's ledger says the month cost, typed by who loaded the file; a load of the
    time before there was one has none.
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="loads")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    control_total_pence = models.BigIntegerField(null=True)
    loaded_at = models.DateTimeField()
    loaded_by_id = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.UUIDField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    objects = CostLoadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period"], condition=Q(withdrawn_at__isnull=True), name="cost_load_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=Q(withdrawn_at__isnull=True), name="cost_load_of_a_file_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by_id__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by_id__isnull=False) & ~Q(withdrawn_reason="")),
                name="cost_load_withdrawn_by_somebody_for_a_reason",
            ),
        ]

    @property
    def control_total(self) -> Money | None:
        return None if self.control_total_pence is None else Money(self.control_total_pence)

    def __str__(self) -> str:
        return self.file_name


class PoolCostQuerySet(AppendOnlyQuerySet):
    def in_force(self) -> PoolCostQuerySet:
        return self.filter(load__withdrawn_at__isnull=True)


class PoolCost(Fact):
    """One line of the host's ledger that belongs to a pool. Below zero is income or a refund, and has its reason. An
    idle one is capacity that was paid for and that nobody used: it is shared like the rest, and always shown.
    """

    load = models.ForeignKey(CostLoad, on_delete=models.PROTECT, related_name="costs")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="costs")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="costs")
    row = models.PositiveIntegerField()
    amount_pence = models.BigIntegerField()
    ledger_reference = models.CharField(max_length=60)
    narrative = models.CharField(max_length=200)
    reason = models.CharField(max_length=200, blank=True)
    is_idle = models.BooleanField(default=False)

    objects = PoolCostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["load", "pool", "ledger_reference", "amount_pence"], name="pool_cost_is_not_repeated"
            ),
            models.CheckConstraint(
                condition=Q(amount_pence__gte=0) | ~Q(reason=""), name="pool_cost_below_zero_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(is_idle=False) | Q(amount_pence__gte=0), name="pool_cost_that_is_idle_is_a_cost"
            ),
        ]

    @property
    def amount(self) -> Money:
        return Money(self.amount_pence)

    def __str__(self) -> str:
        return f"{self.pool}: {self.amount}, {self.ledger_reference}"
