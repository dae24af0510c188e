"""What a partner is given: figures and words that never change, and the files drawn from them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guildhall.charging.models.membership import Succession
from guildhall.charging.models.periods import Period
from guildhall.charging.states import StatementState
from guildhall.database.records import Fact, Record, RecordQuerySet
from guildhall.database.wall import BY_KEY, own_rows
from guildhall.kernel import Money, Month

OF_A_PREDECESSOR = (
    "partner_key IN (SELECT s.partner_key FROM public.charging_succession s WHERE s.successor_key = current_user::text)"
)
"""A successor reads what was given to those whose books went on to it: their statements and files, nothing else."""


class StatementQuerySet(RecordQuerySet):
    def of_partner(self, partner_key: str) -> StatementQuerySet:
        return self.filter(partner_key=partner_key)

    def readable_by(self, partner_key: str) -> StatementQuerySet:
        """A partner's own, and those of whoever's books went on to it."""
        before = Succession.objects.filter(successor_key=partner_key).values("partner_key")
        return self.filter(Q(partner_key=partner_key) | Q(partner_key__in=before))

    def newest_first(self) -> StatementQuerySet:
        return self.order_by("-period__month_on", "number")


class Statement(Record):
    """One partner's share of one closed month. `figures` holds every figure with its working; a trigger keeps it so."""

    wall = own_rows(where=f"{BY_KEY} OR {OF_A_PREDECESSOR}")

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="statements")
    partner_key = models.CharField(max_length=63, db_index=True)
    number = models.CharField(max_length=20, unique=True)
    figures = models.JSONField()
    total_pence = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=5, choices=StatementState.choices, default=StatementState.DUE)
    due_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    stuck_at = models.DateTimeField(null=True)
    stuck_reason = models.TextField(blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "partner_key"], name="statement_one_a_month"),
            models.CheckConstraint(
                condition=Q(state__in=["filed", "sent"], filed_at__isnull=False)
                | Q(state__in=["due", "stuck"], filed_at__isnull=True),
                name="statement_filed_has_its_moment",
            ),
            models.CheckConstraint(
                condition=(Q(state="stuck", stuck_at__isnull=False) & ~Q(stuck_reason=""))
                | (~Q(state="stuck") & Q(stuck_at__isnull=True, stuck_reason="")),
                name="statement_stuck_has_a_reason",
            ),
        ]

    @property
    def name(self) -> str:
        return self.number

    @property
    def total(self) -> Money:
        return Money(self.total_pence)

    def __str__(self) -> str:
        return self.number


class StatementFile(Fact):
    """One file of a statement, byte for byte as it was drawn. `corrects_on` is the first day of the month that an
    e-invoice corrects; other files have none.

    Note: why the bytes are in the database. They are small, they commit with the state that says they are there, and
    they are restored with the figures they show.
    """

    wall = own_rows(where="EXISTS (SELECT 1 FROM public.charging_statement s WHERE s.id = statement_id)")

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Spreadsheet"
        CSV = "csv", "CSV"
        FOCUS = "focus", "FOCUS rows"
        UBL = "ubl", "E-invoice"

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    corrects_on = models.DateField(null=True)
    name = models.CharField(max_length=80)
    content = models.BinaryField()
    size_bytes = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "kind", "corrects_on"], name="statement_file_one_of_a_kind", nulls_distinct=False
            )
        ]

    @property
    def corrects(self) -> Month | None:
        """The month that an e-invoice corrects; None, for every other file."""
        return Month(self.corrects_on.year, self.corrects_on.month) if self.corrects_on else None

    @property
    def content_type(self) -> str:
        return {
            self.Kind.PDF: "application/pdf",
            self.Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            self.Kind.CSV: "text/csv; charset=utf-8",
            self.Kind.FOCUS: "text/csv; charset=utf-8",
            self.Kind.UBL: "application/xml",
        }[self.Kind(self.kind)]
