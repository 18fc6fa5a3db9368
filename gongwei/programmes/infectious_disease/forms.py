"""The forms of chapter 11 in the order and words of the cards (规范三版 十一 附件; spec 11 b)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.programmes.infectious_disease import checks
from gongwei.programmes.infectious_disease.models import Card, Entry, Event, Foodborne, Handling, Readiness
from gongwei.records.checks import not_in_future
from gongwei.records.layout import Form, Group, Line

CARD_PAPER = "national-spec-2017#11.附件.传染病报告卡"
EVENT_PAPER = "national-spec-2017#11.附件.突发公共卫生事件相关信息报告卡"


def _form(id: str, label: str, model: type, *groups: Group, ref: str, **more: object) -> Form:
    return Form(
        id=f"infectious_disease_{id}", label=label, model=model, groups=groups, ref=ref,
        programme="infectious_disease", of="institution", needs_enrolment=False, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _opening(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """A new card is mostly the first one, of somebody from here with an identity card."""
    return {"card_type": 1, "id_type": 1, "patient_origin": 1}


CARD = _form(
    "card", "传染病报告卡", Card,
    Group("", (
        Line("卡片编号", ("card_no",)),
        Line("报卡类别", ("card_type",)),
        Line("患者姓名", ("name",)),
        Line("患儿家长姓名", ("parent_name",)),
        Line("有效证件号", ("id_type", "id_no")),
        Line("性别", ("sex",)),
        Line("出生日期", ("birth_date",)),
        Line("实足年龄", ("full_age", "age_unit")),
        Line("工作单位（学校）", ("work_unit",)),
        Line("联系电话", ("phone",)),
        Line("病人属于", ("patient_origin",)),
        Line("现住址（详填）", ("address",)),
        Line("人群分类", ("occupation",)),
        Line("病例分类", ("case_class", "case_course")),
        Line("发病日期", ("onset_on",)),
        Line("诊断日期", ("diagnosed_at",)),
        Line("死亡日期", ("died_on",)),
        Line("甲、乙、丙类传染病", ("disease",)),
        Line("其他法定管理以及重点监测传染病", ("disease_other",)),
        Line("订正病名", ("corrected_disease",)),
        Line("订正的卡片编号", ("corrects",)),
        Line("退卡原因", ("return_reason",)),
        Line("报告单位", ("institution",)),
        Line("联系电话（单位）", ("org_phone",)),
        Line("填卡医生", ("staff",)),
        Line("填卡日期", ("served_on",)),
        Line("备注", ("remark",)),
    )),
    Group("审核与上报", (
        Line("审核", ("audit_status", "audited_at")),
        Line("网络报告", ("reported_at", "net_card_no")),
        Line("迟报原因", ("late_reason",)),
        Line("卡片核查结果", ("checked",)),
        Line("附卡、检验报告", ("evidence",)),
    ), printed=False),
    ref=CARD_PAPER,
    opening=_opening,
    headline=("disease", "case_class"),
    listed=("name", "disease", "case_class", "onset_on", "diagnosed_at", "reported_at", "late_reason"),
    checks=(
        checks.in_order, checks.identified, checks.course_told, checks.lateness_explained,
        not_in_future("onset_on", "发病日期"),
    ),
)  # fmt: skip

ENTRY = _form(
    "entry", "传染病疫情登记簿", Entry,
    Group("", (
        Line("登记日期", ("served_on",)),
        Line("登记来源", ("book",)),
        Line("患者姓名", ("name",)),
        Line("性别", ("sex",)),
        Line("年龄", ("full_age",)),
        Line("联系电话", ("phone",)),
        Line("现住址", ("address",)),
        Line("发病日期", ("onset_on",)),
        Line("诊断日期", ("diagnosed_on",)),
        Line("诊断", ("disease",)),
        Line("未报卡原因", ("no_card",)),
        Line("说明", ("no_card_note",)),
        Line("登记人", ("staff",)),
    )),
    ref="national-spec-2017#11.二（二）",
    headline=("disease", "no_card"),
    listed=("name", "disease", "diagnosed_on", "book", "no_card"),
    checks=(not_in_future("diagnosed_on", "诊断日期"),),
)  # fmt: skip

EVENT = _form(
    "event", "突发公共卫生事件相关信息报告卡", Event,
    Group("", (
        Line("报告类别", ("report_type", "report_seq")),
        Line("填报单位", ("institution",)),
        Line("填报日期", ("served_on",)),
        Line("报告人", ("staff",)),
        Line("联系电话", ("phone",)),
        Line("事件名称", ("event_name",)),
        Line("信息类别", ("info_class",)),
        Line("突发事件等级", ("level",)),
        Line("确认分级时间", ("level_confirmed_at",)),
        Line("订正分级时间", ("level_corrected_at",)),
        Line("初步诊断", ("primary_dx",)),
        Line("初步诊断时间", ("primary_dx_at",)),
        Line("订正诊断", ("corrected_dx",)),
        Line("订正诊断时间", ("corrected_dx_at",)),
        Line("报告地区", ("report_area",)),
        Line("发生地区", ("event_area",)),
        Line("详细地点", ("site",)),
        Line("事件发生场所", ("place_type",)),
        Line("医疗卫生机构类别", ("med_org_type",)),
        Line("感染部门", ("med_dept",)),
        Line("学校类别", ("school_type",)),
        Line("事件信息来源", ("info_source",)),
        Line("波及的地域范围", ("area_scope",)),
        Line("新报告病例数/死亡数/排除病例数", ("new_cases", "new_deaths", "excluded_cases"), join="/"),
        Line("累计报告病例数/死亡数", ("total_cases", "total_deaths"), join="/"),
        Line("事件发生时间", ("happened_at",)),
        Line("接到报告时间", ("notified_at",)),
        Line("首例病人发病时间", ("first_onset_at",)),
        Line("末例病人发病时间", ("last_onset_at",)),
        Line("主要症状", ("symptom",)),
        Line("主要体征", ("signs",)),
        Line("主要措施与效果", ("measures",)),
    )),
    Group("上报", (
        Line("网络报告时间", ("reported_at",)),
        Line("迟报原因", ("late_reason",)),
        Line("附表、现场资料", ("evidence",)),
    ), printed=False),
    ref=EVENT_PAPER,
    headline=("level", "report_type"),
    listed=("event_name", "report_type", "info_class", "level", "total_cases", "notified_at", "reported_at"),
    checks=(checks.event_in_order,),
)  # fmt: skip

HANDLING = _form(
    "handling", "病例与事件处理记录", Handling,
    Group("", (
        Line("处理日期", ("served_on",)),
        Line("病例或事件", ("about",)),
        Line("报告卡编号", ("card_no",)),
        Line("处理内容", ("kind",)),
        Line("地点", ("site",)),
        Line("涉及人数", ("persons",)),
        Line("医学观察至", ("until",)),
        Line("消毒剂及浓度", ("disinfectant",)),
        Line("消毒面积(平方米)", ("area",)),
        Line("处理经过", ("content",)),
        Line("病例转归", ("outcome",)),
        Line("现场照片", ("evidence",)),
        Line("处理人", ("staff",)),
    )),
    ref="national-spec-2017#11.二（四）",
    headline=("kind", "outcome"),
    listed=("about", "kind", "site", "persons", "until", "outcome"),
)  # fmt: skip

FOODBORNE = _form(
    "foodborne", "食源性疾病病例信息", Foodborne,
    Group("", (
        Line("填报日期", ("served_on",)),
        Line("病例数", ("cases",)),
        Line("患者姓名", ("name",)),
        Line("性别", ("sex",)),
        Line("年龄", ("full_age",)),
        Line("联系电话", ("phone",)),
        Line("现住址", ("address",)),
        Line("发病日期", ("onset_on",)),
        Line("就诊日期", ("seen_on",)),
        Line("主要症状", ("symptoms",)),
        Line("可疑食品", ("food",)),
        Line("进食日期", ("eaten_on",)),
        Line("进食场所", ("eaten_at",)),
        Line("共同进食人数/发病人数", ("together", "ill"), join="/"),
        Line("生物标本", ("samples",)),
        Line("初步诊断", ("diagnosis",)),
        Line("网络报告时间", ("reported_at",)),
        Line("填报人", ("staff",)),
    )),
    ref="huancui-2024#五（十一）",
    headline=("cases", "food"),
    listed=("cases", "name", "onset_on", "symptoms", "food", "reported_at"),
    checks=(checks.ill_of_together, not_in_future("onset_on", "发病日期")),
)  # fmt: skip

READINESS = _form(
    "readiness", "报告管理与应急准备", Readiness,
    Group("", (
        Line("日期", ("served_on",)),
        Line("内容", ("kind",)),
        Line("名称", ("title",)),
        Line("人员", ("people",)),
        Line("数量", ("quantity", "unit")),
        Line("其中漏报", ("found_missing",)),
        Line("有效期至", ("valid_until",)),
        Line("内容摘要", ("content",)),
        Line("文件、签到、照片", ("evidence",)),
        Line("登记人", ("staff",)),
    )),
    ref="national-spec-2017#11.四",
    headline=("kind", "title"),
    listed=("kind", "title", "people", "quantity", "valid_until"),
)  # fmt: skip

FORMS = (CARD, ENTRY, EVENT, HANDLING, FOODBORNE, READINESS)
