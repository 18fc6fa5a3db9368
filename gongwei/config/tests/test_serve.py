"""`gongwei serve`: where it listens, and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

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


def test_pages_are_answered_on_this_machine_until_the_interrupt() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-X", "faulthandler", "-c", PAGES, str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ)
    assert process.stdout is not None
    assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/static/nothing.css", timeout=20)
    assert answer.value.code == 404
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)  # every thread's stack goes to the captured stderr
        process.communicate(timeout=20)
    assert process.returncode == 0
