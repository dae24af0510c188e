"""What Guildhall counts. A unit says what happened; what it costs is nobody's business here."""

from __future__ import annotations

from enum import StrEnum


class Aggregation(StrEnum):
    """How the events of one UK-local day become a quantity; a month is the sum of its days.

    COUNT: acts, one by one: each event says 1, or takes 1 back. SUM: what the events say, added up. UNIQUE: how many
    different things were seen that day, however often each. LATEST: the level that was known last of each thing that
    day, added up; a thing of which nothing is said that day counts nothing.
    """

    COUNT = "count"
    SUM = "sum"
    UNIQUE = "unique"
    LATEST = "latest"


ONE_BY_ONE = frozenset({Aggregation.COUNT, Aggregation.UNIQUE})
"""Their events say 1 or -1."""
BY_THING = frozenset({Aggregation.UNIQUE, Aggregation.LATEST})
"""Their events are told apart by subject, and a correction is of the same subject and day as its original."""


class Unit(StrEnum):
    """A unit of use. Its value is the word that files and keys carry, and it never changes."""

    VACANCY_PUBLISHED = "vacancy_published"
    APPLICATION_RECEIVED = "application_received"
    OFFER_MADE = "offer_made"
    STARTER_HANDED_OVER = "starter_handed_over"
    ACCOUNT_PREPARED = "account_prepared"
    ROBOT_MINUTES = "robot_minutes"
    USER_DAYS = "user_days"
    PORTAL_USER_DAYS = "portal_user_days"
    STORAGE_DAYS = "storage_days"

    @property
    def room(self) -> str:
        """The room whose work it measures: the first half of an event's source. What is measured by feeds from outside
        alone has none of ours.
        """
        return _ROOM[self]

    @property
    def aggregation(self) -> Aggregation:
        return _AGGREGATION.get(self, Aggregation.COUNT)

    @property
    def label(self) -> str:
        """For headings: "Vacancies published"."""
        return _MANY[self].capitalize()

    def of(self, quantity: int) -> str:
        """A quantity in words.

        >>> Unit.VACANCY_PUBLISHED.of(1), Unit.ROBOT_MINUTES.of(1204)
        ('1 vacancy published', '1,204 minutes of robot time')
        """
        return f"{quantity:,} {_ONE[self] if quantity == 1 else _MANY[self]}"

    @property
    def plural(self) -> str:
        return _MANY[self]

    @property
    def singular(self) -> str:
        return _ONE[self]


_ONE = {
    Unit.VACANCY_PUBLISHED: "vacancy published",
    Unit.APPLICATION_RECEIVED: "application received",
    Unit.OFFER_MADE: "offer made",
    Unit.STARTER_HANDED_OVER: "starter handed over",
    Unit.ACCOUNT_PREPARED: "account prepared",
    Unit.ROBOT_MINUTES: "minute of robot time",
    Unit.USER_DAYS: "user-day",
    Unit.PORTAL_USER_DAYS: "user-day of the portal",
    Unit.STORAGE_DAYS: "gigabyte-day of storage",
}
_MANY = {
    Unit.VACANCY_PUBLISHED: "vacancies published",
    Unit.APPLICATION_RECEIVED: "applications received",
    Unit.OFFER_MADE: "offers made",
    Unit.STARTER_HANDED_OVER: "starters handed over",
    Unit.ACCOUNT_PREPARED: "accounts prepared",
    Unit.ROBOT_MINUTES: "minutes of robot time",
    Unit.USER_DAYS: "user-days",
    Unit.PORTAL_USER_DAYS: "user-days of the portal",
    Unit.STORAGE_DAYS: "gigabyte-days of storage",
}
_ROOM = {
    Unit.VACANCY_PUBLISHED: "recruitment",
    Unit.APPLICATION_RECEIVED: "recruitment",
    Unit.OFFER_MADE: "recruitment",
    Unit.STARTER_HANDED_OVER: "recruitment",
    Unit.ACCOUNT_PREPARED: "account_services",
    Unit.ROBOT_MINUTES: "account_services",
    Unit.USER_DAYS: "directory",
    Unit.PORTAL_USER_DAYS: "feeds",
    Unit.STORAGE_DAYS: "feeds",
}
_AGGREGATION = {
    Unit.ROBOT_MINUTES: Aggregation.SUM,
    Unit.USER_DAYS: Aggregation.SUM,
    Unit.PORTAL_USER_DAYS: Aggregation.UNIQUE,
    Unit.STORAGE_DAYS: Aggregation.LATEST,
}
