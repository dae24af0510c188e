"""The outermost of all: gives each request its number, and says at the end what was asked, by whom, and how it went."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from guildhall.web.events import about, tell
from guildhall.web.metrics import count_request

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestMiddleware:
    """Sets `request.id`, the proxy's if it is well formed and a new one otherwise; answers with it, logs and counts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        number = _id_of(request)
        vars(request)["id"] = number
        with about(request=number):
            response = self.get_response(request)
            seconds = time.perf_counter() - begun
            host, view = _host_of(request), _view_of(request)
            status, method = response.status_code, str(request.method)
            tell("request", host=host, view=view, method=method, status=status, ms=round(seconds * 1000, 1))
            count_request(host=host, view=view, method=method, status=status, seconds=seconds)
            response.headers[HEADER] = number
        return response


def _id_of(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "")
    return given if WELL_FORMED.fullmatch(given) else secrets.token_hex(8)


def _host_of(request: HttpRequest) -> str:
    """The kind of host: base, jobs or partner, or none of ours."""
    return getattr(getattr(request, "host", None), "kind", "none")


def _view_of(request: HttpRequest) -> str:
    """The name of the view, never the address: an address may hold a secret or a name."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or "unnamed"
    if request.path.startswith(settings.STATIC_URL):
        return "static"
    return getattr(request, "view_name", "none")
