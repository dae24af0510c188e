from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tenants.archives.writing import write_archive
from tenants.context import as_owner
from tenants.errors import PartnerAbsent
from tenants.queries import partner_with_code
from tenants.states import AT_HOME


class Command(BaseCommand):
    help = "Write all that is one partner's into one file: an export, a backup of one, or half of a move."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("code", help="the partner's code, such as northfield")
        parser.add_argument("file", type=Path, help="where to write it; an old file of that name is replaced")

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            try:
                partner = partner_with_code(options["code"])
            except PartnerAbsent as absent:
                raise CommandError(str(absent)) from None
        if partner.state not in AT_HOME:
            raise CommandError(f"{partner.name} is {partner.get_state_display().lower()}: there is no home to archive.")
        written = write_archive(partner, options["file"].resolve(), at=timezone.now())
        self.stdout.write(f"{partner.name}: {written.tables} tables, {written.rows} rows, {written.bytes} bytes")
        self.stdout.write(f"receipt (SHA-256): {written.sha256}")
