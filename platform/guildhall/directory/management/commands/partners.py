"""`manage.py partners import FILE`: the places of every partner from a file of the Organisation Data Service."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guildhall.directory.importing import ImportPreview, carry_out, preview_for
from guildhall.kernel import SYSTEM, Refusal
from guildhall.reference.ods import OdsLayout, read_ods
from tenants.context import on_the_platform
from tenants.errors import PartnerAbsent
from tenants.queries import live_partners, partner_with_code

FAULTS_SHOWN = 20


class Command(BaseCommand):
    help = "Take a file of the NHS Organisation Data Service: its organisations become partners’ sites and practices."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        taking = acts.add_parser("import", help="import a file")
        taking.add_argument("file", type=Path, help="the CSV as published: 27 columns, no header")
        taking.add_argument("--layout", choices=[str(layout) for layout in OdsLayout], required=True)
        taking.add_argument("--partner", default="", help="the code of the only partner to import for")
        taking.add_argument("--preview", action="store_true", help="say what would happen and change nothing")

    def handle(self, *, file: Path, layout: str, partner: str, preview: bool, **options: Any) -> None:
        try:
            told = read_ods(file.read_bytes(), layout=OdsLayout(layout))
            with on_the_platform():
                partners = live_partners()
                only = partner_with_code(partner) if partner else None
            found = preview_for(partners, file=told, only=only)
            had_it = [] if preview else carry_out(found, partners=partners, by=SYSTEM, at=timezone.now())
        except (OSError, PartnerAbsent, Refusal) as refused:
            raise CommandError(str(refused)) from refused
        for line in lines_of(found, had_it=had_it, preview=preview):
            self.stdout.write(line)


def lines_of(found: ImportPreview, *, had_it: list[str], preview: bool) -> list[str]:
    """What the terminal shows: every row of the file under one heading, and the sum."""
    lines = [
        f"{'Would be added' if preview else 'Added':<16}{found.added:>7,}",
        f"{'Would be updated' if preview else 'Updated':<16}{found.updated:>7,}",
        f"{'Unchanged':<16}{found.unchanged:>7,}",
        f"{'Skipped':<16}{sum(found.skipped.values()):>7,}",
        *(f"{'':<16}{count:>7,}  {reason}" for reason, count in found.skipped.items()),
        f"{'Not read':<16}{len(found.faults):>7,}",
        *(f"{'':<16}row {row.number:,}: {row.reason}" for row in found.faults[:FAULTS_SHOWN]),
        f"{'Rows in the file':<16}{found.rows:>7,}",
    ]
    lines += [f"{name}: {count:,} rows" for name, count in sorted(found.partners.items())]
    lines += [f"{name} had this file before. Nothing was changed there." for name in had_it]
    return lines
