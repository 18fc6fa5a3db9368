"""The forms of suspected reactions in the order of the paper (aefi-monitoring 附件)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gongwei.programmes.immunization.reactions import Aefi, AefiGroup, AefiVaccine, Inquiry
from gongwei.records.checks import not_in_future
from gongwei.records.layout import Form, Group, Line, Problem

CASE = "aefi-monitoring#附件.个案报告卡"
Values = Mapping[str, Any]


def reported_after_found(values: Values, facts: Values) -> list[Problem]:
    """A reaction is found before it is reported."""
    found, reported = values.get("found_at"), values.get("reported_at")
    if found is None or reported is None or found <= reported:
        return []
    return [
        Problem(
            "reported_at", "hard", f"报告时间 {reported:%m-%d %H:%M} 早于发现时间 {found:%m-%d %H:%M}，请核对"
        )
    ]


def vaccines_named(values: Values, facts: Values) -> list[Problem]:
    """At least one suspected vaccine, each given before the reaction began."""
    rows, onset = values.get("vaccines") or (), values.get("onset_on")
    if not rows:
        return [Problem("vaccines", "required", "可疑疫苗至少填一种，按怀疑程度从高到低排列")]
    late = [n for n, row in enumerate(rows) if onset and row.get("given_on") and row["given_on"] > onset]
    return [Problem(f"vaccines-{n}-given_on", "hard", "接种日期晚于反应发生日期，请核对") for n in late]


def found_on_its_day(values: Values, facts: Values) -> list[Problem]:
    """发现日期 is the day of 发现时间, and not before the reaction began."""
    day, found, onset = values.get("served_on"), values.get("found_at"), values.get("onset_on")
    wrong = []
    if day and found and found.date() != day:
        wrong.append(Problem("found_at", "hard", f"发现时间应在发现日期 {day} 当天"))
    if onset and day and onset > day:
        wrong.append(Problem("onset_on", "hard", f"反应发生日期 {onset} 晚于发现日期 {day}，请核对"))
    return wrong


AEFI = Form(
    id="immunization_aefi",
    label="疑似预防接种异常反应个案报告卡",
    model=Aefi,
    ref=CASE,
    programme="immunization",
    needs_enrolment=False,
    groups=(
        Group("", (
            Line("编码", ("card_no",)),
            Line("职业", ("occupation",)),
            Line("现住址", ("address",)),
            Line("联系电话", ("phone",)),
            Line("监护人", ("guardian",)),
        )),
        Group("可疑疫苗", (Line("按怀疑程度排列", rows="vaccines"),)),
        Group("反应", (
            Line("反应发生日期", ("onset_on",)),
            Line("发现/就诊日期", ("served_on",)),
            Line("发现/就诊时间", ("found_at",)),
            Line("就诊单位", ("seen_at",)),
            Line("主要临床经过", ("course",)),
            Line("发热（腋温℃）", ("fever",)),
            Line("局部红肿（直径cm）", ("redness",)),
            Line("局部硬结（直径cm）", ("induration",)),
            Line("初步临床诊断", ("diagnosis",)),
            Line("是否住院", ("hospitalised",)),
            Line("病人转归", ("outcome",)),
            Line("初步分类", ("first_class",)),
            Line("紧急情形", ("urgent",)),
            Line("反应获得方式", ("found_how",)),
        )),
        Group("报告", (
            Line("报告时间", ("reported_at",)),
            Line("报告单位", ("reporter_org",)),
            Line("报告人", ("reporter",)),
            Line("联系电话", ("reporter_phone",)),
            Line("填卡人", ("staff",)),
        )),
    ),
    rows={"vaccines": AefiVaccine},
    headline=("diagnosis", "outcome"),
    verdict=("aefi_report", "late"),
    checks=(not_in_future("onset_on", "反应发生日期"), found_on_its_day, reported_after_found, vaccines_named),
)  # fmt: skip

def of_its_card(inquiry: Any, actor: Any) -> Iterable[int]:
    """An inquiry belongs to a report card: that from which it was opened, else the newest without an inquiry."""
    if inquiry.voided_at is None and inquiry.aefi_id is None:
        cards = Aefi.objects.filter(resident=inquiry.resident_id, voided_at=None, onset_on__lte=inquiry.served_on)
        newest = cards.order_by("-served_on", "-recorded_at")
        asked = Inquiry.objects.filter(aefi__in=cards, voided_at=None).values("aefi")
        inquiry.aefi = newest.exclude(pk__in=asked).first() or newest.first()
        Inquiry.objects.filter(pk=inquiry.pk).update(aefi=inquiry.aefi)
    return ()


INQUIRY = Form(
    id="immunization_aefi_inquiry",
    label="疑似预防接种异常反应个案调查表",
    model=Inquiry,
    ref="aefi-monitoring#附件.个案调查表",
    programme="immunization",
    needs_enrolment=False,
    groups=(
        Group("", (
            Line("调查日期", ("served_on",)),
            Line("调查开始时间", ("begun_at",)),
            Line("调查人员", ("investigators",)),
            Line("调查经过与结果", ("findings",)),
            Line("调查表完成日期", ("first_version_on",)),
            Line("初步调查报告日期", ("first_report_on",)),
            Line("调查结束日期", ("ended_on",)),
            Line("专家组结论", ("conclusion",)),
            Line("结论日期", ("concluded_on",)),
            Line("最终分类", ("final_class",)),
            Line("填表人", ("staff",)),
        )),
    ),
    headline=("final_class",),
    after=of_its_card,
    checks=(not_in_future("served_on", "调查日期"), not_in_future("concluded_on", "结论日期")),
)  # fmt: skip

AEFI_GROUP = Form(
    id="immunization_aefi_group",
    label="群体性疑似预防接种异常反应登记表",
    model=AefiGroup,
    ref="aefi-monitoring#附件.群体性登记表",
    programme="immunization",
    needs_enrolment=False,
    of="institution",
    groups=(
        Group("", (
            Line("群体性编码", ("group_no",)),
            Line("发现日期", ("served_on",)),
            Line("发生地区", ("area",)),
            Line("疫苗", ("vaccine", "spec")),
            Line("生产企业", ("manufacturer",)),
            Line("疫苗批号", ("lot_no",)),
            Line("批签发合格证编号", ("certificate_no",)),
            Line("接种单位", ("given_at",)),
            Line("接种人数", ("given",)),
            Line("反应发生人数", ("affected",)),
            Line("各病例", ("cases",)),
            Line("发现时间", ("found_at",)),
            Line("报告时间", ("reported_at",)),
            Line("填表人", ("staff",)),
        )),
    ),
    headline=("vaccine", "affected"),
    checks=(not_in_future("served_on", "发现日期"), reported_after_found),
)  # fmt: skip
