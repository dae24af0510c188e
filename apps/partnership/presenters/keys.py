"""What a key agrees with each member, for host finance and the board."""

from __future__ import annotations

from collections.abc import Mapping

from guildhall.charging.keys import Key, joined
from guildhall.charging.terms import agreed_share, names_somebody, terms_for_all, unnamed
from guildhall.web.parts import Cell, Column, Row, Table


def rows_of_key(key: Key, *, services: Mapping[str, str]) -> list[Row]:
    """What is shared by, and what holds for every member. Takes: `services`, their names by code."""
    terms = terms_for_all(key, services=services)
    return [Row("Shared by", key.words), *([Row("It also says", terms)] if terms else [])]


def agreed_with_each(key: Key, names: Mapping[str, str]) -> Table | None:
    """A row for each member, whoever is not named among them; nothing, where the key names nobody."""
    if not names_somebody(key):
        return None
    floors, ceilings = key.floor.of(names), key.ceiling.of(names)
    columns = [Column("Member")]
    columns += [Column("Agreed share", True)] if key.is_fixed else []
    columns += [Column("Floor", True)] if key.floor else []
    columns += [Column("Ceiling", True)] if key.ceiling else []
    rows = [
        [
            name,
            *([agreed_share(key, code)] if key.is_fixed else []),
            *([Cell(floors.get(code, "None"))] if key.floor else []),
            *([Cell(ceilings.get(code, "None"))] if key.ceiling else []),
        ]
        for code, name in sorted(names.items(), key=lambda one: one[1])
    ]
    return Table("What is agreed with each member", columns, rows)


def left_out(key: Key, names: Mapping[str, str]) -> list[str]:
    """A note of those whom a key of agreed shares does not name."""
    members = unnamed(key, names)
    if not members:
        return []
    have, they = ("has", "it") if len(members) == 1 else ("have", "they")
    return [f"{joined(members)} {have} no agreed share, so {they} would bear nothing of this service."]
