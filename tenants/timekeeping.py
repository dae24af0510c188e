"""Whoever keeps time: begins the rounds whose period has come. The relay does it; there is no other clock."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from guildhall.kernel import SYSTEM, Already
from tenants.models import Round
from tenants.operations.rounds import begin_round
from tenants.rounds import WORK


def begin_rounds_due(*, at: datetime) -> list[str]:
    """Begin each round whose period has come and that nobody has begun. Gives: the names of their work.

    The platform's context is the caller's to open. Two that keep time at once do no harm.
    """
    begun = dict(Round.objects.values_list("work", "period"))
    due = [work for work in WORK.values() if work.name not in begun or begun[work.name] < work.period_at(at)]
    for work in due:
        with suppress(Already):
            begin_round(work=work, by=SYSTEM, at=at)
    return [work.name for work in due]
