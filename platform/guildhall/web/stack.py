"""Room for the frames of everything that one call leads to, taken at once.

CPython keeps the frames of Python functions in chunks of 16 KB. It asks the system for each chunk when a call does not
fit into the last one, and gives it back when that call returns. A template that goes to and fro over the end of a chunk
does so hundreds of times for one page: that was a third of a page's time. Where the end lies depends on how deep the
stack happens to be, so a change in one place made pages slower in another.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

FRAME_WORDS = 16_000
"""What one frame claims. CPython gives a frame that is larger than a chunk one of its own, a power of two that leaves
room behind it: 256 KB here, of which what is called finds half. Nothing of it is touched before it is used."""


def with_room(act: Callable[P, R]) -> Callable[P, R]:
    """The same act, in whose calls no chunk of frames is asked for or given back, unless they are very deep.

    Rule: CPython's `_PyThreadState_PushFrame` and `push_chunk`.
    """

    def roomy(*args: P.args, **named: P.kwargs) -> R:
        return act(*args, **named)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=FRAME_WORDS)
    return wraps(act)(roomy)
