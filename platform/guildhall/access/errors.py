"""Why `access` refuses."""

from guildhall.kernel import Already, NotAllowed, NotReady


class InvitationGone(NotReady):
    """The invitation was used, withdrawn, or has run out."""

    def __init__(self) -> None:
        super().__init__("This invitation has been used or has run out. Ask whoever invited you for a new one.")


class InvitedSomebodyElse(NotReady):
    def __init__(self, email: str) -> None:
        super().__init__(f"This invitation is for {email}. Sign out, then sign in with that address.")


class AlreadyMember(Already):
    def __init__(self, email: str) -> None:
        super().__init__(f"{email} belongs to this organisation already.")


class AlreadyInvited(Already):
    def __init__(self, email: str) -> None:
        super().__init__(f"{email} has an invitation waiting.")


class HandOffRefused(NotReady):
    def __init__(self) -> None:
        super().__init__("Signing in took too long or was begun elsewhere. Sign in again.")


class LastAdministrator(NotReady):
    def __init__(self) -> None:
        super().__init__("An organisation needs an administrator. Make somebody else one first.")


class RolesMissing(NotReady):
    def __init__(self) -> None:
        super().__init__("Choose at least one role.")


class ReasonMissing(NotReady):
    def __init__(self) -> None:
        super().__init__("Say why you visit, in a few words: the partner's administrators read it.")


class VisitUnderWay(Already):
    def __init__(self, name: str) -> None:
        super().__init__(f"Your visit to {name} is under way.")


class VisitOver(Already):
    def __init__(self) -> None:
        super().__init__("This visit is over.")


class PageAlreadyNoted(Already):
    def __init__(self, page: str) -> None:
        super().__init__(f"That {page} was opened on this visit is written down already.")


class VisitSeenEnough(NotReady):
    """So many pages are opened on one visit, and no more."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"You have opened {most} pages, the most that one visit may. Begin another with its own reason."
        )


class VisitIsToLook(NotAllowed):
    """A visitor sent something."""

    def __init__(self, name: str) -> None:
        super().__init__(f"change anything while you visit {name}", ask=f"an administrator of {name}, who can")


class TokenNeedsAName(NotReady):
    def __init__(self) -> None:
        super().__init__("Give the token a name that says who uses it.")


class TokenNameTaken(Already):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is a token “{name}” already. End it first, or choose another name.")


class TokenEnded(Already):
    def __init__(self, name: str) -> None:
        super().__init__(f"The token “{name}” has been ended already.")
