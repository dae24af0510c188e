"""A throwaway slapd on a free loopback port, run as whoever runs the tests, gone afterwards."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ldap3 import ALL_ATTRIBUTES, Connection, Server

SLAPD = shutil.which("slapd", path="/usr/sbin:/usr/lib/openldap:/usr/local/libexec")
SCHEMAS, MODULES = Path("/etc/ldap/schema"), Path("/usr/lib/ldap")
SUFFIX, PEOPLE, ADMIN, CREDENTIAL = "dc=example", "ou=people,dc=example", "cn=admin,dc=example", "let the robot in"

CONFIG = """
include {schemas}/core.schema
include {schemas}/cosine.schema
include {schemas}/inetorgperson.schema
modulepath {modules}
moduleload back_mdb
moduleload ppolicy
pidfile {folder}/slapd.pid
database mdb
suffix "{suffix}"
rootdn "{admin}"
rootpw "{credential}"
directory {folder}/data
maxsize 10485760
overlay ppolicy
ppolicy_default "cn=policy,{suffix}"
"""


@dataclass(frozen=True)
class Directory:
    """A running slapd."""

    address: str
    base: str = PEOPLE
    bind_name: str = ADMIN
    credential: str = CREDENTIAL

    @contextmanager
    def connection(self, user: str = ADMIN, credential: str = CREDENTIAL) -> Iterator[Connection]:
        connection = Connection(Server(self.address), user=user, password=credential)
        try:
            connection.bind()
            yield connection
        finally:
            connection.unbind()

    def entry(self, login: str) -> dict[str, list[str]]:
        with self.connection() as directory:
            directory.search(self.base, f"(uid={login})", attributes=[ALL_ATTRIBUTES, "+"])
            return directory.entries[0].entry_attributes_as_dict if directory.entries else {}

    def logins(self) -> list[str]:
        with self.connection() as directory:
            directory.search(self.base, "(uid=*)", attributes=["uid"])
            return sorted(str(entry.uid) for entry in directory.entries)

    def may_sign_in(self, login: str, credential: str) -> bool:
        with self.connection(f"uid={login},{self.base}", credential) as directory:
            return bool(directory.bound)


def why_not() -> str:
    """Why slapd cannot be run here; nothing, if it can."""
    if SLAPD is None:
        return "slapd is not installed (Debian package slapd)"
    return "" if (MODULES / "ppolicy.so").exists() else f"slapd has no password policy module in {MODULES}"


@contextmanager
def running(folder: Path) -> Iterator[Directory]:
    """A directory with an empty ou=people, on a port of its own."""
    (folder / "data").mkdir(parents=True)
    config = folder / "slapd.conf"
    config.write_text(
        CONFIG.format(
            schemas=SCHEMAS, modules=MODULES, folder=folder, suffix=SUFFIX, admin=ADMIN, credential=CREDENTIAL
        )
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"ldap://127.0.0.1:{port}"
    server = subprocess.Popen(
        [str(SLAPD), "-f", str(config), "-h", address, "-d", "0"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    try:
        directory = Directory(address)
        _wait_for(port, server)
        _fill(directory)
        yield directory
    finally:
        server.terminate()
        server.communicate(timeout=10)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if server.poll() is not None:
            raise RuntimeError(f"slapd did not start: {server.communicate()[1].decode()[-500:]}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("slapd did not answer within 5 seconds")


def _fill(directory: Directory) -> None:
    with directory.connection() as admin:
        admin.add(SUFFIX, ["dcObject", "organization"], {"dc": "example", "o": "Example"})
        admin.add(PEOPLE, ["organizationalUnit"], {"ou": "people"})
        policy = {"cn": "policy", "pwdAttribute": "userPassword", "pwdLockout": "TRUE"}
        admin.add(f"cn=policy,{SUFFIX}", ["pwdPolicy", "device"], policy)
