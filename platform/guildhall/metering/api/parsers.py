"""Bodies of requests: small enough, and JSON as we read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework import exceptions, status
from rest_framework.parsers import BaseParser

from guildhall.metering.reading import NotJson, read_json

BYTES_MAX = 2_000_000


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "A request holds 2 MB at most. Send the batch in pieces."


class StrictJsonParser(BaseParser):
    """JSON without numbers that are not whole, without keys given twice, and no more of it than is taken in at once."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        content = stream.read(BYTES_MAX + 1)
        if len(content) > BYTES_MAX:
            raise TooLarge
        try:
            return read_json(content)
        except NotJson as fault:
            raise exceptions.ParseError(str(fault)) from None


class BatchParser(StrictJsonParser):
    """A batch of CloudEvents."""

    media_type = "application/cloudevents-batch+json"
