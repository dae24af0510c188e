"""Months, years and spans of time, as the United Kingdom keeps them. Half-open: `from_` belongs, `until` does not."""

from __future__ import annotations

import re
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

    @property
    def quarters(self) -> list[Quarter]:
        return [Quarter(self, number) for number in (1, 2, 3, 4)]

    def __str__(self) -> str:
        return f"{self.starting}-{(self.starting + 1) % 100:02}"

    __repr__ = __str__


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of a financial year; the first starts in April.

    >>> Quarter.of(Month(2026, 9)), Quarter.of(Month(2026, 9)).title
    (2026-27-q2, 'July to September 2026')
    >>> Quarter(FinancialYear(2026), 1).previous
    2025-26-q4
    """

    year: FinancialYear
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise ValueError(f"There is no quarter {self.number}.")

    @classmethod
    def of(cls, month: Month) -> Quarter:
        """The quarter that a month is in."""
        year = month.financial_year
        return cls(year, year.months.index(month) // 3 + 1)

    @classmethod
    def written(cls, text: str) -> Quarter:
        """Read "2026-27-q2". Refuses: ValueError for anything else."""
        found = re.fullmatch(r"(20[0-9]{2})-[0-9]{2}-q([1-4])", text)
        quarter = found and cls(FinancialYear(int(found[1])), int(found[2]))
        if not quarter or str(quarter) != text:
            raise ValueError(f"{text} is not a quarter of a financial year.")
        return quarter

    @property
    def months(self) -> list[Month]:
        return self.year.months[3 * self.number - 3 : 3 * self.number]

    @property
    def previous(self) -> Quarter:
        return Quarter.of(self.months[0].previous)

    @property
    def title(self) -> str:
        """As people say it: "July to September 2026"."""
        first, last = self.months[0], self.months[-1]
        return f"{first.first_day:%B} to {last.title}"

    def __str__(self) -> str:
        return f"{self.year}-q{self.number}"

    __repr__ = __str__
