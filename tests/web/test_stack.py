"""A call with room asks the system for no memory each time a deep call comes and goes."""

from __future__ import annotations

import resource
from collections.abc import Callable

import pytest

from guildhall.web.stack import with_room

CALLS = 200
DEPTHS = range(1, 300)


def at_the_bottom() -> None:
    def nothing() -> None:
        pass

    for _ in range(CALLS):
        nothing()


def go_down(depth: int) -> None:
    if depth:
        go_down(depth - 1)
    else:
        at_the_bottom()


def most_pages_taken(act: Callable[[int], None]) -> int:
    """The most pages of memory that the system handed out for one depth: two hundred calls and returns at its end."""

    def pages(depth: int) -> int:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        act(depth)
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    go_down(max(DEPTHS))
    return max(pages(depth) for depth in DEPTHS)


def test_a_deep_call_with_room_comes_and_goes_without_new_memory():
    if most_pages_taken(go_down) < CALLS:
        pytest.skip("this Python keeps its chunks of frames by itself")

    assert most_pages_taken(with_room(go_down)) < CALLS


def test_the_same_act_is_done_with_the_same_answer_and_name():
    @with_room
    def add(one: int, *, another: int) -> int:
        """Add."""
        return one + another

    assert add(1, another=2) == 3
    assert (add.__name__, add.__doc__) == ("add", "Add.")


def test_what_an_act_refuses_is_raised():
    @with_room
    def refuse() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        refuse()
