"""Corrections: the closed month stays as it is, and the difference is posted in an open one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.charging.correcting import HoursCharged, correction_lines, move_hours, recompute
from guildhall.kernel import Money
from tests.charging.simulations import outputs, refusals, rows
from tests.charging.tables import amounts, quantities, table

SIX = "A B C D E F"
HND_08 = rows("""
    .             A           B           C           D          E           F
    at close      1204        1655        1721        498        1377        1602
    original      22148.61    30445.13    31659.26    9161.13    25331.09    29470.15
    recomputed    21539.08    33900.80    30788.01    8909.02    24419.31    28659.15
    correction    -609.53     3455.67     -871.25     -252.11    -911.78     -811.00
""")
LATE = {
    "closed_period": "2026-09",
    "open_period": "2026-10",
    "pool": "desk",
    "pool_cost": "148215.37",
    "original_weights": HND_08["at close"],
    "late_weights": {"B": 240, "E": -12},
}


def test_late_tickets_after_the_close_are_corrected_for_everybody_hnd_08():
    assert outputs("late_event_correction", **LATE) == {
        "original": HND_08["original"],
        "recomputed": HND_08["recomputed"],
        "correction_lines": HND_08["correction"],
        "sum_of_corrections": "0.00",
        "posted_in": "2026-10",
        "refers_to": "2026-09",
        "closed_statement_changed": False,
    }


def test_the_lines_that_a_close_would_post_are_those_of_hnd_08():
    at_the_close = quantities(SIX, "1204 1655 1721 498 1377 1602")

    lines = correction_lines(Money.of("148215.37"), weights=at_the_close, late={"B": 240, "E": -12})

    assert lines == amounts(SIX, "-609.53 3455.67 -871.25 -252.11 -911.78 -811.00")


def test_who_had_used_nothing_may_come_late_too():
    corrected = outputs("late_event_correction", **{**LATE, "pool_cost": "-9.00", "late_weights": {"G": 8057}})

    assert (corrected["original"]["G"], corrected["recomputed"]["G"]) == ("0.00", "-4.50")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"late_weights": {"E": -1378, "Z": "-0.5"}}, "More is taken back from E than it used."),
        ({"open_period": "2026-09"}, "A correction of 2026-09 is posted in a later month, not in 2026-09."),
        ({"late_weights": {"E": "--1"}}, 'late_weights.E: "--1" is not a quantity such as 12 or "-12.5"'),
        ({"late_weights": {name: f"-{used}" for name, used in HND_08["at close"].items()}}, "Nobody used anything"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(change, words):
    assert refusals("late_event_correction", **{**LATE, **change})[0].startswith(words)


ROW = {
    "charge_period": "2026-07",
    "billing_period": "2026-08",
    "consumer": "A",
    "hours": 40,
    "unit_price": "2.505",
    "cost": "100.20",
}
FOUND = {"found": "2026-10-05", "open_billing_period": "2026-10", "hours_of_other_consumer": 15, "other_consumer": "B"}


def test_hours_of_another_consumer_are_moved_in_either_style():
    # 15 hours at 2.505 are 37.575, rounded to 37.58; A keeps 100.20 - 37.58 = 62.62.
    corrected = outputs("closed_period_correction", original=ROW, finding=FOUND)

    assert corrected == {
        "delta_style": table("""
            consumer    cost      hours
            A           -37.58    -15
            B           37.58     15
        """),
        "ledger_style": table("""
            consumer    cost       hours
            A           -100.20    -40
            A           62.62      25
            B           37.58      15
        """),
        "net": "0.00",
        "billing_period_of_correction": "2026-10",
        "charge_period_of_correction": "2026-07",
        "original_rows_changed": 0,
        "charge_class": "Correction",
    }


def test_hours_that_were_not_charged_cannot_be_moved():
    wrong = {**FOUND, "hours_of_other_consumer": "40.5", "other_consumer": "A"}

    assert refusals("closed_period_correction", original=ROW, finding=wrong) == [
        "The other consumer had more hours than the row has.",
        "A was charged for these hours already.",
    ]
    assert refusals("closed_period_correction", original=ROW, finding={**FOUND, "open_billing_period": "2026-08"}) == [
        "A correction of 2026-08 is posted in a later month, not in 2026-08."
    ]


DOCUMENTS = {
    "correction_lines": {"A": "-609.53", "B": "3455.67", "C": "0.00"},
    "open_period": "2026-10",
    "corrected_period": "2026-09",
    "vat_category": "O",
}


def test_each_correction_is_a_document_of_its_own_in_the_month_that_it_corrects():
    issued = outputs("correction_documents", **DOCUMENTS, buyer_references={"B": "PO-4711"})

    common = {"vat_category": "O", "document_period": "2026-09", "refers_to": "2026-09", "issued_in": "2026-10"}
    missing = ["buyer reference or order number"]
    assert issued == {
        "documents": [
            {"partner": "A", "type": "credit note 381", "amount": "609.53", **common, "missing": missing},
            {"partner": "B", "type": "invoice 380", "amount": "3455.67", **common, "missing": []},
        ],
        "sum": "2846.14",
    }


def test_an_empty_reference_is_missing_and_a_correction_is_not_issued_in_its_own_month():
    issued = outputs("correction_documents", **DOCUMENTS, buyer_references={"A": " ", "Z": "PO-1"})

    assert [document["missing"] for document in issued["documents"]] == [["buyer reference or order number"]] * 2
    assert refusals("correction_documents", **{**DOCUMENTS, "open_period": "2026-08"}) == [
        "A correction of 2026-09 is posted in a later month, not in 2026-08."
    ]


USE = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 10_000), min_size=1)


@given(st.integers(-(10**11), 10**11).map(Money), USE, USE)
def test_whatever_comes_late_the_lines_add_up_to_nothing_and_a_refund_mirrors_a_charge(cost, weights, late):
    weights = {**weights, "Z": 1}

    found, mirrored = recompute(cost, weights=weights, late=late), recompute(-cost, weights=weights, late=late)

    assert Money.total(found.lines.values()) == Money(0)
    assert mirrored.lines == {partner: -amount for partner, amount in found.lines.items()}


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**6), st.integers(0, 10**9))
def test_whatever_hours_are_moved_both_styles_come_to_the_same(more, hours, price, cost):
    row_ = HoursCharged("A", Money(cost), hours + more)

    moved = move_hours(row_, unit_price=price, hours=hours, to="B")

    assert moved.net == Money(0)
    for consumer in "AB":
        rows_of = [[one for one in style if one.consumer == consumer] for style in (moved.delta, moved.ledger)]
        assert len({Money.total(one.cost for one in rows).pence for rows in rows_of}) == 1
        assert len({sum(one.hours for one in rows) for rows in rows_of}) == 1
