"""Refusals: what an operation answers when it will not do what was asked, with every reason at once.

    Refusal
    ├── NotAllowed   you may see this and may not do that; says who can help
    ├── Already      it has been done, so nothing was changed; a task takes this for done
    └── NotReady     it cannot be done yet, and here is everything that is missing

`guildhall.web.refusals` turns them into a form error, a page, a parked task or a line on the terminal.
Anything else that an operation raises is a bug, and is loud.
"""

from __future__ import annotations

from collections.abc import Sequence


class Refusal(Exception):
    """An act that was refused. `reasons` are whole sentences, fit to show, each saying what to do."""

    def __init__(self, reasons: str | Sequence[str]) -> None:
        self.reasons: list[str] = [reasons] if isinstance(reasons, str) else list(reasons)
        if not self.reasons:
            raise TypeError("A refusal says why: give at least one reason.")
        super().__init__(*self.reasons)

    def __str__(self) -> str:
        return " ".join(self.reasons)


class NotAllowed(Refusal):
    """You may see this and may not do that.

    >>> NotAllowed("publish this vacancy", ask="an administrator").reasons
    ['You cannot publish this vacancy. Ask an administrator.']
    """

    def __init__(self, act: str, *, ask: str = "an administrator of your organisation") -> None:
        super().__init__(f"You cannot {act}. Ask {ask}.")


class Already(Refusal):
    """It has been done before; nothing was changed."""


class NotReady(Refusal):
    """It cannot be done yet; the reasons are the complete list of what to put right."""


def require(condition: bool, refusal: Refusal) -> None:
    """Go on if the condition holds, else refuse."""
    if not condition:
        raise refusal
