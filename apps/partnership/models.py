"""What the partnership keeps about its partners, in `public`."""

from django.db import models

from tenants.models import Partner


class PartnerReading(models.Model):
    """What was read of a partner's home at a moment, so that no page adds up the catalogue: figures, never content."""

    partner = models.OneToOneField(Partner, on_delete=models.CASCADE, primary_key=True, related_name="reading")
    bytes = models.BigIntegerField(default=0)
    relations = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    last_activity_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    home_version = models.CharField(max_length=64, blank=True)
    migrations_missing = models.PositiveIntegerField(default=0)
    orphans = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)
