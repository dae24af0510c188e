import select
import signal
import time
from typing import Any

import kombu.exceptions
import psycopg
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from django.utils import timezone

from guildhall.notices.operations import CHANNEL
from guildhall.notices.relay import RINGS_A_LOOK, is_anything_held_back, ring_what_is_due
from tenants.context import on_the_platform
from tenants.timekeeping import begin_rounds_due

LOOKS_EVERY_SECONDS = 1.0
KEEPS_TIME_EVERY_SECONDS = 30.0
LOOKS_WHILE_LANES_ARE_FULL = 0.05, 0.25  # seconds, at first and after a while


class Command(BaseCommand):
    help = "Ring for every delivery that is due: at once when woken by a commit, and each second anyway."
    stopping = False
    kept_time_at = float("-inf")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.stop)
        with on_the_platform():
            while not self.stopping:
                try:
                    self.ring_until_stopped()
                except (OperationalError, psycopg.Error, kombu.exceptions.OperationalError) as lost:
                    # What was not rung is rung when nobody answers: the row is the work, and the bell is only a bell.
                    self.stderr.write(f"The database or the queue is away ({lost}); trying again in a second.")
                    connection.close()
                    select.select([], [], [], 1.0)

    def ring_until_stopped(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        brief, longest = LOOKS_WHILE_LANES_ARE_FULL
        pause = brief
        while not self.stopping:
            self.keep_time()
            rung = ring_what_is_due(at=timezone.now())
            pause = brief if rung else min(longest, pause * 1.5)
            if rung < RINGS_A_LOOK:
                self.wait(pause if is_anything_held_back(at=timezone.now()) else LOOKS_EVERY_SECONDS)

    def keep_time(self) -> None:
        """Begin the rounds whose period has come, and look again in half a minute."""
        if time.monotonic() - self.kept_time_at > KEEPS_TIME_EVERY_SECONDS:
            begin_rounds_due(at=timezone.now())
            self.kept_time_at = time.monotonic()

    def wait(self, seconds: float) -> None:
        """Until a commit wakes us, or so long."""
        for _ in connection.connection.notifies(timeout=seconds, stop_after=1):
            return

    def stop(self, *_: Any) -> None:
        self.stopping = True
