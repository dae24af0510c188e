"""Refusals as machines read them: problem documents, RFC 9457. The words are those of the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from guildhall.kernel import Refusal
from guildhall.web.refusals import heading_of, status_of

PROBLEM = "application/problem+json"
API = "/api/"


def is_for_machines(request: HttpRequest) -> bool:
    """Does whoever asks read JSON? Everything of the API answers so, whatever goes wrong."""
    return request.path.startswith(API)


def problem(
    status: int, *, title: str = "", detail: str = "", reasons: Sequence[str] = (), reference: str = ""
) -> dict[str, Any]:
    """A problem document's members. `reasons` are whole sentences, `reference` is the number in the log.

    >>> problem(409, detail="It is closed.")
    {'type': 'about:blank', 'title': 'Conflict', 'status': 409, 'detail': 'It is closed.'}
    """
    told: dict[str, Any] = {"type": "about:blank", "title": title or HTTPStatus(status).phrase, "status": status}
    told |= {"detail": detail or " ".join(reasons)} if detail or reasons else {}
    told |= {"reasons": list(reasons)} if len(reasons) > 1 else {}
    return told | ({"reference": reference} if reference else {})


def problem_of(refusal: Refusal) -> dict[str, Any]:
    """A refusal as a problem document, with every reason.

    >>> problem_of(Refusal(["Add a title.", "Add a contact."]))["reasons"]
    ['Add a title.', 'Add a contact.']
    """
    return problem(status_of(refusal), title=heading_of(refusal), reasons=refusal.reasons)


def problem_response(told: Mapping[str, Any]) -> HttpResponse:
    """A problem document, for where the API framework has not begun or has ended."""
    return JsonResponse(told, status=told["status"], content_type=PROBLEM)
