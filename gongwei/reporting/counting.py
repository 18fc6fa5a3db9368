"""A report's figures from the mart: one build, one day, one institution, with the mark of the rows behind each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import is_aware, make_aware

from gongwei.catalogue.chapters import measures
from gongwei.catalogue.plans import plan
from gongwei.facts import layout, reader
from gongwei.indicators.evaluation import evaluate
from gongwei.indicators.places import By, Scope
from gongwei.indicators.results import results
from gongwei.kernel.errors import UserError
from gongwei.reporting.definitions import Definition


@dataclass(frozen=True)
class Counted:
    """What the records give for one line; without numbers ``reason`` says why."""

    numerator: int | None
    denominator: int | None
    rows: str
    reason: str


@dataclass(frozen=True)
class Ground:
    """What the figures stand on."""

    build: int
    snapshot_at: dt.datetime
    plan: str


def ground(holder: str | None = None) -> Ground:
    """The build that is read now, kept on disk for the holder if one is named; without a build no figures."""
    fresh = reader.freshness()
    if fresh is None:
        raise UserError("还没有统计用的数据集，不能编制报表")
    if holder is not None:
        layout.hold(fresh.number, holder)
    at = fresh.snapshot_at
    return Ground(fresh.number, at if is_aware(at) else make_aware(at), plan().id)


def count(kind: Definition, through: dt.date, institution: int | None, build: int) -> dict[str, Counted]:
    """Line id → what the records give; the district as a whole without an institution."""
    wanted = [line.indicator for line in kind.lines if line.indicator]
    place = Scope(institution=str(institution) if institution else None)
    by: By = "institution" if institution else "district"
    figures = {
        each.indicator: each
        for each in evaluate(through, by, within=place, build=build, indicators=wanted)
        if institution is None or each.group_id == str(institution)
    }
    made = {}
    for line in kind.lines:
        if line.indicator:
            held = figures.get(line.indicator)
            known = held is not None and held.numerator is not None and held.denominator is not None
            made[line.id] = Counted(
                held.numerator if held and known else None,
                held.denominator if held and known else None,
                mark(line.indicator, through, institution, build) if known else "",
                "" if known else ((held.reason if held else "") or "本机构没有应服务的对象"),
            )
    return made


def mark(indicator: str, through: dt.date, institution: int | None, build: int) -> str:
    """The fingerprint of the rows counted with each criterion: the same people, judged the same, give the same."""
    held = results(through, build)
    cohort = measures()[indicator][1].cohort.id
    where = f"WHERE institution_id = {institution:d}" if institution else ""
    found = held.connect().execute(
        f"SELECT md5(coalesce(string_agg(CAST(one AS VARCHAR), '|' ORDER BY CAST(one AS VARCHAR)), ''))"
        f" FROM (SELECT * FROM ({held.people(cohort)}) {where}) one"
    ).fetchone()  # fmt: skip
    return str(found[0]) if found else ""
