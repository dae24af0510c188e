"""Pay, on a day."""

import csv
from datetime import date

import pytest

from guildhall.reference.errors import PayScaleUnknown
from guildhall.reference.pay_scales import SCALES, PayPoint
from guildhall.reference.queries import pay_band, pay_bands
from tests.evidence import shared_data


def test_a_band_says_what_it_pays_on_a_day_and_by_which_steps():
    band = pay_band("5", on=date(2026, 6, 1))

    assert (band.code, band.name, band.from_pence, band.to_pence) == ("5", "Band 5", 3_207_300, 3_904_300)
    assert band.points == (
        PayPoint("Year 1", 3_207_300),
        PayPoint("Year 2", 3_459_200),
        PayPoint("Year 4+", 3_904_300),
    )


def test_an_award_changes_pay_on_1_april_and_not_a_day_earlier():
    assert pay_band("8A", on=date(2026, 3, 31)).from_pence == 5_569_000
    assert pay_band("8A", on=date(2026, 4, 1)).from_pence == 5_752_800


def test_bands_come_lowest_first():
    codes = [band.code for band in pay_bands(date(2025, 4, 1))]

    assert codes == ["2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9"]


def test_a_later_day_keeps_the_newest_scale_until_the_next_is_known():
    assert pay_bands(date(2031, 1, 1)) == pay_bands(date(2026, 4, 1))


def test_a_day_before_our_first_scale_is_refused_in_words():
    with pytest.raises(PayScaleUnknown) as refused:
        pay_bands(date(2025, 3, 31))

    assert str(refused.value) == "We hold no pay scale for 31 March 2025: the first began on 1 April 2025."


def test_a_band_that_never_was_is_refused():
    with pytest.raises(PayScaleUnknown):
        pay_band("1", on=date(2026, 6, 1))


def test_every_figure_is_the_published_one():
    with shared_data("pay", "pay-scales.csv").open(newline="") as file:
        published = {
            (row["taxYear"], row["band"], row["point"]): int(row["salary"]) * 100
            for row in csv.DictReader(file)
            if row["nation"] == "england"
        }

    ours = {
        (f"{day.year}-{(day.year + 1) % 100}", band.code, point.label): point.pence
        for day, bands in SCALES.items()
        for band in bands
        for point in band.points
    }

    assert ours == published
