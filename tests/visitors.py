"""Browsers without a screen: Django's test client, signed in on the right host."""

from __future__ import annotations

import re
from html import unescape
from typing import Any, Self

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.test import Client

from guildhall.access.sessions import SessionStore
from tenants.context import on_the_platform
from tenants.hosts import forget_hosts, host_named
from tests.cast import Player

TAGS = re.compile(r"<[^>]+>")


class Visitor(Client):
    """Somebody at a host; everything they fetch goes there."""

    def __init__(self, host: str, **kwargs: Any) -> None:
        self.host = host
        forget_hosts()
        host_named(host)  # read the registry now, so that no counted request does
        super().__init__(headers={"host": host}, **kwargs)

    @classmethod
    def of(cls, player: Player | None = None, *, host: str | None = None) -> Self:
        """A visitor at a host ("base", "jobs" or a partner's code; their own partner's if none is named)."""
        where = host or (player.partner if player and player.partner else "base")
        visitor = cls(settings.BASE_HOST if where == "base" else f"{where}.{settings.BASE_HOST}")
        if player is not None:
            visitor.sign_in(player)
        return visitor

    def sign_in(self, player: Player) -> None:
        """Begin a session on this host, as arriving with a hand-off does."""
        with on_the_platform():
            request = HttpRequest()
            request.session = SessionStore(host=self.host)
            login(request, player.user, backend=settings.AUTHENTICATION_BACKENDS[0])
            request.session.save()
            self.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key

    def read(self, path: str) -> str:
        """The words of a page that is there, one blank between them."""
        answer = self.get(path)
        if answer.status_code != 200:
            raise AssertionError(f"{path} answered {answer.status_code}.")
        return " ".join(unescape(TAGS.sub(" ", answer.content.decode())).split())
