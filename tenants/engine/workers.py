"""One hand or several: this process alone, or as many others as were asked for, each with a connection of its own."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from django.db import connection

from tenants.engine.walking import Journey, Outcome

AtWork = Callable[[Callable[[Journey], Outcome], Sequence[Journey]], Iterable[Outcome]]
WORTH_A_PROCESS = 16  # homes; fewer are done before it has started


@contextmanager
def hands(workers: int, *, homes: int) -> Iterator[AtWork]:
    """Something like `map`, over as many processes as help. A process that dies ends the run; running again goes on."""
    workers = min(workers, homes // WORTH_A_PROCESS)
    if workers < 2:
        yield map
        return
    connection.close()  # a connection does not survive a fork
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), _begin, (os.getpid(),))
    try:
        yield pool.map
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(parent: int) -> None:
    connection.close()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """Leave with the parent: what is in hand is rolled back when the connection goes."""
    while os.getppid() == parent:
        time.sleep(0.1)
    os._exit(1)
