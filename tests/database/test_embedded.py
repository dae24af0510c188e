"""The supervisor of our own PostgreSQL: shared, private, never root, and plain about what it cannot do."""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from guildhall.database.embedded import SOCKET_PATH_LIMIT, SUPERUSER, EmbeddedServer, EmbeddedUnavailable
from tests.processes import folder_for_a_server

pytestmark = pytest.mark.real_schemas


@pytest.fixture(scope="module")
def cluster() -> Iterator[EmbeddedServer]:
    """A server whose cluster is made once for this file, and which is down between tests."""
    with folder_for_a_server() as folder:
        server = EmbeddedServer(folder, durable=False)
        with server.running():
            pass
        yield server


def _answers(server: EmbeddedServer) -> bool:
    try:
        with psycopg.connect(host=str(server.socket_folder), user=SUPERUSER, dbname="postgres") as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def _postmaster(server: EmbeddedServer) -> int:
    return int((server.cluster / "postmaster.pid").read_text().split()[0])


def test_two_share_it_and_the_last_to_leave_stops_it(cluster):
    first, second = cluster.running(), EmbeddedServer(cluster.home, durable=False).running()

    first.__enter__()
    one = _postmaster(cluster)
    second.__enter__()
    same = _postmaster(cluster)
    first.__exit__(None, None, None)
    still = _answers(cluster)
    second.__exit__(None, None, None)

    assert (same, still, _answers(cluster)) == (one, True, False)


def test_what_was_written_is_there_at_the_next_start(cluster):
    where = {"host": str(cluster.socket_folder), "user": SUPERUSER, "dbname": "postgres"}
    with cluster.running(), psycopg.connect(**where) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")

    with cluster.running(), psycopg.connect(**where) as connection:
        found = connection.execute("SELECT number FROM kept").fetchone()

    assert found == (7,)


def test_it_listens_nowhere_but_on_its_private_socket(cluster):
    with cluster.running(), psycopg.connect(
        host=str(cluster.socket_folder), user=SUPERUSER, dbname="postgres"
    ) as connection:  # fmt: skip
        listens_on = connection.execute("SHOW listen_addresses").fetchone()

    assert listens_on == ("",)
    assert stat.S_IMODE(cluster.socket_folder.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_started_by_root_it_runs_as_nobody(cluster):
    with cluster.running():
        runs_as = Path(f"/proc/{_postmaster(cluster)}").stat().st_uid

    assert pwd.getpwuid(runs_as).pw_name == "nobody"


def test_it_is_not_erased_while_somebody_uses_it(cluster):
    with cluster.running():
        with pytest.raises(EmbeddedUnavailable, match=r"in use\. Stop what uses it, then try again"):
            EmbeddedServer(cluster.home, durable=False).erase()

        assert _answers(cluster)


def test_a_cluster_of_another_version_is_refused_with_what_to_do(cluster):
    marker = cluster.cluster / "PG_VERSION"
    ours = marker.read_text()
    marker.write_text("14\n")

    try:
        with pytest.raises(EmbeddedUnavailable) as refused, cluster.running():
            pass
    finally:
        marker.write_text(ours)

    assert "was made by PostgreSQL 14 and this is postgres (PostgreSQL)" in str(refused.value)
    assert str(refused.value).endswith("Archive it with the old version, or set GUILDHALL_STATE to an empty folder.")


def test_a_long_path_moves_the_socket_to_a_short_address_of_its_own(tmp_path):
    short, long = EmbeddedServer(Path("/srv/guildhall")), EmbeddedServer(tmp_path / ("a" * SOCKET_PATH_LIMIT))
    neighbour = EmbeddedServer(tmp_path / ("b" * SOCKET_PATH_LIMIT))

    assert short.socket_folder == Path("/srv/guildhall/socket")
    assert len(str(long.socket_folder)) <= SOCKET_PATH_LIMIT
    assert long.socket_folder != neighbour.socket_folder


def test_a_server_with_a_long_path_answers_at_its_short_address():
    with folder_for_a_server() as folder:
        server = EmbeddedServer(folder / ("long" * 20), durable=False)

        with server.running():
            answers, mode = _answers(server), stat.S_IMODE(server.socket_folder.stat().st_mode)
        server.socket_folder.rmdir()

    assert (answers, mode) == (True, 0o700)


def test_erasing_leaves_nothing_of_the_cluster():
    with folder_for_a_server() as folder:
        server = EmbeddedServer(folder, durable=False)
        with server.running():
            pass
        made = server.cluster.exists()

        server.erase()

        assert (made, server.cluster.exists()) == (True, False)
