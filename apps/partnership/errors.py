"""Why the partnership's desk refuses."""

from guildhall.kernel import Already, NotReady, Refusal


class IntakeNotReady(NotReady):
    """The intake is not in a state from which this move exists, or it holds nobody."""


class IntakeAlreadyThere(Already):
    """The move has been made before."""


class AddressesUnreadable(Refusal):
    """The list of administrators cannot be read."""
