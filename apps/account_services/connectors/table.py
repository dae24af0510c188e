"""Guildhall's own directory: a far side for partners that have none, and for demonstrations."""

from __future__ import annotations

import hashlib
import secrets

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from apps.account_services.connectors.shape import ConnectorFault, Move, Seen, Wanted
from apps.account_services.models import EmbeddedDirectoryEntry


class TableConnector:
    """Accounts as rows in the partner's own schema. Found by `entry_id`, which survives a rename."""

    def __init__(self, target_id: int) -> None:
        self.target_id = target_id

    def look(self, *, login: str, remote_id: str = "") -> Seen | None:
        by = {"entry_id": remote_id} if remote_id else {"login": login}
        return _seen(self._entries().filter(**by).first())

    def apply(self, move: Move, wanted: Wanted, seen: Seen | None) -> Seen:
        if seen is None:
            return self._create(wanted)
        changes: dict[Move, dict[str, object]] = {
            Move.CORRECT: {"name": wanted.name, "email": wanted.email},
            Move.SET_SECRET: {"secret_hash": _digest_of_a_new_secret()},
            Move.SWITCH_ON: {"enabled": True},
            Move.SWITCH_OFF: {"enabled": False},
        }
        self._entries().filter(entry_id=seen.remote_id).update(**changes[move])
        return self._standing(seen.remote_id)

    def read_back(self, remote_id: str) -> Seen | None:
        return self.look(login="", remote_id=remote_id)

    def undo(self, remote_id: str) -> Seen:
        self._entries().filter(entry_id=remote_id).update(enabled=False)
        return self._standing(remote_id)

    def list_page(self, *, after: str = "", limit: int = 100) -> list[Seen]:
        entries = self._entries().filter(login__gt=after).order_by("login")[:limit]
        return [found for found in map(_seen, entries) if found]

    def _create(self, wanted: Wanted) -> Seen:
        try:
            with transaction.atomic():
                entry = EmbeddedDirectoryEntry.objects.create(
                    target_id=self.target_id, login=wanted.login, name=wanted.name, email=wanted.email
                )
        except IntegrityError:
            raise ConnectorFault(f"The login {wanted.login} is taken in the directory.") from None
        return self._standing(str(entry.entry_id))

    def _standing(self, remote_id: str) -> Seen:
        found = self.read_back(remote_id)
        if found is None:
            raise ConnectorFault("The account has gone from the directory.")
        return found

    def _entries(self) -> QuerySet[EmbeddedDirectoryEntry]:
        return EmbeddedDirectoryEntry.objects.filter(target_id=self.target_id)


def _seen(entry: EmbeddedDirectoryEntry | None) -> Seen | None:
    if entry is None:
        return None
    return Seen(str(entry.entry_id), entry.login, entry.name, entry.email, entry.enabled, bool(entry.secret_hash))


def _digest_of_a_new_secret() -> str:
    """A secret of 192 random bits needs no slow hash: nobody guesses it, and nobody chose it."""
    return f"sha256${hashlib.sha256(secrets.token_bytes(24)).hexdigest()}"
