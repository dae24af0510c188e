from typing import Any

from django.core.management.base import BaseCommand

from tenants.preparing import prepare


class Command(BaseCommand):
    help = "Make the database ready to serve: create it, migrate it, install the queue, render the template of a home."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for done in prepare():
            if options["verbosity"]:
                self.stdout.write(f"  {done}")
