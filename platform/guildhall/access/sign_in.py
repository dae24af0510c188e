"""How allauth is told about our hosts: people sign in on the base host and are handed to where they were going."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from guildhall.access.models import User
from tenants.context import on_the_platform
from tenants.hosts import address_of


class AccountAdapter(DefaultAccountAdapter):
    """Redirects stay on this host; letters speak in our words."""

    def is_safe_url(self, url: str | None) -> bool:
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=set())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/organisations/"

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: object) -> str:
        return address_of(None, "/account/confirm-email/")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return "/"


class PeopleBackend(AuthenticationBackend):
    """Looks people up on the platform: a partner's own role meets its members alone, and a newcomer is none yet."""

    def get_user(self, user_id: Any) -> User | None:
        with on_the_platform():
            found: User | None = super().get_user(user_id)
            return found
