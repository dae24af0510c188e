"""Build so many partners, serve them, put people to work on them, and write down how it was borne."""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles
from urllib.request import Request, urlopen

import psycopg

from apps.partnership.demo.serving import free_port
from bench import report
from bench.harness import PROJECT, throwaway_server
from bench.memory import private_mb
from bench.soaked import Page, Soaked
from guildhall.database.embedded import SUPERUSER, EmbeddedServer


def main() -> None:
    asking = argparse.ArgumentParser(prog="make soak", description="Many partners, many people at once.")
    asking.add_argument("--partners", type=int, default=700)
    asking.add_argument("--hosts", type=int, default=120, help="on how many of them people work")
    asking.add_argument("--people", type=int, default=16, help="how many at once")
    asking.add_argument("--minutes", type=float, default=5.0)
    asking.add_argument("--do-not-write", action="store_true", help="print, and leave docs/performance.md as it is")
    asked = asking.parse_args()
    with throwaway_server() as server:
        soaked = soak(server, asked)
    print(soaked.as_markdown())
    if not asked.do_not_write:
        report.write_soak(soaked, folder=PROJECT)
        print("→ written to docs/performance.md and bench/soak.json")


def soak(server: EmbeddedServer, asked: argparse.Namespace) -> Soaked:
    port = free_port(8600)
    told = _told(server, port)
    print(f"→ bringing {asked.partners} partners in")
    hosts = min(asked.hosts, asked.partners)
    world = _world(told, partners=asked.partners, hosts=hosts)
    print(f"→ {asked.people} people at once, for {asked.minutes} minutes")
    with _serving(told, port) as web:
        before = _private_mb(_family(web.pid))
        rows, errors, seconds = _load(told | {"SOAK_HOSTS": ",".join(world["codes"]), "SOAK_PORT": str(port)}, asked)
        after, backends = _private_mb(_family(web.pid)), _backends(server)
        release = _release(server)
    return Soaked(
        partners=asked.partners, built_seconds=round(world["built_seconds"], 1),
        home_p95_seconds=round(quantiles(world["home_seconds"], n=20)[-1], 3), people=asked.people,
        hosts=hosts, minutes=round(seconds / 60, 1),
        requests_a_second=round(sum(page.requests for page in rows) / seconds, 1), pages=rows, errors=errors,
        web_mb_before=round(before), web_mb_after=round(after), backend_mb_max=round(max(backends, default=0.0), 1),
        backends=len(backends), ground=release,
    )  # fmt: skip


def _told(server: EmbeddedServer, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "GUILDHALL_"))}
    return kept | {
        "GUILDHALL_STATE": str(server.home),
        "GUILDHALL_HOST_PORT": str(port),
        "GUILDHALL_BIND": f"127.0.0.1:{port}",
        "GUILDHALL_WEB_WORKERS": "2",
        "GUILDHALL_BEHIND_PROXY": "yes",
        "DJANGO_SETTINGS_MODULE": "guildhall.config.settings",
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "platform")]),
    }


def _world(told: dict[str, str], *, partners: int, hosts: int) -> dict:
    command = [sys.executable, "-m", "bench.soak.world", str(partners), str(hosts)]
    env = told | {"GUILDHALL_LOGIN": "owner"}
    made = subprocess.run(command, cwd=PROJECT, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(made.stdout)


@contextmanager
def _serving(told: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "gunicorn", "--config", "python:guildhall.config.gunicorn"]
    with subprocess.Popen(command, cwd=PROJECT, env=told) as web:
        try:
            for _ in range(300):
                if _answers(port):
                    break
                time.sleep(0.2)
            yield web
        finally:
            web.send_signal(signal.SIGQUIT)


def _answers(port: int) -> bool:
    try:
        with urlopen(Request(f"http://127.0.0.1:{port}/readyz"), timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def _load(told: dict[str, str], asked: argparse.Namespace) -> tuple[tuple[Page, ...], tuple[str, ...], float]:
    """Have locust put its people to work. Gives: every kind of request, what went wrong, and the seconds it took."""
    with tempfile.TemporaryDirectory(prefix="guildhall-soak-") as folder:
        command = [
            sys.executable, "-m", "locust", "--locustfile", str(PROJECT / "bench/soak/locustfile.py"), "--headless",
            "--users", str(asked.people), "--spawn-rate", "2", "--run-time", f"{int(asked.minutes * 60)}s",
            "--csv", f"{folder}/of", "--only-summary", "--loglevel", "ERROR", "--exit-code-on-error", "0",
        ]  # fmt: skip
        began = time.monotonic()
        subprocess.run(command, cwd=PROJECT, env=told, stdout=subprocess.DEVNULL, check=True)
        seconds = time.monotonic() - began
        rows = [row for row in _rows(Path(folder) / "of_stats.csv") if row["Name"] != "Aggregated"]
        failures = _rows(Path(folder) / "of_failures.csv")
    pages = tuple(
        Page(row["Name"], int(row["Request Count"]), int(row["Failure Count"]), *(float(row[p]) for p in PARTS))
        for row in rows
    )
    return pages, tuple(f"{one['Occurrences']} × {one['Name']}: {one['Error']}" for one in failures), seconds


PARTS = ("50%", "95%", "99%")


def _rows(file: Path) -> list[dict[str, str]]:
    with open(file, newline="") as told:
        return list(csv.DictReader(told))


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _private_mb(pids: list[int]) -> float:
    return sum(private_mb(pid) for pid in pids)


def _backends(server: EmbeddedServer) -> list[float]:
    """The private memory of every connection that a person's request made."""
    with psycopg.connect(host=str(server.socket_folder), user=SUPERUSER, dbname="guildhall") as asked:
        rows = asked.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchall()
    return [private_mb(pid) for (pid,) in rows]


def _release(server: EmbeddedServer) -> str:
    with psycopg.connect(host=str(server.socket_folder), user=SUPERUSER, dbname="guildhall") as asked:
        release = asked.execute("SHOW server_version").fetchone()[0]
    return (
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, PostgreSQL {release} with "
        f"fsync on, Django {version('django')}, gunicorn {version('gunicorn')} with 2 processes of 4 threads, locust "
        f"{version('locust')} on the same machine"
    )


main()
