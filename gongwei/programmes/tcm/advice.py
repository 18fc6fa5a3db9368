"""What 33 answers say, for the panel right of the form; what to teach at a child's age (DIG-02)."""

from __future__ import annotations

from typing import Any

from gongwei.programmes.tcm.constitutions import ALL, BALANCED, LABELS, NAMES
from gongwei.programmes.tcm.forms import CHILD_PAPER, ELDERLY_PAPER, GUIDANCE_CLAUSE
from gongwei.programmes.tcm.guidance import CHILD, EXERCISE, FOOD, LIVING, MOOD, POINTS, TEXTS
from gongwei.programmes.tcm.rules import OUTCOMES
from gongwei.records.advice import Advice, AdviceBlock, AdviceLine, Situation, Tint

SUGGESTED = [MOOD, FOOD, LIVING, EXERCISE, POINTS]
POSITIVE = ("yes", "tends")


def elderly(now: Situation) -> Advice:
    """The panel of the questionnaire: how far it is answered, nine scores and results, what guidance is owed."""
    o = now.outcome
    lacking = len(NAMES) - o["answered"]
    if lacking:
        line = AdviceLine("未答的不按 0 分；33 项都有答案才判断", ELDERLY_PAPER)
        first = AdviceBlock("体质辨识", f"还差 {lacking} 项", "", (line,))
        return Advice((first, _scores(now)), facts={"to_guide": ()})
    found = [kind for kind in ALL if o[kind] in POSITIVE]
    if o["ask_again"]:
        said = AdviceLine("八种偏颇体质都为“否”，平和质又不足 17 分：请再核对回答", ELDERLY_PAPER)
        return Advice(
            (AdviceBlock("体质辨识", "没有得出体质", "due", (said,)), _scores(now)), facts={"to_guide": ()}
        )
    names = "、".join(f"{LABELS[kind]}（{OUTCOMES[kind][o[kind]]}）" for kind in found)
    tint: Tint = "done" if found == [BALANCED] else "due"
    lines = tuple(
        AdviceLine(f"{LABELS[kind]}·{what}：{TEXTS[kind][code]}", GUIDANCE_CLAUSE)
        for kind in found[:2]
        for code, what in ((FOOD, "饮食"), (LIVING, "起居"))
    )
    first = AdviceBlock("体质辨识", names, tint, (AdviceLine("判断标准见记录表附表", ELDERLY_PAPER),))
    advice = AdviceBlock("保健指导（建议，可改）", f"{len(found)} 种体质", "", lines)
    suggested: dict[str, Any] = {f"guide_{kind}": SUGGESTED for kind in found}
    return Advice((first, _scores(now), advice), suggested, {"to_guide": tuple(found)})


def _scores(now: Situation) -> AdviceBlock:
    """All nine, those that are not 否 tinted."""
    lines = []
    for kind in ALL:
        score, result = now.outcome[f"points_{kind}"], now.outcome[kind]
        shown = "—" if score is None else f"{score} 分"
        tint = "due" if result in POSITIVE and kind != BALANCED else ""
        lines.append(AdviceLine(f"{LABELS[kind]} {shown}，{OUTCOMES[kind][result]}", tint=tint))
    return AdviceBlock("得分", lines=tuple(lines), small=True)


def child(now: Situation) -> Advice:
    """The panel of a child's point: what to teach at this age."""
    texts = CHILD.get(now.values.get("age_point") or 0)
    if texts is None:
        return Advice((AdviceBlock("本次内容", "先选月龄"),))
    lines = tuple(AdviceLine(f"{what}：{text}", CHILD_PAPER) for what, text in texts.items())
    manual = "、".join(what for what in texts if what not in ("饮食调养", "起居调摄"))
    lacking = [code for code in (1, 2, 3) if code not in (now.values.get("services") or [])]
    tint: Tint = "due" if lacking else "done"
    blocks = (AdviceBlock("本次内容", f"饮食、起居、{manual}", tint, lines),)
    return Advice(blocks, {"services": [1, 2, 3]})


ADVICE = {"tcm_elderly": elderly, "tcm_child": child}
