"""The log: one line an event, with whose work it was, for whom and how long; never a body, a token or an address.

As JSON for whatever collects logs, or as plain lines for a terminal. Facts of a request or a job are told once, by
`about` or `note`, and stand on every line until the block ends.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

_facts: ContextVar[dict[str, object] | None] = ContextVar("guildhall_log_facts", default=None)
FRAMES_SHOWN = 12
_HIDDEN = (
    (re.compile(r"://[^\s/@]+@"), "://[hidden]@"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*"), "[address]"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-fA-F]{1,4}:){3,}[0-9a-fA-F:]*"), "[address]"),
    (re.compile(r"(?i)\b(bearer|token|secret|password|sessionid|sid|csrf)(\s*[=:]\s*|\s+)\S+"), r"\1\2[hidden]"),
    (re.compile(r"(?<=/)(invitation|arrive)/[^/\s]+"), r"\1/[hidden]"),
    (re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{20,}"), "[hidden]"),
    (re.compile(r"\b(?=[a-z]*\d)[a-z0-9]{32,}\b"), "[hidden]"),
)


def hidden(text: str) -> str:
    """The text without addresses, tokens and secrets.

    >>> hidden("Not Found: /invitation/abc-DEF_123/ for rita@northfield.example from 10.0.0.7")
    'Not Found: /invitation/[hidden]/ for [address] from [address]'
    """
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text


@contextmanager
def about(**facts: object) -> Iterator[None]:
    """Say what every line of the block is about."""
    token = _facts.set({**(_facts.get() or {}), **facts})
    try:
        yield
    finally:
        _facts.reset(token)


def note(**facts: object) -> None:
    """Add to what the lines of the block around are about; outside any, it is forgotten."""
    known = _facts.get()
    if known is not None:
        known.update(facts)


def tell(event: str, /, **facts: object) -> None:
    """Write one line: an event of ours, with facts of its own."""
    logging.getLogger("guildhall.events").info(event, extra={"facts": {"event": event, **facts}})


class HidingFilter(logging.Filter):
    """Keeps what must not stand in a log out of every line, whoever wrote it; and notes what the line is about."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "about"):
            record.msg, record.args = hidden(record.getMessage()), None
            record.about = dict(_facts.get() or {})
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.name,
            **getattr(record, "about", {}),
            **getattr(record, "facts", {}),
        }
        if "facts" not in record.__dict__:
            line["message"] = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            line |= _fault(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """A line for a terminal, with the request or job it belongs to at its end."""

    def format(self, record: logging.LogRecord) -> str:
        words = super().format(record)
        facts = {**getattr(record, "about", {}), **getattr(record, "facts", {})}
        facts.pop("event", None)
        told = " ".join(f"{key}={value}" for key, value in facts.items())
        head, _, rest = words.partition("\n")
        return f"{head} [{told}]{chr(10) + rest if rest else ''}" if told else words


def _fault(fault: BaseException) -> dict[str, object]:
    """What went wrong and where; not what it says, which may name people."""
    frames = traceback.extract_tb(fault.__traceback__)[-FRAMES_SHOWN:]
    return {"error": type(fault).__name__, "where": [f"{f.filename}:{f.lineno} {f.name}" for f in frames]}
