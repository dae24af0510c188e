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


class PartnerAbsent(LookupError):
    """There is no such partner, or it is not one that work may be done for. Work for it fails closed."""


class ArchiveRefused(NotReady):
    """The file is no whole archive, or not one that this installation can restore."""


class RestoreRefused(NotReady):
    """The archive is whole, and still cannot be restored under that name here."""
