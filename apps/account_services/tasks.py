"""What account services hear: first days from recruitment, and their own approvals, which set the robot going."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from apps.account_services.operations.following import Starter, follow_start_date
from apps.account_services.robot import work_request
from guildhall.kernel import SYSTEM
from guildhall.notices.hearing import hears


@hears("recruitment.start_date_confirmed")
def a_start_date_is_confirmed(
    *,
    starter_id: str,
    revision: int,
    starts_on: str | None,
    enclosed: Mapping[str, Any],
    at: datetime,
    **later: object,
) -> None:
    starter = Starter.read(UUID(str(starter_id)), enclosed)
    first_day = date.fromisoformat(starts_on) if starts_on else None
    follow_start_date(starter=starter, revision=revision, starts_on=first_day, by=SYSTEM, at=at)


@hears("account_services.request_approved")
def a_request_is_approved(*, request_id: int, at: datetime, **later: object) -> None:
    work_request(request_id, at=at)


@hears("account_services.request_moved")
def a_request_is_moved(*, request_id: int, at: datetime, **later: object) -> None:
    work_request(request_id, at=at)
