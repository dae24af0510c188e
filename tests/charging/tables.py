"""Tables that a finance officer can read and sign."""

from __future__ import annotations

from guildhall.kernel import Money


def rows_of(text: str) -> list[list[str]]:
    """The cells of a table; columns are set apart by two blanks or more."""
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in text.strip().splitlines()]


def amounts(names: str, figures: str) -> dict[str, Money]:
    """A row of amounts under a row of names."""
    return {name: Money.of(figure) for name, figure in zip(names.split(), figures.split(), strict=True)}


def quantities(names: str, figures: str) -> dict[str, int]:
    """A row of whole quantities under a row of names."""
    return {name: int(figure) for name, figure in zip(names.split(), figures.split(), strict=True)}


def table(text: str) -> list[dict[str, str]]:
    """Rows under a heading, each a mapping from heading to cell."""
    heading, *rows = rows_of(text)
    return [dict(zip(heading, row, strict=True)) for row in rows]
