"""Why metering refuses."""

from __future__ import annotations

from guildhall.kernel import Already, NotReady


class ConflictAlreadyDecided(Already):
    def __init__(self) -> None:
        super().__init__("This conflict is decided already.")


class OriginalUnknown(NotReady):
    """A correction names an event that is not there."""

    def __init__(self, identity: str) -> None:
        super().__init__(f"There is no event “{identity}” here to correct. Record what was used first.")


class ReasonMissing(NotReady):
    def __init__(self) -> None:
        super().__init__("Say why, in a few words: the partner reads it.")
