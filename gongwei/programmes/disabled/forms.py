"""The forms for certified disabled residents; the exam itself is the common 健康体检表 (spec 15 §1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from gongwei.people.models import Resident
from gongwei.people.verbs.tags import set_tag
from gongwei.programmes.disabled.models import Assessment, Certificate, Demand, ExamDay, Support
from gongwei.programmes.disabled.schedule import CLAUSE, SUPPORT, TAG
from gongwei.records.checks import not_after_death, not_in_future
from gongwei.records.layout import Form, Group, Line, Problem

Values = Mapping[str, Any]
NUMBER = re.compile(r"^(?P<id_no>\d{17}[\dX])(?P<type>[1-7])(?P<level>[1-4])(?P<renewed>B\d)?$")


def number_agrees(values: Values, facts: Values) -> list[Problem]:
    """The number is identity number + type + level, B1 or B2 after a renewal; what differs is asked, not refused."""
    number = (values.get("cert_no") or "").strip().upper()
    if not number:
        return []
    found = NUMBER.match(number)
    if found is None:
        return [Problem("cert_no", "soft", f"残疾人证号 {number} 不是18位身份证号＋类别＋等级，请核对")]
    problems = []
    resident = facts.get("resident_id")
    own = Resident.objects.filter(pk=resident).values_list("id_no", flat=True).first() if resident else None
    if own and own.upper() != found["id_no"]:
        problems.append(Problem("cert_no", "soft", "残疾人证号前18位与身份证号不同，请核对"))
    types = values.get("disability_types") or []
    if types and int(found["type"]) not in types and len(types) == 1:
        problems.append(
            Problem("disability_types", "soft", f"证号第19位是 {found['type']}，与残疾类别不同，请核对")
        )
    if values.get("level") is not None and int(found["level"]) != values["level"]:
        problems.append(Problem("level", "soft", f"证号第20位是 {found['level']}，与残疾等级不同，请核对"))
    return problems


def multiple_alone(values: Values, facts: Values) -> list[Problem]:
    """Several types are 多重 on the certificate; both are written."""
    types = values.get("disability_types") or []
    if len(types) > 1 and 7 not in types:
        return [Problem("disability_types", "soft", "有两类及以上残疾时，证上为多重，请同时选“多重”")]
    return []


def carries_tag(record: Any, actor: Any) -> Iterable[int]:
    """Whoever holds a certificate carries the tag 持证残疾人 from the day it was issued (EHR-16)."""
    if record.voided_at is None:
        set_tag(record.resident_id, TAG, record.issued_on or record.served_on, source="残疾人证", by=actor)
    return ()


CERTIFICATE = Form(
    id="disabled_certificate",
    label="残疾人证登记",
    model=Certificate,
    ref=CLAUSE,
    programme="disabled",
    needs_enrolment=False,
    groups=(
        Group("", (
            Line("登记日期", ("served_on",)),
            Line("残疾人证号", ("cert_no",)),
            Line("残疾类别", ("disability_types",)),
            Line("残疾等级", ("level",)),
            Line("发证日期", ("issued_on",)),
            Line("有效期至", ("valid_until",)),
        )),
        Group("残疾情况", (
            Line("致残原因", ("cause", "cause_other")),
            Line("致残日期", ("onset_date",)),
            Line("残疾部位", ("parts",)),
            Line("以往治疗和康复", ("past_care", "past_care_other")),
            Line("辅助器具", ("devices", "device_other")),
        )),
        Group("监护人", (Line("姓名", ("guardian_name",)), Line("电话", ("guardian_phone",)))),
        Group("", (Line("登记人", ("staff",)),)),
    ),
    headline=("level",),
    listed=("cert_no", "disability_types", "level", "valid_until"),
    carried=("cert_no", "disability_types", "level", "cause", "onset_date", "parts", "devices", "guardian_name",
             "guardian_phone"),
    checks=(number_agrees, multiple_alone, not_in_future("issued_on", "发证日期"),
            not_in_future("onset_date", "致残日期"), not_after_death(label="登记日期")),
    after=carries_tag,
)  # fmt: skip

ASSESSMENT = Form(
    id="disabled_assessment",
    label="残疾人健康评估",
    model=Assessment,
    ref=CLAUSE,
    programme="disabled",
    needs_enrolment=False,
    groups=(
        Group("", (Line("评估日期", ("served_on",)),)),
        Group("评估", (
            Line("生活方式风险", ("lifestyle",)),
            Line("自理能力", ("care_level",)),
            Line("肢体残疾诊断", ("limb_diagnosis", "limb_other")),
            Line("合并其他残疾", ("also",)),
            Line("康复需求", ("rehab_need",)),
            Line("需要上门服务", ("home_visit",)),
        )),
        Group("体检结果", (
            Line("结果", ("exam_result", "abnormal")),
            Line("健康指导", ("advice",)),
            Line("结果反馈", ("told_on", "told_to")),
        )),
        Group("", (Line("医生签名", ("staff",)),)),
    ),
    headline=("exam_result",),
    verdict=("abnormal_found", "True"),
    carried=("limb_diagnosis", "limb_other", "also", "care_level", "lifestyle"),
    checks=(not_in_future("told_on", "结果反馈日期"), not_after_death(label="评估日期")),
    shared={"served_on": "served_on"},
)  # fmt: skip

DEMAND = Form(
    id="disabled_demand",
    label="残疾人需求",
    model=Demand,
    ref=SUPPORT,
    programme="disabled",
    needs_enrolment=False,
    groups=(
        Group("", (
            Line("提出日期", ("served_on",)),
            Line("来源", ("told_by",)),
            Line("需求", ("needs",)),
            Line("具体需求", ("words",)),
            Line("联系人", ("asked_by",)),
            Line("登记人", ("staff",)),
        )),
    ),
    headline=("needs",),
    checks=(not_after_death(label="提出日期"),),
)  # fmt: skip

SUPPORT_FORM = Form(
    id="disabled_support",
    label="残疾人家庭医生签约服务基本支持性服务记录表",
    model=Support,
    ref=SUPPORT,
    programme="disabled",
    needs_enrolment=False,
    groups=(
        Group("", (
            Line("服务日期", ("served_on",)),
            Line("服务内容", ("services",)),
            Line("服务情况", ("details",)),
            Line("上门服务", ("home",)),
            Line("需求落实情况", ("outcome", "reason")),
            Line("居民或监护人签字", ("resident_sign",)),
            Line("签约医生签名", ("staff",)),
        )),
    ),
    headline=("services",),
    checks=(not_after_death(label="服务日期"),),
)  # fmt: skip

EXAM_DAY = Form(
    id="disabled_exam_day",
    label="残疾人体检日安排",
    model=ExamDay,
    ref=CLAUSE,
    programme="disabled",
    needs_enrolment=False,
    of="institution",
    groups=(
        Group("", (
            Line("日期", ("served_on",)),
            Line("形式", ("kind",)),
            Line("地点", ("venue",)),
            Line("预计人数", ("expected",)),
            Line("实到人数", ("came",)),
            Line("接送安排", ("transport",)),
            Line("无障碍条件", ("access",)),
            Line("残联联系人", ("federation",)),
            Line("备注", ("remark",)),
            Line("负责人", ("staff",)),
        )),
    ),
    carried=("venue", "access", "federation"),
)  # fmt: skip

FORMS = (CERTIFICATE, ASSESSMENT, DEMAND, SUPPORT_FORM, EXAM_DAY)
