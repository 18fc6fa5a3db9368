"""What a visit of severe mental disorder means in words, for the panel right of the form (DIG-02)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gongwei.programmes.mental_disorder import codes, rules
from gongwei.programmes.mental_disorder.forms import CRISES, PAPER, SORTING
from gongwei.programmes.mental_disorder.schedule import EXAM, VISITS
from gongwei.records.advice import Advice, AdviceBlock, AdviceLine, Situation, Tint

TINTS: dict[str, Tint] = {"unstable": "overdue", "basic": "due", "stable": "done", "missing": ""}
ACTION_TINTS: dict[str, Tint] = {
    "urgent": "overdue",
    "refer": "overdue",
    "adjust": "due",
    "specialist": "due",
    "keep": "done",
    "missing": "",
}


def advise(now: Situation) -> Advice:
    """The panel of 严重精神障碍患者随访服务记录表; missing values are said, never taken for normal."""
    if now.values.get("visit_result") in (2, 3):
        return Advice((_not_met(now),))
    reasons = referral_reasons(now)
    suggested: dict[str, Any] = {"next_visit_date": now.outcome["next_due"]}
    if now.outcome["suggested_class"] is not None:
        suggested["visit_class"] = now.outcome["suggested_class"]
    if reasons:
        suggested |= {"referral": 2, "referral_reason": reasons[0]}
    facts = {"next_due": now.outcome["next_due"], "referral_advised": "、".join(reasons)}
    blocks = (_class(now), _action(now, reasons), _danger(now), _drugs(now), _next(now))
    return Advice(tuple(block for block in blocks if block is not None), suggested, facts)


def referral_reasons(now: Situation) -> list[str]:
    """Why a referral is advised; empty when it is not."""
    if not now.outcome["needs_referral"]:
        return []
    level = now.values.get("danger_level")
    found = {
        f"危险性评估 {level} 级": level is not None and level >= now.parameters["danger_unstable"],
        "有自伤或自杀未遂": now.outcome["self_harm"],
        "急性或严重药物不良反应": now.outcome["adverse_serious"],
        "病情不稳定": now.outcome["visit_stability"] == "unstable",
    }
    return [reason for reason, holds in found.items() if holds]


def why_not_stable(now: Situation) -> list[str]:
    """What stands against 稳定, in words."""
    values, found = now.values, []
    level = values.get("danger_level")
    if level:
        found.append(f"危险性 {level} 级")
    symptoms = [code for code in values.get("symptoms") or [] if code != rules.NO_SYMPTOM]
    if symptoms:
        found.append("症状：" + "、".join(codes.SYMPTOMS.label(code) for code in symptoms))
    if (values.get("insight") or 1) > 1:
        found.append(codes.INSIGHT.label(values["insight"]))
    if now.outcome["functioning"] == "poor":
        found.append("社会功能有较差项")
    flags = {
        "symptoms_marked": "精神病性症状明显",
        "adr_serious": "不良反应严重或急性",
        "physical_serious": "有严重躯体疾病",
    }
    return [*found, *(label for name, label in flags.items() if values.get(name))]


def _class(now: Situation) -> AdviceBlock:
    code, found = now.outcome["suggested_class"], now.outcome["stability"]
    if code is None:
        said = "危险性、症状、自知力和社会功能都评完才能分类；没有症状请选“无症状”"
        return AdviceBlock("本次随访分类（系统建议，可改）", "还不能分类", "", (AdviceLine(said, SORTING),))
    lines = [AdviceLine(each, SORTING) for each in why_not_stable(now)]
    lines = lines or [AdviceLine("危险性 0 级，无症状，自知力完全，社会功能良好或一般", SORTING)]
    before = [past.outcome["visit_stability"] for past in now.past[:1]]
    if before == ["stable"] and found != "stable":
        lines.append(AdviceLine("上次为稳定，病情有波动", SORTING))
    value = f"{code} {codes.STABILITY.label(code)}"
    return AdviceBlock("本次随访分类（系统建议，可改）", value, TINTS[found], tuple(lines))


def _action(now: Situation, reasons: list[str]) -> AdviceBlock:
    action, lines = now.outcome["action"], [AdviceLine(each, SORTING) for each in reasons]
    if action in ("urgent", "refer"):
        days = now.parameters["unstable_days"]
        lines.append(AdviceLine(f"{days} 天内随访治疗情况；未住院的，会同居委会、民警共同随访", SORTING))
        if now.values.get("inpatient_status") == rules.IN_HOSPITAL:
            lines.append(AdviceLine("目前正在住院，不必再转诊", SORTING))
    if action == "adjust":
        lines.append(AdviceLine("药物在规定剂量内调整；查躯体和社会方面的原因", SORTING))
    return AdviceBlock("处置", rules.OUTCOMES["action"][action], ACTION_TINTS[action], tuple(lines))


def _danger(now: Situation) -> AdviceBlock:
    limit, found = now.parameters["danger_unstable"], now.outcome["emergency"]
    if found == "emergency":
        lines = (
            AdviceLine("联系派出所和精神专科，填“应急医疗处置记录单”", CRISES),
            AdviceLine("记下告知派出所的日期", CRISES),
        )
        return AdviceBlock(
            "危险情况", "需应急处置", "overdue", lines, f"{limit} 级及以上、自伤自杀或急性不良反应"
        )
    if found == "missing":
        every = tuple(
            AdviceLine(f"{level} 级：{said}", VISITS) for level, said in codes.DANGER_MEANING.items()
        )
        return AdviceBlock("危险性评估", "还没有评估", lines=every, small=True)
    level = int(now.values["danger_level"])
    meaning = AdviceLine(f"{level} 级：{codes.DANGER_MEANING.get(level, '')}", VISITS)
    limits = AdviceLine(f"{limit} 级及以上需应急处置", CRISES)
    return AdviceBlock("危险情况", "目前没有", lines=(meaning, limits), small=True)


def _drugs(now: Situation) -> AdviceBlock | None:
    """Adherence over the last visits: said only when medicine is not taken as prescribed (SMI-04)."""
    told = [now.values.get("drug_adherence"), *(past.values.get("drug_adherence") for past in now.past)]
    missed = sum(1 for each in told if each in (2, 3))
    if told[0] not in (2, 3):
        return None
    often = f"近 {len(told)} 次随访有 {missed} 次" if missed > 1 else "本次"
    lines = [AdviceLine(f"{often}未按医嘱用药：问清原因，交代监护人督促服药", PAPER)]
    if now.values.get("adr_flag") == 2:
        lines.append(AdviceLine("有不良反应，请专科医师看是否换药", SORTING))
    return AdviceBlock("用药", codes.ADHERENCE.label(told[0]), "due", tuple(lines), small=True)


def _next(now: Situation) -> AdviceBlock:
    due, p = now.outcome["next_due"], now.parameters
    why: dict[str, Callable[[], str]] = {
        "stable": lambda: f"稳定：{p['stable_months']} 个月内",
        "basic": lambda: (
            f"连续基本稳定：{p['basic_again_months']} 个月内"
            if now.outcome["basic_again"]
            else f"基本稳定：{p['basic_days']} 天内"
        ),
    }
    said = why.get(now.outcome["visit_stability"], lambda: f"{p['unstable_days']} 天内")()
    lines = (AdviceLine(said, SORTING), AdviceLine("每年体检一次，须患者或监护人同意", EXAM))
    return AdviceBlock("下次随访", f"{due} 前", lines=lines, small=True)


def _not_met(now: Situation) -> AdviceBlock:
    if now.values.get("visit_result") == 3:
        said = "写明死亡日期和原因，再到“终止与恢复”登记死亡"
        return AdviceBlock("随访结果", "死亡", "overdue", (AdviceLine(said, PAPER),))
    lost = 1 + sum(1 for past in now.past if past.values.get("visit_result") == 2)
    lines = [
        AdviceLine(f"第 {lost} 次未访到；连续 3 次未访到的，书面报告派出所和居委会，档案保留在册", SORTING)
    ]
    return AdviceBlock("随访结果", "失访", "due", tuple(lines))


ADVICE = {"mental_disorder_followup": advise}
