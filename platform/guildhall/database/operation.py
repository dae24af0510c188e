"""Operations are the verbs of Guildhall; steps are what verbs are made of."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

Takes = ParamSpec("Takes")
Gives = TypeVar("Gives")


class OutsideTransaction(RuntimeError):
    """A step was called by something that is not an operation."""


def operation(verb: Callable[Takes, Gives]) -> Callable[Takes, Gives]:
    """Mark a verb: all of it happens in one transaction, or none of it. `atomic(durable=True)` and nothing cleverer,
    so operations cannot nest; what two of them share is a `step`.
    """
    in_one_transaction = functools.wraps(verb)(transaction.atomic(durable=True)(verb))
    in_one_transaction.is_operation = True  # type: ignore[attr-defined]  # tests/house walks the verbs by this mark
    return in_one_transaction


def step(part: Callable[Takes, Gives]) -> Callable[Takes, Gives]:
    """Mark a part of verbs: it refuses to run outside a transaction. Doors never call one."""

    @functools.wraps(part)
    def inside_a_transaction(*args: Takes.args, **kwargs: Takes.kwargs) -> Gives:
        if not connection.in_atomic_block:
            raise OutsideTransaction(f"{part.__name__} is a step: call it from an operation.")
        return part(*args, **kwargs)

    inside_a_transaction.is_step = True  # type: ignore[attr-defined]  # tests/house walks the steps by this mark
    return inside_a_transaction
