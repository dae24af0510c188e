"""The trail. It is in `public`, carries its partner, and refuses change."""

from django.db import models

from guildhall.database.records import Fact
from guildhall.database.wall import own_rows


class AuditEntry(Fact):
    """One act. `subject_kind` and `subject_key` name the record; `by_id` is empty when Guildhall acted by itself."""

    wall = own_rows(may="select, insert")

    partner_key = models.CharField(max_length=63, blank=True)
    what = models.CharField(max_length=120)
    subject_kind = models.CharField(max_length=80)
    subject_key = models.CharField(max_length=64)
    subject_name = models.CharField(max_length=200, blank=True)
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["partner_key", "subject_kind", "subject_key", "at"], name="audit_by_subject"),
            models.Index(fields=["partner_key", "at"], name="audit_by_partner"),
        ]
