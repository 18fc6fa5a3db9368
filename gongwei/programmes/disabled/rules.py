"""残疾人健康体检: what a certificate, an exam and an assessment mean. huancui-2024#六（六）; spec 15 §1."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters

ABNORMAL = 2
NOTHING = 1
ITEMS = (
    "height", "weight", "waist", "vision_l", "vision_r", "hearing", "motor_function", "hemoglobin", "urine_protein",
    "fasting_glucose", "alt", "ast", "total_bilirubin", "creatinine", "urea", "tc", "tg", "ldl_c", "hdl_c", "ecg",
    "abdominal_us",
)  # fmt: skip
"""Items of 健康体检表 that ``exam_item_set`` may ask for; ``bp`` asks for blood pressure on one side."""


def exam_complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """No item of the region's set is missing from the year's 健康体检表."""
    left = t.bp_left_sys.notnull() & t.bp_left_dia.notnull()
    pressure = left | (t.bp_right_sys.notnull() & t.bp_right_dia.notnull())
    done = pressure | ~p.includes("exam_item_set", "bp")
    for name in ITEMS:
        done = done & (t[name].notnull() | ~p.includes("exam_item_set", name))
    return done


def abnormal_found(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The doctor called the result abnormal: it is looked at again, or the person is referred. 六（六）."""
    return (t.exam_result == ABNORMAL).fill_null(False)


def has_need(t: ir.Table, p: Parameters) -> ir.StringValue:
    """A need for rehabilitation: missing | none | need."""
    return ibis.cases(
        (t.rehab_need.isnull() | (t.rehab_need.length() == 0), "missing"),
        (t.rehab_need.contains(NOTHING), "none"),
        else_="need",
    )


def severity(t: ir.Table, p: Parameters) -> ir.StringValue:
    """By the level of the certificate: missing | severe (一、二级) | moderate (三、四级)."""
    return ibis.cases((t.level.isnull(), "missing"), (t.level <= 2, "severe"), else_="moderate")


def certificate_valid(t: ir.Table, p: Parameters) -> ir.StringValue:
    """On the day of the record: missing (no end is printed) | valid (the last day included) | expired."""
    return ibis.cases(
        (t.valid_until.isnull(), "missing"), (t.valid_until >= t.served_on, "valid"), else_="expired"
    )


RULES = (exam_complete, abnormal_found, has_need, severity, certificate_valid)

OUTCOMES = {
    "has_need": {"missing": "未填", "none": "没有康复需求", "need": "有康复需求"},
    "severity": {"missing": "等级未填", "severe": "重度（一、二级）", "moderate": "轻中度（三、四级）"},
    "certificate_valid": {"missing": "没有写有效期", "valid": "有效", "expired": "已过期"},
}
