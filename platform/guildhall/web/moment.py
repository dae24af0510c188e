"""The clock is read once for each request, here; below the door every function is given the moment."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class MomentMiddleware:
    """Sets `request.moment`, the aware instant at which this request is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.moment = timezone.now()  # type: ignore[attr-defined]  # Django has no place for it
        return self.get_response(request)
