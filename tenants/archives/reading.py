"""Reading an archive: proved whole, to the byte, before anything is written anywhere."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from tenants.archives.manifest import FILES, FORMAT, FORMAT_VERSION, MANIFEST, Entry, Manifest
from tenants.errors import ArchiveRefused

_PIECE = 1 << 20
_MANIFEST_BYTES_MAX = 16 << 20
_CUT = "This file is no archive, or it is cut short: its end is missing. Copy it again from where it was made."


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that is whole, open for reading. `sha256` is the digest of the file, as its receipt has it."""

    manifest: Manifest
    sha256: str
    zipped: ZipFile

    def stream(self, entry: Entry, write: Callable[[bytes], object]) -> None:
        """Hand over an entry's bytes, piece by piece. Refuses: ArchiveRefused, if they are not what was listed."""
        digest, size, rows = hashlib.sha256(), 0, 0
        try:
            with self.zipped.open(entry.name) as source:
                while size <= entry.bytes and (piece := source.read(_PIECE)):
                    digest.update(piece)
                    size, rows = size + len(piece), rows + piece.count(b"\n")
                    write(piece)
        except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            raise _altered(entry.name) from None
        if (digest.hexdigest(), size) != (entry.sha256, entry.bytes) or (entry.columns and rows != entry.rows):
            raise _altered(entry.name)


@contextmanager
def open_archive(file: Path, *, receipt: str = "") -> Iterator[Archive]:
    """An archive, read once from end to end and found whole.

    Takes: `receipt`, the SHA-256 that its owner was given, if it is to be held against the file.
    Refuses: ArchiveRefused (no file, cut short, altered, not the one of the receipt, another program's, a newer one's).
    """
    digest = _digest_of(file)
    if receipt and receipt.strip().lower() != digest:
        raise ArchiveRefused("This is not the archive of that receipt: the SHA-256 differs. Find the other file.")
    try:
        zipped = ZipFile(file)
    except (BadZipFile, OSError):
        raise ArchiveRefused(_CUT) from None
    with zipped:
        archive = Archive(_manifest_of(zipped), digest, zipped)
        _refuse_other_entries(archive)
        for entry in archive.manifest.entries:
            archive.stream(entry, lambda piece: None)
        yield archive


def _digest_of(file: Path) -> str:
    try:
        with open(file, "rb") as whole:
            return hashlib.file_digest(whole, "sha256").hexdigest()
    except OSError:
        raise ArchiveRefused(f"There is no file {file.name} that can be read here. Check its name.") from None


def _manifest_of(zipped: ZipFile) -> Manifest:
    try:
        if zipped.getinfo(MANIFEST).file_size > _MANIFEST_BYTES_MAX:
            raise ValueError("a manifest is not so large")
        told = json.loads(zipped.read(MANIFEST))
        if told["format"] != FORMAT:
            raise ValueError("another program's")
    except (BadZipFile, zlib.error, EOFError):
        raise _altered(MANIFEST) from None
    except (KeyError, TypeError, ValueError):
        raise ArchiveRefused("This file is no archive of a partner: it has no manifest that can be read.") from None
    if not isinstance(told.get("format_version"), int) or told["format_version"] > FORMAT_VERSION:
        raise ArchiveRefused(
            f"This archive was made by a newer Guildhall: its format is {told.get('format_version')}, and this one "
            f"reads up to {FORMAT_VERSION}. Upgrade this installation, then restore it."
        )
    try:
        return Manifest.read(told)
    except (KeyError, TypeError, ValueError):
        raise ArchiveRefused("The manifest of this archive was altered: it does not say all that it should.") from None


def _refuse_other_entries(archive: Archive) -> None:
    listed = [entry.name for entry in archive.manifest.entries]
    found = [name for name in archive.zipped.namelist() if name != MANIFEST]
    if sorted(listed) != sorted(found) or len(set(listed)) != len(listed):
        other = sorted(set(listed) ^ set(found)) or ["an entry twice"]
        raise ArchiveRefused(f"This archive was altered: it does not hold what its manifest lists ({other[0]}).")
    for entry in archive.manifest.under(FILES):
        path = PurePosixPath(entry.name)
        if ".." in path.parts or path.is_absolute() or "\\" in entry.name:
            raise ArchiveRefused("This archive was altered: a file in it would lie outside its folder.")


def _altered(name: str) -> ArchiveRefused:
    return ArchiveRefused(
        f"This archive was altered or damaged after it was written: {name} is not what was written then. "
        "Copy it again from where it was made."
    )
