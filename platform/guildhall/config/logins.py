"""Three ways to sign in to one database: its owner, the application, and the queue."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from guildhall.config import env
from guildhall.database.embedded import OWNER_LOGIN, EmbeddedServer
from guildhall.database.wall import APP_LOGIN, BROKER_LOGIN

OWNERS_COMMANDS = frozenset(
    {"prepare", "demo", "migrate", "tenants_migrate", "makemigrations", "test", "partners", "archive", "restore"}
)
"""The commands that make and migrate, and those that read and write a whole partner."""

Login = dict[str, Any]


def login_of_this_process() -> str:
    """As whom this process signs in: what GUILDHALL_LOGIN says; else the owner for `manage.py` commands that make and
    migrate, and the application for all others. Raises: ImproperlyConfigured.
    """
    makes = Path(sys.argv[0]).name == "manage.py" and bool(OWNERS_COMMANDS.intersection(sys.argv[1:2]))
    return env.choice("GUILDHALL_LOGIN", *(("owner", "app") if makes else ("app", "owner")))


def database_logins(embedded: EmbeddedServer | None, *, state: Path) -> dict[str, Login | None]:
    """How the owner, the app and the broker sign in: keys of a Django database setting, or None where we are not told.

    DATABASE_URL names the owner; `manage.py prepare` makes the other two and keeps their passwords in files beside the
    state. A machine that only serves is told DATABASE_APP_URL and DATABASE_BROKER_URL, and never meets the owner.
    Raises: ImproperlyConfigured.
    """
    if embedded:
        here = {"NAME": "guildhall", "HOST": str(embedded.socket_folder)}
        return {
            name: here | {"USER": user}
            for name, user in (("owner", OWNER_LOGIN), ("app", APP_LOGIN), ("broker", BROKER_LOGIN))
        }
    owner = env.database(env.text("DATABASE_URL")) if env.text("DATABASE_URL") else None
    return {
        "owner": owner,
        "app": _named("DATABASE_APP_URL", owner, APP_LOGIN, state / "app-secret"),
        "broker": _named("DATABASE_BROKER_URL", owner, BROKER_LOGIN, state / "broker-secret"),
    }


def _named(variable: str, owner: Login | None, user: str, secret: Path) -> Login | None:
    if url := env.text(variable):
        return env.database(url)
    if owner is None:
        return None
    return owner | {"USER": user, "PASSWORD": env.kept_secret(secret)}


def login(logins: dict[str, Login | None], name: str) -> Login:
    """One of them. Raises: ImproperlyConfigured, with the variable to set."""
    found = logins[name]
    if found is None:
        variable = {"owner": "DATABASE_URL", "app": "DATABASE_APP_URL", "broker": "DATABASE_BROKER_URL"}[name]
        raise ImproperlyConfigured(f"Set {variable}: this process signs in to the database as the {name}.")
    return found
