"""Why `account_services` refuses."""

from __future__ import annotations

from guildhall.kernel import Already, NotAllowed, NotReady


class AlreadyFollowed(Already):
    """This revision of a starter, or a later one, has been taken in."""

    def __init__(self) -> None:
        super().__init__("This start date, or a newer one, has been followed already.")


class StarterContradicted(NotReady):
    """The same revision came again with other facts. It is loud, because one of the two is wrong."""

    def __init__(self, revision: int) -> None:
        super().__init__(
            f"Revision {revision} of this starter came again with other facts. Confirm the start date once more."
        )


class OwnRequest(NotAllowed):
    """Nobody both asks and approves."""

    def __init__(self) -> None:
        super().__init__("decide about a request that you made", ask="another account approver")


class RequestNotThere(NotReady):
    """The move is not drawn from the state the request is in."""

    def __init__(self, *, is_: str, move: str) -> None:
        super().__init__(f"This request is {is_.lower()}, so you cannot {move} it now.")


class RequestAlreadyThere(Already):
    def __init__(self, *, is_: str) -> None:
        super().__init__(f"This request is {is_.lower()} already.")


class TargetsMissing(NotReady):
    """There is nowhere to make the account."""

    def __init__(self) -> None:
        super().__init__("There is no system to make accounts on. Ask an administrator to add a target system.")


class TargetNotReady(NotReady):
    """What was said about a target system does not fit together; every reason at once."""


class TargetAlreadyThere(Already):
    def __init__(self, name: str) -> None:
        super().__init__(f"A target system called {name} is there already.")


class NothingDue(Already):
    """No task can be done now: all are done, leased to somebody, or due later."""

    def __init__(self) -> None:
        super().__init__("Nothing is due here now.")


class LeaseLost(Already):
    """Somebody else holds the task, or it is settled: the late worker changes nothing."""

    def __init__(self) -> None:
        super().__init__("This task is being done by somebody else, or is done.")


class ReadBackDisagrees(NotReady):
    """What the far side holds is not what was wanted, so the task is not done."""

    def __init__(self, differences: list[str]) -> None:
        super().__init__([f"Read back, the account differs in {difference}." for difference in differences])


class TaskNotWithAPerson(NotReady):
    def __init__(self) -> None:
        super().__init__("This task is not waiting for a person.")


class FactsDisagree(NotReady):
    """The facts typed back are not those of the account; every difference at once."""


class ReasonMissing(NotReady):
    def __init__(self, act: str) -> None:
        super().__init__(f"Say why you {act} this request. The person who asked will read it.")
