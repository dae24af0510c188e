"""The row is the work: a worker that is killed in the middle loses nothing and repeats nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction

from apps.partnership.mailbox import messages_in
from guildhall.charging.models import Statement
from guildhall.notices.enclosures.models import Letter
from guildhall.notices.letters import write_letter
from guildhall.notices.models import Delivery, OutboxAnnouncement
from guildhall.notices.operations import DEATHS_ALLOWED, WITHOUT_A_WORD
from tenants.context import inside, on_the_platform
from tenants.models import Partner
from tests.cast import MONDAY_9AM
from tests.charging.months import a_month_with_costs, a_pool, closed, used
from tests.processes import Household, a_redis, url_of, wait_until

pytestmark = pytest.mark.real_schemas
LETTERS = 150
CHILDREN = 2  # of the worker: so many deliveries can be in hand when it dies


@pytest.fixture(params=["embedded", "redis"])
def broker(request, tmp_path) -> Iterator[dict[str, str]]:
    """The queue inside PostgreSQL, or a Redis of this test's own: what the processes are told of it."""
    if request.param == "embedded":
        yield {}
        return
    with a_redis(tmp_path) as address:
        yield {"BROKER_URL": address}


@pytest.fixture
def household(own_database, broker, tmp_path) -> Iterator[Household]:
    """Workers and a relay whose leases are short, with a room among theirs that can kill them."""
    told = {
        "DATABASE_URL": url_of(own_database), "GUILDHALL_SECRET_KEY": "of a test", "GUILDHALL_DELIVERY_LEASE": "2",
        "DJANGO_SETTINGS_MODULE": "tests.notices.poison.settings", **broker,
    }  # fmt: skip
    with Household.of(GUILDHALL_STATE=str(tmp_path), GUILDHALL_BASE_HOST=settings.BASE_HOST, **told) as household:
        yield household


def test_every_letter_is_sent_when_the_worker_is_killed_among_them(household, tmp_path):
    letters = _written_letters()
    household.start("relay")
    household.start("worker")
    wait_until(lambda: _done(letters) >= 20, seconds=60, what="twenty letters sent")

    household.kill("worker")
    left = LETTERS - _done(letters)
    household.start("worker")
    wait_until(lambda: _done(letters) == LETTERS, seconds=60, what="every letter sent")

    sent = Counter(mail.subject for mail in messages_in(tmp_path / "mail", at_most=2 * LETTERS))
    with inside(_northfield()):
        assert Letter.objects.filter(id__in=letters, sent_at=None).count() == 0
    assert left > 0, "the worker was not killed in the middle"
    assert set(sent) == {f"Letter {number}" for number in range(LETTERS)}
    assert sent.total() - LETTERS <= CHILDREN, "more was repeated than was in hand: sent, and its note not yet written"


def test_every_statement_is_filed_once_when_the_drawer_is_killed_over_one(household):
    statements = _statements_of_a_closed_month()
    household.start("relay")
    household.start("drawer")
    wait_until(lambda: _drawing("taken") > 0, seconds=60, what="statement being drawn")

    household.kill("drawer")
    died = _drawing("taken")
    household.start("drawer")
    wait_until(lambda: _drawing("done") == len(statements), seconds=90, what="every statement filed")

    with on_the_platform():
        filed = {s.number: (s.state, s.files.count()) for s in Statement.objects.all()}
        deaths = Delivery.objects.filter(announcement__name="charging.statement_due", attempts__gt=1).count()
    assert died > 0, "the worker was not killed in the middle"
    assert deaths == died
    assert filed == dict.fromkeys(statements, ("filed", 4))


def test_what_kills_three_workers_is_parked_and_everything_else_goes_on(household):
    with on_the_platform():
        poison = _said("poison.drunk", "it_is_drunk", 1)
        harmless = _said("poison.poured_away", "it_is_poured_away", 30)
    household.start("relay")
    household.start("worker")

    wait_until(lambda: _states(harmless) == {"done"}, seconds=60, what="harmless work done beside it")
    wait_until(lambda: _states(poison) == {"parked"}, seconds=60, what="poison parked")

    with on_the_platform():
        parked = Delivery.objects.get(id=poison[0])
    assert (parked.attempts, parked.reason) == (DEATHS_ALLOWED + 1, WITHOUT_A_WORD)
    assert household.running["worker"].poll() is None, "the worker itself lives on"


def _said(name: str, hearer: str, times: int) -> list[int]:
    said = [OutboxAnnouncement.objects.create(name=name, keywords={"cup": cup}) for cup in range(times)]
    heard = [Delivery(announcement=one, hearer=f"tests.notices.poison.tasks.{hearer}") for one in said]
    return [delivery.id for delivery in Delivery.objects.bulk_create(heard)]


def _states(ids: list[int]) -> set[str]:
    with on_the_platform():
        return set(Delivery.objects.filter(id__in=ids).values_list("state", flat=True))


def _northfield() -> Partner:
    with on_the_platform():
        return Partner.objects.get(code="northfield")


def _written_letters() -> list[int]:
    context = {"asker": "Oskar", "partner": "Northfield", "link": "https://x", "expires_at": MONDAY_9AM, "roles": []}
    with inside(_northfield()), transaction.atomic():
        return [
            write_letter(
                to="adam@northfield.example", subject=f"Letter {number}", template="invitation", context=context,
                at=MONDAY_9AM,
            ).id
            for number in range(LETTERS)
        ]  # fmt: skip


def _done(letters: list[int]) -> int:
    with on_the_platform():
        return Delivery.objects.filter(
            announcement__name="notices.letter_written", announcement__keywords__letter_id__in=letters,
            announcement__partner_key=_northfield().schema_name, state="done",
        ).count()  # fmt: skip


def _statements_of_a_closed_month() -> list[str]:
    with on_the_platform():
        a_pool()
        for partner, quantity in (("northfield", 2), ("eastmoor", 1)):
            with inside(Partner.objects.get(code=partner)), transaction.atomic():
                used(partner, quantity)
        period = closed(a_month_with_costs("recruitment,1000.00"))
        return list(Statement.objects.filter(period=period).values_list("number", flat=True))


def _drawing(state: str) -> int:
    with on_the_platform():
        return Delivery.objects.filter(announcement__name="charging.statement_due", state=state).count()
