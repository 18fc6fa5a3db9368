"""The forms of a vaccination clinic itself: its registration and its vaccines in and out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.programmes.immunization.places import Clinic, Stock
from gongwei.records.checks import not_in_future
from gongwei.records.layout import Form, Group, Line, Problem

Values = Mapping[str, Any]


def received_in_date(values: Values, facts: Values) -> list[Problem]:
    """A lot that is already past its expiry is not received."""
    day, expiry = values.get("served_on"), values.get("expiry_on")
    if values.get("kind") != 1 or day is None or expiry is None or expiry >= day:
        return []
    return [Problem("expiry_on", "hard", f"这批疫苗已于 {expiry} 过期，不能入库；请退回并核对批号和效期")]


CLINIC = Form(
    id="immunization_clinic",
    label="接种单位登记",
    model=Clinic,
    ref="national-spec-2017#3.四",
    programme="immunization",
    needs_enrolment=False,
    of="institution",
    groups=(
        Group("", (
            Line("登记日期", ("served_on",)),
            Line("接种单位编码", ("clinic_code",)),
            Line("类型", ("kind",)),
            Line("批准日期", ("approved_on",)),
            Line("有效期至", ("valid_until",)),
            Line("有资质的接种人员", ("staff_names",)),
            Line("有资质人数", ("staff_count",)),
            Line("冷链冰箱", ("fridges",)),
            Line("接种日", ("days_open",)),
            Line("登记人", ("staff",)),
        )),
    ),
    headline=("clinic_code", "kind"),
    carried=("clinic_code", "kind", "approved_on", "valid_until", "staff_names", "staff_count", "fridges", "days_open"),
    checks=(not_in_future("served_on", "登记日期"), not_in_future("approved_on", "批准日期")),
)  # fmt: skip

STOCK = Form(
    id="immunization_stock",
    label="疫苗出入库登记",
    model=Stock,
    ref="vaccine-law-2019#追溯",
    programme="immunization",
    needs_enrolment=False,
    of="institution",
    groups=(
        Group("", (
            Line("日期", ("served_on",)),
            Line("出入库", ("kind",)),
            Line("疫苗", ("vaccine",)),
            Line("生产企业", ("manufacturer",)),
            Line("疫苗批号", ("lot_no",)),
            Line("有效日期", ("expiry_on",)),
            Line("数量", ("quantity",)),
            Line("单价", ("price",)),
            Line("供应或接收单位", ("partner",)),
            Line("批签发合格证编号", ("certificate_no",)),
            Line("到货温度", ("temperature",)),
            Line("已核对运输温度记录", ("transport_checked",)),
            Line("原因或备注", ("remark",)),
            Line("经手人", ("staff",)),
        )),
    ),
    headline=("vaccine", "lot_no", "quantity"),
    checks=(not_in_future("served_on", "日期"), received_in_date),
)  # fmt: skip
