"""`manage.py partners import FILE`: the places of every partner. `partners onboard FILE`: many partners at once."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.partnership.intaking import bring_in_what_waits, build_what_waits
from apps.partnership.operations.intakes import confirm_intake, plan_intake
from apps.partnership.planning import INTAKE_MAX, IntakePlan, plan_of, read_addresses
from apps.partnership.queries import known_names, progress_of
from guildhall.access.models import User
from guildhall.access.queries import actor_for
from guildhall.directory.importing import ImportPreview, carry_out, preview_for
from guildhall.kernel import SYSTEM, Actor, Refusal
from guildhall.reference.ods import OdsLayout, read_ods
from tenants.context import on_the_platform
from tenants.errors import PartnerAbsent
from tenants.queries import live_partners, partner_with_code
from tenants.states import PartnerState

FAULTS_SHOWN = 20


class Command(BaseCommand):
    help = "Take a file of the NHS Organisation Data Service: as partners’ sites and practices, or as new partners."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        for act, words in (
            ("import", "its organisations become partners’ places"),
            ("onboard", "they become partners"),
        ):
            taking = acts.add_parser(act, help=words)
            taking.add_argument("file", type=Path, help="the CSV as published: 27 columns, no header")
            taking.add_argument("--layout", choices=[str(layout) for layout in OdsLayout], required=True)
            taking.add_argument("--preview", action="store_true", help="say what would happen and change nothing")
            if act == "import":
                taking.add_argument("--partner", default="", help="the code of the only partner to import for")
        taking.add_argument("--by", required=True, metavar="EMAIL", help="the operator who answers for it")
        taking.add_argument("--limit", type=int, default=INTAKE_MAX, help=f"how many at most; {INTAKE_MAX} unless said")
        taking.add_argument("--joins-on", type=date.fromisoformat, metavar="DAY", help="YYYY-MM-DD; today unless said")
        taking.add_argument("--administrators", type=Path, help="CSV of ODS code and e-mail address: whom to invite")
        taking.add_argument(
            "--terms-agreed", default="", metavar="EVIDENCE",
            help="where their signed agreements are kept; without it they wait for their terms",
        )  # fmt: skip

    def handle(self, *, act: str, **options: Any) -> None:
        try:
            self.onboard(**options) if act == "onboard" else self.import_places(**options)
        except (OSError, PartnerAbsent, Refusal) as refused:
            raise CommandError(str(refused)) from refused

    def import_places(self, *, file: Path, layout: str, partner: str, preview: bool, **options: Any) -> None:
        told = read_ods(file.read_bytes(), layout=OdsLayout(layout))
        with on_the_platform():
            partners = live_partners()
            only = partner_with_code(partner) if partner else None
        found = preview_for(partners, file=told, only=only)
        had_it = [] if preview else carry_out(found, partners=partners, by=SYSTEM, at=timezone.now())
        for line in lines_of(found, had_it=had_it, preview=preview):
            self.stdout.write(line)

    def onboard(self, *, by: str, preview: bool, terms_agreed: str, **options: Any) -> None:
        with on_the_platform():
            operator = self.operator(by)
            plan = self.plan(**options)
            for line in lines_of_plan(plan):
                self.stdout.write(line)
            if preview or not plan.rows:
                return
            at = timezone.now()
            intake = plan_intake(plan=plan, by=operator, at=at)
            confirm_intake(intake_id=intake.id, terms_evidence=terms_agreed, by=operator, at=at)
            self.carry_on(intake.id, of=len(plan.rows))

    def operator(self, email: str) -> Actor:
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {email}. Name an operator, or `manage.py appoint` one.")
        return actor_for(user, partner=None)

    def plan(
        self, *, file: Path, layout: str, limit: int, joins_on: date | None, administrators: Path | None, **_: Any
    ) -> IntakePlan:
        if not 1 <= limit <= INTAKE_MAX:
            raise CommandError(f"Bring in 1 to {INTAKE_MAX} at once.")
        return plan_of(
            read_ods(file.read_bytes(), layout=OdsLayout(layout)),
            file_name=file.name,
            joins_on=joins_on or timezone.localdate(),
            known=known_names(),
            limit=limit,
            addresses=read_addresses(administrators.read_bytes()) if administrators else {},
        )

    def carry_on(self, intake_id: int, *, of: int) -> None:
        """Bring everybody in and build their homes here; workers that run meanwhile help, and none is needed."""
        began, live = time.monotonic(), 0
        for done, row in enumerate(bring_in_what_waits(intake_id=intake_id, at=timezone.now()), 1):
            if row.reason:
                self.stdout.write(f"  {row.ods_code} {row.name}: {row.reason}")
            if done % 100 == 0:
                self.say(f"{done:,} of {of:,} in the registry", began)
        for partner in build_what_waits(intake_id=intake_id, at=timezone.now()):
            live += partner.state == PartnerState.LIVE
            if partner.state == PartnerState.STUCK:
                self.stdout.write(f"  {partner.code} is stuck: {partner.state_reason}")
            elif live % 50 == 0:
                self.say(f"{live:,} of {of:,} homes built", began)
        progress = progress_of(intake_id)
        self.say(f"{progress.live:,} of {progress.all:,} partners are live", began)
        self.stdout.write(f"Intake {intake_id}. It is shown, and gone on with, at /intakes/{intake_id}/.")

    def say(self, words: str, began: float) -> None:
        self.stdout.write(f"  {time.monotonic() - began:6.1f} s  {words}")
        self.stdout.flush()


def lines_of_plan(plan: IntakePlan) -> list[str]:
    """What the terminal shows before anybody joins: every row of the file under one heading, and the sum."""
    return [
        f"{'Would join':<40}{len(plan.rows):>7,}",
        *(f"{reason:<40}{count:>7,}" for reason, count in sorted(plan.left_out.items())),
        f"{'Rows in the file':<40}{plan.rows_in_file:>7,}",
        *(f"  {fault}" for fault in plan.faults[:FAULTS_SHOWN]),
    ]


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
