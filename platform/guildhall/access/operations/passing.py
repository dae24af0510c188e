"""Passing people from the base host, where they sign in, to where they were going; and signing them out everywhere."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from guildhall.access.errors import HandOffRefused
from guildhall.access.models import HandOff, HostSession, User
from guildhall.access.operations.visiting import end_visits_of
from guildhall.access.rules import digest_of
from guildhall.database.operation import operation
from guildhall.kernel import Actor

HAND_OFF_LASTS = timedelta(seconds=60)


@operation
def end_sessions(*, by: Actor, at: datetime) -> None:
    """Sign a person out on every host and every device: whoever sits down next begins with nothing, and no visit of
    theirs goes on.

    Takes: somebody who is signed in. It is called on the platform.
    """
    end_visits_of(by=by, at=at)
    HostSession.objects.filter(user_id=by.person_id).delete()


@operation
def make_hand_off(*, host: str, nonce: str, by: Actor, at: datetime) -> str:
    """A single-use pass for one person to one host. Gives: its secret, which is kept nowhere."""
    secret = secrets.token_urlsafe(32)
    HandOff.objects.filter(made_at__lt=at - timedelta(hours=1)).delete()
    HandOff.objects.create(secret_digest=digest_of(secret), user_id=by.person_id, host=host, nonce=nonce, made_at=at)
    return secret


@operation
def use_hand_off(*, secret: str, host: str, nonce: str, at: datetime) -> User:
    """Redeem a pass, once, on its host, in the browser that asked for it, within a minute.

    Refuses: HandOffRefused.
    """
    hand_off = HandOff.objects.select_for_update().filter(secret_digest=digest_of(secret)).first()

    fits = (
        hand_off is not None
        and hand_off.used_at is None
        and hand_off.host == host
        and bool(nonce)
        and secrets.compare_digest(hand_off.nonce, nonce)
        and at - hand_off.made_at <= HAND_OFF_LASTS
    )
    if hand_off is None or not fits:
        raise HandOffRefused

    hand_off.used_at = at
    hand_off.save(update_fields=["used_at"])
    return User.objects.get(id=hand_off.user_id)
