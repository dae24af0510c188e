"""Why metering refuses."""

from __future__ import annotations

from guildhall.kernel import Already


class ConflictAlreadyDecided(Already):
    def __init__(self) -> None:
        super().__init__("This conflict is decided already.")
