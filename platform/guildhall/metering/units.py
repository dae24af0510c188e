"""What Guildhall counts. A unit says what happened; what it costs is nobody's business here."""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """A unit of use. Its value is the word that files and keys carry, and it never changes."""

    VACANCY_PUBLISHED = "vacancy_published"
    APPLICATION_RECEIVED = "application_received"
    OFFER_MADE = "offer_made"
    STARTER_HANDED_OVER = "starter_handed_over"
    ACCOUNT_PREPARED = "account_prepared"
    ROBOT_MINUTES = "robot_minutes"
    USER_DAYS = "user_days"

    @property
    def room(self) -> str:
        """The room whose work it measures: the first half of an event's source."""
        return _ROOM[self]

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
}
_MANY = {
    Unit.VACANCY_PUBLISHED: "vacancies published",
    Unit.APPLICATION_RECEIVED: "applications received",
    Unit.OFFER_MADE: "offers made",
    Unit.STARTER_HANDED_OVER: "starters handed over",
    Unit.ACCOUNT_PREPARED: "accounts prepared",
    Unit.ROBOT_MINUTES: "minutes of robot time",
    Unit.USER_DAYS: "user-days",
}
_ROOM = {
    Unit.VACANCY_PUBLISHED: "recruitment",
    Unit.APPLICATION_RECEIVED: "recruitment",
    Unit.OFFER_MADE: "recruitment",
    Unit.STARTER_HANDED_OVER: "recruitment",
    Unit.ACCOUNT_PREPARED: "account_services",
    Unit.ROBOT_MINUTES: "account_services",
    Unit.USER_DAYS: "directory",
}
