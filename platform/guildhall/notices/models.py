"""The outbox, in `public`: ids, days and codes, never a name."""

from django.db import models
from django.db.models.functions import Now

from guildhall.database.records import Record, RecordQuerySet
from guildhall.database.wall import own_rows
from guildhall.notices.states import DeliveryState


class OutboxAnnouncement(Record):
    """One thing that has happened. `enclosure_id` names what the hearers must know besides, in the partner's schema."""

    wall = own_rows(may="select, insert")

    name = models.CharField(max_length=80)
    partner_key = models.CharField(max_length=63, blank=True)
    keywords = models.JSONField(default=dict)
    enclosure_id = models.UUIDField(null=True)
    at = models.DateTimeField(db_default=Now())


class DeliveryQuerySet(RecordQuerySet):
    def to_ring(self, at: object) -> "DeliveryQuerySet":
        """Those whose bell is to be rung: due and not rung lately, or taken by somebody whose lease ran out."""
        return self.filter(
            models.Q(state=DeliveryState.DUE, ring_at__lte=at)
            | models.Q(state=DeliveryState.TAKEN, leased_until__lte=at, ring_at__lte=at)
        )


class Delivery(Record):
    """One hearer's share of an announcement."""

    wall = own_rows(
        may="select, insert",
        where="EXISTS (SELECT 1 FROM public.notices_outboxannouncement said WHERE said.id = announcement_id)",
    )

    announcement = models.ForeignKey(OutboxAnnouncement, on_delete=models.PROTECT, related_name="deliveries")
    hearer = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    rings = models.PositiveSmallIntegerField(default=0)
    ring_at = models.DateTimeField(db_default=Now())
    leased_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "hearer"], name="delivery_once_for_each_hearer"),
            models.CheckConstraint(
                name="delivery_done_has_its_moment",
                condition=models.Q(state=DeliveryState.DONE, done_at__isnull=False)
                | (~models.Q(state=DeliveryState.DONE) & models.Q(done_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["ring_at"],
                name="delivery_waiting",
                condition=models.Q(state__in=[DeliveryState.DUE, DeliveryState.TAKEN]),
            )
        ]
