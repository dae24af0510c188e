"""Why recruitment refuses. Each says what to do."""

from __future__ import annotations

from guildhall.kernel import Already, NotReady


class VacancyNotReady(NotReady):
    """Something is missing; every reason is given at once."""


class VacancyAlreadyThere(Already):
    """The move has been made before."""

    def __init__(self, reference: str, *, is_: str) -> None:
        super().__init__(f"{reference} is {is_.lower()} already.")


class AlreadyPublished(Already):
    def __init__(self, reference: str) -> None:
        super().__init__(f"{reference} has been published already.")


class MoveNotDrawn(NotReady):
    """The record is in a state from which this move does not exist."""

    def __init__(self, name: str, *, is_: str, act: str) -> None:
        super().__init__(f"{name} is {is_.lower()}, so it cannot {act} now.")


class ClosingTimeRefused(ValueError):
    """A wall time that cannot close a vacancy: it happens twice, never, or is midnight."""


class CommentMissing(NotReady):
    def __init__(self) -> None:
        super().__init__("Say what has to change, so that the recruiter can put it right.")


class ReasonMissing(NotReady):
    def __init__(self, *, act: str) -> None:
        super().__init__(f"Give a reason to {act}.")


class VacancyClosed(NotReady):
    def __init__(self) -> None:
        super().__init__("This vacancy has closed, so it takes no more applications.")


class AlreadyApplied(Already):
    def __init__(self, reference: str) -> None:
        super().__init__(f"You have an application for {reference} already. Continue with that one.")


class ApplicationNotReady(NotReady):
    """Sections are not finished; every reason is given at once."""


class ApplicationAlreadyThere(Already):
    """The move has been made before."""

    def __init__(self, *, is_: str) -> None:
        super().__init__(f"This application is {is_.lower()} already.")


class ScoresNotReady(NotReady):
    """Scores are missing, or were locked."""


class ScoresAlreadyLocked(Already):
    def __init__(self) -> None:
        super().__init__("You have locked your scores for this application. They can no longer be changed.")


class ShortlistNotReady(NotReady):
    """The shortlist cannot be confirmed yet; every reason is given at once."""


class OfferNotReady(NotReady):
    """The offer cannot be made like this."""


class StartNotReady(NotReady):
    """The start date cannot be confirmed like this."""


class StartAlreadyThere(Already):
    def __init__(self) -> None:
        super().__init__("The start stands on this day already.")
