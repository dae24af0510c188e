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


class SourceNotReady(NotReady):
    """A source cannot be registered or retired so; every reason at once."""


class SourceAlreadyRegistered(Already):
    def __init__(self, code: str) -> None:
        super().__init__(f"There is a source “{code}” already. Choose another code.")


class SourceAlreadyRetired(Already):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is retired already.")


class SourceRetired(NotReady):
    """Nothing more is taken from a retired source."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is retired, and nothing more is taken from it. Ask the shared service’s finance team."
        )


class HeartbeatAhead(NotReady):
    """Nobody knows today what tomorrow brings."""

    def __init__(self) -> None:
        super().__init__("A heartbeat says that a source is complete up to an instant, and this one is still to come.")


class BatchTooLarge(NotReady):
    def __init__(self, count: int) -> None:
        super().__init__(f"A batch holds 5,000 events at most, and this one holds {count:,}. Send it in pieces.")


class DaysAlreadyCounted(Already):
    def __init__(self) -> None:
        super().__init__("Every day is counted already, up to the last event.")


class UsageBeingWritten(NotReady):
    def __init__(self) -> None:
        super().__init__("Somebody is writing usage for longer than a moment. Try again a little later.")
