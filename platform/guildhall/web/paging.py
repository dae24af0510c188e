"""Pages of a list: whatever its length, two queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

RowT = TypeVar("RowT")
OtherT = TypeVar("OtherT")
ROWS_ON_A_PAGE = 25
ROWS_OF_A_TABLE = 50
"""Before a table that is read as a whole, with totals, is cut into pages."""


@dataclass(frozen=True, slots=True)
class Paged(Generic[RowT]):
    """One page of a list, with what the pagination needs to know."""

    rows: Sequence[RowT]
    count: int
    number: int
    per_page: int = ROWS_ON_A_PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.per_page))

    @property
    def first(self) -> int:
        """The number of the first row shown, from 1."""
        return (self.number - 1) * self.per_page + 1 if self.count else 0

    @property
    def last(self) -> int:
        return min(self.number * self.per_page, self.count)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None

    @property
    def numbers(self) -> list[int | None]:
        """The pages to link, None standing for a gap.

        >>> Paged([], count=500, number=9).numbers
        [1, None, 8, 9, 10, None, 20]
        """
        near = {1, self.number - 1, self.number, self.number + 1, self.pages}
        shown: list[int | None] = []
        for number in sorted(one for one in near if 1 <= one <= self.pages):
            if shown and shown[-1] is not None and number - shown[-1] > 1:
                shown.append(number - 1 if number - shown[-1] == 2 else None)
            shown.append(number)
        return shown

    def showing(self, rows: Sequence[OtherT]) -> Paged[OtherT]:
        """The same page with its rows in another shape."""
        return Paged(rows, count=self.count, number=self.number, per_page=self.per_page)


def page_number(written: object) -> int:
    """The page a query string asks for; what is no page is the first.

    >>> page_number("3"), page_number("x"), page_number(None), page_number("0")
    (3, 1, 1, 1)
    """
    text = str(written or "")
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def paginate(
    rows: QuerySet[Any] | Sequence[RowT], *, number: object = 1, per_page: int = ROWS_ON_A_PAGE
) -> Paged[RowT]:
    """One page of a queryset or a list: one query counts, one fetches. A page past the end is the last."""
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    last = max(1, -(-count // per_page))
    at = min(page_number(number), last)
    return Paged(list(rows[(at - 1) * per_page : at * per_page]), count=count, number=at, per_page=per_page)
