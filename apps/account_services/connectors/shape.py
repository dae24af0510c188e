"""The one shape of every connector, and the plan that they share. Pure.

look -> what stands there now      plan -> which moves are missing      apply -> one move
read back -> what stands there after      undo -> off again      list page -> all that stands there
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Wanted:
    """An account as it is to be. `login` was reserved for this person on this target."""

    login: str
    name: str
    email: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """An account as it stands at the far side. `remote_id` survives a rename; `has_secret`, somebody could sign in."""

    remote_id: str
    login: str
    name: str
    email: str
    enabled: bool
    has_secret: bool = True

    def facts(self) -> dict[str, object]:
        """For the record of what was and what is."""
        return asdict(self)


class Move(StrEnum):
    """One change at the far side. Their order is ours to keep: a secret before anything is switched on."""

    CREATE_OFF = "create, switched off"
    CORRECT = "correct name and address"
    SET_SECRET = "set a secret"  # noqa: S105  # the name of an act
    SWITCH_ON = "switch on"
    SWITCH_OFF = "switch off"


class ConnectorFault(Exception):
    """The far side was away, refused us, or holds something that is not ours. The text says which, fit to show."""


class Connector(Protocol):
    """What a kind of target system can do. Every method may raise ConnectorFault."""

    def look(self, *, login: str, remote_id: str = "") -> Seen | None: ...

    def apply(self, move: Move, wanted: Wanted, seen: Seen | None) -> Seen: ...

    def read_back(self, remote_id: str) -> Seen | None: ...

    def undo(self, remote_id: str) -> Seen: ...

    def list_page(self, *, after: str = "", limit: int = 100) -> list[Seen]: ...


def plan(seen: Seen | None, wanted: Wanted) -> list[Move]:
    """The moves from what stands there to what is wanted, in their order; none, if it is as wanted already.

    >>> plan(None, Wanted("casey.morgan", "Casey Morgan", "c@x.example", enabled=False))
    [<Move.CREATE_OFF: 'create, switched off'>, <Move.SET_SECRET: 'set a secret'>]
    """
    moves = []
    if seen is None:
        moves.append(Move.CREATE_OFF)
    elif (seen.name, seen.email) != (wanted.name, wanted.email):
        moves.append(Move.CORRECT)
    if seen is None or not seen.has_secret:
        moves.append(Move.SET_SECRET)
    if wanted.enabled and not (seen and seen.enabled):
        moves.append(Move.SWITCH_ON)
    if not wanted.enabled and seen is not None and seen.enabled:
        moves.append(Move.SWITCH_OFF)
    return moves


def differences(seen: Seen | None, wanted: Wanted) -> list[str]:
    """In what the far side is not as wanted; nothing, if it agrees."""
    if seen is None:
        return ["being there at all"]
    found = []
    for what, there, here in (
        ("its login", seen.login, wanted.login),
        ("its name", seen.name, wanted.name),
        ("its e-mail address", seen.email, wanted.email),
        ("being switched on", seen.enabled, wanted.enabled),
    ):
        if there != here:
            found.append(what)
    if not seen.has_secret:
        found.append("having a secret")
    return found
