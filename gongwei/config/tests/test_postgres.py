"""The embedded server: what was saved survives any kind of death, and nobody from outside can reach it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from gongwei.config import postgres, testing
from gongwei.config.cluster import LONGEST_SOCKET, PORT
from gongwei.kernel.errors import UserError

# A command that uses the server of the folder argv[1], says so, and waits for its end.
COMMAND = """
import sys, time
from pathlib import Path
from gongwei.config import postgres
server = postgres.of(Path(sys.argv[1]), durable=False)
server.start()
print("started", flush=True)
sys.stdin.readline()
server.stop()
"""


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder of its own; its server, if any, is stopped with it."""
    testing.DATA.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=testing.DATA))
    yield folder
    for path in folder.glob("**/postmaster.pid"):
        kill(int(path.read_text().split()[0]))
    shutil.rmtree(folder)


def kill(pid: int) -> None:
    """kill -9 of the server alone: its children are left to find out by themselves."""
    process = psutil.Process(pid)
    process.kill()
    psutil.wait_procs([process], timeout=10)


def started(data: Path, *, durable: bool = False) -> postgres.Postgres:
    server = postgres.of(data, durable=durable)
    server.start()
    return server


def command(data: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    return process


def finish(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=30)


def test_the_database_has_its_extensions_and_an_ordinary_role(data: Path) -> None:
    server = started(data)
    with server.connect() as connection:
        extensions = {name for (name,) in connection.execute("select extname from pg_extension")}
        assert {"pg_trgm", "btree_gist", "ltree"} <= extensions
        powers = "select rolsuper from pg_roles where rolname = current_user"
        assert connection.execute(powers).fetchone() == (False,)
    server.stop()


def test_outside_tests_a_commit_waits_for_the_disk(data: Path) -> None:
    server = started(data, durable=True)
    with server.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute(f"show {setting}").fetchone() == ("on",)
    server.stop()


def test_saved_rows_survive_kill_9_of_the_server(data: Path) -> None:
    server = started(data, durable=True)
    with server.connect() as connection:
        connection.execute("create table visit as select 42 as id")
    pid = server.pid()
    assert pid is not None
    kill(pid)
    assert not server.is_running()

    again = started(data, durable=True)
    with again.connect() as connection:
        assert connection.execute("select id from visit").fetchone() == (42,)
    again.stop()


def test_a_killed_command_leaves_a_server_that_the_next_one_uses_and_stops(data: Path) -> None:
    process = command(data)
    process.kill()
    process.communicate(timeout=30)
    server = postgres.of(data, durable=False)
    assert server.is_running()
    left_behind = server.pid()
    server.start()
    assert server.pid() == left_behind
    server.stop()
    assert not server.is_running()


def test_the_last_one_out_stops_the_server(data: Path) -> None:
    first, second = command(data), command(data)
    server = postgres.of(data, durable=False)
    finish(first)
    assert server.is_running()
    finish(second)
    assert not server.is_running()


def test_a_pid_file_that_names_another_program_does_not_stop_a_start(data: Path) -> None:
    server = started(data)
    pid_file = server.cluster.files / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    server.stop()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    again = started(data)
    assert again.is_running()
    again.stop()


def test_no_tcp_port_is_opened(data: Path) -> None:
    server = started(data)
    pid = server.pid()
    assert pid is not None
    listening = [item for item in psutil.Process(pid).net_connections("inet") if item.status == "LISTEN"]
    assert listening == []
    with server.connect() as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)
    assert (server.cluster.socket_folder.stat().st_mode & 0o077) == 0
    server.stop()


def test_a_folder_with_a_long_name_gets_its_socket_elsewhere(data: Path) -> None:
    deep = data / ("很长的文件夹名" * 8)
    server = started(deep)
    address = server.cluster.socket_folder / f".s.PGSQL.{PORT}"
    assert not address.is_relative_to(deep)
    assert len(os.fsencode(address)) <= LONGEST_SOCKET
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(address))
    server.stop()
    server.cluster.socket_folder.rmdir()


def test_a_socket_folder_planted_by_somebody_else_is_refused(data: Path) -> None:
    server = postgres.of(data, durable=False)
    server.cluster.socket_folder.parent.mkdir(parents=True)
    server.cluster.socket_folder.symlink_to(data)
    with pytest.raises(UserError, match="属于其他用户"):
        server.start()
    assert not server.is_running()
