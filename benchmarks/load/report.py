"""The table and the chart of one run."""

from __future__ import annotations

import platform
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import matplotlib.pyplot as plt
import psutil

WRITES = ("save visit", "exam part")
READ_AIM, WRITE_AIM = 300, 500
SLICE = 10
ARRIVING = 60
"""Seconds until everybody is there; what they do before counts for nothing."""
HEAD = "| act | times | p50 ms | p95 ms | p99 ms | max ms | errors | p95 to reach |\n|---|---|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Run:
    """``seen``: [seconds, act, milliseconds, error]; ``memory``: (seconds, megabytes of the server)."""

    users: int
    minutes: float
    pause: float
    seen: list[tuple[float, str, float, str]]
    memory: list[tuple[float, float]]

    def table(self) -> str:
        """Each act, then all that reads and all that writes."""
        acts: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for _, act, milliseconds, error in self.seen:
            acts[act].append((milliseconds, error))
            acts["all that write" if act in WRITES else "all that read"].append((milliseconds, error))
        return "\n".join((HEAD, *(_line(act, acts[act]) for act in sorted(acts))))

    def words(self) -> str:
        """How much it was, in one sentence."""
        saved = sum(1 for _, act, _, error in self.seen if act in WRITES and not error)
        seconds = self.minutes * 60
        peak = max(megabytes for _, megabytes in self.memory)
        return (
            f"{self.users} people, an act every {self.pause:.0f} s each on average, {self.minutes:g} minutes: "
            f"{len(self.seen) / seconds:.1f} requests and {saved / seconds:.1f} writes a second; "
            f"the server's memory {self.memory[0][1]:.0f} MB at the start, {self.memory[-1][1]:.0f} MB at the end, "
            f"{peak:.0f} MB at most."
        )


def _line(act: str, found: list[tuple[float, str]]) -> str:
    taken = sorted(milliseconds for milliseconds, _ in found)
    wrong = sum(1 for _, error in found if error)
    aim = WRITE_AIM if act in WRITES or act.endswith("write") else READ_AIM
    figures = (median(taken), _part(taken, 95), _part(taken, 99), taken[-1])
    return f"| {act} | {len(taken)} | {' | '.join(f'{each:.0f}' for each in figures)} | {wrong} | {aim} |"


def _part(ordered: list[float], percent: int) -> float:
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def written(run: Run, page: Path) -> None:
    """The page with its chart beside it."""
    chart = page.parent / "images" / f"{page.stem}.svg"
    _draw(run, chart)
    memory = psutil.virtual_memory().total / 1024**3
    machine = f"{psutil.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}"
    page.write_text(
        f"# Everybody at work at once\n\n`make bench-load` on a district of published size ({machine}); server, "
        f"database and the simulated people share the machine.\n\n{run.words()}\n\n{run.table()}\n\n"
        f"![p95 of reading and writing, by ten seconds](images/{chart.name})\n",
        "utf-8",
    )


def _draw(run: Run, chart: Path) -> None:
    """p95 of reading and writing by ten seconds, and the server's memory below."""
    figure, (times, memory) = plt.subplots(2, 1, figsize=(8, 5), sharex=True, height_ratios=(2, 1))
    for label, writes, aim in (("read", False, READ_AIM), ("write", True, WRITE_AIM)):
        slices: dict[int, list[float]] = defaultdict(list)
        for at, act, milliseconds, _ in run.seen:
            if (act in WRITES) is writes:
                slices[int(at // SLICE)].append(milliseconds)
        shown = sorted(slices)
        (line,) = times.plot([each * SLICE for each in shown], [_part(sorted(slices[each]), 95) for each in shown])
        line.set_label(f"{label}, p95")
        times.axhline(aim, color=line.get_color(), linestyle=":", linewidth=1)
    times.set_ylabel("ms")
    times.set_ylim(bottom=0)
    times.legend()
    memory.plot([at - ARRIVING for at, _ in run.memory], [megabytes for _, megabytes in run.memory])
    memory.set_ylabel("server, MB")
    memory.set_ylim(bottom=0)
    memory.set_xlabel("seconds since everybody is there")
    chart.parent.mkdir(exist_ok=True)
    figure.savefig(chart, metadata={"Date": None})
    plt.close(figure)
