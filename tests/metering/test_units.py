"""What is counted, in words."""

from guildhall.metering.units import Unit


def test_every_unit_says_one_and_many_and_the_room_it_comes_from():
    words = {unit.value: (unit.of(1), unit.of(1204), unit.label, unit.room) for unit in Unit}

    assert words == {
        "vacancy_published": ("1 vacancy published", "1,204 vacancies published", "Vacancies published", "recruitment"),
        "application_received": (
            "1 application received",
            "1,204 applications received",
            "Applications received",
            "recruitment",
        ),
        "offer_made": ("1 offer made", "1,204 offers made", "Offers made", "recruitment"),
        "starter_handed_over": (
            "1 starter handed over",
            "1,204 starters handed over",
            "Starters handed over",
            "recruitment",
        ),
        "account_prepared": ("1 account prepared", "1,204 accounts prepared", "Accounts prepared", "account_services"),
        "robot_minutes": (
            "1 minute of robot time",
            "1,204 minutes of robot time",
            "Minutes of robot time",
            "account_services",
        ),
        "user_days": ("1 user-day", "1,204 user-days", "User-days", "directory"),
    }
