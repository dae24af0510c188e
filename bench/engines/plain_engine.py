"""Plain Django on one partner's schema: it has nothing to provision, and reads as fast as Django reads."""

from __future__ import annotations

from bench.engines.acts import answer_requests, read, timed


def get_ready() -> dict[str, str]:
    return {}


def read_rows(schema: str, row: str) -> float:
    return timed(lambda: read(int(row)))


def answer(host: str, session: str) -> float:
    return answer_requests(host, session)
