"""Why `directory` refuses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from guildhall.kernel import Already, NotReady


class SitesAlreadyImported(Already):
    """The very same file has been imported here before."""

    def __init__(self, at: str) -> None:
        super().__init__(f"This file was imported on {at}. Nothing was changed.")


class EmploymentAlreadyPlanned(Already):
    """The source has told us of this employment before."""

    def __init__(self, source_key: str) -> None:
        super().__init__(f"The employment {source_key} is planned already.")


class EmploymentAlreadyWithdrawn(Already):
    def __init__(self) -> None:
        super().__init__("This employment was withdrawn before it began.")


class EmploymentHasBegun(NotReady):
    """It began, so it cannot be moved or withdrawn as if it never had."""

    def __init__(self, starts_on: date) -> None:
        super().__init__(f"This employment began on {starts_on:%-d %B %Y}. Give it an end instead.")


class StaffNotReady(NotReady):
    """Some rows of a staff list cannot be taken; none was."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(reasons)
