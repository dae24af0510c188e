"""What a scorer reads carries nothing that names or places the person."""

from __future__ import annotations

import pytest

from apps.recruitment.models import ApplicationPerson
from apps.recruitment.rules.redaction import masked

CASEY = ApplicationPerson(
    name="Casey Morgan", email="casey@candidate.example", phone="07700 900123", address="4 Mill Lane, Thornby, XG1 2AB"
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("I am Casey Morgan.", "I am [removed]."),
        ("Ask for MORGAN at reception", "Ask for [removed] at reception"),
        ("see casey_morgan_cv.pdf", "see [removed]_[removed]_cv.pdf"),
        ("call 07700900123", "call [removed]"),
        ("call +44 7700 900 123", "call [removed]"),
        ("write to casey.m@other.example", "write to [removed]"),
        ("I live at 4 Mill Lane", "I live at [removed]"),
        ("near xg1 2ab", "near [removed]"),
        ("I led 40 people for 6 years, band 7", "I led 40 people for 6 years, band 7"),
        ("Morganatic marriages", "Morganatic marriages"),
    ],
)
def test_names_numbers_and_places_are_masked_and_nothing_else_is(written, read):
    assert masked(written, CASEY) == read
