"""The base of every door that shows pages: gate, form, verb, redirect, in about eight lines."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views import View

from guildhall.kernel import Refusal
from guildhall.web import refusals
from guildhall.web.errors import refused
from guildhall.web.pages import Page


class PageView(View):
    """A door that answers with pages.

    `page` shows a page value, `refusals_shown_on` puts a refusal on a form, `tell` says one thing on the next page,
    `download` hands over a file. A refusal that no form takes is a page of its own.
    """

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            response = super().dispatch(request, *args, **kwargs)
        except Refusal as refusal:
            response = refused(request, refusal)
        if self._is_personal(request):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def page(self, page: Page, status: int = 200) -> HttpResponse:
        """Show a page value with its own template."""
        said = list(messages.get_messages(self.request)) if hasattr(self.request, "_messages") else []
        return render(self.request, page.template, {"page": page, "said": said}, status=status)

    def refusals_shown_on(self, form: BaseForm) -> AbstractContextManager[None]:
        """Run the act; a refusal, or answers that make no sense, become errors of the form. Then show it as 422."""
        return refusals.shown_on(form)

    def tell(self, text: str) -> None:
        """Say once, on the next page shown, what has just been done."""
        messages.success(self.request, text)

    def download(self, filename: str, content_type: str, content: bytes) -> HttpResponse:
        """Hand over a file to keep, never to open inside the page."""
        response = HttpResponse(content, content_type=content_type)
        response.headers["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    @staticmethod
    def _is_personal(request: HttpRequest) -> bool:
        return bool(getattr(getattr(request, "actor", None), "is_somebody", False))
