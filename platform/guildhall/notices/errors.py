"""Why `notices` refuses."""

from guildhall.kernel import Already


class DeliveryAlreadyTaken(Already):
    """Somebody else holds the delivery, or it is done."""

    def __init__(self) -> None:
        super().__init__("This delivery is being done, or has been.")


class LetterAlreadySent(Already):
    def __init__(self) -> None:
        super().__init__("This letter has been sent.")
