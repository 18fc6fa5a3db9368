"""Filling a sheet in and handing it on: look, deduct with clause and evidence, submit; accept or return with reason."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction

from gongwei.appraisal.authority import must_decide, must_judge
from gongwei.appraisal.methods import State
from gongwei.appraisal.models import Deduction, Inspection, Judgement, Mark
from gongwei.appraisal.rectifying import issue
from gongwei.appraisal.rounds import items_of, rule_of
from gongwei.appraisal.scheme_file import Findings, Item, Manual
from gongwei.appraisal.sheets import Sheet, derived, live
from gongwei.catalogue.plans import plan
from gongwei.engine.cache import files_digest
from gongwei.kernel.clock import now, today
from gongwei.people.models import Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.records.history import acting


def item_of(inspection: Inspection, name: str) -> Item:
    """An item of the round; refused where it is none."""
    found = next((item for item in items_of(inspection.round) if item.id == name), None)
    if found is None:
        raise refuse("item", "条目：请从本次评价的条目中选择")
    return found


def mark(inspection: Inspection, item: str, basis: str, *, by: Staff) -> Mark:
    """Say that an item has been looked at, and at what."""
    must_judge(by, inspection)
    held = item_of(inspection, item)
    if not isinstance(held.method, Manual | Findings):
        raise refuse("item", f"{held.label}由系统按数据计算，不用查阅")
    if not basis.strip():
        raise refuse("basis", "查阅内容：必须填写，例如“任务分解台账 3 本、培训签到 2 次”")
    with transaction.atomic(), acting(str(by.pk), "查阅条目"):
        return Mark.objects.update_or_create(
            inspection=inspection, item=held.id, defaults={"basis": basis.strip(), "by": by, "at": now()}
        )[0]


def deduct(
    deduction_id: uuid.UUID, inspection: Inspection, item: str, points: Decimal, words: str, evidence: str, *,
    by: Staff, ref: str = "", staff: Staff | None = None,
) -> Deduction:  # fmt: skip
    """Take points off an item by hand: what, the clause (the item's unless another is named), the evidence."""
    if earlier := Deduction.objects.filter(pk=deduction_id).first():
        return earlier
    must_judge(by, inspection)
    held = item_of(inspection, item)
    if not isinstance(held.method, Manual | Findings):
        raise refuse("item", f"{held.label}由系统按数据计算，不能手工扣分")
    if not 0 < points <= held.points:
        raise refuse("points", f"扣分：应大于 0，不超过 {held.points} 分，写的是 {points}")
    if not words.strip():
        raise refuse("words", "问题：必须填写")
    if not evidence.strip():
        raise refuse("evidence", "证据：每条扣分必须有证据，例如台账页码、照片编号、记录编号")
    clause = ref.strip() or held.ref
    if plan().library.complaint(clause):
        raise refuse("ref", f"条款：文件库里没有“{clause}”，请从条款页复制")
    with transaction.atomic(), acting(str(by.pk), "扣分"):
        return Deduction.objects.create(
            id=deduction_id, inspection=inspection, item=held.id, points=points, ref=clause, words=words.strip(),
            evidence=evidence.strip(), source="hand", staff=staff, by=by, at=now(),
        )  # fmt: skip


def retract(deduction: Deduction, *, by: Staff) -> None:
    """Take one's own hand-made deduction back before submission; it stays in the history."""
    must_judge(by, deduction.inspection)
    if deduction.source != "hand" or deduction.by_id != by.pk:
        raise Forbidden("只能撤销自己现场记的扣分；抽样记录的扣分请改核实结果")
    with transaction.atomic(), acting(str(by.pk), "撤销扣分"):
        Deduction.objects.filter(pk=deduction.pk).update(state="withdrawn")


def submit(inspection: Inspection, *, by: Staff) -> Sheet:
    """Freeze the sheet and hand it to 项目办; refused while an item waits, with the names of those that do."""
    must_judge(by, inspection)
    with transaction.atomic(), acting(str(by.pk), "提交评价"):
        held = (
            Inspection.objects.select_for_update(of=("self",))
            .select_related("round", "institution")
            .get(pk=inspection.pk)
        )
        if not held.editable:
            raise Conflict("评价已提交，请刷新后查看")
        made = live(held)
        if made.total.waiting:
            raise refuse("items", f"还有 {len(made.total.waiting)} 项未评：{'、'.join(made.total.waiting)}")
        _freeze(made, by)
        held.state, held.submitted_by, held.submitted_at, held.reason = "submitted", by, now(), ""
        held.as_of, held.build = made.as_of, made.build
        held.scheme_sha256, held.decided_by, held.decided_at = files_digest([made.scheme.path]), None, None
        held.save()
        return made


def _freeze(made: Sheet, by: Staff) -> None:
    """Store every judgement, and the computed losses as deductions in place of an earlier submission's."""
    inspection = made.inspection
    computed = inspection.deductions.filter(source="computed")
    turn = computed.count()
    computed.filter(state="standing").update(state="replaced")
    for row in made.rows:
        Judgement.objects.update_or_create(
            inspection=inspection, item=row.item.id,
            defaults={"points": row.item.points, "state": row.judged.state.value, "words": row.judged.words},
        )  # fmt: skip
    Deduction.objects.bulk_create(
        Deduction(
            id=derived(inspection, row.item.id, place, turn), inspection=inspection, item=row.item.id,
            points=loss.points, ref=loss.ref, words=loss.words, evidence=loss.evidence, source="computed",
            sampled=loss.sampled, staff=loss.sampled.staff if loss.sampled else None, by=by, at=now(),
        )
        for row in made.rows if row.judged.state is State.JUDGED
        for place, loss in enumerate(row.losses) if loss.stored is None
    )  # fmt: skip


def accept(inspection: Inspection, *, by: Staff) -> Inspection:
    """项目办 takes a result: from now on it counts for money, and the appraised may object until a day."""
    with transaction.atomic(), acting(str(by.pk), "采纳评价结果"):
        held = _submitted(inspection, by)
        if held.state == "accepted":
            return held
        held.state, held.decided_by, held.decided_at, held.accepted_on = "accepted", by, now(), today()
        held.save()
        _order(held)
        return held


def _order(held: Inspection) -> None:
    """Where the rule asks for answers, every finding that stands becomes an order of who found it (ELD-09)."""
    rule = rule_of(held.round)
    if rule.answer_days is None or held.submitted_by is None:
        return
    standing = held.deductions.filter(state="standing").exclude(source="computed", sampled=None)
    due = today() + dt.timedelta(days=int(rule.answer_days.value))
    issue(held, standing.select_related("staff"), "", due, by=held.submitted_by)


def send_back(inspection: Inspection, reason: str, *, by: Staff) -> Inspection:
    """Return a result with a reason; the members repair and submit it again."""
    if not reason.strip():
        raise refuse("reason", "退回原因：必须填写")
    with transaction.atomic(), acting(str(by.pk), "退回评价结果"):
        held = _submitted(inspection, by)
        if held.state == "accepted":
            raise Conflict("结果已采纳，不能退回；有出入的按异议复议")
        held.state, held.reason, held.decided_by, held.decided_at = "returned", reason.strip(), by, now()
        held.save()
        return held


def _submitted(inspection: Inspection, by: Staff) -> Inspection:
    held = (
        Inspection.objects.select_for_update(of=("self",))
        .select_related("round__organiser", "institution", "submitted_by")
        .get(pk=inspection.pk)
    )
    must_decide(by, held)
    if held.state not in ("submitted", "accepted"):
        raise Conflict("评价还没有提交，请刷新后查看")
    return held
