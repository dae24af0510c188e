"""What a task takes by hand, on a day."""

from __future__ import annotations

from datetime import date

from apps.account_services.baselines.models import Baseline
from guildhall.database.place import partner_here


def baseline_for(task_type: str, *, on: date) -> Baseline | None:
    """The baseline of the partner we are with that held on a day."""
    ours = Baseline.objects.filter(partner_key=partner_here(), task_type=task_type, valid_from__lte=on)
    return ours.order_by("-valid_from").first()


def baselines_here(*, on: date) -> list[Baseline]:
    """The partner's baselines that hold on a day, one for each kind of task that has one."""
    ours = Baseline.objects.filter(partner_key=partner_here(), valid_from__lte=on)
    return list(ours.order_by("task_type", "-valid_from").distinct("task_type"))
