"""A directory that speaks LDAP: inetOrgPerson entries, found by `entryUUID`, which survives a rename.

Switched off is `pwdAccountLockedTime` with the value that the password policy draft gives for "locked until an
administrator unlocks": the server itself then refuses every bind. The secret is drawn at random, set by the password
modify operation and forgotten; the person chooses their own by the partner's way of recovery.
"""

from __future__ import annotations

import secrets
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from ldap3 import MODIFY_REPLACE, NONE, SUBTREE, Connection, Server, Tls
from ldap3.core.exceptions import LDAPException
from ldap3.utils.conv import escape_filter_chars
from ldap3.utils.dn import escape_rdn

from apps.account_services.connectors.shape import ConnectorFault, Move, Seen, Wanted

LOCKED_FOR_GOOD = "000001010000Z"
SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 5, 10
ATTRIBUTES = ["uid", "cn", "mail", "entryUUID", "pwdAccountLockedTime", "userPassword"]
WRONG_CREDENTIALS, ENTRY_EXISTS, ACCESS_REFUSED = 49, 68, 50
IN_WORDS = {
    WRONG_CREDENTIALS: "The directory refused our name or credential. Enter the credential again.",
    ACCESS_REFUSED: "The directory does not let us do this. Ask its owner to give our name the right.",
    ENTRY_EXISTS: "The login is taken in the directory by an entry that is not ours.",
}


class LdapConnector:
    """One directory, at one address, as one name. Each call opens a connection of its own and closes it."""

    def __init__(self, *, address: str, base: str, bind_name: str, credential: str) -> None:
        self.address, self.base, self.bind_name, self.credential = address, base, bind_name, credential

    def look(self, *, login: str, remote_id: str = "") -> Seen | None:
        with self._connected() as directory:
            return self._find(directory, f"(uid={_plain(login)})" if not remote_id else _by_id(remote_id))

    def apply(self, move: Move, wanted: Wanted, seen: Seen | None) -> Seen:
        with self._connected() as directory:
            if seen is None:
                name = f"uid={escape_rdn(wanted.login)},{self.base}"
                self._told(directory.add(name, ["inetOrgPerson"], _attributes(wanted)), directory)
                return self._standing(directory, f"(uid={_plain(wanted.login)})")
            name = self._name_of(directory, seen.remote_id)
            self._change(directory, name, move, wanted)
            if move is Move.SET_SECRET and not seen.enabled:  # a new secret unlocks, says the password policy
                self._told(directory.modify(name, _LOCK), directory)
            return self._standing(directory, _by_id(seen.remote_id))

    def read_back(self, remote_id: str) -> Seen | None:
        return self.look(login="", remote_id=remote_id)

    def undo(self, remote_id: str) -> Seen:
        with self._connected() as directory:
            name = self._name_of(directory, remote_id)
            self._told(directory.modify(name, _LOCK), directory)
            return self._standing(directory, _by_id(remote_id))

    def list_page(self, *, after: str = "", limit: int = 100) -> list[Seen]:
        with self._connected() as directory:
            directory.search(self.base, "(uid=*)", SUBTREE, attributes=ATTRIBUTES)  # uid has no order on the server
            found = sorted((_seen(entry) for entry in directory.response), key=lambda seen: seen.login)
        return [seen for seen in found if seen.login > after][:limit]

    def _change(self, directory: Connection, name: str, move: Move, wanted: Wanted) -> None:
        if move is Move.SET_SECRET:
            done = directory.extend.standard.modify_password(user=name, new_password=secrets.token_urlsafe(24))
            self._told(done, directory)
            return
        changes: dict[Move, dict[str, Any]] = {
            Move.SWITCH_ON: {"pwdAccountLockedTime": [(MODIFY_REPLACE, [])]},
            Move.SWITCH_OFF: _LOCK,
            Move.CORRECT: {
                "cn": [(MODIFY_REPLACE, [wanted.name])],
                "mail": [(MODIFY_REPLACE, [wanted.email] if wanted.email else [])],
            },
        }
        self._told(directory.modify(name, changes[move]), directory)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """A bound connection; every fault of the far side comes out as a ConnectorFault in plain words."""
        directory = Connection(
            self._server(), user=self.bind_name, password=self.credential, receive_timeout=SECONDS_TO_ANSWER
        )
        try:
            self._told(directory.bind(), directory)
            yield directory
        except (LDAPException, OSError) as fault:
            raise ConnectorFault(f"The directory at {self.address} did not answer.") from fault
        finally:
            _leave(directory)

    def _server(self) -> Server:
        tls = Tls(validate=ssl.CERT_REQUIRED) if self.address.startswith("ldaps://") else None
        return Server(self.address, get_info=NONE, connect_timeout=SECONDS_TO_CONNECT, tls=tls)

    def _find(self, directory: Connection, wanted: str) -> Seen | None:
        entry = self._entry(directory, wanted)
        return _seen(entry) if entry else None

    def _standing(self, directory: Connection, wanted: str) -> Seen:
        found = self._find(directory, wanted)
        if found is None:
            raise ConnectorFault("The account has gone from the directory.")
        return found

    def _name_of(self, directory: Connection, remote_id: str) -> str:
        entry = self._entry(directory, _by_id(remote_id))
        if entry is None:
            raise ConnectorFault("The account has gone from the directory.")
        return str(entry["dn"])

    def _entry(self, directory: Connection, wanted: str) -> dict[str, Any] | None:
        directory.search(self.base, wanted, SUBTREE, attributes=ATTRIBUTES)
        found = [entry for entry in directory.response if entry.get("type") == "searchResEntry"]
        if len(found) > 1:
            raise ConnectorFault("Two entries answer to the same login. A person must say which is ours.")
        return found[0] if found else None

    def _told(self, done: Any, directory: Connection) -> None:
        if not done:
            code = directory.result["result"]
            raise ConnectorFault(IN_WORDS.get(code, f"The directory refused with {directory.result['description']}."))


_LOCK: dict[str, Any] = {"pwdAccountLockedTime": [(MODIFY_REPLACE, [LOCKED_FOR_GOOD])]}


def _leave(directory: Connection) -> None:
    """Close the socket whatever happened: the library leaves it open after a refused bind or a refused connection."""
    socket = directory.socket
    with suppress(LDAPException, OSError):
        directory.unbind()
    if socket is not None:
        socket.close()


def _attributes(wanted: Wanted) -> dict[str, Any]:
    given, _, family = wanted.name.rpartition(" ")
    told = {"uid": wanted.login, "cn": wanted.name, "sn": family, "pwdAccountLockedTime": LOCKED_FOR_GOOD}
    return told | ({"givenName": given} if given else {}) | ({"mail": wanted.email} if wanted.email else {})


def _seen(entry: dict[str, Any]) -> Seen:
    held = entry["attributes"]
    return Seen(
        remote_id=_first(held.get("entryUUID")),
        login=_first(held.get("uid")),
        name=_first(held.get("cn")),
        email=_first(held.get("mail")),
        enabled=not _first(held.get("pwdAccountLockedTime")),
        has_secret=bool(_first(held.get("userPassword"))),
    )


def _first(values: Any) -> str:
    value = values[0] if isinstance(values, list | tuple) and values else values
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return str(value) if value else ""


def _plain(text: str) -> str:
    return str(escape_filter_chars(text))


def _by_id(remote_id: str) -> str:
    return f"(entryUUID={_plain(remote_id)})"
