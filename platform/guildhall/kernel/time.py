"""Months, years and spans of time, as the United Kingdom keeps them. Half-open: `from_` belongs, `until` does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def start_of_day(day: date) -> datetime:
    """The instant at which a day begins in the United Kingdom, in UTC."""
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time from one instant up to, and not including, another."""

    from_: datetime
    until: datetime

    def __post_init__(self) -> None:
        if self.from_ >= self.until:
            raise ValueError("A period ends after it begins.")

    def __contains__(self, instant: datetime) -> bool:
        return self.from_ <= instant < self.until


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month in UK local time.

    >>> Month.of(datetime(2026, 3, 31, 23, 0, tzinfo=UTC))
    2026-04
    >>> Month(2026, 12).next
    2027-01
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise ValueError(f"There is no month {self.number}.")

    @classmethod
    def of(cls, instant: datetime, *, zone: ZoneInfo = LONDON) -> Month:
        """The month that an instant falls in; in the United Kingdom, unless another zone is asked for."""
        local = instant.astimezone(zone)
        return cls(local.year, local.month)

    @classmethod
    def written(cls, text: str) -> Month:
        """Read "2026-09". Refuses: ValueError for anything else."""
        day = date.fromisoformat(f"{text}-01")
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> Month:
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> Month:
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    @property
    def period(self) -> Period:
        """From its first instant to the first of the next month; 23- and 25-hour days included."""
        return Period(start_of_day(self.first_day), start_of_day(self.next.first_day))

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.year - (self.number < 4))

    @property
    def title(self) -> str:
        """As people say it: "September 2026"."""
        return f"{self.first_day:%B} {self.year}"

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    __repr__ = __str__


@dataclass(frozen=True, slots=True, order=True)
class FinancialYear:
    """A year from 1 April to 31 March, named by the calendar year it starts in.

    >>> FinancialYear(2026), FinancialYear(2026).months[-1]
    (2026-27, 2027-03)
    """

    starting: int

    @property
    def months(self) -> list[Month]:
        months = [Month(self.starting, 4)]
        while len(months) < 12:
            months.append(months[-1].next)
        return months

    def __str__(self) -> str:
        return f"{self.starting}-{(self.starting + 1) % 100:02}"

    __repr__ = __str__
