"""What a feed reports counts once, for ever; what does not fit is a conflict or is turned away."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.metering.ingesting import Judgement, Known, ReportedUsage, judge_in_order, sums_by_partner
from tests.charging.simulations import outputs, refusals
from tests.charging.tables import table


def events(text: str) -> list[dict[str, str]]:
    return [{key: cell for key, cell in event.items() if cell != "."} for event in table(text)]


BATCH = events("""
    source    id    time                         partner    quantity    corrects
    desk      1     2026-09-01T12:00:00Z         A          5           .
    desk      1     2026-09-01T13:00:00+01:00    A          5.0         .
    desk      1     2026-09-01T12:00:01Z         A          5           .
    desk      1     2026-09-01T12:00:00Z         B          5           .
    robot     1     2026-09-01T12:00:00Z         B          2.5         .
    desk      2     2026-09-01T12:00:00Z         X          -1          .
    desk      3     2026-09-01T12:00:00Z         A          -1          .
    desk      4     2026-09-01T12:00:00Z         A          -1          9
    robot     4     2026-09-01T12:00:00Z         A          -1          3
    desk      5     2026-09-01T12:00:00Z         A          -2          1
    desk      5     2026-09-01T12:00:00Z         A          -2          1
""")


def test_every_event_is_judged_by_partner_then_identity_then_sign():
    taken_in = outputs("idempotent_ingest", events=BATCH, known_partners=["C", "B", "A"], send_whole_batch_times=3)

    assert taken_in == {
        "results": [
            "accepted",
            "duplicate",
            "conflict",
            "conflict",
            "accepted",
            "rejected: unknown partner",
            "rejected: negative without a correction reference",
            "rejected: corrects an unknown event",
            "rejected: corrects an unknown event",
            "accepted",
            "duplicate",
        ],
        "accepted": 3,
        "duplicates_first_pass": 2,
        "conflicts_first_pass": 2,
        "rejected_first_pass": 4,
        "sums": {"A": "3", "B": "2.5", "C": "0"},
        "after_all_sends": {"accepted_total": 3, "sums_unchanged": True},
    }


def test_a_correction_that_came_before_its_event_is_taken_in_when_the_batch_comes_again():
    early = events("""
        source    id    time                    partner    quantity    corrects
        desk      2     2026-09-01T12:00:00Z    A          -1          1
        desk      1     2026-09-01T12:00:00Z    A          5           .
    """)

    once = outputs("idempotent_ingest", events=early, known_partners=["A"])
    often = outputs("idempotent_ingest", events=early, known_partners=["A"], send_whole_batch_times=10**12)

    assert (once["sums"], once["after_all_sends"]) == ({"A": "5"}, {"accepted_total": 1, "sums_unchanged": True})
    assert often["after_all_sends"] == {"accepted_total": 2, "sums_unchanged": False}


@pytest.mark.parametrize("time", ["2026-09-01T12:00:00", "2026-09-01", "2026-02-30T12:00:00Z", 0, "12:00Z"])
def test_a_time_without_its_zone_is_refused(time):
    event = {"source": "desk", "id": "1", "time": time, "partner": "A", "quantity": 1}

    found = refusals("idempotent_ingest", events=[event], known_partners=["A"])

    assert len(found) == 1
    assert found[0].endswith('is not a time with its zone such as "2026-09-30T12:00:00Z"')


@pytest.mark.parametrize(
    ("instant", "month", "financial_year"),
    [
        tuple(row.values())
        for row in table("""
            event (UTC)             month      financial year
            2026-03-31T22:59:59Z    2026-03    2025-26
            2026-03-31T23:00:00Z    2026-04    2026-27
            2026-10-25T00:30:00Z    2026-10    2026-27
            2026-10-25T01:30:00Z    2026-10    2026-27
            2026-10-31T23:59:59Z    2026-10    2026-27
            2026-11-01T00:00:00Z    2026-11    2026-27
            2026-12-31T23:30:00Z    2026-12    2026-27
            2027-03-31T22:59:59Z    2027-03    2026-27
            2027-03-31T23:00:00Z    2027-04    2027-28
        """)
    ],
)
def test_an_hour_at_year_end_decides_which_year_pays_hnd_13(instant, month, financial_year):
    assert outputs("period_boundary", timezone="Europe/London", events=[instant]) == {
        "month": [month],
        "financial_year": [financial_year],
    }


def test_another_zone_is_another_month_and_what_is_no_zone_is_refused():
    assert outputs("period_boundary", timezone="UTC", events=["2026-03-31T23:00:00Z"])["month"] == ["2026-03"]
    for name in ("Europe/Lundon", "../../etc/passwd", "Europe", "localtime", "", 1):
        assert len(refusals("period_boundary", timezone=name, events=[])) == 1


REPORTED = st.builds(
    ReportedUsage,
    source=st.sampled_from(["desk", "robot"]),
    id=st.sampled_from("123"),
    at=st.sampled_from([datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 2, tzinfo=UTC)]),
    partner=st.sampled_from("ABX"),
    quantity=st.integers(-2, 2).map(Fraction),
)


@given(st.lists(REPORTED, max_size=20))
def test_whatever_is_sent_again_changes_nothing_and_whatever_order_counts_each_identity_once(batch):
    known: Known = {}
    first = judge_in_order(batch, known=known, partners="AB")
    sums = sums_by_partner(known, partners="AB")

    again = judge_in_order(batch, known=known, partners="AB")

    assert Judgement.ACCEPTED not in again
    assert sums_by_partner(known, partners="AB") == sums
    assert first.count(Judgement.ACCEPTED) == len({event.identity for event in known.values()})
    backwards: Known = {}
    judge_in_order(reversed(batch), known=backwards, partners="AB")
    assert set(backwards) == set(known)
