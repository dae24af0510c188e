"""Enclosures and letters: the part of a notice that names people, kept behind the partner's wall."""

import uuid

from django.db import models
from django.db.models.functions import Now

from guildhall.database.records import Record, RecordQuerySet


class Enclosure(models.Model):
    """A frozen record for whoever hears an announcement; blanked by retention."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    body = models.JSONField()
    at = models.DateTimeField(db_default=Now())


class LetterQuerySet(RecordQuerySet):
    def unsent(self) -> "LetterQuerySet":
        return self.filter(sent_at__isnull=True)


class Letter(Record):
    """A message to one person, kept word for word as it was written. `template` names where the words came from."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    template = models.CharField(max_length=80)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()
