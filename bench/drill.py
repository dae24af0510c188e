"""The drill: back a cluster up, destroy it, bring it back, and prove that nothing is missing. `make drill`.

a server that archives its WAL, filled -> base backup -> more work -> fingerprint, and the moment of it
-> somebody's mistake -> a heartbeat, ten times a second -> the machine is lost, disks and all
-> restored to the moment before the mistake: every table as it was
-> restored to the end of the archive: how many seconds of work were lost
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from bench.harness import PROJECT
from guildhall.database.embedded import SUPERUSER, EmbeddedServer

Fill = Callable[[EmbeddedServer], None]
HEARTBEAT = "CREATE TABLE public.drill_heartbeat (beat bigint PRIMARY KEY, at timestamptz NOT NULL)"


@dataclass(frozen=True)
class ArchivingServer(EmbeddedServer):
    """A durable server that hands every finished piece of its WAL to a folder, as docs/deploy/postgresql.conf says."""

    archive: Path = Path("/")
    archive_timeout_seconds: int = 60

    def _stop(self) -> None:
        if self.cluster.exists():  # what is lost needs no stopping
            super()._stop()

    def _configure(self) -> None:
        super()._configure()
        with open(self.cluster / "pg_hba.conf", "a") as allowed:
            allowed.write("local replication all peer map=ours\n")

    def _settings(self) -> str:
        into = f"{self.archive}/%f"
        return super()._settings() + (
            "wal_level = replica\narchive_mode = on\n"
            f"archive_timeout = {self.archive_timeout_seconds}\n"
            f"archive_command = 'test ! -f {into} && cp %p {into}.part && sync {into}.part && mv {into}.part {into}'\n"
        )


@dataclass(frozen=True)
class RestoredServer(EmbeddedServer):
    """A server that comes up from a backup and the archive, as it was at `until`, or as late as the archive goes."""

    archive: Path = Path("/")
    until: datetime | None = None

    def _settings(self) -> str:
        goal = f"recovery_target_time = '{self.until.isoformat()}'\n" if self.until else ""
        return super()._settings() + (
            f"hot_standby = off\nrestore_command = 'cp {self.archive}/%f %p'\n{goal}recovery_target_action = promote\n"
        )

    def lay_out(self, backup: Path) -> None:
        """Put the backup in place, to be recovered at the start."""
        self._own(self.home, mode=0o711)
        subprocess.run(["cp", "--archive", str(backup), str(self.cluster)], check=True)
        (self.cluster / "recovery.signal").touch()
        self._own(self.cluster, mode=0o700)


@dataclass(frozen=True)
class Drilled:
    """What the drill found: seconds, and what was held against what."""

    tables: int
    rows: int
    statements_pence: int
    differences: tuple[str, ...]
    backup_seconds: float
    rto_seconds: float
    rpo_seconds: float
    archive_timeout_seconds: int

    def __str__(self) -> str:
        held = "all as they were" if not self.differences else f"NOT as they were: {', '.join(self.differences)}"
        return (
            f"  base backup      {self.backup_seconds:8.1f} s\n"
            f"  compared         {self.tables:,} tables, {self.rows:,} rows, "
            f"£{self.statements_pence / 100:,.2f} of statements: {held}\n"
            f"  RTO measured     {self.rto_seconds:8.1f} s from the backup in hand to the first answer\n"
            f"  RPO measured     {self.rpo_seconds:8.1f} s of work lost, with archive_timeout at "
            f"{self.archive_timeout_seconds} s"
        )


def drill(folder: Path, *, fill: Fill, archive_timeout_seconds: int, beats_seconds: float) -> Drilled:
    """Go through it in a folder of its own. Takes: `fill`, which makes the data on a running server."""
    archive, backup = folder / "archive", folder / "backup"
    server = ArchivingServer(folder / "lost", archive=archive, archive_timeout_seconds=archive_timeout_seconds)
    server._own(archive, mode=0o700)
    with server.running():
        began = time.monotonic()
        _back_up(server, backup)
        backup_seconds = time.monotonic() - began
        fill(server)
        before, moment = _fingerprint(server), _now(server)
        with _connected(server) as mistaken:
            mistaken.execute("DELETE FROM public.tenants_domain")
            mistaken.execute(HEARTBEAT)
        last_beat = _beat(server, seconds=beats_seconds)
        _lose(server)
    after, rto_seconds = _restored(RestoredServer(folder / "then", archive=archive, until=moment), backup, _fingerprint)
    kept_beat, _ = _restored(RestoredServer(folder / "last", archive=archive), backup, _latest_beat)
    return Drilled(
        tables=len(before) - 1, rows=sum(rows for name, (rows, _) in before.items() if name),
        statements_pence=before[""][0],
        differences=tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))),
        backup_seconds=backup_seconds, rto_seconds=rto_seconds, rpo_seconds=(last_beat - kept_beat).total_seconds(),
        archive_timeout_seconds=archive_timeout_seconds,
    )  # fmt: skip


def _restored(server: RestoredServer, backup: Path, look: Callable[[EmbeddedServer], object]) -> tuple[object, float]:
    began = time.monotonic()
    server.lay_out(backup)
    with server.running():
        _wait_for_an_answer(server)
        rto_seconds = time.monotonic() - began
        return look(server), rto_seconds


def _wait_for_an_answer(server: EmbeddedServer, *, seconds: float = 1800.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with _connected(server) as first:
                first.execute("SELECT 1")
        except psycopg.OperationalError:  # still being recovered
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server does not come up from its backup; its log says why.")


def _back_up(server: EmbeddedServer, folder: Path) -> None:
    server._own(folder, mode=0o700)
    server._run(
        "pg_basebackup", "--host", str(server.socket_folder), "--username", SUPERUSER, "--pgdata", str(folder),
        "--wal-method", "none", "--checkpoint", "fast",
    )  # fmt: skip


@contextmanager
def _connected(server: EmbeddedServer) -> Iterator[psycopg.Connection]:
    with psycopg.connect(host=str(server.socket_folder), user=SUPERUSER, dbname="guildhall", autocommit=True) as made:
        yield made


def _now(server: EmbeddedServer) -> datetime:
    with _connected(server) as asked:
        time.sleep(0.05)
        return asked.execute("SELECT clock_timestamp()").fetchone()[0]


def _fingerprint(server: EmbeddedServer) -> dict[str, tuple[int, str]]:
    """Every table's rows and their digest, and under no name what all statements come to."""
    found: dict[str, tuple[int, str]] = {}
    with _connected(server) as asked:
        tables = asked.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables "
            "WHERE schemaname = 'public' OR schemaname LIKE 't\\_%' ORDER BY 1"
        ).fetchall()
        for (table,) in tables:
            found[table] = asked.execute(
                f"SELECT count(*), coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') FROM {table} t"
            ).fetchone()
        found[""] = (
            asked.execute("SELECT coalesce(sum(total_pence), 0) FROM public.charging_statement").fetchone()[0],
            "",
        )
    return found


