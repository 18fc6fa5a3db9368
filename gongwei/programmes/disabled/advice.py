"""What a certificate and an assessment mean in words, for the panel right of the form (DIG-02)."""

from __future__ import annotations

import datetime as dt

from gongwei.programmes.disabled.codes import NEEDS
from gongwei.programmes.disabled.rules import OUTCOMES
from gongwei.programmes.disabled.schedule import CLAUSE, SUPPORT
from gongwei.records.advice import Advice, AdviceBlock, AdviceLine, Situation, Tint


def certificate(now: Situation) -> Advice:
    """The panel of the certificate: how severe, whether still valid, what it opens."""
    found, valid = now.outcome["severity"], now.outcome["certificate_valid"]
    tint: Tint = "overdue" if valid == "expired" else ""
    lines = (
        AdviceLine(OUTCOMES["certificate_valid"][valid], CLAUSE),
        AdviceLine("保存后列入持证残疾人名单，每年一次免费健康体检", CLAUSE),
        AdviceLine(
            "65岁及以上或慢病患者，同一次体检只做一次、只结算一次", "gongwei-conventions#方案.重复体检"
        ),
    )
    return Advice((AdviceBlock("残疾人证", OUTCOMES["severity"][found], tint, lines),))


def assessment(now: Situation) -> Advice:
    """The panel of the assessment: what an abnormal result and a need ask for."""
    p = now.parameters
    told = now.on + dt.timedelta(int(p["feedback_days"]))
    lines = [AdviceLine(f"{told} 前把体检结果反馈本人或监护人", CLAUSE)]
    if now.outcome["abnormal_found"]:
        again = now.on + dt.timedelta(int(p["recheck_days"]))
        lines.append(AdviceLine(f"异常结果 {again} 前复查或转诊并追踪，自动进清单", CLAUSE))
    tint: Tint = "due" if now.outcome["abnormal_found"] else "done"
    value = (
        "有异常" if now.outcome["abnormal_found"] else ("未见异常" if now.values.get("exam_result") else "")
    )
    blocks = [AdviceBlock("体检结果", value, tint if value else "", tuple(lines), note="期限待核")]
    need = now.outcome["has_need"]
    if need == "need":
        names = "、".join(NEEDS.label(code) for code in now.values.get("rehab_need") or [])
        said = AdviceLine(f"{names}：登记残疾人需求，{p['demand_days']} 天内答复", SUPPORT)
        blocks.append(AdviceBlock("康复需求", OUTCOMES["has_need"][need], "due", (said,)))
    return Advice(tuple(blocks))


ADVICE = {"disabled_certificate": certificate, "disabled_assessment": assessment}
