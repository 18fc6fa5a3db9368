"""Orders to mend: a demand with clause and deadline, a report with evidence, a re-check by another person."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction

from gongwei.appraisal.authority import judging, must_answer, organises, own
from gongwei.appraisal.models import Deduction, Inspection, Recheck, Rectification
from gongwei.appraisal.schemes import scheme
from gongwei.kernel.clock import today
from gongwei.people.models import Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.records.history import acting


def issue(
    inspection: Inspection,
    deductions: Iterable[Deduction],
    demand: str,
    due_on: dt.date | None = None,
    *,
    by: Staff,
) -> list[Rectification]:
    """One order for each deduction named, never two; due by the scheme's days unless a day is given.

    ``demand`` overrides the words; without it the finding itself is to be mended.
    """
    _must_follow(by, inspection)
    if inspection.state == "open":
        raise refuse("inspection", "评价提交后才能发整改通知")
    days = int(scheme(inspection.round.scheme).file.rectify_days.value)
    due = due_on or today() + dt.timedelta(days=days)
    if due < today():
        raise refuse("due_on", f"期限：不能早于今天（{today()}）")
    made = []
    with transaction.atomic(), acting(str(by.pk), "发整改通知"):
        for deduction in deductions:
            if deduction.inspection_id != inspection.pk or deduction.state != "standing":
                raise refuse("deduction", "只能就本次评价中有效的扣分发整改通知")
            order, _ = Rectification.objects.get_or_create(
                deduction=deduction,
                defaults={
                    "id": uuid.uuid5(deduction.pk, "order"), "inspection": inspection, "ref": deduction.ref,
                    "demand": demand.strip() or f"整改：{deduction.words}", "due_on": due,
                    "responsible": deduction.staff, "issued_by": by, "issued_on": today(),
                },
            )  # fmt: skip
            made.append(order)
    return made


def report(order: Rectification, words: str, evidence: str, *, by: Staff) -> Rectification:
    """The institution says what it has mended, with its evidence."""
    must_answer(by, order.inspection.institution)
    if not words.strip():
        raise refuse("report", "整改情况：必须填写")
    if not evidence.strip():
        raise refuse("evidence", "整改证据：必须填写，例如补正的记录编号、照片编号")
    with transaction.atomic(), acting(str(by.pk), "报告整改"):
        held = _locked(order)
        if held.state == "closed":
            raise Conflict("这条整改已复核合格")
        held.state, held.report, held.evidence = "reported", words.strip(), evidence.strip()
        held.reported_by, held.reported_on = by, today()
        held.save()
        return held


def recheck(
    recheck_id: uuid.UUID, order: Rectification, passed: bool, words: str, *, by: Staff
) -> Rectification:
    """Look again: it is closed, or goes back to be mended; never by who reported it or belongs to the institution."""
    _must_follow(by, order.inspection)
    if not words.strip():
        raise refuse("words", "复核情况：必须填写，例如“抽 5 份全部合格”")
    with transaction.atomic(), acting(str(by.pk), "复核整改"):
        held = _locked(order)
        if Recheck.objects.filter(pk=recheck_id).exists():
            return held
        if held.state != "reported":
            raise Conflict("还没有报告整改，或已经复核")
        if by.pk == held.reported_by_id:
            raise Forbidden("报告整改的人不能复核，请由另一人复核")
        Recheck.objects.create(
            id=recheck_id, order=held, passed=passed, words=words.strip(), by=by, on=today()
        )
        held.state, held.closed_on = ("closed", today()) if passed else ("open", None)
        held.save()
        return held


def late(order: Rectification, on: dt.date) -> bool:
    """Past its day and not closed."""
    return order.closed_on is None and on > order.due_on


def _locked(order: Rectification) -> Rectification:
    return Rectification.objects.select_for_update(of=("self",)).get(pk=order.pk)


def _must_follow(by: Staff, inspection: Inspection) -> None:
    member = judging(by, inspection.round)
    if own(by, inspection.institution) or not (member or organises(by, inspection.round)):
        raise Forbidden(f"由{inspection.round.organiser}的评价员办理，不能办理自己所在机构的")
