"""Opening, closing and reopening abnormal findings (XC-05): closed only by a record that handles them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid5

from gongwei.care.abnormal import Abnormal, Limits, abnormal_results
from gongwei.care.codes.services import HANDLING
from gongwei.care.models import Finding, HealthExam
from gongwei.care.verbs.refusals import must_be_allowed
from gongwei.people.models import Staff
from gongwei.people.problems import Conflict, refuse
from gongwei.records.history import acting
from gongwei.records.layout import Form

WITHDRAWN = 8
"""更正后不再异常: the finding was closed by the correction (or voiding) of its own record."""


def sync_findings(exam: HealthExam, limits: Limits) -> list[Finding]:
    """Make the findings of an exam equal its abnormal results; safe to repeat after every correction."""
    abnormal = {result.kind: result for result in abnormal_results(exam, limits)}
    known = {finding.kind: finding for finding in Finding.objects.filter(source_id=exam.pk)}
    for kind, result in abnormal.items():
        days = limits["finding_days_urgent" if result.urgent else "finding_days"]
        _open(exam, result, int(days), known.get(kind))
    for kind, finding in known.items():
        if kind not in abnormal and finding.closed_on is None:
            _withdraw(finding, exam)
    return list(Finding.objects.filter(source_id=exam.pk).order_by("kind"))


def _open(exam: HealthExam, result: Abnormal, days: int, known: Finding | None) -> None:
    finding = known or Finding(
        id=uuid5(exam.pk, result.kind), source_form="health_exam", source_id=exam.pk, kind=result.kind
    )
    stale = finding.closed_on is not None and finding.closed_on < exam.served_on
    if stale or finding.handling == WITHDRAWN:
        _reopen(finding)
    finding.resident, finding.institution = exam.resident, exam.institution
    finding.label, finding.value, finding.urgent = result.label, result.value, result.urgent
    finding.opened_on, finding.due_on = exam.served_on, exam.served_on + dt.timedelta(days)
    finding.save()


def close_finding(
    finding_id: UUID, *, actor: Staff, handling: int, form: Form, record_id: UUID, note: str = ""
) -> Finding:
    """Close a finding by the record that handles it: a later service of the same resident that is not void."""
    if handling not in HANDLING or handling == WITHDRAWN:
        offered = "、".join(f"{code} {label}" for code, label in HANDLING if code != WITHDRAWN)
        raise refuse("handling", f"处理方式没有代码 {handling}，可选：{offered}")
    with acting(str(actor.pk), note):
        finding = Finding.objects.select_for_update().get(pk=finding_id)
        must_be_allowed(actor, finding.resident, form.programme)
        record: Any = form.model._default_manager.filter(pk=record_id, voided_at__isnull=True).first()
        if record is None or record.resident_id != finding.resident_id:
            raise refuse("handled_id", "请选择此人的一条有效服务记录作为处理依据（复查、转诊、随访等）")
        if record.pk == finding.source_id or record.served_on < finding.opened_on:
            raise refuse("handled_id", f"处理记录应在发现异常（{finding.opened_on}）之后另外做的服务")
        if finding.handled_id == record_id and finding.handling == handling:
            return finding
        if finding.closed_on is not None:
            raise Conflict(f"此异常已于 {finding.closed_on} 处理，请刷新后查看")
        finding.closed_on, finding.handling, finding.note = record.served_on, handling, note
        finding.handled_form, finding.handled_id, finding.handled_by = form.id, record_id, actor
        finding.save()
        return finding


def reopen_handled(record_id: UUID) -> None:
    """A handling record that was voided no longer closes anything."""
    for finding in Finding.objects.filter(handled_id=record_id).exclude(source_id=record_id):
        _reopen(finding)
        finding.save()


def retract_findings(form_id: str, record: Any) -> None:
    """Findings of a voided record are withdrawn."""
    for finding in Finding.objects.filter(source_form=form_id, source_id=record.pk, closed_on__isnull=True):
        _withdraw(finding, record)


def _withdraw(finding: Finding, record: Any) -> None:
    finding.closed_on, finding.handling = max(record.served_on, finding.opened_on), WITHDRAWN
    finding.handled_form, finding.handled_id, finding.handled_by = (
        finding.source_form,
        record.pk,
        record.recorded_by,
    )
    finding.save()


def _reopen(finding: Finding) -> None:
    finding.closed_on = finding.handling = finding.handled_id = finding.handled_by = None
    finding.handled_form = ""
