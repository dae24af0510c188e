"""Settings from the environment: typed, and refused at start with the name of what is wrong and what it is for."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def required(name: str, *, purpose: str) -> str:
    """A value that must be given. Raises: ImproperlyConfigured, with what it is for."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {purpose}.")
    return value


def kept_secret(file: Path) -> str:
    """A secret of this one machine, made at first need and kept in a file that only we can read."""
    with suppress(FileExistsError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as written:
            written.write(secrets.token_urlsafe(48))
    return file.read_text()


def choice(name: str, *choices: str) -> str:
    """One of a few words; the first, when nothing is said. Raises: ImproperlyConfigured."""
    value = os.environ.get(name, "") or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {' or '.join(choices)}, not “{value}”.")
    return value


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    if value == "":
        return default
    raise ImproperlyConfigured(f"{name} is yes or no, not “{value}”.")


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    if value == "":
        return default
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is a whole number, not “{value}”.")
    return int(value)


def one_of(name: str, choices: list[str], *, default: str) -> str:
    """One word of a few. Raises: ImproperlyConfigured, with the words there are."""
    value = os.environ.get(name, "") or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {' or '.join(choices)}, not “{value}”.")
    return value


def database(url: str) -> dict[str, object]:
    """The connection that a DATABASE_URL describes: postgresql://user:secret@host:5432/name.

    A Unix socket is named by its folder: postgresql://user@/name?host=/run/postgresql. Raises: ImproperlyConfigured.
    """
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL is postgresql://user:secret@host:port/name.")
    if unknown := sorted(set(asked) - {"host"}):
        raise ImproperlyConfigured(
            f"DATABASE_URL takes no {', '.join(unknown)}. After “?” comes host=, a socket’s folder; "
            "TLS is set by PGSSLMODE."
        )
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": asked.get("host") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }
