"""The advice of a chronic follow-up in four blocks: class, action, danger, next visit (规范三版 7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gongwei.kernel.codes import CodeList
from gongwei.records.advice import Advice, AdviceBlock, AdviceLine, Situation, Tint
from gongwei.records.chronic import VISIT_CLASS

NEXT_STEPS = {"routine": 1, "measure": 1, "recheck": 2, "refer": 3, "urgent": 4}
TINTS: dict[str, Tint] = {
    "urgent": "overdue",
    "refer": "due",
    "recheck": "due",
    "measure": "",
    "routine": "done",
}
INTERRUPTED = (2, 3)
"""服药依从性 间断 and 不服药."""


@dataclass(frozen=True)
class Words:
    """What one disease says in its own words; clauses as refs, reasons in the order of their local codes.

    ``limit`` and ``danger_limit`` name the parameters whose source stands beside the target and the danger (NCD-25).
    """

    sorting: str
    danger: str
    form: str
    weight: dict[str, str]
    symptoms: CodeList
    symptoms_to_ask: tuple[int, ...]
    actions: dict[str, str]
    reasons: tuple[str, ...]
    measured: Callable[[Situation], str]
    target: Callable[[Situation], str]
    danger_limits: Callable[[Situation], str]
    limit: Callable[[Situation], str]
    danger_limit: str


def advise(words: Words, now: Situation) -> Advice:
    """The panel of a visit; missing values are said, never taken for normal."""
    reasons = referral_reasons(words, now)
    suggested: dict[str, Any] = {
        "next_visit_date": now.outcome["next_due"],
        "next_step": NEXT_STEPS[now.outcome["action"]],
    }
    if now.outcome["suggested_class"] is not None:
        suggested["visit_class"] = now.outcome["suggested_class"]
    if reasons:
        suggested["referral_reason"] = reasons[0]
    facts = {"next_due": now.outcome["next_due"], "referral_advised": "、".join(reasons)}
    blocks = [_class(words, now), _action(words, now, reasons), _danger(words, now), _next(words, now)]
    return Advice((*blocks, *_weight(words, now)), suggested, facts)


def referral_reasons(words: Words, now: Situation) -> list[str]:
    """Why a referral is advised, in the words of 转诊原因; empty when it is not."""
    twice, stubborn, fresh, worse, danger = words.reasons
    complication = now.values.get("complication")
    found = {
        danger: now.outcome["emergency"] == "emergency",
        fresh: complication == 2,
        worse: complication == 3,
        stubborn: now.outcome["adverse_hard"],
        twice: now.outcome["uncontrolled_twice"],
    }
    return [reason for reason, holds in found.items() if holds]


def _class(words: Words, now: Situation) -> AdviceBlock:
    code = now.outcome["suggested_class"]
    source = now.cited(words.limit(now), words.sorting)
    lines = [AdviceLine(f"{words.measured(now)}，{words.target(now)}", source)]
    if now.outcome["complicated"]:
        lines.append(AdviceLine("有新发或加重的并发症", words.sorting))
    if now.outcome["adverse"] or now.outcome["adverse_hard"]:
        lines.append(AdviceLine("有药物不良反应", words.sorting))
    streak = in_a_row(now)
    if len(streak) > 1:
        days = "、".join(f"{day:%m-%d}" for day in streak[1:])
        lines.append(AdviceLine(f"连续第 {len(streak)} 次未达标（{days}）", words.sorting))
    value = "还不能分类" if code is None else f"{code} {VISIT_CLASS.label(code)}"
    tint: Tint = "" if code is None else ("done" if code == 1 else "due")
    return AdviceBlock("此次随访分类（系统建议，可改）", value, tint, tuple(lines))


def in_a_row(now: Situation) -> list[Any]:
    """The days of the visits not at target without a break, this one first."""
    days = []
    for on, outcome in ((now.on, now.outcome), *((past.on, past.outcome) for past in now.past)):
        if outcome["control"] != "uncontrolled":
            break
        days.append(on)
    return days


def _action(words: Words, now: Situation, reasons: list[str]) -> AdviceBlock:
    action = now.outcome["action"]
    days = now.parameters["referral_check_days"]
    lines = [
        AdviceLine(reason, words.danger if reason == words.reasons[-1] else words.sorting)
        for reason in reasons
    ]
    if reasons:
        lines.append(AdviceLine(f"转诊后 {days} 天内追踪结果，自动进清单", words.sorting))
    if action == "recheck":
        lines.append(AdviceLine(f"调整用药，{now.parameters['recheck_days']} 天内随访", words.sorting))
    missed = _interrupted(now)
    if missed and action in ("urgent", "refer", "recheck"):
        often = "服药间断" if missed == 1 else f"服药间断 {missed} 次"
        lines.append(AdviceLine(f"{often}，先问原因", words.sorting))
    return AdviceBlock("处置", words.actions[action], TINTS[action], tuple(lines))


def _interrupted(now: Situation) -> int:
    visits = (now.values, *(past.values for past in now.past))
    return sum(1 for values in visits if values.get("drug_adherence") in INTERRUPTED)


def _danger(words: Words, now: Situation) -> AdviceBlock:
    found, limits = now.outcome["emergency"], words.danger_limits(now)
    source = now.cited(words.danger_limit, words.danger)
    lines = []
    if now.outcome["danger_to_ask"]:
        ticked = [code for code in now.values.get("symptoms") or [] if code in words.symptoms_to_ask]
        names = "」「".join(words.symptoms.label(code) for code in ticked)
        lines.append(AdviceLine(f"已选「{names}」：如为剧烈或突发，属危急，请在危急症状中标明", words.danger))
    if found == "emergency":
        lines.append(AdviceLine("先处理，再紧急转诊", words.danger))
        return AdviceBlock("危急情况", "危急", "overdue", tuple(lines), f"{limits}，或有危急症状", small=True)
    said = f"目前没有（{limits}即危急）" if found == "none" else f"测量不全，还不能判断（{limits}即危急）"
    return AdviceBlock("危急情况", lines=(AdviceLine(said, source), *lines), small=True)


def _next(words: Words, now: Situation) -> AdviceBlock:
    due = now.outcome["next_due"]
    days = (due - now.on).days
    soon = now.outcome["needs_recheck"] or now.outcome["needs_referral"]
    why = f"{days} 天内" if soon else f"{now.parameters['follow_up_months']} 个月内"
    return AdviceBlock("下次随访", f"{due} 前", lines=(AdviceLine(why, words.sorting),), small=True)


def _weight(words: Words, now: Situation) -> list[AdviceBlock]:
    """健康体重: said only when there is something to say (NCD-18)."""
    found = now.outcome["weight_class"]
    lower, upper = now.parameters["underweight_bmi"], now.parameters["overweight_bmi"]
    what = {"overweight": "减重", "obese": "减重", "underweight": "增重"}.get(found)
    if what is None:
        return []
    said = AdviceLine(f"建议{what}，体质指数目标 {lower}～{upper}（不含 {upper}）", words.form)
    return [AdviceBlock("健康体重", words.weight[found], lines=(said,), small=True)]
