"""The TCM forms in the order and words of the paper (规范三版 10 附件)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.kernel.clock import today
from gongwei.kernel.dates import add_months
from gongwei.programmes.tcm.codes import AGE_POINT
from gongwei.programmes.tcm.constitutions import ALL, BALANCED, ITEMS, LABELS, TYPES
from gongwei.programmes.tcm.models import Child, Elderly, Staffing, Told
from gongwei.records.checks import next_visit, not_after_death
from gongwei.records.layout import Check, Columns, Form, Group, Line, Problem

Values = Mapping[str, Any]
ELDERLY_PAPER = "national-spec-2017#10.附件.老年人中医药健康管理服务记录表"
CHILD_PAPER = "national-spec-2017#10.附件.0~36个月儿童中医药健康管理服务记录表"
GUIDANCE_CLAUSE = "national-spec-2017#10.老年人.二（二）"


def guided(values: Values, facts: Values) -> list[Problem]:
    """Every constitution that is not 否 has at least one guidance (规范三版 10 老年人 二（二）).

    ``facts["to_guide"]`` holds the constitutions that the rules found; nothing is asked while it is absent.
    """
    found = facts.get("to_guide") or ()
    return [
        Problem(f"guide_{kind}", "required", f"{LABELS[kind]}不是“否”，请选择保健指导")
        for kind in found
        if not values.get(f"guide_{kind}")
    ]


def all_answered(values: Values, facts: Values) -> list[Problem]:
    """Items 9 and 28 come from measurements: without them the paper has an empty item, and no score."""
    needed = {"height": "身高", "weight": "体重", "waist": "腹围"}
    return [
        Problem(name, "required", f"第{28 if name == 'waist' else 9}项按测量判断，请填{label}")
        for name, label in needed.items()
        if values.get(name) is None
    ]


def fits_the_age(values: Values, facts: Values) -> list[Problem]:
    """A point is accepted from a month before its age until the day before the next one; otherwise it is asked."""
    age, day, birth = values.get("age_point"), values.get("served_on"), facts.get("birth_date")
    if age is None or day is None or birth is None:
        return []
    if day < add_months(birth, age - 1):
        return [Problem("age_point", "hard", f"{day} 时还不到 {age} 月龄的前一个月，请核对月龄或日期")]
    if day >= add_months(birth, age + 6):
        return [Problem("age_point", "soft", f"{day} 已过 {age} 月龄的服务期，补记不计入按时服务")]
    return []


def current_age(facts: Values) -> Values:
    """The point whose window holds today: a month before the age until a month before the next one."""
    birth, day = facts.get("birth_date"), facts.get("today") or today()
    if birth is None:
        return {}
    open_now = [age for age, _ in AGE_POINT if day >= add_months(birth, age - 1)]
    return {"age_point": open_now[-1]} if open_now else {}


def _questions() -> tuple[Line, ...]:
    return tuple(Line(f"（{item.number}）{item.words}", (item.name,), hint=item.hint) for item in ITEMS)


def _result(kind: str) -> Line:
    return Line(LABELS[kind], (f"score_{kind}", f"result_{kind}", f"guide_{kind}"), join="；")


CHECKS: tuple[Check, ...] = (all_answered, guided, not_after_death(label="填表日期"))

ELDERLY = Form(
    id="tcm_elderly",
    label="老年人中医药健康管理服务记录表",
    model=Elderly,
    ref=ELDERLY_PAPER,
    programme="tcm",
    needs_enrolment=False,
    groups=(
        Group("", (Line("填表日期", ("served_on",)),)),
        Group("测量（第9、28项按此判断）", (
            Line("身高(cm)", ("height",)),
            Line("体重(kg)", ("weight",)),
            Line("腹围(cm)", ("waist",)),
        ), printed=False),
        Group("请根据近一年的体验和感觉，回答以下问题", _questions()),
        Group("体质类型：得分、结果、中医药保健指导", (
            *(_result(kind) for kind in (*TYPES, BALANCED)),
            Line("其他指导", ("guide_other",)),
        )),
        Group("", (Line("医生签名", ("staff",)),)),
        Group("纸表以外", (Line("服务时机", ("occasion",)),), printed=False),
    ),
    listed=("result_balanced", *(f"score_{kind}" for kind in ALL)),
    carried=("height",),
    checks=CHECKS,
    shared={"served_on": "served_on", "height": "height", "weight": "weight", "waist": "waist"},
)  # fmt: skip

CHILD = Form(
    id="tcm_child",
    label="0～36个月儿童中医药健康管理服务记录表",
    model=Child,
    ref=CHILD_PAPER,
    programme="tcm",
    needs_enrolment=False,
    groups=(
        Group("", (
            Line("月龄", ("age_point",)),
            Line("随访日期", ("served_on",)),
            Line("中医药健康管理服务", ("services", "service_other"),
                 hint="第3项：6、12月龄摩腹、捏脊；18、24月龄按揉迎香穴、足三里穴；30、36月龄按揉四神聪穴"),
            Line("下次随访日期", ("next_visit_date",)),
            Line("随访医生签名", ("staff",)),
        )),
        Group("纸表以外", (Line("服务时机", ("occasion",)),), printed=False),
    ),
    columns=Columns("age_point", tuple(AGE_POINT)),
    side_by_side=6,
    opening=current_age,
    headline=("age_point",),
    checks=(fits_the_age, next_visit(), not_after_death()),
    shared={"served_on": "served_on"},
)  # fmt: skip

TOLD = Form(
    id="tcm_told",
    label="中医药服务告知与意愿",
    model=Told,
    ref=GUIDANCE_CLAUSE,
    programme="tcm",
    needs_enrolment=False,
    groups=(
        Group("", (
            Line("告知日期", ("served_on",)),
            Line("服务", ("service",)),
            Line("告知对象", ("told_to",)),
            Line("告知方式", ("way",)),
            Line("意愿", ("answer", "reason")),
            Line("签名", ("signed_by",)),
            Line("告知人", ("staff",)),
        )),
    ),
    headline=("answer",),
    checks=(not_after_death(label="告知日期"),),
)  # fmt: skip

STAFFING = Form(
    id="tcm_staffing",
    label="中医药人员和负责人",
    model=Staffing,
    ref="national-spec-2017#10.老年人.四",
    programme="tcm",
    needs_enrolment=False,
    of="institution",
    groups=(
        Group("", (
            Line("登记日期", ("served_on",)),
            Line("中医类别医师(人)", ("physicians",)),
            Line("经中医药知识培训的其他类别医师(人)", ("trained",)),
            Line("专业负责人", ("responsible",)),
            Line("联系电话", ("phone",)),
            Line("最近一次培训日期", ("training_on",)),
            Line("备注", ("remark",)),
            Line("登记人", ("staff",)),
        )),
    ),
    carried=("physicians", "trained", "responsible", "phone"),
)  # fmt: skip

FORMS = (ELDERLY, CHILD, TOLD, STAFFING)
