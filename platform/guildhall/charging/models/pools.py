"""Services whose cost is shared, and by what."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.charging.keys import Key
from guildhall.database.records import AppendOnlyQuerySet, Fact, Record, RecordQuerySet
from guildhall.database.wall import every_row
from guildhall.kernel import Month


class PoolQuerySet(RecordQuerySet):
    def in_month(self, month: Month) -> PoolQuerySet:
        """Those that share a cost in a month, in the order of the agreement."""
        return self.filter(from_on__lte=month.first_day).order_by("position", "code")


class Pool(Record):
    """The real cost of one service. `from_on` is the first day of the month it is shared from."""

    wall = every_row()

    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    from_on = models.DateField()

    objects = PoolQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(from_on__day=1), name="pool_starts_with_a_month"),
        ]

    def __str__(self) -> str:
        return self.name


class KeyVersionQuerySet(AppendOnlyQuerySet):
    def in_force(self, month: Month) -> KeyVersionQuerySet:
        """For each pool, the version that shares this month's cost."""
        return (
            self.filter(from_on__lte=month.first_day)
            .order_by("pool_id", "-from_on", "-number")
            .distinct("pool_id")
            .select_related("pool")
        )


class KeyVersion(Fact):
    """How a pool is shared from a month on. `agreed_by` says in words who agreed it and when; statements repeat it."""

    wall = every_row()

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="key_versions")
    number = models.PositiveSmallIntegerField()
    rule = models.JSONField()
    from_on = models.DateField()
    agreed_by = models.CharField(max_length=120)
    set_by_id = models.UUIDField(null=True)
    set_at = models.DateTimeField()

    objects = KeyVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "number"], name="key_version_has_its_number"),
            models.UniqueConstraint(fields=["pool", "from_on"], name="key_version_one_from_a_month"),
            models.CheckConstraint(condition=Q(from_on__day=1), name="key_version_starts_with_a_month"),
            models.CheckConstraint(condition=~Q(agreed_by=""), name="key_version_is_agreed_by_somebody"),
        ]

    @property
    def key(self) -> Key:
        return Key.read(self.rule)

    def __str__(self) -> str:
        return f"{self.pool}: {self.key.words}"
