"""What a maternal record means in words, for the panel right of the form: weeks, findings, colour, next contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from gongwei.programmes.maternal import checks, codes, dating, risk
from gongwei.programmes.maternal.rules import OUTCOMES
from gongwei.programmes.maternal.schedule import CASE, DAY_42, EARLY, HOME, LATE, MIDDLE
from gongwei.records.advice import Advice, AdviceBlock, AdviceLine, Situation, Tint

RISK = "maternal-risk-2017#附件"
BASIS = "gongwei-conventions#临床.预产期"
TINTS: dict[int, Tint] = {1: "done", 2: "due", 3: "overdue", 4: "overdue"}
BAD = {"high", "low", "positive", "abnormal", "gdm", "overt", "fever", "yellow", "orange", "red"}
LABELS = {
    "pressure": "血压",
    "protein": "尿蛋白",
    "fetal_heart": "胎心率",
    "fundus": "宫底高度",
    "position": "胎位",
    "hemoglobin_band": "血红蛋白",
    "glucose_level": "空腹血糖",
    "temperature_band": "体温",
}
OPTIONAL = ("glucose_level", "position")
"""Not asked at every visit."""
WINDOWS = ((2, "visit_2_opens", "visit_2_due"), (3, "visit_3_opens", "visit_3_due"),
           (4, "visit_4_opens", "visit_4_due"), (5, "visit_5_opens", "visit_5_due"))  # fmt: skip


def first(now: Situation) -> Advice:
    """The panel of 第1次产前检查: which basis decides the weeks, the colour of the values, the next window."""
    basis, dated = _dated(now)
    colour, coloured, facts = _coloured(now, screening=True)
    start = checks.ruling_day(now.values)
    following, when = _next_window(now, start) if start else (None, None)
    late = _booking(now, start)
    blocks = [each for each in (basis, late, colour, following) if each is not None]
    suggested = {**dated, **coloured, **({"next_date": when} if when else {})}
    return Advice(tuple(blocks), suggested, facts)


def _dated(now: Situation) -> tuple[AdviceBlock, dict[str, Any]]:
    """孕周依据: both are kept; what rules, and why."""
    values, outcome = now.values, now.outcome["dating"]
    chosen = values.get("dated_by") or {"lmp": 1, "scan": 2}.get(outcome)
    given = {**values, "dated_by": chosen}
    start, lines = checks.ruling_day(given), []
    for label, day in (
        ("末次月经", _start({**given, "dated_by": 1})),
        ("超声", _start({**given, "dated_by": 2})),
    ):
        if day is not None:
            lines.append(
                AdviceLine(f"按{label}：{dating.shown(*dating.weeks_on(day, now.on))}", clause=BASIS)
            )
    lines.append(AdviceLine(_why(now, outcome), clause=BASIS))
    if start is None or start > now.on:
        return AdviceBlock("孕周与预产期", "还不能推算", "due", tuple(lines)), {}
    weeks, days = dating.weeks_on(start, now.on)
    edd = checks.expected_day(given)
    value = f"孕 {dating.shown(weeks, days)}，预产期 {edd}"
    suggested = {"dated_by": {"lmp": 1, "scan": 2}.get(outcome), "edd": edd, "weeks": weeks, "days": days}
    return AdviceBlock("孕周与预产期", value, "", tuple(lines)), {
        k: v for k, v in suggested.items() if v is not None
    }


def _start(values: dict[str, Any]) -> dt.date | None:
    return checks.ruling_day(values)


def _why(now: Situation, outcome: str) -> str:
    limit = now.parameters["dating_difference_days"]
    if outcome == "none":
        return "末次月经和早孕超声都没有，请补超声"
    if outcome == "lmp":
        return f"末次月经准确，与早孕超声相差不超过 {limit} 天或没有超声"
    if now.values.get("lmp") is None:
        return "末次月经不详，按超声"
    if now.values.get("lmp_certain") in (2, 3):
        return "末次月经不准或月经不规律，按超声"
    return f"早孕超声与末次月经相差超过 {limit} 天，按超声"


def _booking(now: Situation, start: dt.date | None) -> AdviceBlock | None:
    """Whether this booking is an early one."""
    if start is None or start > now.on:
        return None
    last = start + dt.timedelta(int(now.parameters["early_days"]))
    if now.on <= last:
        return AdviceBlock("早孕建册", "孕13周前", "done", (AdviceLine(f"最晚 {last}", clause=EARLY),))
    return AdviceBlock(
        "早孕建册", "已过13周", "due", (AdviceLine(f"{last} 前才计入早孕建册率", clause=EARLY),)
    )


def _coloured(now: Situation, *, screening: bool) -> tuple[AdviceBlock, dict[str, Any], dict[str, Any]]:
    """妊娠风险: the items that the values show, the colour they mean, what follows."""
    found = [
        each
        for each in risk.list_on(now.on).items
        if each.screening is screening and each.found_in(now.outcome)
    ]
    colour, purple = int(now.outcome["least_colour"]), bool(now.outcome["purple_found"])
    said = codes.COLOUR.label(colour) + ("＋紫" if purple else "")
    lines = [
        AdviceLine(
            f"{each.sheet} {each.text}".strip() + ("" if each.sure == "V" else "（待核）"), clause=RISK
        )
        for each in found
    ]
    if not lines:
        lines.append(AdviceLine("已填的数值没有查出风险项目；没填的和病史、症状由医生判断", clause=RISK))
    if colour >= risk.ORANGE or purple:
        days = now.parameters["red_case_days" if colour == risk.RED else "orange_case_days"]
        lines.append(AdviceLine(f"{now.on + dt.timedelta(int(days))} 前报告并建高危专案", clause=CASE))
    advised = now.outcome["needs_referral"]
    if advised:
        lines.append(AdviceLine("建议转诊二级及以上机构评估，2周内追踪结果", clause=EARLY))
    suggested: dict[str, Any] = {"risk_colour": colour, "risk_purple": 2 if purple else 1}
    if screening and found:
        suggested["risk_screening"] = [each.code for each in found]
    facts: dict[str, Any] = {"colour_found": colour, "purple_found": purple}
    if advised:
        facts["referral_advised"] = "、".join(_reasons(now, found)) or said
    label = said if found or colour > 1 else f"{said}（按已填数值）"
    return AdviceBlock("妊娠风险", label, TINTS[colour], tuple(lines)), suggested, facts


def _reasons(now: Situation, found: Iterable[risk.RiskItem]) -> list[str]:
    findings = [
        LABELS[rule] + OUTCOMES[rule][now.outcome[rule]] for rule in LABELS if now.outcome[rule] in BAD
    ]
    return findings or [each.text for each in found][:3]


def followup(now: Situation) -> Advice:
    """The panel of 第2～5次产前随访: what the visit found, the colour, the next window by weeks."""
    rules = ("pressure", "protein", "fetal_heart", "fundus", "position", "hemoglobin_band", "glucose_level")
    findings = _findings(now, rules, MIDDLE)
    colour, suggested, facts = _coloured(now, screening=False)
    weeks = now.values.get("weeks")
    start = now.on - dt.timedelta(7 * weeks + (now.values.get("days") or 0)) if weeks is not None else None
    following, when = _next_window(now, start) if start else (None, None)
    abnormal = any(now.outcome[rule] in BAD for rule in rules)
    if abnormal or not _unmeasured(now, rules):
        suggested |= {"category": 2 if abnormal else 1}
    if weeks is not None:
        suggested["visit_column"] = dating.column_of(weeks)
    if when is not None:
        suggested["next_date"] = when
    if abnormal or facts.get("referral_advised"):
        suggested["referral"] = 2
    blocks = [each for each in (findings, colour, following) if each is not None]
    return Advice(tuple(blocks), suggested, facts)


def _findings(now: Situation, rules: Iterable[str], clause: str) -> AdviceBlock:
    lines, outcomes = [], {rule: now.outcome[rule] for rule in rules}
    for rule, outcome in outcomes.items():
        tint = "t-due" if outcome in BAD else ""
        lines.append(AdviceLine(f"{LABELS[rule]}：{OUTCOMES[rule][outcome]}", clause=clause, tint=tint))
    if any(outcome in BAD for outcome in outcomes.values()):
        return AdviceBlock("本次所见", "有异常", "due", tuple(lines))
    if _unmeasured(now, outcomes):
        return AdviceBlock("本次所见", "还没测全", "", tuple(lines))
    return AdviceBlock("本次所见", "未见异常", "done", tuple(lines))


def _unmeasured(now: Situation, rules: Iterable[str]) -> bool:
    """Something that every visit measures is still missing: nothing is called normal."""
    return any(now.outcome[rule] == "missing" for rule in rules if rule not in OPTIONAL)


def _next_window(now: Situation, start: dt.date) -> tuple[AdviceBlock, dt.date | None]:
    """The next contact of the paper by weeks, or the birth."""
    for column, opens, due in WINDOWS:
        first_day = start + dt.timedelta(int(now.parameters[opens]))
        last_day = start + dt.timedelta(int(now.parameters[due]))
        if first_day > now.on:
            line = AdviceLine(
                f"第{column}次：{first_day} 至 {last_day}", clause=MIDDLE if column < 4 else LATE
            )
            return AdviceBlock("下次随访", f"{first_day} 起", lines=(line,), small=True), first_day
    edd = start + dt.timedelta(dating.TERM_DAYS)
    line = AdviceLine(f"预产期 {edd}，分娩后登记分娩记录", clause=HOME)
    return AdviceBlock("下次随访", "待产", lines=(line,), small=True), None


def postnatal(now: Situation) -> Advice:
    """The panel of 产后访视: whether it comes in time, what it found, the 42-day date."""
    born, left = now.values.get("delivery_date"), now.values.get("discharge_date")
    lines, value, tint = [], "", ""
    if left is not None:
        due = left + dt.timedelta(int(now.parameters["postnatal_due"]))
        counts = left + dt.timedelta(int(now.parameters["postnatal_counts"]))
        value, tint = ("按时", "done") if now.on <= due else ("超过1周", "due")
        if now.on > counts:
            value, tint = "超过28天，不计入访视率", "overdue"
        lines.append(AdviceLine(f"出院后1周内：{due} 前；28天内计入：{counts} 前", clause=HOME))
    timely = AdviceBlock("访视时间", value or "请填出院日期", tint, tuple(lines))  # type: ignore[arg-type]
    findings = _findings(now, ("pressure", "temperature_band"), HOME)
    colour, suggested, facts = _coloured(now, screening=False)
    if born is not None:
        suggested["next_date"] = born + dt.timedelta(int(now.parameters["exam_42_opens"]))
    return Advice((timely, findings, colour), suggested, facts)


def day_42(now: Situation) -> Advice:
    """The panel of 产后42天检查: the day, what it found; 结案 closes the case."""
    born, lines = now.values.get("delivery_date"), []
    if born is not None:
        lines.append(AdviceLine(f"分娩后第 {(now.on - born).days} 天", clause=DAY_42))
    lines.append(AdviceLine("处理选“结案”后专案结束；未恢复的转分娩医院", clause=DAY_42))
    findings = _findings(now, ("pressure",), DAY_42)
    colour, suggested, facts = _coloured(now, screening=False)
    return Advice((AdviceBlock("结案", lines=tuple(lines)), findings, colour), suggested, facts)


def assessment(now: Situation) -> Advice:
    """The panel of 评估分级: the highest colour among the items ticked governs; 紫 stands beside it."""
    ticked = [*(now.values.get("risk_screening") or ()), *(now.values.get("risk_items") or ())]
    colour, purple = risk.colour_of(ticked, now.on)
    held = risk.list_on(now.on)
    reasons = [item for code in ticked if (item := held.item(code)) is not None]
    highest = [each for each in reasons if each.colour == colour and colour > 1]
    lines = [AdviceLine(each.text, clause=RISK) for each in highest[:6]]
    if not lines:
        lines = [AdviceLine("没有选评估项目：绿色", clause=RISK)]
    if colour >= risk.ORANGE or purple:
        days = now.parameters["red_case_days" if colour == risk.RED else "orange_case_days"]
        lines.append(AdviceLine(f"{now.on + dt.timedelta(int(days))} 前报告并建高危专案", clause=CASE))
    said = codes.COLOUR.label(colour) + ("＋紫" if purple else "")
    block = AdviceBlock("妊娠风险", said, TINTS[colour], tuple(lines))
    suggested = {"risk_colour": colour, "risk_purple": 2 if purple else 1}
    return Advice((block,), suggested, {"colour_found": colour, "purple_found": purple})


ADVICE = {
    "maternal_antenatal_first": first,
    "maternal_antenatal_followup": followup,
    "maternal_postnatal_visit": postnatal,
    "maternal_postnatal_42": day_42,
    "maternal_risk_assessment": assessment,
}
