"""Work goes round all partners, page by page; each has its turn once a period, whatever is repeated or killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.database.place import here
from guildhall.kernel import SYSTEM, NotAllowed
from guildhall.notices.models import Delivery
from tenants.delivering import deliver_everything_waiting
from tenants.errors import PageAlreadyOpened, RoundAlreadyBegun
from tenants.models import Partner, Round, Turn
from tenants.operations.rounds import begin_round, open_page
from tenants.rounds import WORK, RegularWork, each_page, each_partner
from tenants.states import PartnerState
from tenants.timekeeping import begin_rounds_due
from tests.cast import MONDAY_9AM, OSKAR, after
from tests.partnership.partners import many_partners

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def visited() -> Iterator[list[str]]:
    """Who has been visited, by a work for pages and a work for each, and by nothing else that goes round."""
    kept, seen = dict(WORK), []
    WORK.clear()
    each_page("tests.pages", every=HOUR)(lambda *, partners, at: seen.extend(p.schema_name for p in partners))
    each_partner("tests.each", every=DAY, over=3 * HOUR)(lambda *, partner, at: seen.append(here().partner))
    yield seen
    WORK.clear()
    WORK.update(kept)


def test_every_partner_with_a_home_is_visited_once_a_period(on_platform, visited):
    many_partners(118)
    Partner.objects.filter(code="partner003").update(
        state=PartnerState.SUSPENDED, state_reason="A test.", doors_closed_at=MONDAY_9AM
    )
    Partner.objects.filter(code="partner004").update(state=PartnerState.APPLIED)

    begin_round(work=WORK["tests.pages"], by=SYSTEM, at=MONDAY_9AM)
    deliver_everything_waiting(at=MONDAY_9AM)

    assert len(visited) == len(set(visited)) == 118 + 2 - 1
    assert Round.objects.get(work="tests.pages").visited == 119
    assert Delivery.objects.filter(announcement__name="tenants.page_came").count() == 3


def test_a_page_that_is_opened_again_visits_nobody(on_platform, visited):
    many_partners(60)
    round_ = begin_round(work=WORK["tests.pages"], by=SYSTEM, at=MONDAY_9AM)
    page = {"work": WORK["tests.pages"], "period": round_.period, "after": "", "by": SYSTEM, "at": MONDAY_9AM}

    open_page(**page)
    with pytest.raises(PageAlreadyOpened):
        open_page(**page)

    assert len(visited) == 50


def test_a_page_whose_work_fails_leaves_nothing_and_is_opened_whole_the_next_time(on_platform, visited):
    many_partners(10)
    failing = RegularWork("tests.pages", HOUR, timedelta(), timedelta(), visit_page=_broken)
    round_ = begin_round(work=WORK["tests.pages"], by=SYSTEM, at=MONDAY_9AM)
    page = {"period": round_.period, "after": "", "by": SYSTEM, "at": MONDAY_9AM}

    with pytest.raises(ZeroDivisionError):
        open_page(work=failing, **page)
    open_page(work=WORK["tests.pages"], **page)

    assert len(visited) == 12


def _broken(**anything: object) -> None:
    raise ZeroDivisionError


def test_a_partner_never_has_a_period_twice_even_if_the_round_is_forgotten(on_platform, visited):
    begin_round(work=WORK["tests.pages"], by=SYSTEM, at=MONDAY_9AM)
    deliver_everything_waiting(at=MONDAY_9AM)
    Round.objects.all().delete()

    begin_round(work=WORK["tests.pages"], by=SYSTEM, at=MONDAY_9AM)
    deliver_everything_waiting(at=MONDAY_9AM)

    assert Counter(visited).most_common(1)[0][1] == 1
    assert Turn.objects.filter(work="tests.pages").count() == 2


def test_a_round_begins_once_a_period_and_the_next_period_has_its_own(on_platform, visited):
    assert begin_rounds_due(at=MONDAY_9AM) == ["tests.pages", "tests.each"]
    assert begin_rounds_due(at=MONDAY_9AM) == []
    with pytest.raises(RoundAlreadyBegun):
        begin_round(work=WORK["tests.pages"], by=SYSTEM, at=after(minutes=59))

    assert begin_rounds_due(at=after(minutes=60)) == ["tests.pages"]


def test_nobody_begins_a_round_by_hand(on_platform, visited):
    with pytest.raises(NotAllowed):
        begin_round(work=WORK["tests.pages"], by=OSKAR.actor, at=MONDAY_9AM)


def test_each_partner_is_visited_in_its_own_context_at_its_own_moment(on_platform, visited):
    midnight = MONDAY_9AM.astimezone(UTC).replace(hour=0)
    begin_round(work=WORK["tests.each"], by=SYSTEM, at=midnight)
    deliver_everything_waiting(at=midnight)

    turns = Delivery.objects.filter(announcement__name="tenants.turn_came").order_by("partner_key")
    homes = Partner.objects.order_by("schema_name").values_list("schema_name", flat=True)
    assert sorted(visited) == list(homes)
    assert [turn.partner_key for turn in turns] == list(homes)
    assert all(midnight <= turn.ring_at < midnight + 3 * HOUR for turn in turns)


@given(st.lists(st.text("abcdefghij234567", min_size=10, max_size=10), min_size=200, max_size=200, unique=True))
def test_starts_are_spread_over_the_window_and_stay_where_they_are(codes):
    work = RegularWork("tests.spread", DAY, timedelta(), 4 * HOUR)
    period = datetime(2026, 6, 1, tzinfo=UTC)

    starts = [work.turn_of(f"t_{code}", period=period) for code in codes]

    assert all(period <= start < period + 4 * HOUR for start in starts)
    assert max(Counter((start - period) // HOUR for start in starts).values()) < 100, "no hour has half of them"
    assert [work.turn_of(f"t_{code}", period=period + DAY) - DAY for code in codes] == starts
