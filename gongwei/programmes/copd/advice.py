"""What a COPD visit, questionnaire or lung-function test means in words, for the panel right of the form (DIG-02)."""

from __future__ import annotations

from gongwei.programmes.copd import rules
from gongwei.programmes.copd.codes import REFERRAL_REASONS, SYMPTOMS
from gongwei.programmes.copd.schedule import FORM, QUESTIONNAIRE, VISITS
from gongwei.records import chronic_advice
from gongwei.records.advice import Advice, AdviceBlock, AdviceLine, Situation, Tint
from gongwei.records.chronic_advice import Words

GUIDELINE = "copd-guideline#全文"
ASSESSMENT = "copd-guideline#综合评估"
LUNGS = "copd-guideline#肺功能"
DANGER = "copd-guideline#转诊"
OXYGEN = "copd-guideline#氧疗"
CHECK = "界值待核"


def measured(now: Situation) -> str:
    """SpO₂ 96%，CAT 12; a dash where nothing was measured."""
    spo2, cat = now.values.get("spo2"), now.values.get("cat")
    return f"SpO₂ {'—' if spo2 is None else f'{spo2}%'}，CAT {'—' if cat is None else cat}"


def target(now: Situation) -> str:
    """What controlled asks for."""
    p = now.parameters
    return f"与上次相比 CAT 增加不到 {p['worse_cat']} 分、mMRC 不加重，无急性加重（{CHECK}）"


def danger_limits(now: Situation) -> str:
    """SpO₂ <90%、呼吸 >30、心率 >120."""
    p = now.parameters
    return (
        f"SpO₂ <{p['spo2_emergency']}%、呼吸 >{p['resp_rate_emergency']}、心率 >{p['heart_rate_emergency']} "
    )


WORDS = Words(
    sorting=VISITS,
    danger=DANGER,
    form=FORM,
    weight=rules.OUTCOMES["weight_class"],
    symptoms=SYMPTOMS,
    symptoms_to_ask=rules.SYMPTOMS_TO_ASK,
    actions=rules.OUTCOMES["action"],
    reasons=REFERRAL_REASONS,
    measured=measured,
    target=target,
    danger_limits=danger_limits,
    limit=lambda now: "worse_cat",
    danger_limit="spo2_emergency",
)


def followup(now: Situation) -> Advice:
    """The panel of the follow-up: class, action, danger, next visit; then assessment, oxygen, habits, vaccine."""
    common = chronic_advice.advise(WORDS, now)
    return Advice((*common.blocks, _assessed(now), *_care(now)), common.suggested, common.facts)


def _assessed(now: Situation) -> AdviceBlock:
    group, level = now.outcome["gold_group"], now.outcome["management_level"]
    lines = [
        AdviceLine(f"CAT：{rules.OUTCOMES['cat_burden'][now.outcome['cat_burden']]}", ASSESSMENT),
        AdviceLine(f"SpO₂：{rules.OUTCOMES['oxygen_level'][now.outcome['oxygen_level']]}", FORM),
    ]
    if level is not None:
        words = {1: "稳定期低风险", 2: "稳定期高风险", 3: "急性加重期"}
        lines.append(AdviceLine(f"管理级别建议：{words[level]}", VISITS))
    tint: Tint = "" if group == "missing" else ("due" if group == "E" else "done")
    return AdviceBlock("综合评估", rules.OUTCOMES["gold_group"][group], tint, tuple(lines))


def _care(now: Situation) -> list[AdviceBlock]:
    """What to teach and to offer; said only where there is something to do."""
    lines: list[AdviceLine] = []
    smoking, vaccine = now.outcome["smoking"], now.outcome["vaccination"]
    if smoking == "smokes":
        lines.append(
            AdviceLine(f"每日 {now.values['smoke_cur']} 支：劝戒，约定戒烟日，转戒烟门诊", GUIDELINE)
        )
    if now.outcome["inhaler_poor"] or now.values.get("inhaler_skill") == 2:
        lines.append(AdviceLine("吸入装置：当面示范，请患者复述并操作一遍", GUIDELINE))
    if vaccine in ("season", "missing"):
        lines.append(AdviceLine(rules.OUTCOMES["vaccination"][vaccine], GUIDELINE))
    if 2 not in (now.values.get("vaccines") or []) and now.values.get("vaccine_flag") is not None:
        lines.append(AdviceLine("未接种肺炎球菌疫苗：告知可自费接种", GUIDELINE))
    if now.outcome["oxygen_therapy"] == "advised":
        hours = now.parameters["oxygen_hours"]
        lines.append(AdviceLine(f"SpO₂ 达到长期氧疗指征：转上级评估，每天不少于 {hours} 小时", OXYGEN))
    return [AdviceBlock("指导", f"{len(lines)} 项", "due", tuple(lines), note=CHECK)] if lines else []


