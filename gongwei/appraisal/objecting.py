"""The appraised object to a deduction within some days of the result; somebody other than who deducted decides."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from gongwei.appraisal.authority import may_decide, must_answer, own
from gongwei.appraisal.models import Check, Deduction, Inspection, Objection
from gongwei.appraisal.schemes import scheme
from gongwei.kernel.clock import now, today
from gongwei.people.models import Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.records.history import acting


def objections_until(inspection: Inspection) -> dt.date | None:
    """The last day for an objection; None before the result is accepted."""
    if inspection.accepted_on is None:
        return None
    days = scheme(inspection.round.scheme).file.objection_days.value
    return inspection.accepted_on + dt.timedelta(days=int(days))


def object_to(objection_id: uuid.UUID, deduction: Deduction, reason: str, *, by: Staff) -> Objection:
    """Say why one does not agree with a deduction of one's own institution."""
    if earlier := Objection.objects.filter(pk=objection_id).first():
        return earlier
    must_answer(by, deduction.inspection.institution)
    until = objections_until(deduction.inspection)
    if until is None:
        raise refuse("deduction", "结果采纳后才能提出异议")
    if today() > until:
        raise refuse("deduction", f"异议应在 {until} 前提出，现已截止")
    if deduction.state != "standing" or Objection.objects.filter(deduction=deduction).exists():
        raise Conflict("这条扣分已经撤销，或已提过异议")
    if not reason.strip():
        raise refuse("reason", "异议：请写明理由和依据")
    with transaction.atomic(), acting(str(by.pk), "提出异议"):
        return Objection.objects.create(
            id=objection_id, deduction=deduction, reason=reason.strip(), by=by, on=today(), due_on=until
        )


def decide(objection: Objection, decision: str, answer: str, *, by: Staff) -> Objection:
    """Uphold (the points come back, an untrue finding with them) or keep the deduction, always with an answer."""
    deduction = objection.deduction
    if not may_decide(by, deduction.inspection) or own(by, deduction.inspection.institution):
        raise Forbidden("异议由项目办复议（村级评价也可由卫生院复议）")
    if by.pk in (deduction.by_id, objection.by_id):
        raise Forbidden("扣分的人和提出异议的人都不能复议，请由另一位有权的人办理")
    if decision not in ("upheld", "kept"):
        raise refuse("decision", "复议：请选采纳或维持")
    if not answer.strip():
        raise refuse("answer", "答复：采纳或维持都要写理由")
    with transaction.atomic(), acting(str(by.pk), "复议"):
        held = Objection.objects.select_for_update().get(pk=objection.pk)
        if held.decision:
            raise Conflict("这条异议已经复议")
        held.decision, held.answer, held.decided_by, held.decided_on = decision, answer.strip(), by, today()
        held.save()
        if decision == "upheld":
            _give_back(deduction, answer.strip(), by)
        return held


def _give_back(deduction: Deduction, answer: str, by: Staff) -> None:
    """The deduction stands no more; a record that it called untrue is true again, also for the settlement."""
    Deduction.objects.filter(pk=deduction.pk).update(state="withdrawn")
    if deduction.sampled_id is not None and deduction.source == "computed":
        untrue = Check.objects.filter(sampled=deduction.sampled_id, outcome="untrue")
        untrue.update(outcome="true", words=f"复议改为属实：{answer}", by=by, at=now())
