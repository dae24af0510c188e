"""`manage.py robot`: the robot looks at every partner for tasks that are due: retries, and switching on at midnight."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.account_services.robot import work_everything_due
from guildhall.web.spelling import plural
from tenants.context import inside, on_the_platform
from tenants.queries import partners_at_work


class Command(BaseCommand):
    help = "Do the account tasks that are due, for all whose doors are open: once, or again and again with --every."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=int, default=0, metavar="SECONDS", help="look again after so many seconds")

    def handle(self, *, every: int, **options: Any) -> None:
        while True:
            with on_the_platform():
                partners = partners_at_work(timezone.localdate())
            for partner in partners:
                with inside(partner):
                    if done := work_everything_due(at=timezone.now()):  # a door
                        self.stdout.write(f"{partner.name}: {plural(done, 'task')} taken in hand")
            if not every:
                return
            time.sleep(every)
