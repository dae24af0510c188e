"""How much memory a process holds for itself, as the kernel tells it."""

from __future__ import annotations

from pathlib import Path


def private_mb(pid: int) -> float:
    """The memory that is this process's alone, in MB; nothing for one that is gone or somebody else's."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024
