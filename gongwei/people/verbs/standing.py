"""终止与恢复: death, moving out, loss, refusal, each with its evidence, and reopening (spec 01 d; EHR-12)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from gongwei.kernel.clock import today
from gongwei.people.codes import STATES
from gongwei.people.models import Staff, Standing
from gongwei.people.problems import HARD, REQUIRED, Invalid, refuse
from gongwei.people.timeline import succeed
from gongwei.people.verbs.authority import locked, require
from gongwei.records.history import acting
from gongwei.records.layout import Problem

LABELS = {
    "reason": "原因",
    "evidence": "依据",
    "cause_of_death": "死亡原因",
    "destination": "迁往地点基本情况",
    "handover": "档案交接记录",
}
LONGEST = {"reason": 200, "evidence": 500, "cause_of_death": 200, "destination": 200, "handover": 500}
"""As the columns of ``standing`` hold."""
NEEDED = {
    "died": ("cause_of_death", "evidence"),
    "moved_out": ("destination", "handover"),
    "lost": ("reason", "evidence"),
    "refused": ("reason", "evidence"),
}
FINAL = ("died", "moved_out", "merged")
"""Only reopening leads out of these; a lost or refusing person may still die or move."""


@dataclass(frozen=True)
class Closing:
    """What is said about the end of a record; which of it must be said depends on the state."""

    state: str
    on: dt.date
    reason: str = ""
    evidence: str = ""
    cause_of_death: str = ""
    destination: str = ""
    handover: str = ""


def close_record(resident_id: int, closing: Closing, *, by: Staff) -> Standing:
    """End the record's activity from the day on; the same closing again changes nothing.

    The person leaves every denominator by that date (a lost one stays: conventions, Population). Whoever keeps
    enrolments closes them in the same transaction.
    """
    _check(closing)
    with acting(str(by.pk), STATES[closing.state]):
        resident = locked(resident_id)
        require(by, "close", resident.institution)
        current = resident.standings.get(to_on__isnull=True)
        if (current.state, current.from_on) == (closing.state, closing.on):
            return current
        if current.state in FINAL:
            raise refuse(
                "state", f"该档案已于 {current.from_on} 终止（{STATES[current.state]}），如有误请先恢复档案"
            )
        following = succeed(current, closing.on, **{k: v for k, v in asdict(closing).items() if k != "on"})
        resident.living = False
        resident.save(update_fields=["living"])
        resident.transfers.filter(state="open").update(
            state="withdrawn", answered_on=today(), answer="档案已终止"
        )
        return following


def reopen(resident_id: int, on: dt.date, *, by: Staff, reason: str) -> Standing:
    """恢复: the record is active again from the day on; on the closing day itself, the closing never was."""
    if not reason.strip():
        raise refuse("reason", "恢复原因：必须填写")
    with acting(str(by.pk), f"恢复：{reason}"[:200]):
        resident = locked(resident_id)
        require(by, "close", resident.institution)
        current = resident.standings.get(to_on__isnull=True)
        if current.state == "merged":
            raise refuse("state", "该档案已合并，请撤销合并")
        if current.state == "active":
            raise refuse("state", "该档案正常，无需恢复")
        empty = dict.fromkeys(("evidence", "cause_of_death", "destination", "handover"), "")
        following = succeed(current, on, state="active", **{**empty, "reason": reason.strip()[:200]})
        resident.living = True
        resident.save(update_fields=["living"])
        return following


def _check(closing: Closing) -> None:
    if closing.state not in NEEDED:
        raise refuse("state", "档案状态：请选择死亡、迁出、失访或拒绝")
    problems = []
    for name, label in LABELS.items():
        said = getattr(closing, name)
        longest = LONGEST[name]
        if name in NEEDED[closing.state] and not said.strip():
            problems.append(Problem(name, REQUIRED, f"{label}：必须填写"))
        if len(said) > longest or "\x00" in said:
            problems.append(Problem(name, HARD, f"{label}：最多 {longest} 个字，请删减"))
    if closing.on > today():
        problems.append(Problem("on", HARD, f"日期：{closing.on} 晚于今天，请核对"))
    if problems:
        raise Invalid(*problems)
