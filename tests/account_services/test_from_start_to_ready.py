"""The whole way: recruitment says it, an approver agrees, the robot prepares, and day one comes."""

from datetime import date, timedelta
from io import StringIO
from uuid import UUID

from django.core.management import call_command

from apps.account_services.models import Account, AccountRequest
from apps.account_services.operations import approve_request
from apps.account_services.rules.days import switch_on_at
from guildhall.database.operation import operation
from guildhall.metering.units import Unit
from guildhall.notices.operations import announce
from tenants.delivering import deliver_everything_waiting
from tests.account_services.stories import approved
from tests.cast import MONDAY_9AM, after
from tests.evidence import announced, usage_of

ENCLOSED = {"post": "Staff nurse", "name": "Casey Morgan", "email": "casey@candidate.example", "band": "5"}


def say(revision: int, starts_on: date | None) -> None:
    operation(announce)(
        "recruitment.start_date_confirmed",
        enclosed=ENCLOSED,
        starter_id=UUID(int=7),
        revision=revision,
        starts_on=starts_on,
    )


def test_from_a_confirmed_start_to_accounts_that_are_ready(
    northfield, own_directory, timed_by_hand, account_approver, monday_9am
):
    say(1, date(2026, 7, 6))
    say(1, date(2026, 7, 6))
    deliver_everything_waiting(at=after(hours=1))

    request = AccountRequest.objects.get()
    approve_request(request_id=request.id, by=account_approver, at=after(hours=2))
    deliver_everything_waiting(at=after(hours=2))

    request.refresh_from_db()
    assert (request.state, request.due_on, Account.objects.get().enabled) == ("ready", date(2026, 7, 2), False)
    assert sorted(usage_of(northfield)) == [(Unit.ACCOUNT_PREPARED, 1), (Unit.ROBOT_MINUTES, 32)]
    assert announced()[-2:] == ["account_services.request_approved", "account_services.accounts_ready"]


def test_the_robots_own_look_switches_accounts_on_when_their_day_begins(
    northfield, own_directory, account_approver, monday_9am
):
    approved(account_approver, at=MONDAY_9AM)
    call_command("robot", stdout=StringIO())
    monday_9am.move_to(switch_on_at(date(2026, 7, 6)) + timedelta(minutes=1))
    said = StringIO()

    call_command("robot", stdout=said)

    assert said.getvalue() == "Northfield Hospitals NHS Trust: 1 task taken in hand\n"
    assert Account.objects.get().enabled
