"""Settings from the environment: typed, and refused at start with the name of what is wrong and what it is for.

Each may also be given as a file: NAME_FILE names it, and what stands in it is the value. Secrets belong in files.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """A value, from the environment or from the file that NAME_FILE names.

    Raises: ImproperlyConfigured, if both are given, or the file cannot be read.
    """
    file = os.environ.get(f"{name}_FILE", "")
    if not file:
        return os.environ.get(name, default)
    if name in os.environ:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set. Keep one of them.")
    try:
        return Path(file).read_text().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as unreadable:
        reason = getattr(unreadable, "strerror", None) or "it is no text"
        raise ImproperlyConfigured(f"{name}_FILE is {file}, which cannot be read: {reason}.") from None


def required(name: str, *, purpose: str) -> str:
    """A value that must be given. Raises: ImproperlyConfigured, with what it is for."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE: {purpose}.")
    return value


def several(name: str) -> list[str]:
    """Values that stand on a line each, or with commas between them."""
    return [value for part in text(name).splitlines() for one in part.split(",") if (value := one.strip())]


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
    value = text(name) or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {' or '.join(choices)}, not “{value}”.")
    return value


def flag(name: str, default: bool) -> bool:
    value = text(name).lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    if value == "":
        return default
    raise ImproperlyConfigured(f"{name} is yes or no, not “{value}”.")


def number(name: str, default: int) -> int:
    value = text(name)
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


def patience(*, statement: str, lock: str, idle: str) -> str:
    """How long PostgreSQL lets one statement, one wait for a lock and one idle transaction of ours go on.

    >>> patience(statement="5s", lock="2s", idle="30s")
    '-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=30s'
    """
    limits = {"statement_timeout": statement, "lock_timeout": lock, "idle_in_transaction_session_timeout": idle}
    return " ".join(f"-c {name}={limit}" for name, limit in limits.items())
