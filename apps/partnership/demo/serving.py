"""Web, worker and relay, kept together: one stops, all stop; stopping the demo stops everything that it started."""

from __future__ import annotations

import os
import socket
import sys

from django.conf import settings
from honcho.manager import Manager
from honcho.printer import Printer

from guildhall.notices.hearing import BUILDING, PROMPT, SLOW

FIRST_PORT = 8000


def free_port(wanted: int = FIRST_PORT) -> int:
    """The wanted port on the loopback, or any free one if somebody has it."""
    for port in (wanted, 0):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(trial.getsockname()[1])
    raise OSError("No port is free on the loopback address.")


def environment(port: int, name: str = "web") -> dict[str, str]:
    """What a process of the demo is told. The builder alone signs in to the database as its owner."""
    return os.environ | {
        "GUILDHALL_LOGIN": "owner" if name == "builder" else "app",
        "DJANGO_SETTINGS_MODULE": "guildhall.config.settings",
        "GUILDHALL_DEMO": "1",
        "GUILDHALL_HOST_PORT": str(port),
        "GUILDHALL_HOST_SCHEME": "http",
        "PYTHONPATH": os.pathsep.join([str(settings.PROJECT), str(settings.PROJECT / "platform")]),
        "PYTHONUNBUFFERED": "1",
    }


def processes(port: int) -> dict[str, list[str]]:
    """The commands, by name."""
    python = [sys.executable, "-m"]
    celery = [
        *python, "celery", "--app", "guildhall.config.celery", "--quiet", "worker", "--hostname", "guildhall@localhost",
        "--pool", "prefork", "--loglevel", "ERROR", "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    return {
        "web": [
            *python, "gunicorn", "guildhall.config.wsgi:application", "--bind", f"127.0.0.1:{port}",
            "--workers", "2", "--threads", "4", "--log-level", "warning",
        ],
        "worker": [*celery, "--queues", PROMPT, "--concurrency", "2"],
        "drawer": [*celery, "--queues", SLOW, "--concurrency", "1"],
        "builder": [*celery, "--queues", BUILDING, "--concurrency", "1"],
        "relay": [sys.executable, "manage.py", "relay"],
        "robot": [sys.executable, "manage.py", "robot", "--every", "30"],
    }  # fmt: skip


def serve(port: int) -> int:
    """Run everything until it is stopped. Gives: the exit status."""
    manager = Manager(Printer(sys.stdout, width=8, colour=sys.stdout.isatty()))
    for name, command in processes(port).items():
        manager.add_process(name, " ".join(command), env=environment(port, name), cwd=str(settings.PROJECT))
    manager.loop()
    return int(manager.returncode or 0)
