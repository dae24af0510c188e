"""What is asked of a process rather than of a page: does it run, can it serve, and how is everything?"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from guildhall.web.metrics import CONTENT_TYPE, exposition
from tenants.figures import platform_figures
from tenants.template import is_template_ready

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


def alive(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """The database answers and is prepared for this code."""
    if is_template_ready():
        return HttpResponse("ready\n", content_type="text/plain")
    return HttpResponse("not ready: the database is away or not prepared\n", content_type="text/plain", status=503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: to this machine itself, or to whoever has the token. To others they do not exist."""
    if not (_has_the_token(request) or _is_this_machine(request)):
        return HttpResponse("not found\n", content_type="text/plain", status=404)
    response = HttpResponse(exposition(platform_figures(at=timezone.now())), content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _has_the_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").encode()
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    return bool(settings.METRICS_TOKEN) and secrets.compare_digest(given, wanted)


def _is_this_machine(request: HttpRequest) -> bool:
    """Behind a proxy on the same machine everybody comes from here: then only the token counts."""
    if settings.BEHIND_PROXY or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


HEALTH: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/livez": alive, "/readyz": ready, "/metrics": metrics}