def screening(now: Situation) -> Advice:
    """The panel of the questionnaire: its score against the cut-off, and where a suspicion goes."""
    score, found = now.outcome["sq_score"], now.outcome["sq_result"]
    cutoff = now.parameters["sq_cutoff"]
    if found == "missing":
        ask = (AdviceLine("七项都答后才有总分，未答的不按 0 分", QUESTIONNAIRE),)
        return Advice((AdviceBlock("问卷总分", "还没答全", lines=ask),))
    tint: Tint = "due" if found == "suspected" else "done"
    said = (AdviceLine(f"达到 {cutoff} 分为疑似；各项分值待核（满分 37，文献为 38）", QUESTIONNAIRE),)
    blocks = [
        AdviceBlock(
            "问卷总分", f"{score} 分，{rules.OUTCOMES['sq_result'][found]}", tint, said, note="分值待核"
        )
    ]
    suggested = {"referral": 1}
    if found == "suspected":
        days = now.parameters["suspect_check_days"]
        lines = (
            AdviceLine("做舒张后肺功能检查，不能做的转上级医院", LUNGS),
            AdviceLine(f"转诊后 {days} 天内追踪结果；确诊后建专项档案即纳入管理", VISITS),
        )
        blocks.append(AdviceBlock("下一步", "肺功能检查或转诊", "due", lines))
        suggested = {"referral": 3}
    return Advice(tuple(blocks), suggested)


def lungs(now: Situation) -> Advice:
    """The panel of a lung-function test: obstruction after the bronchodilator, grade, quality."""
    found, grade = now.outcome["obstruction"], now.outcome["gold_grade"]
    limit = now.parameters["fixed_ratio"]
    tint: Tint = "" if found == "missing" else ("due" if found == "obstructed" else "done")
    lines = [AdviceLine(f"舒张后 FEV1/FVC 低于 {limit}% 为持续气流受限，按未取整的比值判断", LUNGS)]
    if now.values.get("post_fev1") is None and now.values.get("fev1") is not None:
        lines.append(AdviceLine("只有舒张前数值，不能据此诊断", LUNGS))
    if now.values.get("quality") in (4, 5, 6):
        lines.append(AdviceLine("质量等级低于 C：建议重做", LUNGS))
    blocks = [AdviceBlock("气流受限", rules.OUTCOMES["obstruction"][found], tint, tuple(lines))]
    if found == "obstructed":
        said = (AdviceLine("排除其他原因后可诊断；确诊由有资质的医疗机构作出", LUNGS),)
        blocks.append(AdviceBlock("分级", rules.OUTCOMES["gold_grade"][grade], "due", said))
    return Advice(tuple(blocks))


def card(now: Situation) -> Advice:
    """The panel of the card: the grade that its values give, and whether the age fits."""
    found, grade, p = now.outcome["obstruction"], now.outcome["gold_grade"], now.parameters
    lines = [AdviceLine(rules.OUTCOMES["obstruction"][found], LUNGS)]
    age = now.values.get("age")
    if age is not None and age < p["min_age"]:
        lines.append(AdviceLine(f"未满 {p['min_age']} 岁，请核对诊断（年龄待核）", VISITS))
    suggested = {"gold_grade": int(grade)} if grade in ("1", "2", "3", "4") else {}
    tint: Tint = "due" if found == "obstructed" else ""
    return Advice(
        (AdviceBlock("气流受限分级", rules.OUTCOMES["gold_grade"][grade], tint, tuple(lines)),), suggested
    )


ADVICE = {"copd_followup": followup, "copd_screening": screening, "copd_spirometry": lungs, "copd_card": card}
