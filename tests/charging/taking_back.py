"""Several beginnings in one test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done inside is undone at the end, so that each example begins where the test began."""
    block = transaction.atomic()
    block._from_testcase = True  # operations may begin inside it and places change, as in the test's own transaction
    with block:
        yield
        transaction.set_rollback(True)
