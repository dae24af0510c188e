"""Tokens for machines: made once, shown once, ended by hand."""

from __future__ import annotations

import secrets
from datetime import datetime

from guildhall.access.errors import TokenEnded, TokenNameTaken, TokenNeedsAName
from guildhall.access.models import ApiToken, Scope
from guildhall.access.queries import tokens_here
from guildhall.access.rules import digest_of, may_keep_tokens
from guildhall.audit.operations import record
from guildhall.database.operation import operation, step
from guildhall.database.place import partner_here
from guildhall.kernel import LONDON, SYSTEM, Actor, NotAllowed, require
from tenants.models import Partner

PREFIX = "ghl_"
"""So that a token that lies about is known for what it is."""


@operation
def make_token(*, name: str, scope: Scope, by: Actor, at: datetime) -> tuple[ApiToken, str]:
    """Let a machine act for the partner we are with, within a scope.

    Gives: the token, and its secret, which is kept nowhere.
    Refuses: NotAllowed, TokenNeedsAName, TokenNameTaken.
    """
    partner = Partner.objects.get(schema_name=partner_here())

    require(may_keep_tokens(by), NotAllowed("make a token"))
    return write_token(partner=partner, name=name, scope=scope, source="", by=by, at=at)


@operation
def make_source_token(*, name: str, source: str, by: Actor, at: datetime) -> tuple[ApiToken, str]:
    """Let a machine send usage for one source of the host, by its code.

    Gives: the token, and its secret, which is kept nowhere.
    Refuses: NotAllowed, TokenNeedsAName, TokenNameTaken.
    """
    require(may_keep_tokens(by), NotAllowed("make a token", ask="the shared service’s finance team"))
    return write_token(partner=None, name=name, scope=Scope.USAGE, source=source, by=by, at=at)


@step
def write_token(
    *, partner: Partner | None, name: str, scope: Scope, source: str, by: Actor, at: datetime
) -> tuple[ApiToken, str]:
    """Write a token down, as a digest.

    Refuses: TokenNeedsAName, TokenNameTaken.
    """
    name = name.strip()
    require(bool(name), TokenNeedsAName())
    taken = ApiToken.objects.alive().filter(partner=partner, source=source, name=name)
    require(not taken.exists(), TokenNameTaken(name))

    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        partner=partner, name=name, scope=scope, source=source, secret_digest=digest_of(secret),
        made_by_id=by.person_id, made_at=at,
    )  # fmt: skip
    record("API token made", token, by=by, at=at, details={"may": scope.label})
    return token, secret


@operation
def end_token(*, token_id: int, by: Actor, at: datetime) -> ApiToken:
    """End a token of where we are: of the partner, or of the host. Its next request is refused.

    Refuses: NotAllowed, TokenEnded.
    """
    token: ApiToken = tokens_here().locked(token_id)

    require(may_keep_tokens(by), NotAllowed("end a token"))
    require(token.ended_at is None, TokenEnded(token.name))

    token.ended_at, token.ended_by_id = at, by.person_id
    token.save(update_fields=["ended_at", "ended_by_id"])
    record("API token ended", token, by=by, at=at)
    return token


@operation
def note_token_used(*, token_id: int, by: Actor, at: datetime) -> None:
    """Remember the day on which a token was last shown: written once a day, however often it is."""
    today = at.astimezone(LONDON).date()
    ApiToken.objects.filter(id=token_id).exclude(last_used_on=today).update(last_used_on=today)


@operation
def note_token_astray(*, token_id: int, host: str, by: Actor, at: datetime) -> None:
    """Write into the trail of whose token it is that it was shown on another host, and refused there."""
    token = ApiToken.objects.select_related("partner").get(id=token_id)
    owner = token.partner.schema_name if token.partner else ""
    details = {"brought to": host}
    record("API token brought to another host and refused", token, by=SYSTEM, at=at, details=details, partner=owner)
