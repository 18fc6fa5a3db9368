"""`make bench [ONLY="database search"]`: every benchmarks/bench_*.py on the database of GONGWEI_DATA.

A benchmark is a file with one function, `bench(report)`, which calls report.time(...) for each piece of work.
Figures for a district of published size: `gongwei demo --scale 1 --no-serve` in a data folder of its own,
then `GONGWEI_DATA=that/folder make bench`. Nothing here passes or fails; "to reach" is for the reader.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

import django
from rich.console import Console

from benchmarks.stopwatch import Report
from gongwei.config.cli import database

WIDE = 140


def main(wanted: list[str]) -> int:
    """Run those that were named, or all, in the order of their names."""
    names = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    unknown = set(wanted) - set(names)
    if unknown:
        print(
            f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(names)}", file=sys.stderr
        )
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongwei.config.settings")
    django.setup()
    console = Console(width=WIDE)
    with database():
        for name in wanted or names:
            report = Report(name)
            import_module(f"benchmarks.bench_{name}").bench(report)
            report.print(console)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
