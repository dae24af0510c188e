"""Usage facts, and what is kept beside them. All in `public`: shared, and each row carries its partner."""

from guildhall.metering.models.events import EventConflict, Usage, UsageEvent, UsageEventQuerySet

__all__ = ["EventConflict", "Usage", "UsageEvent", "UsageEventQuerySet"]
