"""Usage facts, and what is kept beside them. All in `public`: shared, and each row carries its partner."""

from guildhall.metering.models.days import UsageDay, UsageMark
from guildhall.metering.models.events import EventConflict, Usage, UsageEvent, UsageEventQuerySet
from guildhall.metering.models.sources import Heartbeat, Source

__all__ = ["EventConflict", "Heartbeat", "Source", "Usage", "UsageDay", "UsageEvent", "UsageEventQuerySet", "UsageMark"]
