"""Why `notices` refuses."""

from guildhall.kernel import Already


class DeliveryAlreadyTaken(Already):
    """Somebody else holds the delivery, or it is done."""

    def __init__(self) -> None:
        super().__init__("This delivery is being done, or has been.")


class DeliveryOnItsWay(Already):
    """The delivery is not parked: nothing is to be replayed."""

    def __init__(self, state: str) -> None:
        super().__init__(f"This job is not parked: it is {state.lower()}.")


class NothingParked(Already):
    def __init__(self) -> None:
        super().__init__("No job of this kind is parked any more.")


class LetterAlreadySent(Already):
    def __init__(self) -> None:
        super().__init__("This letter has been sent.")
