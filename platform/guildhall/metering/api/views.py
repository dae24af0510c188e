"""Usage events in, and heartbeats: on a partner's host for its own sources, on the base host for the host's."""

from __future__ import annotations

from collections import Counter
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from guildhall.access.api import TokenView
from guildhall.access.models import Scope
from guildhall.kernel import NotReady
from guildhall.metering.api.parsers import BatchParser, StrictJsonParser
from guildhall.metering.api.serializers import (
    REFUSALS,
    BatchAnswerSerializer,
    HeartbeatAnswerSerializer,
    HeartbeatSerializer,
    UsageEventSerializer,
)
from guildhall.metering.errors import BatchTooLarge
from guildhall.metering.gates import source_for
from guildhall.metering.judging import FeedEvent, Judged, Outcome
from guildhall.metering.operations import hear_heartbeat, take_in_usage
from guildhall.metering.reading import Unread, event_read, instant_read, source_named
from guildhall.metering.rules import BATCH_MAX


class UsageEventsView(TokenView):
    """A batch of usage events of one source, 5,000 at most. Each counts once, for ever, and is answered for by itself:
    accepted, a duplicate, a conflict that a person decides, or rejected with its reason. Send it again whenever in
    doubt.
    """

    scope = Scope.USAGE
    parser_classes = (BatchParser,)

    @extend_schema(
        operation_id="send_usage_events",
        request={"application/cloudevents-batch+json": UsageEventSerializer(many=True)},
        responses={(200, "application/json"): BatchAnswerSerializer, **REFUSALS},
    )
    def post(self, request: Request) -> Response:
        batch = _batch(request.data)
        source = source_for(request.user, _one_source(batch))
        read = [event_read(item, names_partner=source.is_hosts) for item in batch]
        events = [one for one in read if isinstance(one, FeedEvent)]
        found = take_in_usage(source_id=source.id, events=events, by=request.user, at=request._request.moment)
        return Response(_answer(read, found))


class HeartbeatView(TokenView):
    """Says that a source is complete up to an instant, with or without events. The newest instant stands, and a month
    is not closed before every source is complete up to its end.
    """

    scope = Scope.USAGE
    parser_classes = (StrictJsonParser,)

    @extend_schema(
        operation_id="send_heartbeat",
        request={"application/json": HeartbeatSerializer},
        responses={(200, "application/json"): HeartbeatAnswerSerializer, **REFUSALS},
    )
    def post(self, request: Request, source: str) -> Response:
        found = source_for(request.user, source)
        told = request.data if isinstance(request.data, dict) else {}
        if set(told) != {"complete_until"}:
            raise exceptions.ParseError("A heartbeat is an object with “complete_until” and nothing else.")
        try:
            until = instant_read(told["complete_until"], name="complete_until")
        except ValueError as fault:
            raise exceptions.ParseError(f"{fault}.") from None
        beat = hear_heartbeat(source_id=found.id, complete_until=until, by=request.user, at=request._request.moment)
        return Response({"source": found.code, "complete_until": beat.complete_until, "heard_at": beat.heard_at})


def _batch(told: Any) -> list[Any]:
    if not isinstance(told, list) or not told:
        raise exceptions.ParseError("A batch is a list of events, and not empty.")
    if len(told) > BATCH_MAX:
        raise BatchTooLarge(len(told))
    return told


def _one_source(batch: list[Any]) -> str:
    named = source_named(batch)
    if len(named) == 1:
        return named[0]
    if not named:
        raise NotReady("No event of this batch names its source.")
    raise NotReady(f"A batch is of one source, and this one names “{named[0][:40]}” and “{named[1][:40]}”.")


def _answer(read: list[FeedEvent | Unread], found: list[Judged]) -> dict[str, Any]:
    """What became of each event, in the order in which they were sent."""
    judged = iter(found)
    results = [_result_unread(one) if isinstance(one, Unread) else _result(next(judged)) for one in read]
    counts = Counter(result["result"] for result in results)
    return {**{outcome.value: counts[outcome.value] for outcome in Outcome}, "results": results}


def _result(one: Judged) -> dict[str, str]:
    told = {"id": one.event.identity, "result": one.outcome.value}
    return told | ({"reason": one.reason} if one.reason else {})


def _result_unread(one: Unread) -> dict[str, str | None]:
    return {"id": one.identity, "result": Outcome.REJECTED.value, "reason": one.reason}
