"""Sessions bound to their host: on any other host the cookie signs nobody in, and the attempt is written down.

Who somebody is, is the platform's to know: sessions are looked up there, whichever host was asked.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from guildhall.access.models import HostSession
from guildhall.audit.operations import record
from guildhall.kernel import SYSTEM
from tenants.context import on_the_platform


class SessionStore(DatabaseStore):
    """Django's database store, with the host in every look-up and every row."""

    def __init__(self, session_key: str | None = None, host: str = "") -> None:
        self.host = host
        super().__init__(session_key)

    @classmethod
    def get_model_class(cls) -> type[HostSession]:
        return HostSession

    def load(self) -> dict[str, Any]:
        with on_the_platform():
            found: dict[str, Any] = super().load()
            return found

    def exists(self, session_key: str) -> bool:
        with on_the_platform():
            return bool(super().exists(session_key))

    def save(self, must_create: bool = False) -> None:
        with on_the_platform():
            super().save(must_create)

    def delete(self, session_key: str | None = None) -> None:
        with on_the_platform():
            super().delete(session_key)

    def create_model_instance(self, data: dict[str, Any]) -> HostSession:
        row: HostSession = super().create_model_instance(data)
        row.host = self.host
        row.user_id = data.get(SESSION_KEY)
        return row

    def _get_session_from_db(self) -> HostSession | None:
        row: HostSession | None = super()._get_session_from_db()
        if row is None or row.host == self.host:
            return row
        self._end_strayed(row)
        return None

    def _end_strayed(self, row: HostSession) -> None:
        with transaction.atomic():
            record(
                "session brought to another host and ended", row, by=SYSTEM, at=timezone.now(),
                details={"begun on": row.host, "brought to": self.host},
            )  # fmt: skip
            row.delete()
        self._session_key = None


class HostSessionMiddleware(SessionMiddleware):
    """Opens the session of the host that this request came to."""

    def process_request(self, request: HttpRequest) -> None:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        request.session = SessionStore(key, host=request.host.name)
