"""Writing the trail."""

from __future__ import annotations

from collections.abc import Mapping
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
    return AuditEntry.objects.create(
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
