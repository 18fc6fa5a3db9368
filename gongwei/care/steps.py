"""Steps that several chapters owe in the same words."""

from __future__ import annotations

import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters
from gongwei.kernel.steps import After, Step


def referral_result(programme: str, ref: str, among: str | None = None) -> Step:
    """转诊结果追踪: the outcome of each referral that the programme made, within its ``referral_check_days``."""

    def referred(t: ir.Table, p: Parameters) -> ir.BooleanValue:
        return t.programme == programme

    return Step(
        "referral_result", "转诊结果追踪", After("referral", "referral_check_days", referred),
        met_by=("referral_result",), ref=ref, requires=referred, among=among,
    )  # fmt: skip
