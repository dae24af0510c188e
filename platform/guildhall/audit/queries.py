"""Reading the trail, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Model, Q, QuerySet

from guildhall.audit.models import AuditEntry
from guildhall.database.place import here


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One act, as a timeline shows it."""

    what: str
    by: str
    at: datetime
    details: Mapping[str, str]
    subject: str = ""


def trail_of(subject: Model) -> list[TrailEntry]:
    """What has been done to a record, newest first."""
    return _shown(_ours().filter(subject_kind=subject._meta.label_lower, subject_key=str(subject.pk)))


def trail_of_all(subjects: Sequence[Model]) -> list[TrailEntry]:
    """What has been done to several records, newest first."""
    each = [Q(subject_kind=one._meta.label_lower, subject_key=str(one.pk)) for one in subjects]
    return _shown(_ours().filter(reduce(or_, each))) if each else []


def latest_entries(limit: int) -> list[TrailEntry]:
    """The newest acts where we are: of the partner, or of the platform."""
    return _shown(_ours()[:limit])


def entry_with_id(entry_id: int) -> TrailEntry:
    """One act where we are. Raises: AuditEntry.DoesNotExist."""
    return _shown([_ours().get(id=entry_id)])[0]


def acts_of_a_kind(
    what: str, subjects: Sequence[Model], *, partner: str
) -> list[tuple[str, datetime, Mapping[str, str]]]:
    """One kind of act on some records, in one partner's trail, oldest first.

    Gives: the record's key, the moment and the details, for each act.
    """
    kinds = {subject._meta.label_lower for subject in subjects}
    entries = AuditEntry.objects.filter(
        partner_key=partner, what=what, subject_kind__in=kinds, subject_key__in=[str(one.pk) for one in subjects]
    )
    return list(entries.order_by("id").values_list("subject_key", "at", "details"))


def _ours() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(partner_key=here().partner or "").order_by("-at", "-id")


def _shown(entries: Iterable[AuditEntry]) -> list[TrailEntry]:
    return [TrailEntry(e.what, e.by_name, e.at, e.details, e.subject_name) for e in entries]
