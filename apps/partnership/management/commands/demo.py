import json
import shutil
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.partnership.demo.building import build_demo, is_begun, is_built, summary
from apps.partnership.demo.serving import free_port, serve
from apps.partnership.demo.welcome import welcome
from tenants.preparing import erase_database, prepare


class Command(BaseCommand):
    help = "Build the demo partnership, if it is not there yet, and serve it until stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--fresh", action="store_true", help="start over with an empty database")
        parser.add_argument("--no-serve", action="store_true", help="build, and serve nothing")
        parser.add_argument("--json", action="store_true", help="print a summary of the world as JSON")
        parser.add_argument(
            "--port", type=int, default=8000, help="the port to serve on; another is taken if it is not free"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.began, self.quiet = time.monotonic(), options["json"]
        if not settings.EMBEDDED:
            raise CommandError("The demo lives in the embedded database. Unset DATABASE_URL to see it.")
        if options["fresh"]:
            self.start_over()
        for done in prepare():
            self.say(done)
        self.build()
        if options["json"]:
            self.stdout.write(json.dumps(summary(), indent=2, sort_keys=True))
        if not options["no_serve"]:
            self.serve(options["port"])

    def build(self) -> None:
        if is_built():
            self.say("the demo partnership is here already")
            return
        if is_begun():
            self.say("the last build was interrupted")
            self.start_over()
            for _ in prepare():
                pass
        for done in build_demo():
            self.say(done)

    def start_over(self) -> None:
        erase_database()
        for folder in (settings.EMAIL_FOLDER, settings.MEDIA_ROOT):
            shutil.rmtree(folder, ignore_errors=True)
        self.say("started over")

    def serve(self, wanted: int) -> None:
        port = free_port(wanted)
        if port != wanted:
            self.say(f"port {wanted} is taken, so this is {port}")
        self.stdout.write(welcome(port))
        self.stdout.flush()
        sys.exit(serve(port))

    def say(self, done: str) -> None:
        out = self.stderr if self.quiet else self.stdout
        out.write(f"  {time.monotonic() - self.began:5.1f} s  {done}")
        out.flush()
