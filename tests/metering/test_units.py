"""What is counted, in words, and how."""

import pytest

from guildhall.metering.units import Aggregation, Unit

WORDS = {
    "vacancy_published": ("1 vacancy published", "1,204 vacancies published", "Vacancies published", "recruitment"),
    "application_received": (
        "1 application received", "1,204 applications received", "Applications received", "recruitment",
    ),
    "offer_made": ("1 offer made", "1,204 offers made", "Offers made", "recruitment"),
    "starter_handed_over": (
        "1 starter handed over", "1,204 starters handed over", "Starters handed over", "recruitment",
    ),
    "account_prepared": ("1 account prepared", "1,204 accounts prepared", "Accounts prepared", "account_services"),
    "robot_minutes": (
        "1 minute of robot time", "1,204 minutes of robot time", "Minutes of robot time", "account_services",
    ),
    "user_days": ("1 user-day", "1,204 user-days", "User-days", "directory"),
    "portal_user_days": (
        "1 user-day of the portal", "1,204 user-days of the portal", "User-days of the portal", "feeds",
    ),
    "storage_days": (
        "1 gigabyte-day of storage", "1,204 gigabyte-days of storage", "Gigabyte-days of storage", "feeds",
    ),
}  # fmt: skip
BY_OTHER_WAYS = {
    Unit.ROBOT_MINUTES: Aggregation.SUM, Unit.USER_DAYS: Aggregation.SUM,
    Unit.PORTAL_USER_DAYS: Aggregation.UNIQUE, Unit.STORAGE_DAYS: Aggregation.LATEST,
}  # fmt: skip


def test_there_are_words_for_every_unit():
    assert list(WORDS) == [unit.value for unit in Unit]


@pytest.mark.parametrize("unit", Unit)
def test_every_unit_says_one_and_many_and_the_room_it_comes_from(unit):
    assert (unit.of(1), unit.of(1204), unit.label, unit.room) == WORDS[unit]


@pytest.mark.parametrize("unit", Unit)
def test_every_unit_says_how_its_events_become_a_quantity(unit):
    assert unit.aggregation is BY_OTHER_WAYS.get(unit, Aggregation.COUNT)
