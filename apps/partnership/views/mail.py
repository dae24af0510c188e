"""The mail that went out, for development and the demo alone: elsewhere the page does not exist."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from apps.partnership.mailbox import messages_in
from apps.partnership.presenters.mail import MailPage
from guildhall.access.views import PublicView
from guildhall.web.errors import NotFound

SHOWN = 50


class MailView(PublicView):
    def get(self, request: HttpRequest) -> HttpResponse:
        if not settings.DEMO:
            raise NotFound
        return self.page(MailPage.of(messages_in(settings.EMAIL_FOLDER, at_most=SHOWN)))
