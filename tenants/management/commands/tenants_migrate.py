import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guildhall.kernel import Refusal
from tenants.engine.fleet import Choice, Run, run_over
from tenants.engine.progress import Progress, Stopwatch
from tenants.engine.verifying import Verdict, verify_fleet
from tenants.errors import PartnerAbsent
from tenants.template import TemplateMissing, make_template

SAYS_EVERY_SECONDS = 1.0


class Command(BaseCommand):
    help = (
        "Bring every partner's home to this release's shape: one first, then a hundredth, then all others. "
        "Stopped anywhere, running it again goes on. The shared tables are `manage.py prepare`'s, which calls this too."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--plan", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument(
            "--only", metavar="CODE", default="", help="one partner's home alone, by the partner's code"
        )
        parser.add_argument("--limit", type=int, metavar="N", help="at most so many homes, and the rest another time")
        parser.add_argument(
            "--workers", type=int, metavar="N", default=1, help="processes to share the work; 2 a core help"
        )
        parser.add_argument("--verify", action="store_true", help="compare every home's shape with what it should be")

    def handle(self, *args: Any, **options: Any) -> None:
        self.spoken = 0.0
        watch = Stopwatch(timezone.now())
        try:
            if options["verify"]:
                self.tell_verdict(verify_fleet(watch=watch))
                return
            make_template(at=watch.now())
            run = run_over(Choice(options["only"], options["limit"], options["workers"]), watch=watch)
        except (Refusal, PartnerAbsent, TemplateMissing) as refusal:
            raise CommandError(str(refusal)) from None
        if options["plan"]:
            self.tell_plan(run)
            return
        for progress in run.go():
            self.tell(progress)
        self.tell_end(run)

    def tell(self, progress: Progress) -> None:
        is_last = progress.done + progress.failed == progress.total
        if is_last or time.monotonic() - self.spoken > SAYS_EVERY_SECONDS:
            self.spoken = time.monotonic()
            self.stdout.write(f"  {progress}")

    def tell_plan(self, run: Run) -> None:
        if not run.total:
            self.stdout.write("No home is behind this release. There is nothing to do.")
        for plan in {journey.plan.before: journey.plan for journey in run.journeys}.values():
            homes = [journey for journey in run.journeys if journey.plan is plan]
            self.stdout.write(f"{len(homes):,} homes at {plan.before[:8]}, to be brought to {plan.after[:8]}:")
            for step in plan.steps:
                names = ", ".join(f"{app}.{name}" for app, name in step.migrations) or "nothing but the version"
                self.stdout.write(f"  {step.lane}: {names}")
                self.stdout.writelines(f"    {statement}" for statement in step.statements)
        if run.drifted:
            self.stdout.write(f"Not as they should be, so through Django: {', '.join(run.drifted)}.")

    def tell_end(self, run: Run) -> None:
        if run.ahead:
            self.stdout.write(f"Homes left alone, which a later release has brought further: {run.ahead:,}")
        if not run.total:
            self.stdout.write("No home is behind this release.")
            return
        self.stdout.write(f"{run.done:,} of {run.total:,} homes brought forward in {run.watch.seconds:.1f} s.")
        if run.drifted:
            self.stdout.write(f"Not as they should have been: {', '.join(run.drifted)}. See --verify.")
        for code, error in sorted(run.failures.items()):
            self.stderr.write(f"  {code}: {error}")
        if run.stopped_by:
            raise CommandError(f"Stopped. {run.stopped_by} Run it again to go on.")
        if run.failures:
            raise CommandError(f"{len(run.failures)} failed; run it again to retry just these.")

    def tell_verdict(self, verdict: Verdict) -> None:
        for code, drift in verdict.drifted.items():
            self.stderr.write(f"{code}:")
            self.stderr.writelines(f"  {line}" for line in drift.splitlines())
        behind = f" {verdict.behind:,} are behind this release." if verdict.behind else ""
        if verdict.drifted:
            raise CommandError(f"{len(verdict.drifted)} of {verdict.homes:,} homes are not as they should be.{behind}")
        self.stdout.write(f"All {verdict.homes:,} homes are as they should be.{behind}")
