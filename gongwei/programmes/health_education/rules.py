"""What a record of health education means: columns in, column out. 规范三版 2 健康教育 二（二）、四."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters
from gongwei.programmes.health_education import codes


def lecture(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The activity is 健康知识讲座. 二（二）."""
    return (t.form == codes.LECTURE).fill_null(False)


def consultation(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The activity is 公众健康咨询活动. 二（二）."""
    return (t.form == codes.CONSULTATION).fill_null(False)


def activity_complete(t: ir.Table, p: Parameters) -> ir.StringValue:
    """A lecture has its sign-in sheet, each activity its summary: missing | no_sign_in | no_summary | complete. 四."""
    no_summary = t.evaluation.isnull() | (t.evaluation.strip() == "").fill_null(False)
    signed = t.archived.contains(codes.SIGN_IN).fill_null(False)
    return ibis.cases(
        (t.form.isnull() | t.archived.isnull(), "missing"),
        (no_summary, "no_summary"),
        ((t.form == codes.LECTURE) & ~signed, "no_sign_in"),
        else_="complete",
    )


def hundredths(value: ir.NumericValue) -> ir.IntegerValue:
    """A measure of at most two places as a whole number: exact and comparable in every engine."""
    return (value * 100).cast("int64")


def large_enough(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The board's area reaches the least one; not measured is not enough. 二（二）."""
    return (hundredths(t.area_m2) >= hundredths(p.board_area)).fill_null(False)


def board_fit(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Area and height of a board: missing | small | wrong_height | fit. 二（二）."""
    height = hundredths(t.centre_height_m)
    return ibis.cases(
        (t.area_m2.isnull() | t.centre_height_m.isnull(), "missing"),
        (~large_enough(t, p), "small"),
        ((height < hundredths(p.board_height_from)) | (height > hundredths(p.board_height_to)), "wrong_height"),
        else_="fit",
    )


def theme_asked(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Whether the content serves a theme that the plan asks for: missing | yes | no. huancui-2024#五（二）."""
    wanted = ibis.literal(False)
    for theme in codes.THEME.items:
        wanted = wanted | (p.includes("asked_themes", theme) & t.themes.contains(theme).fill_null(False))
    return ibis.cases((t.topics.isnull(), "missing"), (wanted, "yes"), else_="no")


RULES = (lecture, consultation, activity_complete, large_enough, board_fit, theme_asked)

OUTCOMES = {
    "activity_complete": {
        "missing": "形式或存档材料没有填",
        "no_summary": "没有活动总结评价",
        "no_sign_in": "讲座没有签到表",
        "complete": "资料齐全",
    },
    "board_fit": {
        "missing": "面积或高度没有量",
        "small": "面积不足",
        "wrong_height": "高度不合要求",
        "fit": "符合要求",
    },
    "theme_asked": {"missing": "内容类别没有填", "yes": "属于方案要求的重点内容", "no": "不属于"},
}
