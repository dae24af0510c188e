"""How Guildhall spells dates, times, money and numbers. Pure functions; templates have filters of the same names."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from guildhall.kernel import LONDON, Money, Month

Number = int | float | Decimal | Fraction


def _local(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise TypeError("Pages spell aware datetimes only: a naive one belongs to no place.")
    return instant.astimezone(LONDON)


def _day(when: date | datetime) -> date:
    return _local(when).date() if isinstance(when, datetime) else when


def uk_date(when: date | datetime) -> str:
    """A day as people write it.

    >>> uk_date(date(2026, 8, 6))
    '6 August 2026'
    """
    day = _day(when)
    return f"{day.day} {day:%B %Y}"


def uk_weekday(when: date | datetime) -> str:
    """A day one has to turn up on, with its weekday.

    >>> uk_weekday(date(2026, 12, 1))
    'Tuesday 1 December 2026'
    """
    return f"{_day(when):%A} {uk_date(when)}"


def uk_time(when: datetime | time) -> str:
    """A time of day: 5pm, 5:30pm, midday, midnight.

    >>> uk_time(time(17)), uk_time(time(17, 30)), uk_time(time(12)), uk_time(time(0, 5))
    ('5pm', '5:30pm', 'midday', '12:05am')
    """
    clock = _local(when).time() if isinstance(when, datetime) else when
    if clock.minute == 0 and clock.hour in (0, 12):
        return "midday" if clock.hour else "midnight"
    minutes = f":{clock.minute:02}" if clock.minute else ""
    return f"{clock.hour % 12 or 12}{minutes}{'am' if clock.hour < 12 else 'pm'}"


def uk_datetime(when: date | datetime) -> str:
    """An instant in UK time; a bare day shows no time, because none is known.

    >>> uk_datetime(datetime(2026, 8, 6, 16, 30, tzinfo=UTC))
    '6 August 2026 at 5:30pm'
    """
    return f"{uk_date(when)} at {uk_time(when)}" if isinstance(when, datetime) else uk_date(when)


def deadline(when: date | datetime) -> str:
    """The last moment to act. An instant is exclusive: midnight is the end of the day before, in words nobody misreads.

    >>> deadline(datetime(2026, 12, 2, 0, 0, tzinfo=UTC))
    '11:59pm on Tuesday 1 December 2026'
    >>> deadline(datetime(2026, 12, 1, 17, 0, tzinfo=UTC))
    '5pm on Tuesday 1 December 2026'
    >>> deadline(date(2026, 12, 1))
    '11:59pm on Tuesday 1 December 2026'
    """
    if not isinstance(when, datetime):
        return f"11:59pm on {uk_weekday(when)}"
    local = _local(when)
    if local.hour == local.minute == 0:
        return f"11:59pm on {uk_weekday(local.date() - timedelta(days=1))}"
    return f"{uk_time(when)} on {uk_weekday(when)}"


def month(when: Month | date | datetime) -> str:
    """A month by its name.

    >>> month(Month(2026, 9)), month(date(2026, 9, 30))
    ('September 2026', 'September 2026')
    """
    return when.title if isinstance(when, Month) else f"{_day(when):%B %Y}"


def money(amount: Money) -> str:
    """Money in a sentence: whole pounds without pence, otherwise exact.

    >>> money(Money.of("37338")), money(Money.of("37338.50")), money(Money(-1200))
    ('£37,338', '£37,338.50', '−£12')
    """
    return str(amount).removesuffix(".00")


def money_in_column(amount: Money) -> str:
    """Money in a column: always two decimals.

    >>> money_in_column(Money.of("1204"))
    '£1,204.00'
    """
    return str(amount)


def signed(change: Money) -> str:
    """A change in a column: what is below zero is no credit here.

    >>> signed(Money.of("12.50")), signed(Money(-1200)), signed(Money(0))
    ('+£12.50', '−£12.00', '£0.00')
    """
    return f"+{change}" if change.pence > 0 else str(change)


def rate(pence: Number) -> str:
    """The price of one unit: under a pound in pence, otherwise in pounds. At most four decimals of a penny.

    >>> rate(Decimal("2.4")), rate(Fraction(5, 2)), rate(125), rate(99)
    ('2.4p', '2.5p', '£1.25', '99p')
    """
    exact = Fraction(pence)
    if abs(exact) < 100:
        return f"{_trimmed(exact, 4)}p"
    return f"£{_trimmed(exact / 100, 4) if exact.denominator != 1 else f'{int(exact) // 100:,}.{int(exact) % 100:02}'}"


def _trimmed(exact: Fraction, decimals: int) -> str:
    rounded = _rounded(exact, decimals)
    return f"{rounded:f}".rstrip("0").rstrip(".") if "." in f"{rounded:f}" else f"{rounded:f}"


def _rounded(exact: Fraction, decimals: int) -> Decimal:
    scaled = exact * 10**decimals
    whole = (Decimal(scaled.numerator) / Decimal(scaled.denominator)).to_integral_value(ROUND_HALF_UP)
    return whole.scaleb(-decimals)


def count(number: Number) -> str:
    """A number of things, with commas; a figure that is not whole keeps one decimal.

    >>> count(1204), count(0), count(2.25)
    ('1,204', '0', '2.3')
    """
    exact = Fraction(str(number)) if isinstance(number, float) else Fraction(number)
    return f"{int(exact):,}" if exact.denominator == 1 else f"{_rounded(exact, 1):,}"


def percent(ratio: Number) -> str:
    """A share as a whole percentage; under 1% with one decimal. Takes a ratio: 1 is everything.

    >>> percent(Fraction(1, 3)), percent(0.024), percent(Fraction(4, 1000)), percent(0), percent(1)
    ('33%', '2%', '0.4%', '0%', '100%')
    """
    exact = (Fraction(str(ratio)) if isinstance(ratio, float) else Fraction(ratio)) * 100
    if 0 < abs(exact) < 1:
        return "under 0.1%" if abs(exact) < Fraction(1, 10) else f"{_rounded(exact, 1)}%"
    return f"{_rounded(exact, 0)}%"


def size(number: int) -> str:
    """Bytes as people say them, in steps of a thousand.

    >>> size(0), size(4_096), size(12_345_678), size(3_200_000_000)
    ('0 kB', '4 kB', '12.3 MB', '3.2 GB')
    """
    for unit, step in (("GB", 10**9), ("MB", 10**6)):
        if number >= step:
            return f"{_rounded(Fraction(number, step), 1)} {unit}"
    return f"{_rounded(Fraction(number, 1000), 0)} kB"


def duration(seconds: Number) -> str:
    """A while, in the largest unit that says enough.

    >>> duration(0.4), duration(1), duration(75), duration(7300), duration(200_000)
    ('under a second', '1 second', '1 minute', '2 hours', '2 days')
    """
    whole = int(seconds)
    for unit, step in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        if whole >= step:
            return plural(whole // step, unit)
    return "under a second"


def plural(number: int, one: str, many: str = "") -> str:
    """A counted noun.

    >>> plural(1, "vacancy", "vacancies"), plural(3, "approval")
    ('1 vacancy', '3 approvals')
    """
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


__all__ = [
    "UTC",
    "count",
    "deadline",
    "duration",
    "money",
    "money_in_column",
    "month",
    "percent",
    "plural",
    "rate",
    "signed",
    "size",
    "uk_date",
    "uk_datetime",
    "uk_time",
    "uk_weekday",
]
