"""Why the partnership's desk refuses."""

from __future__ import annotations

from datetime import date

from guildhall.kernel import Already, NotAllowed, NotReady, Refusal
from guildhall.web.spelling import uk_date


class LastDayRefused(NotReady):
    def __init__(self, today: date) -> None:
        super().__init__(f"Their last day is today, {uk_date(today)}, or later, and not before they joined.")


class SuccessorRefused(NotReady):
    """The partner cannot take over from the other."""


class SettledWithAlready(NotReady):
    """Who was settled with as a leaver cannot be called back: they would have to join again."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The exit of {name} is approved and posted, so they cannot be called back. Let them join again."
        )


class StillTheirLastDays(NotReady):
    """Doors are not closed for good before the last day has come."""

    def __init__(self, name: str, last_day: date) -> None:
        super().__init__(
            f"{name} works here until {uk_date(last_day)}. Wait for that day, or agree another with them and call them "
            "back first."
        )


class KeptTooShort(NotReady):
    def __init__(self, today: date) -> None:
        super().__init__(f"Keep their data until today, {uk_date(today)}, at least.")


class ArchiveAlreadyMoved(Already):
    def __init__(self) -> None:
        super().__init__("This archive has been written, or given up.")


class ArchiveMissing(NotReady):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is no finished archive of {name}. Write one first.")


class CodeNotTyped(NotReady):
    """Whoever erases a partner types its code, so that the wrong one is not erased by a click."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Type the code {code} to confirm that you mean this partner.")


class StillKept(NotReady):
    def __init__(self, name: str, until: date) -> None:
        super().__init__(f"The data of {name} are kept until {uk_date(until)}. They can be erased from that day on.")


class ErasureAlreadyMoved(Already):
    """The erasure has been asked for, approved, withdrawn or done before."""

    def __init__(self) -> None:
        super().__init__("This erasure has been asked for, decided or done already.")


class SecondOperatorNeeded(NotAllowed):
    """Four eyes: who asked for an erasure does not approve it."""

    def __init__(self) -> None:
        super().__init__("approve an erasure that you asked for yourself", ask="another operator")


class StillAtWork(NotReady):
    def __init__(self, name: str, number: int) -> None:
        super().__init__(f"{number} deliveries of {name} are still to be made. Their home stays until they are.")


class TracesLeft(NotReady):
    """Something of a partner is still there."""

    def __init__(self, traces: list[str]) -> None:
        super().__init__([f"There is still {trace}." for trace in traces])


class IntakeNotReady(NotReady):
    """The intake is not in a state from which this move exists, or it holds nobody."""


class IntakeAlreadyThere(Already):
    """The move has been made before."""


class AddressesUnreadable(Refusal):
    """The list of administrators cannot be read."""
