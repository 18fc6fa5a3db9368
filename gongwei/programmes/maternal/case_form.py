"""孕产妇专案: the form of a case, which the first visit opens by itself or which is typed for a woman who moves in."""

from __future__ import annotations

from gongwei.programmes.maternal import checks, openings
from gongwei.programmes.maternal.models import Pregnancy
from gongwei.records.checks import not_in_future
from gongwei.records.layout import Form, Group, Line


def one(label: str, *fields: str, join: str = "") -> Line:
    """One row of the paper."""
    return Line(label, fields, join)


DATING = (
    one("末次月经是否准确", "lmp_certain"),
    one("超声日期、孕周", "scan_on", "scan_weeks", "scan_days"),
    one("孕周依据", "dated_by"),
)

PREGNANCY = Form(
    id="maternal_pregnancy",
    label="孕产妇专案（转入登记）",
    model=Pregnancy,
    ref="national-spec-2017#5.二（一）",
    programme="maternal",
    needs_enrolment=False,
    opening=openings.pregnancy,
    groups=(
        Group("", (
            one("接管日期", "served_on"),
            one("来源", "origin"),
            one("建册日期", "booked_on"),
            one("建册机构", "booking_org"),
            one("首次产前检查日期", "first_check_on"),
            one("外院产前检查次数", "checks_elsewhere"),
            one("孕次", "gravidity"),
            one("末次月经", "lmp"),
            *DATING,
            one("预产期", "edd"),
            one("孕前优生健康检查", "preconception_exam", "preconception_on"),
            one("开始服用叶酸日期", "folic_from"),
            one("备注", "remark"),
            one("登记医生", "staff"),
        )),
    ),
    checks=(checks.a_woman, checks.dated, not_in_future("booked_on", "建册日期")),
)  # fmt: skip
