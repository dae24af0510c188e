"""Events as feeds write them down: CloudEvents in JSON, read strictly. What cannot be read is answered in words.

A batch is a list of objects; each is read by itself, so that one that makes no sense holds up no other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from guildhall.metering.judging import FeedEvent
from guildhall.metering.units import Unit

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
UNITS = {unit.value: unit for unit in Unit}
DIGITS_MAX = 20
LENGTHS = {"id": 200, "subject": 150, "corrects": 200, "partner": 63}
REQUIRED = ("specversion", "id", "source", "type", "time", "subject", "data")
ALLOWED = {*REQUIRED, "datacontenttype"}


class NotJson(ValueError):
    """What came is no JSON, or says a thing twice; its message says where."""


class NotWhole(str):
    """A number as it was written that is no whole number: 1.5, 1e400, NaN."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """An event that cannot be read, and why. `identity` is its id, if it has one."""

    identity: str | None
    reason: str


def read_json(content: bytes) -> Any:
    """JSON, with whole numbers alone as numbers; others stay as they were written, so that words can name them.

    Refuses: NotJson, for a key given twice too.

    >>> read_json(b'{"quantity": 1e400}')
    {'quantity': '1e400'}
    """
    try:
        return json.loads(
            content.decode("utf-8"), parse_float=NotWhole, parse_constant=NotWhole, parse_int=_whole,
            object_pairs_hook=_object,
        )  # fmt: skip
    except UnicodeDecodeError:
        raise NotJson("The body is not UTF-8.") from None
    except json.JSONDecodeError as fault:
        raise NotJson(f"The body is not JSON: line {fault.lineno}, column {fault.colno}.") from None
    except RecursionError:
        raise NotJson("The body is nested too deeply.") from None


def _whole(written: str) -> int | NotWhole:
    return int(written) if len(written) <= DIGITS_MAX else NotWhole(written)


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NotJson(f"An object has the key “{twice[:40]}” twice.")
    return told


def source_named(batch: Sequence[Any]) -> list[str]:
    """Every source that the events of a batch name, in the order in which they first do."""
    named = [item.get("source") for item in batch if isinstance(item, dict)]
    return list(dict.fromkeys(name for name in named if isinstance(name, str)))


def event_read(item: Any, *, names_partner: bool) -> FeedEvent | Unread:
    """One event, or why it is none.

    Takes: `names_partner`, whether the feed is the host's: then the attribute `partner` is asked for, else refused.
    """
    if not isinstance(item, dict):
        return Unread(None, "an event is a JSON object")
    identity = item["id"] if isinstance(item.get("id"), str) else None
    try:
        return _read(item, names_partner=names_partner)
    except ValueError as fault:
        return Unread(identity, str(fault))


def _read(item: dict[str, Any], *, names_partner: bool) -> FeedEvent:
    wanted = (*REQUIRED, "partner") if names_partner else REQUIRED
    _refuse_keys(item, wanted=wanted, allowed={*ALLOWED, *wanted}, of="an event")
    if item["specversion"] != "1.0":
        raise ValueError("“specversion” is “1.0”")
    if item.get("datacontenttype", "application/json") != "application/json":
        raise ValueError("“datacontenttype” is “application/json”")
    data = item["data"]
    if not isinstance(data, dict):
        raise ValueError("“data” is an object with a quantity")
    _refuse_keys(data, wanted=("quantity",), allowed={"quantity", "corrects"}, of="“data”")
    return FeedEvent(
        identity=_text(item, "id"),
        unit=_unit(item["type"]),
        subject=_text(item, "subject"),
        at=instant_read(item["time"], name="time"),
        quantity=_quantity(data["quantity"]),
        corrects=_text(data, "corrects") if "corrects" in data else "",
        partner=_text(item, "partner") if names_partner else "",
    )


def _refuse_keys(told: dict[str, Any], *, wanted: Sequence[str], allowed: set[str], of: str) -> None:
    missing = [name for name in wanted if name not in told]
    if missing:
        raise ValueError(f"{of} has a “{missing[0]}”, and this one has none")
    unknown = sorted(set(told) - allowed)
    if unknown:
        raise ValueError(f"{of} has no “{unknown[0][:40]}” here")


def _text(told: dict[str, Any], name: str) -> str:
    text = told[name]
    if not isinstance(text, str) or isinstance(text, NotWhole) or not text.strip():
        raise ValueError(f"“{name}” is text, and not empty")
    if len(text) > LENGTHS[name]:
        raise ValueError(f"“{name}” has {LENGTHS[name]} characters at most")
    if not text.isprintable():
        raise ValueError(f"“{name}” holds characters that cannot be printed")
    return text


def _unit(told: Any) -> Unit:
    if isinstance(told, str) and told in UNITS:
        return UNITS[told]
    raise ValueError(f"“type” is what was used, such as “{Unit.ROBOT_MINUTES}”")


def _quantity(told: Any) -> int:
    if type(told) is int:
        return told
    written = told if isinstance(told, NotWhole) else json.dumps(told)
    raise ValueError(f"“quantity” is a whole number, not {written[:40]}")


def instant_read(told: Any, *, name: str) -> datetime:
    """An instant as RFC 3339 writes it, with its zone. Refuses: ValueError, in words.

    >>> instant_read("2026-06-01T09:00:00+01:00", name="time").isoformat()
    '2026-06-01T08:00:00+00:00'
    """
    fault = ValueError(f"“{name}” is an instant with its zone, such as 2026-06-01T09:00:00+01:00")
    if not isinstance(told, str) or not RFC_3339.fullmatch(told):
        raise fault
    try:
        return datetime.fromisoformat(told.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise fault from None
