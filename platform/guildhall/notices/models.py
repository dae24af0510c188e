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


FRESH = models.Q(state=DeliveryState.DUE, rung_at__isnull=True)
IN_HAND = models.Q(state=DeliveryState.TAKEN) | models.Q(state=DeliveryState.DUE, rung_at__isnull=False)


class DeliveryQuerySet(RecordQuerySet):
    def waiting(self) -> "DeliveryQuerySet":
        """Those that no bell has been rung for, or not since their last failure."""
        return self.filter(FRESH)

    def in_hand(self) -> "DeliveryQuerySet":
        """Those whose bell has been rung and that nobody has finished yet, taken by somebody or not."""
        return self.filter(IN_HAND)

    def parked(self) -> "DeliveryQuerySet":
        return self.filter(state=DeliveryState.PARKED)


class Delivery(Record):
    """One hearer's share of an announcement. `partner_key` and `queue` are its lane: bells are rung lane by lane."""

    wall = own_rows(
        may="select, insert",
        where="EXISTS (SELECT 1 FROM public.notices_outboxannouncement said WHERE said.id = announcement_id)",
    )

    announcement = models.ForeignKey(OutboxAnnouncement, on_delete=models.PROTECT, related_name="deliveries")
    hearer = models.CharField(max_length=200)
    partner_key = models.CharField(max_length=63, blank=True, db_default="")
    queue = models.CharField(max_length=40, db_default="guildhall")
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    rings = models.PositiveSmallIntegerField(default=0)
    ring_at = models.DateTimeField(db_default=Now())
    rung_at = models.DateTimeField(null=True)
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
            models.Index(fields=["partner_key", "queue", "ring_at", "id"], name="delivery_fresh", condition=FRESH),
            models.Index(fields=["partner_key", "queue", "ring_at"], name="delivery_in_hand", condition=IN_HAND),
            models.Index(
                fields=["hearer", "id"],
                name="delivery_given_up",
                condition=models.Q(state__in=[DeliveryState.PARKED, DeliveryState.ASIDE]),
            ),
        ]
