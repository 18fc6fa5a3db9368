"""A district from nothing: `gongwei demo --no-serve` in a folder of its own, with its peak memory.

DEMO_SCALE=1 measures the published size (10 minutes and 4 GB per process to reach); the default is the demo's own.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil

from benchmarks.stopwatch import Report

AIMS = {"0.05": "40 s", "1": "10 min"}


def bench(report: Report) -> None:
    """Server, tables, people, records, obligations and mart, as a newcomer waits for them."""
    scale = os.environ.get("DEMO_SCALE", "0.05")
    with tempfile.TemporaryDirectory() as folder:
        report.once(
            f"gongwei demo --scale {scale} --no-serve", lambda: _demo(folder, scale), aim=AIMS.get(scale, "")
        )
        report.once("the same again: only looked at", lambda: _demo(folder, scale))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    print(f"peak of the largest process: {peak:.2f} GB; this machine: {psutil.cpu_count()} cores")


def _demo(folder: str, scale: str) -> None:
    command = [str(Path(sys.executable).with_name("gongwei")), "demo", "--scale", scale, "--no-serve"]
    given = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "GONGWEI_TODAY")
    }
    subprocess.run(command, env={**given, "GONGWEI_DATA": folder}, check=True, capture_output=True)
