"""The list of all that is in an archive, by which it is known to be whole."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

FORMAT = "guildhall partner archive"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
TABLES, SHARED, FILES, PEOPLE = "tables/", "shared/", "files/", "people.copy"
COPY = ".copy"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `columns` and `rows` are empty for a file."""

    name: str
    bytes: int
    sha256: str
    rows: int = 0
    columns: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        """The table that an entry is the stream of."""
        return self.name.rsplit("/", 1)[-1].removesuffix(COPY)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive is of, what it was made with, and what it holds."""

    made_at: str
    template: str
    migrations: tuple[str, ...]
    partner: dict[str, Any]
    entries: tuple[Entry, ...]

    @property
    def rows(self) -> int:
        return sum(entry.rows for entry in self.entries)

    def under(self, prefix: str) -> list[Entry]:
        """The entries whose names begin so."""
        return [entry for entry in self.entries if entry.name.startswith(prefix)]

    def written(self) -> bytes:
        """As it stands in the archive."""
        told = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(self)}
        return json.dumps(told, indent=1, ensure_ascii=False).encode()

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """Raises: KeyError, TypeError, ValueError, when it says too little or nonsense."""
        entries = [Entry(**{**entry, "columns": tuple(entry["columns"])}) for entry in told["entries"]]
        return cls(
            made_at=str(told["made_at"]),
            template=str(told["template"]),
            migrations=tuple(told["migrations"]),
            partner=dict(told["partner"]),
            entries=tuple(entries),
        )
