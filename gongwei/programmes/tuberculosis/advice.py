"""What a tuberculosis visit means in words, for the panel right of the form (DIG-02)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gongwei.programmes.tuberculosis import codes, rules
from gongwei.programmes.tuberculosis.forms import END, FIRST_PAPER, HOME, PAPER, SUPERVISED
from gongwei.programmes.tuberculosis.measures import FORMULA
from gongwei.programmes.tuberculosis.models import FirstVisit
from gongwei.records.advice import Advice, AdviceBlock, AdviceLine, Situation, Tint
from gongwei.records.fields import described

TINTS: dict[str, Tint] = {
    "report": "overdue", "refer": "overdue", "educate": "due", "continue": "done", "missing": "",
}  # fmt: skip
EDUCATION = {
    name: str(field.verbose_name) for name, field, _ in described(FirstVisit) if name.startswith("edu_")
}
"""健康教育及培训: field → printed term."""


def advise(now: Situation) -> Advice:
    """The panel of 肺结核患者随访服务记录表."""
    reasons = referral_reasons(now)
    suggested: dict[str, Any] = {"next_visit_date": now.outcome["next_due"]}
    if reasons:
        suggested["referral_reason"] = "、".join(reasons)
    facts = {"next_due": now.outcome["next_due"], "referral_advised": "、".join(reasons)}
    blocks = (_action(now, reasons), _doses(now), _next(now), _reminders(now))
    return Advice(tuple(block for block in blocks if block), suggested, facts)


def referral_reasons(now: Situation) -> list[str]:
    """Why a referral is advised; empty when it is not."""
    found = {"药物不良反应": now.outcome["adverse"], "并发症或合并症": now.outcome["complicated"]}
    return [reason for reason, holds in found.items() if holds]


def _action(now: Situation, reasons: list[str]) -> AdviceBlock:
    action = now.outcome["action"]
    lines = [AdviceLine(reason, SUPERVISED) for reason in reasons]
    if reasons:
        days = now.parameters["referral_check_days"]
        lines.append(AdviceLine(f"立即转诊，{days} 天内随访，结果自动进清单", SUPERVISED))
    if action == "educate":
        lines.append(AdviceLine("先问原因：因不良反应的转诊，其他原因的加强教育", SUPERVISED))
    if action == "continue":
        lines.append(AdviceLine("按时服药、没有不良反应：继续督导，预约下次随访", SUPERVISED))
    return AdviceBlock("处置", rules.OUTCOMES["action"][action], TINTS[action], tuple(lines))


def _doses(now: Situation) -> AdviceBlock | None:
    found, limit = now.outcome["missed"], now.parameters["missed_days_report"]
    times, row = now.values.get("missed_doses"), now.values.get("missed_in_row")
    if found == "report":
        lines = (
            AdviceLine(f"连续漏服 {row} 天，满 {limit} 天：立即报告上级专业机构并记下报告日期", SUPERVISED),
        )
        return AdviceBlock("服药", rules.OUTCOMES["missed"][found], "overdue", lines)
    if found == "missing":
        lines = (AdviceLine("看服药日历或空药板，填上次随访以来的漏服次数；没有漏服填 0", PAPER),)
        return AdviceBlock("服药", rules.OUTCOMES["missed"][found], "", lines, small=True)
    if found == "none":
        return None
    lines = (AdviceLine(f"上次随访以来漏服 {times} 次；连续满 {limit} 天要报告上级", SUPERVISED),)
    return AdviceBlock("服药", f"漏服 {times} 次", "due", lines)


def _next(now: Situation) -> AdviceBlock:
    p, supervisor = now.parameters, now.values.get("supervisor")
    if now.outcome["needs_referral"]:
        why = f"转诊后 {p['referral_check_days']} 天内，不晚于原定间隔"
    elif now.outcome["ten_days"]:
        why = f"{codes.SUPERVISOR.label(supervisor)}督导、强化期：每 {p['family_days']} 天"
    else:
        why = f"{codes.SUPERVISOR.label(supervisor)}督导：每 {p['month_interval']} 个月"
    lines = (AdviceLine(why, SUPERVISED),)
    return AdviceBlock("下次随访", f"{now.outcome['next_due']} 前", lines=lines, small=True)


def _reminders(now: Situation) -> AdviceBlock | None:
    """The re-examination of sputum in the months that ask for it, the phase that ends, the close of the course."""
    month, lines = now.values.get("treat_month"), []
    if month in now.parameters["sputum_months"]:
        lines.append(AdviceLine(f"第 {month} 个月末：提醒到定点医疗机构复诊查痰", SUPERVISED))
    turn = now.parameters["intensive_months_new"]
    if month is not None and month > turn and now.values.get("phase") == rules.INTENSIVE:
        lines.append(AdviceLine(f"初治第 {turn} 个月末强化期结束，请核对治疗阶段", SUPERVISED))
    if month is not None and month >= now.parameters["course_months_new"]:
        lines.append(AdviceLine("疗程将满：完成后结案评估，并转定点医疗机构评估转归", END))
    return AdviceBlock("提醒", lines=tuple(lines), small=True) if lines else None


def advise_first(now: Situation) -> Advice:
    """The panel of 第一次入户随访记录表: the next visit, and what was not learnt."""
    p, supervisor = now.parameters, now.values.get("supervisor")
    ten = now.outcome["by_family"]
    open_items = [label for name, label in EDUCATION.items() if now.values.get(name) == 2]
    due = now.on + dt.timedelta(p["family_days"]) if ten else now.outcome["next_due"]
    why = f"每 {p['family_days']} 天" if ten else f"每 {p['month_interval']} 个月"
    lines = [AdviceLine(f"{codes.SUPERVISOR.label(supervisor)}督导，强化期{why}", SUPERVISED)]
    blocks = [AdviceBlock("下次随访", f"{due} 前", lines=tuple(lines))]
    if supervisor not in (None, rules.DOCTOR):
        said = AdviceLine("医生督导优先；由家属督导的，先培训督导人员", HOME)
        blocks.append(AdviceBlock("督导", codes.SUPERVISOR.label(supervisor), "due", (said,), small=True))
    if open_items:
        said = AdviceLine("下次随访再讲：" + "、".join(open_items), FIRST_PAPER)
        blocks.append(AdviceBlock("健康教育", f"{len(open_items)} 项未掌握", "due", (said,), small=True))
    if now.values.get("single_room") == 2 or now.values.get("ventilation") == 3:
        said = AdviceLine("没有单独居室或通风差：分床，开窗，咳嗽时掩口", FIRST_PAPER)
        blocks.append(AdviceBlock("居住环境", lines=(said,), small=True))
    return Advice(tuple(blocks), {"next_visit_date": due}, {"next_due": due})


def advise_closing(now: Situation) -> Advice:
    """The panel of 结案评估: whether the medicine was taken regularly, by the exact ratio."""
    found, p = now.outcome["adherence"], now.parameters
    due, taken = now.values.get("should_doses"), now.values.get("actual_doses")
    said = f"{taken} ÷ {due} 次" if due and taken is not None else "应服药和实际服药都填了才能判断"
    tint: Tint = {"regular": "done", "irregular": "overdue"}.get(found, "")  # type: ignore[assignment]
    lines = (
        AdviceLine(f"{said}，达到 {p['regular_percent']}% 为规则服药", FORMULA),
        AdviceLine(f"转定点医疗机构评估转归，{p['outcome_days']} 天内电话追踪", END),
    )
    return Advice((AdviceBlock("服药", rules.OUTCOMES["adherence"][found], tint, lines),))


ADVICE = {
    "tuberculosis_followup": advise,
    "tuberculosis_first_visit": advise_first,
    "tuberculosis_closing": advise_closing,
}
