"""What the API framework is told about our refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from guildhall.kernel import Refusal
from guildhall.web.problems import PROBLEM, problem, problem_of

NOT_THERE = "There is nothing here that this token may see. Check the address and the codes in it."


def answer_for(fault: Exception, context: Mapping[str, Any]) -> Response | None:
    """The API framework's handler: what a door raised, as a problem document. What nobody foresaw is loud."""
    headers: dict[str, str] = {}
    if isinstance(fault, Refusal):
        told = problem_of(fault)
    elif isinstance(fault, Http404):
        told = problem(404, detail=NOT_THERE)
    elif isinstance(fault, exceptions.APIException):
        told, headers = problem(fault.status_code, detail=_words_of(fault)), _headers_of(fault)
    else:
        return None
    return Response(told, status=told["status"], headers=headers, content_type=PROBLEM)


def _words_of(fault: exceptions.APIException) -> str:
    detail = fault.detail
    return " ".join(map(str, detail)) if isinstance(detail, list) else str(detail)


def _headers_of(fault: exceptions.APIException) -> dict[str, str]:
    headers = {"WWW-Authenticate": fault.auth_header} if getattr(fault, "auth_header", "") else {}
    wait = getattr(fault, "wait", None)
    return headers | ({"Retry-After": str(int(wait))} if wait else {})
