"""`make bench-load`: everybody who works in a county at once, against `gongwei serve` on the district of GONGWEI_DATA.

The people are the district's own staff, each with their own residents: village doctors, centres, lines, the office.
They search, open the due list and residents, save visits, fill a station of an examination day, read indicators and
open a rate to names, with a pause between two acts. Visits are really saved: use a district made for measuring.

    GONGWEI_DATA=/data/county make bench-load LOAD="--users 500 --minutes 60 --report docs/load.md"
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psutil

from benchmarks.load.report import ARRIVING, Run, written
from gongwei.config.cli import database

PORT = 8765
EVERY = 5
MEGABYTE = 1024 * 1024


def main() -> int:
    """Prepare the work, serve, let them work, print the table; ``--report`` writes the page with its chart."""
    asked = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongwei.config.settings")
    django.setup()
    with tempfile.TemporaryDirectory() as folder, database():
        from benchmarks.load.district import work  # noqa: PLC0415 - models can be imported only after setup

        given, found = Path(folder) / "work.json", Path(folder) / "found.json"
        prepared = work(asked.users)
        given.write_text(json.dumps(prepared), encoding="utf-8")
        with _served() as server:
            people = subprocess.Popen([
                sys.executable, "-m", "benchmarks.load.people", f"http://127.0.0.1:{PORT}", str(given), str(found),
                str(asked.minutes), str(asked.pause), str(ARRIVING),
            ])  # fmt: skip
            memory = list(_memory(server, people))
        if people.returncode:
            return people.returncode
        run = Run(len(prepared), asked.minutes, asked.pause, json.loads(found.read_text("utf-8")), memory)
    print(run.table())
    if asked.report:
        written(run, Path(asked.report))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-load", description=__doc__)
    parser.add_argument("--users", type=int, default=500, help="how many people work at once (default 500)")
    parser.add_argument("--minutes", type=float, default=10, help="how long, once all are there (default 10)")
    parser.add_argument("--pause", type=float, default=30, help="mean seconds between two acts of one person (30)")
    parser.add_argument("--report", help="write the table and a chart here, e.g. docs/load.md")
    return parser.parse_args()


@contextmanager
def _served() -> Iterator[psutil.Process]:
    command = [str(Path(sys.executable).with_name("gongwei")), "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _answers(server)
        yield psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait()


def _answers(server: subprocess.Popen[bytes]) -> None:
    """Wait for the log-in page, two minutes at most."""
    for _ in range(120):
        if server.poll() is not None:
            raise SystemExit("the server stopped before it answered")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/login/", timeout=5).close()
            return
        except OSError:
            time.sleep(1)
    raise SystemExit("the server does not answer")


def _memory(server: psutil.Process, people: subprocess.Popen[bytes]) -> Iterator[tuple[float, float]]:
    """Seconds since the start and the server's resident megabytes, as long as people work."""
    began = time.monotonic()
    while people.poll() is None:
        yield time.monotonic() - began, server.memory_info().rss / MEGABYTE
        time.sleep(EVERY)


if __name__ == "__main__":
    sys.exit(main())
