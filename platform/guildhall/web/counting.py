"""Where the processes of one web server count together. It is set before `prometheus_client` is first imported."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def count_together(folder: Path) -> None:
    """Have the workers of this server add to one count: they share a parent, and the folder is named after it.

    Folders of servers that are gone are removed. Where nothing can be written, each worker counts by itself.
    """
    if SHARED_FOLDER in os.environ:
        return
    ours = folder / str(os.getppid())
    with suppress(OSError):
        ours.mkdir(parents=True, exist_ok=True)
        os.environ[SHARED_FOLDER] = str(ours)
        for other in folder.iterdir():
            if other.name.isdecimal() and not _runs(int(other.name)):
                shutil.rmtree(other, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
