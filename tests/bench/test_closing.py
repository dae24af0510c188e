"""A year of closes is set beside the same year summed by hand, sum for sum."""

from __future__ import annotations

from bench.closing import results_of


def test_a_year_is_beside_the_sum_of_its_months_and_a_month_and_a_line_beside_one():
    told = {"closes": [2.0, 4.0, 3.0], "sums": [0.1, 0.2, 0.3], "replay": 1.5, "line": [0.01, 0.03, 0.02], "check": 1.0}

    rows = [(result.name, result.ours, result.baseline, result.ratio) for result in results_of(told, ground="")]

    assert rows == [
        ("Closing one month, without documents", 3.0, 0.2, 0.07),
        ("Closing the year, without documents", 9.0, 0.6, 0.07),
        ("Replaying the year", 1.5, 0.6, 0.4),
        ("From a line to its events", 0.02, 0.2, 10.0),
    ]
