"""`gongwei serve`: where it listens, and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import psutil
import pytest

from gongwei.config import serve
from gongwei.kernel.errors import UserError

# The verb without its migration: the tests' database has its tables already.
PAGES = (
    "import sys, django; django.setup(); from gongwei.config import serve; serve.serve(port=int(sys.argv[1]))"
)


def test_a_port_that_is_taken_is_refused_with_what_to_do() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(UserError, match="--port"):
            serve.serve(port=other.getsockname()[1])


def serving() -> tuple[subprocess.Popen[str], int]:
    """A server of its own that has said where it listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-X", "faulthandler", "-c", PAGES, str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ)
    assert process.stdout is not None
    assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
    return process, port


def keeper_of(process: subprocess.Popen[str]) -> psutil.Process:
    """The process that keeps the mart behind a server."""
    (found,) = [each for each in psutil.Process(process.pid).children() if "keeper" in " ".join(each.cmdline())]
    return found


def test_pages_are_answered_on_this_machine_until_the_interrupt() -> None:
    process, port = serving()
    keeper = keeper_of(process)
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/static/nothing.css", timeout=20)
    assert answer.value.code == 404
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)  # every thread's stack goes to the captured stderr
        process.communicate(timeout=20)
    assert process.returncode == 0 and not keeper.is_running()


def test_the_keeper_of_the_mart_ends_with_a_server_that_is_killed() -> None:
    process, _ = serving()
    keeper = keeper_of(process)
    process.kill()
    process.communicate()
    keeper.wait(60)
    assert not keeper.is_running()
