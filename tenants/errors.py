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


class ArchiveRefused(NotReady):
    """The file is no whole archive, or not one that this installation can restore."""


class RestoreRefused(NotReady):
    """The archive is whole, and still cannot be restored under that name here."""


class WayUnproven(NotReady):
    """The pending migrations do not lead from an older release's home to this one's: an old one was altered."""

    def __init__(self, differences: list[str]) -> None:
        shown = "; ".join(differences[:5]) + ("; and more" if len(differences) > 5 else "")
        super().__init__(
            f"This release's migrations do not make of an existing home what they make of an empty one: {shown}. "
            "A migration that had run was altered: put it back as it was, and say the difference in a new one. "
            "In development, start over with an empty database."
        )


class HomeBusy(NotReady):
    """Somebody else is bringing this home forward, or holds its tables; it is tried again."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The home of {code} is busy. It is tried again in a moment.")


class HomeMoved(Already):
    """The home is not where this step begins: somebody else has brought it forward."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The home of {code} has been brought forward already.")


class HomesLeftBehind(NotReady):
    """Some homes are not at the newest version; the others are."""

    def __init__(self, stopped_by: str, failures: dict[str, str]) -> None:
        listed = [f"{code}: {error}" for code, error in sorted(failures.items())]
        super().__init__([*([stopped_by] if stopped_by else []), *listed, "Run `manage.py tenants_migrate` to go on."])
