"""A throwaway server, and the engines that take turns on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from guildhall.database.embedded import OWNER_LOGIN, SUPERUSER, EmbeddedServer

PROJECT = Path(__file__).resolve().parents[1]
READS = 1000
REQUESTS = 50


class ThrowawayServer(EmbeddedServer):
    """Durable while it runs; nobody waits for its last checkpoint, since its disk is thrown away."""

    def _stop(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self.cluster))

    def dump(self, database: str, schema: str) -> float:
        """Time PostgreSQL's own export of one schema, in its custom format."""
        folder = self.home / "dumps"
        self._own(folder, mode=0o700)
        words = ("-Fc", "-n", schema, "-h", str(self.socket_folder), "-U", SUPERUSER, "-d", database)
        began = time.perf_counter()
        self._run("pg_dump", *words, "-f", str(folder / "dumped"))
        return time.perf_counter() - began


PGSCHEMAS = "django-pgschemas==1.1.1"
SERVING = "guildhall, serving"
"""A process of ours that does nothing but serve, as plain Django's does nothing else: what builds homes holds a
hundred thousand things more, and Python goes through them again and again.
"""
MIGRATED = "django-tenants, migrated"
"""django-tenants once more, in a database of few homes: what it takes over them is given for as many as ours."""


@contextmanager
def throwaway_server() -> Iterator[ThrowawayServer]:
    """PostgreSQL in a temporary folder, durable as in earnest, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="guildhall-bench-") as folder:
        home = Path(folder)
        home.chmod(0o711)  # the server's user passes through it
        with ThrowawayServer(home, durable=True).running() as server:
            yield server


def create_database(server: EmbeddedServer, name: str) -> None:
    with psycopg.connect(host=str(server.socket_folder), user=SUPERUSER, dbname="postgres", autocommit=True) as own:
        database, owner = psycopg.sql.Identifier(name), psycopg.sql.Identifier(OWNER_LOGIN)
        own.execute(psycopg.sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))


@dataclass
class Engine:
    """One engine's process; `ask` has it do an act and gives the answer."""

    process: subprocess.Popen[str]

    @classmethod
    @contextmanager
    def started(
        cls,
        name: str,
        *,
        settings: str,
        server: EmbeddedServer,
        schema: str = "",
        database: str = "",
        python: str = sys.executable,
        seed: str = "random",
    ) -> Iterator[Engine]:
        """A process of its own. Takes: `seed`, by which it lays out what it hashes, for two that are to do it alike."""
        told = (
            {key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "GUILDHALL_"))}
            | {
                "DJANGO_SETTINGS_MODULE": f"bench.engines.{settings}",
                "GUILDHALL_STATE": str(server.home),
                "GUILDHALL_LOGIN": "owner",  # homes are built; each read takes its partner's role all the same
                "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "platform")]),
                "BENCH_SCHEMA": schema or "public",
                "PYTHONHASHSEED": seed,
            }
            | ({"BENCH_DATABASE": database} if database else {})
        )
        command = [python, "-m", "bench.engines", name]
        with subprocess.Popen(
            command, cwd=PROJECT, env=told, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            yield cls(process)
            process.stdin.close()  # type: ignore[union-attr]  # it was asked for

    def ask(self, act: str, *words: str) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(" ".join([act, *words]) + "\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline()
        if not said:
            raise RuntimeError(f"An engine ended in the middle of {act}; its own words are above.")
        return json.loads(said)


def in_turn(
    turns: dict[str, tuple[Engine, int]], act: str, words: dict[str, tuple[str, ...]]
) -> dict[str, list[float]]:
    """Have engines do an act so many times each, taking turns, so that a busy minute falls on all of them alike."""
    seconds: dict[str, list[float]] = {name: [] for name in turns}
    longest = max(times for _, times in turns.values())
    for turn in range(longest):
        for name, (engine, times) in turns.items():
            if (turn + 1) * times // longest > turn * times // longest:
                seconds[name].append(engine.ask(act, *words.get(name, ())))
    return seconds


def python_with(package: str, *, folder: Path) -> str | None:
    """A Python of its own that has one package besides all of ours; None, with a word, if it cannot be installed."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    ours = next(path for path in sys.path if path.endswith("site-packages"))
    theirs = next((folder / "lib").glob("python*/site-packages"))
    (theirs / "ours.pth").write_text(f"{ours}\n")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", package]
    if subprocess.run(pip, check=False).returncode:
        print(f"  {package} cannot be installed here, so it is left out")
        return None
    return str(python)


def all_of(stack: ExitStack, server: EmbeddedServer) -> tuple[dict[str, Engine], dict[str, dict[str, str]]]:
    """Every engine, started and made ready. Gives: the engines, and what each said when it was."""
    engines: dict[str, Engine] = {}
    said: dict[str, dict[str, str]] = {}
    for name, kind, settings, database in (
        ("guildhall", "guildhall", "settings_guildhall", None),
        ("django-tenants", "django_tenants", "settings_django_tenants", "bench_django_tenants"),
        ("clone", "django_tenants", "settings_clone", "bench_clone"),
        (MIGRATED, "django_tenants", "settings_django_tenants", "bench_migrated"),
        ("plain", "plain", "settings_plain", None),
    ):
        if database:
            create_database(server, database)
        schema = said["guildhall"]["schema"] if name == "plain" else ""
        engines[name] = stack.enter_context(
            Engine.started(kind, settings=settings, server=server, schema=schema, database=database or "")
        )
        said[name] = engines[name].ask("get_ready")
    engines[SERVING] = stack.enter_context(Engine.started("guildhall", settings="settings_guildhall", server=server))
    if python := python_with(PGSCHEMAS, folder=server.home / "pgschemas"):
        create_database(server, "bench_pgschemas")
        engines["django-pgschemas"] = stack.enter_context(
            Engine.started("pgschemas", settings="settings_pgschemas", server=server, python=python)
        )
        said["django-pgschemas"] = engines["django-pgschemas"].ask("get_ready")
    return engines, said
