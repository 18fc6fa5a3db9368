"""Each institution files its papers; the office approves or returns them with the reason (PLAN-22, PLAN-23).

Who has not filed is seen by the office, is reminded before the day, and without an approved 经费分配方案 that was asked
for nothing is settled for the first time.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction

from gongwei.kernel.clock import now, today
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.planning.models import PAPERS, Demand, Filing, SheetCell
from gongwei.planning.sheets import current
from gongwei.policy import Plan
from gongwei.records.attachments.models import Attachment
from gongwei.records.history import acting

REMIND_DAYS = 14
"""So long before the day an institution is reminded: ours, no document gives a number."""
FOUR = ("implementation", "task_list", "appraisal", "rules")


@dataclass(frozen=True)
class Standing:
    """One paper of one institution: its last version, and how many days are left (below zero: late)."""

    demand: Demand
    institution: Institution
    last: Filing | None
    days: int

    @property
    def owed(self) -> bool:
        """Nothing filed, or returned and not filed again."""
        return self.last is None or self.last.state == "returned"

    @property
    def remind(self) -> bool:
        """Owed, and the day is near or past."""
        return self.owed and self.days <= REMIND_DAYS

    @property
    def chip(self) -> tuple[str, str]:
        """(colour, words) of its state."""
        if self.owed:
            back = "退回 · " if self.last else ""
            late = f"{back}逾期 {-self.days} 天" if self.days < 0 else f"{back}还有 {self.days} 天"
            return ("overdue" if self.days < 0 else "due" if self.remind else "later"), late
        assert self.last is not None
        return ("done", "已批准") if self.last.state == "approved" else ("accent", "待审")


def ask(demand_id: uuid.UUID, plan: str, kind: str, topic: str, due_on: dt.date, *, by: Staff) -> Demand:
    """The office asks every institution of the plan for a paper until a day."""
    _office(by)
    if kind not in PAPERS:
        raise refuse("kind", "材料：请从列表中选择")
    if kind == "work_plan" and not topic.strip():
        raise refuse("topic", "专项工作方案要写明是哪一项专项任务")
    if earlier := Demand.objects.filter(pk=demand_id).first():
        return earlier
    said = topic.strip() if kind == "work_plan" else ""
    try:
        with transaction.atomic(), acting(str(by.pk), f"要求报送{PAPERS[kind]}"):
            return Demand.objects.create(
                id=demand_id, plan=plan, kind=kind, topic=said, due_on=due_on, asked_by=by, asked_at=now()
            )
    except IntegrityError:
        raise Conflict(f"{PAPERS[kind]}{said}已经要求过，可改期限") from None


def file(
    filing_id: uuid.UUID, demand: Demand, institution: Institution, words: str, *,
    by: Staff, attachment: Attachment | None = None, village_share: Decimal | None = None,
) -> Filing:  # fmt: skip
    """公卫科 files its institution's paper; while it waits or is approved it does not change."""
    _must_file_for(by, institution)
    if earlier := Filing.objects.filter(pk=filing_id).first():
        return earlier
    if not words.strip() and attachment is None:
        raise refuse("words", "请写正文，或选一个文件")
    if demand.kind == "distribution" and (village_share is None or not 0 <= village_share <= 100):
        raise refuse("village_share", "经费分配方案要写村级所占比例，0 到 100")
    before = Filing.objects.filter(demand=demand, institution=institution).first()
    if before and before.state != "returned":
        raise Conflict(f"{demand}{before.get_state_display()}，退回后才能重报")
    try:
        with transaction.atomic(), acting(str(by.pk), f"报送{demand}"):
            return Filing.objects.create(
                id=filing_id, demand=demand, institution=institution, version=before.version + 1 if before else 1,
                words=words.strip(), attachment=attachment, filed_by=by, filed_at=now(),
                village_share=village_share if demand.kind == "distribution" else None,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(f"{demand}刚有人报送，请刷新后查看") from None


def judge(filing: Filing, plan: Plan, approve: bool, reason: str, *, by: Staff) -> Filing:
    """The office approves or returns; a return says why, and a hard village share is not approved below it."""
    _office(by)
    if not approve and not reason.strip():
        raise refuse("reason", "退回要写原因，机构照此修改")
    if approve and (said := too_little(filing, plan)) and plan.file.funds and plan.file.funds.village.hard:
        raise refuse("", f"{said}，不能批准")
    with transaction.atomic(), acting(str(by.pk), f"审核{filing}"):
        held = Filing.objects.select_for_update().get(pk=filing.pk)
        if held.state != "filed":
            raise Conflict(f"这一版{held.get_state_display()}，请刷新后查看")
        held.state = "approved" if approve else "returned"
        held.judged_by, held.judged_at, held.reason = by, now(), "" if approve else reason.strip()
        held.save()
        return held


def too_little(filing: Filing, plan: Plan) -> str:
    """What is said when a distribution plan gives the village less than the plan asks for."""
    floor = plan.file.funds.village.share if plan.file.funds else None
    if floor is None or filing.village_share is None or filing.village_share >= floor.value:
        return ""
    return f"村级比例 {filing.village_share}% 低于方案的 {floor.value}%"


def standings(plan: str, institutions: list[Institution]) -> Iterator[Standing]:
    """Every paper of every institution, in the order of the institutions and of the days."""
    demands = list(Demand.objects.filter(plan=plan))
    rows = Filing.objects.filter(demand__in=demands, institution__in=institutions).order_by("version")
    last = {(row.demand_id, row.institution_id): row for row in rows}
    for place in institutions:
        for demand in demands:
            yield Standing(demand, place, last.get((demand.pk, place.pk)), (demand.due_on - today()).days)


def unapproved_distribution(plan: str, institution: Institution) -> str:
    """Why nothing is settled yet: the distribution plan was asked for and is not approved; else nothing."""
    demand = Demand.objects.filter(plan=plan, kind="distribution").first()
    if demand is None:
        return ""
    last = Filing.objects.filter(demand=demand, institution=institution).first()
    if last is None or last.state == "returned":
        return f"{institution}的经费分配方案{'退回后还没有重报' if last else '还没有报送'}，报送并批准后才能结算"
    return "" if last.state == "approved" else f"{institution}的经费分配方案还没有批准，请项目办先审核"


def template(demand: Demand, institution: Institution, plan: Plan) -> str:
    """What a paper begins with: headings, and for a task list the institution's own numbers as handed down."""
    head = f"{institution.name}{plan.year}年基本公共卫生服务{demand}\n\n"
    if demand.kind == "task_list":
        sheet = current(plan.id)
        cells = SheetCell.objects.filter(column__sheet=sheet, column__kind="target", institution=institution)
        rows = cells.select_related("column").order_by("column__position") if sheet else ()
        lines = [f"{n}. {cell.column.header}：{cell.value}{cell.column.unit}" for n, cell in enumerate(rows, 1)]
        return head + ("\n".join(lines) or "（任务表下达后填写）")
    marked = zip("一二三四五", HEADINGS[demand.kind], strict=False)
    return head + "\n".join(f"{mark}、{words}\n" for mark, words in marked)


HEADINGS = {
    "implementation": ("工作目标", "服务内容和分工", "时间安排", "保障措施"),
    "appraisal": ("考核对象和内容", "考核方法和周期", "评分标准", "结果应用"),
    "rules": ("岗位职责", "工作制度", "档案和信息管理", "资金管理"),
    "work_plan": ("目标", "任务和责任人", "进度", "保障"),
    "distribution": ("资金来源和总额", "乡村两级分配办法", "考核和结算", "拨付时限"),
}


def _office(by: Staff) -> None:
    if not allowed(by, "plan"):
        raise Forbidden("报送要求和审核由项目办办理")


def _must_file_for(by: Staff, institution: Institution) -> None:
    if not allowed(by, "split", institution=institution):
        raise Forbidden(f"材料由{institution}公卫科报送")
