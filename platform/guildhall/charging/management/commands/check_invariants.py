"""`manage.py check_invariants`: does all that must hold of usage, months and books still hold?"""

from __future__ import annotations

from django.core.management.base import BaseCommand

from guildhall.charging.queries.invariants import looked_at, violations
from tenants.context import on_the_platform


class Command(BaseCommand):
    help = "Check the books, apart from the code that writes them. One violation a line, and exit status 1, if any."

    def handle(self, *args: object, **options: object) -> None:
        found = 0
        with on_the_platform():
            for violation in violations():
                found += 1
                self.stdout.write(str(violation))
            counts = looked_at()
        if found:
            raise SystemExit(1)
        self.stdout.write("Everything holds: " + ", ".join(f"{count:,} {kind}" for kind, count in counts.items()) + ".")
