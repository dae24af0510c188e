"""manage.py usage_days: counts the days that have new events, or all of them anew."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from guildhall.kernel import SYSTEM
from guildhall.metering.errors import DaysAlreadyCounted
from guildhall.metering.operations.days import count_new_days, mark_last_event, rebuild_days
from guildhall.metering.queries import usage_by_unit
from tenants.context import on_the_platform


class Command(BaseCommand):
    """It is done by the hour without being asked; the figures on pages are right either way."""

    help = "Counts usage by partner, unit and day from the events."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="throw every day away and count all of them anew")

    def handle(self, *args: Any, **options: Any) -> None:
        count = rebuild_days if options["rebuild"] else count_new_days
        at = timezone.now()
        with on_the_platform(), suppress(DaysAlreadyCounted):
            days = count(up_to=mark_last_event(by=SYSTEM, at=at), by=SYSTEM, at=at)
            self.stdout.write(f"{days:,} days counted")
        with on_the_platform():
            for unit, used in sorted(usage_by_unit().items()):
                self.stdout.write(f"  {unit.of(sum(used.values()))}")
