"""Parts of an address as the values they stand for; what cannot be read is an address that does not exist."""

from __future__ import annotations

from guildhall.kernel import FinancialYear, Month, Quarter, Reference


class MonthConverter:
    """A month as 2026-09.

    >>> MonthConverter().to_python("2026-09")
    2026-09
    """

    regex = r"20[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        return Month.written(value)

    def to_url(self, value: Month) -> str:
        return str(value)


class YearConverter:
    """A financial year as 2026-27. One whose halves do not follow each other does not exist.

    >>> YearConverter().to_python("2026-27")
    2026-27
    >>> YearConverter().to_python("2026-28")
    Traceback (most recent call last):
    ValueError: 2026-28 is not a financial year.
    """

    regex = r"20[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> FinancialYear:
        year = FinancialYear(int(value[:4]))
        if str(year) != value:
            raise ValueError(f"{value} is not a financial year.")
        return year

    def to_url(self, value: FinancialYear) -> str:
        return str(value)


class QuarterConverter:
    """A quarter of a financial year as 2026-27-q2.

    >>> QuarterConverter().to_python("2026-27-q2")
    2026-27-q2
    """

    regex = r"20[0-9]{2}-[0-9]{2}-q[1-4]"

    def to_python(self, value: str) -> Quarter:
        return Quarter.written(value)

    def to_url(self, value: Quarter) -> str:
        return str(value)


class ReferenceConverter:
    """A reference in an address, in any case."""

    regex = r"[A-Za-z]{2,4}-\d{2}-\d{4,6}"

    def to_python(self, written: str) -> Reference:
        return Reference.of(written)

    def to_url(self, reference: Reference) -> str:
        return str(reference)
