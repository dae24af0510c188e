"""Doors for machines: a token of the host's own partner, what it may do, and how often."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from guildhall.access.models import ApiToken, Scope
from guildhall.access.operations.tokens import note_token_astray, note_token_used
from guildhall.access.queries import actor_of, token_with_secret
from guildhall.access.rates import seconds_to_the_next_minute, times_in_this_minute
from guildhall.kernel import LONDON, SYSTEM, Actor
from guildhall.web.events import note
from tenants.context import on_the_platform

SCHEME = "Bearer"
SHOW_ONE = "Show a token of this host as “Authorization: Bearer …”."


class TokenAuthentication(BaseAuthentication):
    """Knows a token by its secret, and takes it on the host of its own partner alone; sessions count for nothing here.

    A good token on another host is refused like a bad one, and its owner's trail says so.
    """

    def authenticate(self, request: Request) -> tuple[Actor, ApiToken] | None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        at = request._request.moment
        with on_the_platform():
            token = token_with_secret(secret.strip()) if scheme.lower() == SCHEME.lower() else None
            if token is None or token.partner != request._request.partner:
                if token is not None:
                    note_token_astray(token_id=token.id, host=request._request.host.name, by=SYSTEM, at=at)
                raise exceptions.AuthenticationFailed(f"This token is not good here. {SHOW_ONE}")
            if token.last_used_on != at.astimezone(LONDON).date():
                note_token_used(token_id=token.id, by=SYSTEM, at=at)
        return actor_of(token), token

    def authenticate_header(self, request: Request) -> str:
        return SCHEME


class TokenScheme(OpenApiAuthenticationExtension):
    """How the API's description speaks of tokens."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token of the host that is asked."}


class TokenThrottle(BaseThrottle):
    """So many requests a minute for each token, wherever they come from."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        self.at = request._request.moment
        with on_the_platform():
            times = times_in_this_minute(f"token {request.auth.key}", at=self.at)
        return times <= settings.API_REQUESTS_A_MINUTE

    def wait(self) -> float:
        return float(seconds_to_the_next_minute(self.at))


class TokenView(APIView):
    """The base of every door of the API. `scope` is what a token must be good for."""

    gate: ClassVar[str] = "token"
    scope: ClassVar[Scope]

    authentication_classes = (TokenAuthentication,)
    permission_classes = ()
    throttle_classes = (TokenThrottle,)
    renderer_classes = (JSONRenderer,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            raise exceptions.PermissionDenied("Use https: a token that was sent in the clear is to be ended.")
        self.perform_authentication(request)
        if request.auth is None:
            raise exceptions.NotAuthenticated(SHOW_ONE)
        note(actor=request.auth.key)
        if request.auth.scope != self.scope:
            raise exceptions.PermissionDenied("This token is not good for that.")
        self.check_throttles(request)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response