def _beat(server: EmbeddedServer, *, seconds: float) -> datetime:
    """Write a row ten times a second, each committed. Gives: when the last one was."""
    until, beat, last = time.monotonic() + seconds, 0, None
    with _connected(server) as writing:
        while last is None or time.monotonic() < until:
            beat += 1
            query = "INSERT INTO public.drill_heartbeat VALUES (%s, clock_timestamp()) RETURNING at"
            last = writing.execute(query, [beat]).fetchone()[0]
            time.sleep(0.1)
    return last


def _latest_beat(server: EmbeddedServer) -> datetime:
    with _connected(server) as asked:
        if not asked.execute("SELECT to_regclass('public.drill_heartbeat')").fetchone()[0]:
            raise SystemExit("The archive ends before the first heartbeat: it is not being written.")
        return asked.execute("SELECT max(at) FROM public.drill_heartbeat").fetchone()[0]


def _lose(server: EmbeddedServer) -> None:
    """The machine is gone, with its data and the WAL that it had not handed over."""
    server._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(server.cluster))
    shutil.rmtree(server.cluster)


def demo(server: EmbeddedServer) -> None:
    """The demo's world, half a year of it, in the server that is up."""
    told = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "GUILDHALL_"))}
    told |= {"GUILDHALL_STATE": str(server.home), "PYTHONPATH": f"{PROJECT}{os.pathsep}{PROJECT / 'platform'}"}
    command = [sys.executable, "manage.py", "demo", "--no-serve"]
    subprocess.run(command, cwd=PROJECT, env=told, check=True)


def main() -> None:
    asked = argparse.ArgumentParser(prog="make drill", description="Lose a machine, and bring it back.")
    asked.add_argument("--archive-timeout", type=int, default=60, metavar="SECONDS")
    told = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="guildhall-drill-") as folder:
        Path(folder).chmod(0o711)
        print("→ filling a server, backing it up, losing it, and bringing it back twice; this takes some minutes")
        wait = told.archive_timeout * 1.5
        done = drill(Path(folder), fill=demo, archive_timeout_seconds=told.archive_timeout, beats_seconds=wait)
    print(done)
    if done.differences:
        raise SystemExit("The restored server is not the one that was lost.")


if __name__ == "__main__":
    main()
