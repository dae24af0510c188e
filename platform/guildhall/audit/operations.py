"""Writing the trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Model

from guildhall.audit.models import AuditEntry
from guildhall.database.operation import step
from guildhall.database.place import here
from guildhall.kernel import Actor


@step
def record(
    what: str,
    subject: Model,
    *,
    by: Actor,
    at: datetime,
    details: Mapping[str, str] | None = None,
    partner: str | None = None,
) -> AuditEntry:
    """Write down one act, in the transaction that does it.

    Takes: `what` in plain words and the past tense, "vacancy published"; `details`, words to show beside it; `partner`,
    the key of the partner whose trail it belongs to, when that is not the one we are with.
    """
    return record_each(what, [subject], by=by, at=at, details=details, partner=partner)[0]


@step
def record_each(
    what: str,
    subjects: Sequence[Model],
    *,
    by: Actor,
    at: datetime,
    details: Mapping[str, str] | None = None,
    partner: str | None = None,
) -> list[AuditEntry]:
    """Write down the same act on each of some records, in the transaction that does it. Takes: as `record`."""
    return AuditEntry.objects.bulk_create(
        _entry(what, subject, by=by, at=at, details=details, partner=partner) for subject in subjects
    )


def _entry(
    what: str, subject: Model, *, by: Actor, at: datetime, details: Mapping[str, str] | None, partner: str | None
) -> AuditEntry:
    return AuditEntry(
        partner_key=(here().partner or "") if partner is None else partner,
        what=what,
        subject_kind=subject._meta.label_lower,
        subject_key=str(subject.pk),
        subject_name=str(getattr(subject, "reference", "") or getattr(subject, "name", ""))[:200],
        by_id=by.id,
        by_name=by.name,
        at=at,
        details=dict(details or {}),
    )
