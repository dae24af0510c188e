"""The pages for what went wrong. They need no database and no frame, so they still stand when little else does."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from guildhall.kernel import Refusal
from guildhall.web.pages import Page
from guildhall.web.parts import Link
from guildhall.web.problems import is_for_machines, problem, problem_response
from guildhall.web.refusals import heading_of, status_of
from guildhall.web.spelling import uk_date

logger = logging.getLogger("guildhall.web")


class NotFound(Http404):
    """Absent, another partner's, or not to be seen: one answer for all three. Gates raise it."""


@dataclass(frozen=True, kw_only=True)
class ErrorPage(Page):
    """What went wrong and what to do now."""

    template: ClassVar[str] = "errors/error.html"

    paragraphs: Sequence[str] = ()
    reasons: Sequence[str] = ()
    reference: str = ""
    links: Sequence[Link] = field(default_factory=lambda: (Link("Go to the start page", "/"),))


def _answer(request: HttpRequest, page: ErrorPage, status: int) -> HttpResponse:
    """Drawn without the request on purpose: no context processor runs, so nothing is asked of a database. Machines get
    the same words as a problem document.
    """
    if is_for_machines(request):
        told = page.paragraphs or page.reasons
        response = problem_response(problem(status, title=page.title, reasons=told, reference=page.reference))
    else:
        response = HttpResponse(render_to_string(page.template, {"page": page}), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def reference_of(request: HttpRequest) -> str:
    """The request's number, which stands on each of its lines in the log."""
    return str(getattr(request, "id", ""))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    page = ErrorPage(
        title="That request could not be read",
        paragraphs=["The address or the form was incomplete. Go back and try again."],
        reference=reference_of(request),
    )
    return _answer(request, page, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    page = ErrorPage(
        title="You cannot do this",
        paragraphs=["Your roles here do not include it. Ask an administrator of your organisation to change them."],
    )
    return _answer(request, page, 403)


NOT_FOUND = ErrorPage(
    title="Page not found",
    paragraphs=[
        "If you typed the address, check that it is correct. If you pasted it, check that you copied all of it.",
        "If you followed a link, what it led to may have gone, or you may have to sign in to see it.",
    ],
)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, NOT_FOUND, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or that came from somewhere else."""
    page = ErrorPage(
        title="This form had been open too long",
        paragraphs=[
            "Nothing was changed. Go back, reload the page and send the form again.",
            "Your browser must accept cookies.",
        ],
        reference=reference_of(request),
    )
    return _answer(request, page, 403)


def gone(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    page = ErrorPage(
        title="This is no longer available", paragraphs=["It was kept for a limited time and has been deleted."]
    )
    return _answer(request, page, 410)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    page = ErrorPage(
        title="That file is too large", paragraphs=["Nothing was kept. Make the file smaller and try again."]
    )
    return _answer(request, page, 413)


def misdirected(request: HttpRequest) -> HttpResponse:
    """Somebody asked for a host that is not ours."""
    page = ErrorPage(
        title="There is nothing at this address",
        paragraphs=[
            "No organisation is served at this address. Check the first part of it, before the first full stop."
        ],
        links=(),
    )
    return _answer(request, page, 421)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    page = ErrorPage(title="Too many attempts", paragraphs=["Wait a few minutes, then try again."])
    response = _answer(request, page, 429)
    response.headers["Retry-After"] = "300"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """A bug, or the database is away. The reference on the page is the one in the log."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        connection.close()
        return unavailable(request)
    logger.error("Something went wrong in our code.", exc_info=True)
    page = ErrorPage(
        title="Something went wrong on our side",
        paragraphs=[
            "It has been recorded. Try again in a few minutes; what you typed may still be there if you go back."
        ],
        reference=reference_of(request),
    )
    return _answer(request, page, 500)


def unavailable(request: HttpRequest, *, partner_name: str = "") -> HttpResponse:
    """The database is away, or this partner's place is closed for now."""
    page = ErrorPage(
        title=f"{partner_name or 'Guildhall'} is not available just now",
        paragraphs=["Nothing has been lost. Try again in a few minutes."],
        reference=reference_of(request),
        links=(),
    )
    response = _answer(request, page, 503)
    response.headers["Retry-After"] = "30"
    return response


def closed(request: HttpRequest, *, partner_name: str, since: date | None, contact: str) -> HttpResponse:
    """A partner's doors are closed: it is suspended. 403 and not 503, since nothing is out of order: nobody is to try
    again by the minute, and no balancer is to take a process out. Why it was closed is for its administrators alone.
    """
    when = f" on {uk_date(since)}" if since else ""
    page = ErrorPage(
        title=f"The pages of {partner_name} are closed for now",
        paragraphs=[
            f"They were closed{when}. Nothing has been lost.",
            f"Ask an administrator of your organisation, or write to {contact}.",
        ],
        links=(),
    )
    return _answer(request, page, 403)


def left(request: HttpRequest, *, partner_name: str, since: date | None, contact: str) -> HttpResponse:
    """A partner has left, and its pages with it."""
    when = f" after {uk_date(since)}" if since else ""
    page = ErrorPage(
        title=f"{partner_name} has left Guildhall",
        paragraphs=[
            f"Its pages are no longer here{when}. If you worked with them, ask your organisation where they went.",
            f"If you applied for a job there, or have another question, write to {contact}.",
        ],
        links=(),
    )
    return _answer(request, page, 410)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal that had no form to stand on."""
    back = request.headers.get("Referer", "")
    links = (Link("Go back", back),) if _is_ours(request, back) else (Link("Go to the start page", "/"),)
    return _answer(
        request, ErrorPage(title=heading_of(refusal), reasons=refusal.reasons, links=links), status_of(refusal)
    )


def _is_ours(request: HttpRequest, address: str) -> bool:
    return address.startswith(f"{request.scheme}://{request.get_host()}/")
