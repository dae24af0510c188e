"""Why `tenants` refuses."""

from guildhall.kernel import Already, NotReady


class PartnerCodeRefused(NotReady):
    """The code is malformed, reserved or taken."""


class PartnerNotReady(NotReady):
    """The partner is not in a state from which this move exists."""

    def __init__(self, name: str, *, is_: str, move: str) -> None:
        super().__init__(f"{name} is {is_.lower()}, so it cannot {move} now.")


class PartnerAlreadyThere(Already):
    """The move has been made before."""

    def __init__(self, name: str, *, is_: str) -> None:
        super().__init__(f"{name} is {is_.lower()} already.")


class RoundAlreadyBegun(Already):
    """This period's round has been begun."""

    def __init__(self, work: str) -> None:
        super().__init__(f"The round of {work} for this period has begun already.")


class PageAlreadyOpened(Already):
    """The round has gone past this page, or a newer one has overtaken it."""

    def __init__(self) -> None:
        super().__init__("The round has gone past this page.")


class PartnerAbsent(LookupError):
    """There is no such partner, or it is not one that work may be done for. Work for it fails closed."""
