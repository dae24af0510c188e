"""A year of closes is set beside the same year summed by hand, sum for sum."""

from __future__ import annotations

from bench.closing import drawn_of, results_of


def test_a_year_is_beside_the_sum_of_its_months_and_a_month_and_a_line_beside_one():
    told = {"closes": [2.0, 4.0, 3.0], "sums": [0.1, 0.2, 0.3], "replay": 1.5, "line": [0.01, 0.03, 0.02], "check": 1.0}

    rows = [(result.name, result.ours, result.baseline, result.ratio) for result in results_of(told, ground="")]

    assert rows == [
        ("Closing one month, without documents", 3.0, 0.2, 0.07),
        ("Closing the year, without documents", 9.0, 0.6, 0.07),
        ("Replaying the year", 1.5, 0.6, 0.4),
        ("Checking the year’s books apart", 1.0, 0.6, 0.6),
        ("From a line to its events", 0.02, 0.2, 10.0),
    ]


def test_a_months_files_are_beside_as_many_pdfs_by_themselves():
    drawn = drawn_of({"statements": 700, "drawn": 350.0, "alone": [0.2, 0.4, 0.3]}, ground="")

    assert (drawn.name, drawn.ours, drawn.baseline) == ("Drawing the files of 700 statements", 350.0, 210.0)
