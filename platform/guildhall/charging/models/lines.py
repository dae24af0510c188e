"""What a close fixes for good: the totals that everybody may see, the lines of each partner, and the list of it all."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guildhall.charging.models.periods import Period
from guildhall.charging.models.pools import KeyVersion, Pool
from guildhall.database.records import AppendOnlyQuerySet, Fact
from guildhall.database.wall import every_row, own_rows
from guildhall.kernel import Money, Month


class PoolTotalQuerySet(AppendOnlyQuerySet):
    def original(self) -> PoolTotalQuerySet:
        """Those that a month's own close wrote; the others correct them."""
        return self.filter(corrects__isnull=True)


class PoolTotal(Fact):
    """A pool's cost and total weight in a closed month. It names no partner, so every partner may check against it.

    `period` is the month it is billed in, `used_on` the first day of the month it was used in. A correction is billed
    later than it was used: it `corrects` the total of that month, says why, and costs nothing, because the cost is
    shared already. A deferred trigger holds that its lines add up to the cost, to the penny. `basis` is what else the
    shares rest on: since when their pence are rounded over the months, what other services passed on to this one or it
    to them, what of the cost is idle capacity.

    `cost_pence` is what the members share; what the pool itself cost is `own`. `income_pence` is what third parties
    paid towards the pool in the month that closed, and is taken off both already; below zero, more was credited to them
    than they were charged.
    """

    wall = every_row()

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="pool_totals")
    used_on = models.DateField()
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    key_version = models.ForeignKey(KeyVersion, on_delete=models.PROTECT, related_name="+")
    cost_pence = models.BigIntegerField()
    income_pence = models.BigIntegerField(default=0)
    total_weight = models.CharField(max_length=100)
    total_weight_before = models.CharField(max_length=100, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    reason = models.TextField(blank=True)
    basis = models.JSONField(default=dict)

    objects = PoolTotalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "used_on", "pool"], name="pool_total_one_for_each_month_of_use"),
            models.CheckConstraint(condition=Q(used_on__day=1), name="pool_total_is_used_in_a_month"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="", total_weight_before="")
                | (Q(corrects__isnull=False, cost_pence=0) & ~Q(reason="") & ~Q(total_weight_before="")),
                name="pool_total_that_corrects_costs_nothing_and_says_why",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | Q(income_pence=0), name="pool_total_that_corrects_has_no_income"
            ),
        ]

    @property
    def cost(self) -> Money:
        """What the members share: net of what third parties paid."""
        return Money(self.cost_pence)

    @property
    def own(self) -> Money:
        """What the pool itself cost, before services passed anything on."""
        return Money(self.basis["support"]["own_pence"]) if "support" in self.basis else self.cost

    @property
    def idle(self) -> Money:
        """What of the pool's own cost is capacity that nobody used."""
        return Money(self.basis.get("idle_pence", 0))

    @property
    def income(self) -> Money:
        return Money(self.income_pence)

    @property
    def used_in(self) -> Month:
        return Month(self.used_on.year, self.used_on.month)


class Line(Fact):
    """One partner's share of one pool: what it weighs, the exact share in pence as a fraction, and the pence charged.

    `period` is the month it is billed in, `used_on` the first day of the month it was used in. `drivers` lists, for
    each unit of the key, the quantity, the events behind it and their digest; a later change of an event would show.
    `basis` is what else it rests on: the floor or ceiling that it stands at, and what it would be without.

    A correction is what the share has become (`recomputed_pence`) less all that was charged of it before
    (`charged_pence`). Its weight and exact share are those of the share as it is now, its events those that came late.
    """

    wall = own_rows()

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="lines")
    used_on = models.DateField()
    partner_key = models.CharField(max_length=63, db_index=True)
    total = models.ForeignKey(PoolTotal, on_delete=models.PROTECT, related_name="lines")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    weight = models.CharField(max_length=100)
    weight_before = models.CharField(max_length=100, blank=True)
    exact_share = models.CharField(max_length=200)
    pence = models.BigIntegerField()
    charged_pence = models.BigIntegerField(null=True)
    recomputed_pence = models.BigIntegerField(null=True)
    has_odd_penny = models.BooleanField()
    events_count = models.PositiveIntegerField()
    events_quantity = models.BigIntegerField()
    events_digest = models.CharField(max_length=64)
    drivers = models.JSONField(default=list)
    basis = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "used_on", "partner_key", "pool"], name="line_one_for_each_pool"),
            models.CheckConstraint(condition=Q(used_on__day=1), name="line_is_used_in_a_month"),
            models.CheckConstraint(
                condition=Q(charged_pence__isnull=True, recomputed_pence__isnull=True, weight_before="")
                | (
                    Q(charged_pence__isnull=False, pence=F("recomputed_pence") - F("charged_pence"))
                    & ~Q(weight_before="")
                ),
                name="line_that_corrects_is_the_difference",
            ),
        ]
        indexes = [models.Index(fields=["partner_key", "period"], name="line_by_partner")]

    @property
    def amount(self) -> Money:
        return Money(self.pence)

    @property
    def used_in(self) -> Month:
        return Month(self.used_on.year, self.used_on.month)


class OpenShare(Fact):
    """One partner's share of one pool, billed in a closed month, as every member may see it: their agreement opened the
    books. A month that was closed under an agreement that keeps shares apart has none. `member` is the partner's name
    as it was then, because no partner reads the names of others.
    """

    wall = own_rows(everybody="select")

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="open_shares")
    partner_key = models.CharField(max_length=63, db_index=True)
    member = models.CharField(max_length=200)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="+")
    pence = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "partner_key", "pool"], name="open_share_one_for_each_pool")
        ]

    @property
    def amount(self) -> Money:
        return Money(self.pence)


class CloseManifest(Fact):
    """All that a closed month rests on, and its digest, which covers the digest of the month before: a chain.

    Events up to number `last_event_id` were counted: those of the month itself, and those of closed months that no
    close had counted before. What is written down later is counted by a later close. The use of customers counts up to
    number `last_use_id`, in the same way.
    """

    period = models.OneToOneField(Period, on_delete=models.PROTECT, related_name="manifest")
    body = models.JSONField()
    last_event_id = models.BigIntegerField()
    last_use_id = models.BigIntegerField(default=0)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["previous_digest"], name="close_manifest_chain_does_not_fork")]


class MonthBridge(Fact):
    """What one partner's share of a month came of, since the month before: pence by step, which add up."""

    wall = own_rows()

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="bridges")
    partner_key = models.CharField(max_length=63, db_index=True)
    before_pence = models.BigIntegerField()
    cost_pence = models.BigIntegerField()
    key_pence = models.BigIntegerField()
    volume_pence = models.BigIntegerField()
    members_pence = models.BigIntegerField()
    correction_pence = models.BigIntegerField()
    after_pence = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "partner_key"], name="month_bridge_one_for_a_partner"),
            models.CheckConstraint(
                condition=Q(
                    after_pence=F("before_pence") + F("cost_pence") + F("key_pence") + F("volume_pence")
                    + F("members_pence") + F("correction_pence")
                ),
                name="month_bridge_steps_add_up",
            ),
        ]  # fmt: skip
