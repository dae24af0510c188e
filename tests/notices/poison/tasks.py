"""What the tests' own room hears."""

import os
import signal

from guildhall.notices.hearing import hears


@hears("poison.drunk")
def it_is_drunk(*, cup: int, **later: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@hears("poison.poured_away")
def it_is_poured_away(*, cup: int, **later: object) -> None:
    """Done."""
