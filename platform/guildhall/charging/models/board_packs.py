"""What was put before the members at the end of a quarter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.database.records import Fact
from guildhall.database.wall import every_row
from guildhall.kernel import FinancialYear, Quarter


class BoardPack(Fact):
    """One quarter as it was put before the members, figures and words, for all of them to read; it never changes."""

    wall = every_row()

    starting = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    digest = models.CharField(max_length=64)
    filed_at = models.DateTimeField()
    filed_by_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["starting", "number"], name="board_pack_one_for_a_quarter"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=4), name="board_pack_is_of_a_quarter"),
        ]

    @property
    def quarter(self) -> Quarter:
        return Quarter(FinancialYear(self.starting), self.number)

    @property
    def name(self) -> str:
        return str(self.quarter)

    def __str__(self) -> str:
        return f"Board pack of {self.quarter.title}"
