"""What if, over the API: the very file that the page and the command line take. Nothing of the books is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, status
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from guildhall.access.api import TokenView
from guildhall.access.models import Scope
from guildhall.charging.scenarios import SERVED_BYTES_MAX, ScenarioRefused, simulate
from guildhall.kernel import NotReady


class ScenarioTooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = (
        f"A scenario that is sent holds {SERVED_BYTES_MAX // 1000} kB at most. Answer a larger one with "
        "manage.py costshare simulate, which takes 10 MB."
    )


class ScenarioParser(BaseParser):
    """The bytes as they came: a scenario is read by its own reader, which finds every fault."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> bytes:
        content = stream.read(SERVED_BYTES_MAX + 1)
        if len(content) > SERVED_BYTES_MAX:
            raise ScenarioTooLarge
        return content


class SimulationsView(TokenView):
    """Answers a scenario of cost sharing through the functions that close and settle. The books are not read, and
    nothing is kept. Every fault of a scenario is listed with its place, and then nothing is worked out.
    """

    scope = Scope.SIMULATION
    parser_classes = (ScenarioParser,)

    @extend_schema(
        operation_id="simulate_cost_sharing",
        request={"application/json": OpenApiTypes.OBJECT},
        responses={
            (200, "application/json"): OpenApiResponse(OpenApiTypes.OBJECT, "The result file."),
            (422, "application/problem+json"): OpenApiResponse(OpenApiTypes.OBJECT, "Every fault, with its place."),
        },
    )
    def post(self, request: Request) -> Response:
        content = request.data if isinstance(request.data, bytes) else b""  # the framework reads no empty body
        try:
            return Response(simulate(content))
        except ScenarioRefused as refused:
            raise NotReady(refused.faults) from None
