"""Why a baseline is refused."""

from guildhall.kernel import NotReady


class BaselineNotReady(NotReady):
    """It rests on too little, or would change what has been counted; every reason at once."""
