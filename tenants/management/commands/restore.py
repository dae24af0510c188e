from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guildhall.kernel import SYSTEM, Refusal
from guildhall.web.refusals import lines_of
from tenants.archives.reading import open_archive
from tenants.context import as_owner
from tenants.operations.restoring import Restored, RestoreTerms, restore_partner
from tenants.template import template_version


class Command(BaseCommand):
    help = "Make a partner out of an archive, under a code that is free. Nothing is written unless the file is whole."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="code", required=True, help="the code it gets here, such as northfield")
        parser.add_argument("--letters", default="", help="its letters here, if those of the archive are taken")
        parser.add_argument("--name", default="", help="its name here, if it is to be another")
        parser.add_argument("--joins-on", type=date.fromisoformat, help="the day from which it shares costs here")
        parser.add_argument("--receipt", default="", help="the SHA-256 that its owner was given")

    def handle(self, *args: Any, **options: Any) -> None:
        terms = RestoreTerms(options["code"], options["letters"], options["name"], options["joins_on"])
        try:
            with as_owner(), open_archive(options["file"], receipt=options["receipt"]) as archive:
                restored = restore_partner(archive=archive, terms=terms, by=SYSTEM, at=timezone.now())
                is_behind = archive.manifest.template != template_version()
                self.report(restored, {entry.table: entry.rows for entry in archive.manifest.entries})
        except Refusal as refusal:
            raise CommandError("\n".join(lines_of(refusal))) from None
        if is_behind:
            self.stdout.write(f"Its home is of an older version: `manage.py tenants_migrate --only {terms.code}` next.")

    def report(self, restored: Restored, listed: dict[str, int]) -> None:
        partner = restored.partner
        rows = sum(restored.rows.values())
        self.stdout.write(f"{partner.name} is here as {partner.code}: {rows} rows, {restored.files} files.")
        for table, put_back in restored.shared.items():
            left = listed[table] - put_back
            note = f"; {left} left out, which are here already or name people unknown here" if left else ""
            self.stdout.write(f"  {table}: {put_back} of {listed[table]}{note}")
        self.stdout.write("It is suspended. Look it over, then resume it on its page. Letters are not sent again.")
