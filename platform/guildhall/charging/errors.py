"""Why charging refuses. Each says what to do about it."""

from __future__ import annotations

from guildhall.kernel import Already, NotReady


class NothingToShareBy(NotReady):
    """A cost was to be shared by something that nobody used."""

    def __init__(self, driver: str = "") -> None:
        by = f" by {driver}" if driver else ""
        super().__init__(
            f"Nobody used anything, so there is nothing to share{by}. Choose another key or decide who pays."
        )


class PoolAlreadySetUp(Already):
    def __init__(self, code: str) -> None:
        super().__init__(f"There is a pool “{code}” already. Choose another code.")


class PoolNotReady(NotReady):
    """A pool's key does not add up; every reason at once."""


class PeriodAlreadyOpen(Already):
    def __init__(self, month: object) -> None:
        super().__init__(f"{month} is open already.")


class PeriodNotReady(NotReady):
    """A month cannot make its next move; the reasons are everything that stops it."""


class PeriodAlreadyApproved(Already):
    def __init__(self, month: object) -> None:
        super().__init__(f"{month} is approved already.")


class PeriodAlreadyClosed(Already):
    def __init__(self, month: object) -> None:
        super().__init__(f"{month} is closed. Its figures do not change; a correction goes into the next open month.")


class CostsNotReady(NotReady):
    """A file of costs has faults; nothing of it was loaded."""


class CostsAlreadyLoaded(Already):
    """The costs of this month, or this very file, are loaded already."""


class CostsAlreadyWithdrawn(Already):
    def __init__(self, month: object) -> None:
        super().__init__(f"No costs are loaded for {month}, so there is nothing to withdraw.")


class AlreadyFiled(Already):
    def __init__(self, number: str) -> None:
        super().__init__(f"The files of statement {number} are drawn already.")


class StatementNotStuck(NotReady):
    def __init__(self, number: str) -> None:
        super().__init__(f"Statement {number} is not stuck, so there is nothing to try again.")
