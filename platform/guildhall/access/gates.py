"""May I have it? Absent, foreign and forbidden are one answer."""

from __future__ import annotations

from datetime import datetime

from guildhall.access.models import ApiToken, Invitation
from guildhall.access.queries import tokens_here
from guildhall.access.rules import digest_of
from guildhall.database.place import here, partner_here
from guildhall.web.errors import NotFound


def invitation_for(secret: str, *, at: datetime) -> Invitation:
    """The invitation that a link's secret opens, to the partner whose host this is. Raises: NotFound."""
    invitations = Invitation.objects.waiting(at).select_related("partner")
    found = invitations.filter(secret_digest=digest_of(secret), partner__schema_name=here().partner or "").first()
    if found is None:
        raise NotFound
    return found


def invitation_from_here(invitation_id: int) -> Invitation:
    """An invitation to the partner whose host this is, waiting or not. Raises: NotFound, for another partner's too."""
    found = Invitation.objects.filter(id=invitation_id, partner__schema_name=partner_here()).first()
    if found is None:
        raise NotFound
    return found


def token_from_here(token_id: int, *, source: str = "") -> ApiToken:
    """A token of where we are, of one source of the host's if it is named. Raises: NotFound, for others' too."""
    found = tokens_here().filter(id=token_id, source=source).first()
    if found is None:
        raise NotFound
    return found
