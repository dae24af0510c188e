"""What a test looks at afterwards: announcements, usage, letters, and files that nobody here wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from guildhall.metering.models import UsageEvent
from guildhall.notices.enclosures.models import Letter
from guildhall.notices.models import OutboxAnnouncement
from tenants.context import on_the_platform
from tenants.models import Partner
from tests.cast import THE_BEGINNING

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def announced() -> list[str]:
    """What this test announced, in order; letters and the building of the cast's own world left out."""
    names = OutboxAnnouncement.objects.order_by("id").values_list("name", flat=True)
    return [name for name in names if name not in ("notices.letter_written", *_OF_THE_CAST)]


def usage_of(partner: Partner) -> list[tuple[str, int]]:
    """What a partner used in this test: unit and quantity, in order."""
    with on_the_platform():
        events = UsageEvent.objects.filter(partner_key=partner.schema_name, at__gt=THE_BEGINNING)
        return list(events.order_by("id").values_list("unit", "quantity"))


def letters() -> list[tuple[str, str]]:
    """The letters written in this test to people of the partner we are with: to whom, about what."""
    return list(Letter.objects.filter(written_at__gt=THE_BEGINNING).order_by("id").values_list("to", "subject"))


def shared_data(*parts: str) -> Path:
    """A file that nobody here wrote, or a skip that says which one is missing."""
    file = SHARED_DATA.joinpath(*parts)
    if not file.exists():
        pytest.skip(f"the shared data file {'/'.join(parts)} is not on this machine")
    return file


_OF_THE_CAST = ("partnership.building_started", "partnership.partner_live")
