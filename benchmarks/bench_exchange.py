"""A county's residents from one CSV file, and a file in which every tenth line is wrong, by `gongwei import`.

EXCHANGE_ROWS (default 47,860, a tenth of the published size) and EXCHANGE_WRONG_ROWS (default 100,000) say how many.
The people stay in the database of GONGWEI_DATA: use a folder of its own, made by `gongwei demo --scale 0.002
--no-serve`, and delete it afterwards. Peak memory is that of the importing process.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import uuid
from functools import partial
from pathlib import Path

from django.contrib.auth.models import User

from benchmarks.lists import lines, write_book, write_csv
from benchmarks.stopwatch import Report
from gongwei.exchange.models import Import
from gongwei.exchange.residents.reach import reach_of
from gongwei.exchange.steps import counts
from gongwei.kernel import clock
from gongwei.people.models import Institution, Staff, StaffRole

FULL = 478_600
WRONG_OF = 10
KNOWN = 0.999
"""By chance a few share name, birthday and village: doubtful, hence left out."""


def bench(report: Report) -> None:
    """Judge, take in, send again; then the spoilt file as CSV and as a workbook, judged only."""
    rows = int(os.environ.get("EXCHANGE_ROWS", FULL // 10))
    wrong = int(os.environ.get("EXCHANGE_WRONG_ROWS", 100_000))
    account, villages = _importer()
    first = Import.objects.count() // 4 % 6 * 1_000_000  # people of their own for each run
    aim = f"{120 * rows / FULL:.0f} s both, 2 GB"
    with tempfile.TemporaryDirectory() as folder:
        good, spoilt, book = (Path(folder) / name for name in ("名单.csv", "有错.csv", "有错.xlsx"))
        write_csv(good, lines(rows, villages, first=first))
        report.once(f"{rows:,} residents from CSV: judged", partial(_import, good, account), aim=aim)
        report.once("the same: taken in, obligations computed", partial(_import, good, account, "--commit"), aim=aim)
        assert _counts()["done"] >= rows * KNOWN
        report.once("the same file once more: judged", partial(_import, good, account))
        assert _counts()["same"] >= rows * KNOWN
        after = {"first": first + 7_000_000, "wrong_of": WRONG_OF}
        for place, write in ((spoilt, write_csv), (book, write_book)):
            write(place, lines(wrong, villages, **after))
            work = f"{wrong:,} rows, every tenth wrong ({place.suffix}): judged"
            report.once(work, partial(_import, place, account))
            found = _counts()
            assert found["error"] >= wrong // WRONG_OF and sum(found.values()) == wrong, found


def _importer() -> tuple[str, list[str]]:
    """An account that may register people in the whole district, and the villages by their codes."""
    county = Institution.objects.get(kind="county_health_commission")
    account = f"bench-{uuid.uuid4().hex[:8]}"
    today = clock.today()
    staff = Staff.objects.create(
        name="导入", institution=county, active_from=today, account=User.objects.create(username=account)
    )
    StaffRole.objects.create(staff=staff, role="public_health", institution=county, from_on=today)
    return account, sorted(reach_of(staff).villages)


def _import(place: Path, account: str, *more: str) -> None:
    """One run of the command; its peak on the way."""
    command = [str(Path(sys.executable).with_name("gongwei")), "import", str(place), "--as", account, *more]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert running.stderr is not None
    said = running.stderr.read()
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode in (0, 1), said.decode()
    _told(place, used)


def _told(place: Path, used: resource.struct_rusage) -> None:
    print(f"{place.name}: peak {used.ru_maxrss / 1024:.0f} MB, {used.ru_utime + used.ru_stime:.0f} s of processor")


def _counts() -> dict[str, int]:
    return counts(Import.objects.filter(kind="residents").latest("made_at"))
