"""The way in before there is anybody to invite: the first people of a new installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guildhall.access.operations import appoint_person
from guildhall.access.roles import Role
from guildhall.kernel import SYSTEM, Refusal
from guildhall.web.refusals import lines_of
from tenants.context import on_the_platform

OF_THE_PARTNERSHIP = (Role.OPERATOR, Role.HOST_FINANCE, Role.BOARD, Role.ANALYST)


class Command(BaseCommand):
    help = "Give somebody a role in the partnership itself. They sign in with a code sent to their address."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("email")
        parser.add_argument("name", help="as others are to read it")
        parser.add_argument("--role", choices=[role.value for role in OF_THE_PARTNERSHIP], default=Role.OPERATOR.value)

    def handle(self, *args: Any, **options: Any) -> None:
        email, name, role = options["email"], options["name"], Role(options["role"])
        try:
            with on_the_platform():
                appoint_person(
                    email=email, name=name, partner=None, roles=[role], password_hash="", by=SYSTEM, at=timezone.now()
                )
        except Refusal as refusal:
            raise CommandError("\n".join(lines_of(refusal))) from None
        self.stdout.write(f"{name} may sign in as {role.label.lower()}, by a code sent to {email}.")
