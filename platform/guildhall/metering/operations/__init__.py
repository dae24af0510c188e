"""Verbs of metering, and the steps that other rooms compose."""

from guildhall.metering.operations.deciding import count_resend, keep_first_event
from guildhall.metering.operations.holding import hold_usage_still
from guildhall.metering.operations.recording import record_usage, record_usage_in_bulk
from guildhall.metering.operations.sources import SourceTerms, hear_heartbeat, register_source, retire_source
from guildhall.metering.operations.taking_in import take_in_usage

__all__ = [
    "SourceTerms",
    "count_resend",
    "hear_heartbeat",
    "hold_usage_still",
    "keep_first_event",
    "record_usage",
    "record_usage_in_bulk",
    "register_source",
    "retire_source",
    "take_in_usage",
]
