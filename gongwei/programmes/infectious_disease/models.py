"""The tables of chapter 11: report card, register of cases, event card, handling, foodborne cases, readiness.

A patient need not be a resident, so all of them are an institution's own records; the card points to the resident
whom its number means, where there is one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import F, Func, Q

from gongwei.kernel.clock import CHINA
from gongwei.kernel.identity import normalise
from gongwei.people.models import Resident
from gongwei.programmes.infectious_disease import codes
from gongwei.records.fields import (
    Code,
    Codes,
    Computed,
    Day,
    Files,
    Integer,
    Long,
    Moment,
    Number,
    Text,
    When,
)
from gongwei.records.models import ActivityRecord

CHILD_YEARS = 14
EVIDENCE = ("image", "pdf")


def minutes_between(label: str, start: str, end: str) -> Computed:
    """A column that the database keeps equal to the minutes from one moment to another; empty while one is missing."""
    return Computed(
        label,
        unit="分钟",
        expression=Func(
            F(end),
            F(start),
            template="(EXTRACT(EPOCH FROM (%(expressions)s)) / 60)::integer",
            arg_joiner=" - ",
        ),
        output_field=models.IntegerField(),
    )


def day_of(moment: Any) -> dt.date | None:
    """The day in China of a moment."""
    return moment.astimezone(CHINA).date() if isinstance(moment, dt.datetime) else None


class Card(ActivityRecord):
    """中华人民共和国传染病报告卡; 填卡日期 is ``served_on``, 填卡医生 ``staff``, 报告单位 ``institution``."""

    card_no = Text("卡片编号", max_length=30)
    card_type = Code("报卡类别", codes.CARD_TYPE, required=True)
    name = Text("患者姓名", max_length=50, required=True)
    parent_name = Text("患儿家长姓名", max_length=50, hint="14岁及以下必填")
    id_type = Code("证件类型", codes.ID_TYPE, required=True)
    id_no = Text("有效证件号", max_length=30)
    sex = Code("性别", codes.SEX, required=True)
    birth_date = Day("出生日期")
    full_age = Integer("实足年龄", hard=(0, 120), hint="出生日期不详时填")
    age_unit = Code("年龄单位", codes.AGE_UNIT)
    work_unit = Text("工作单位（学校）", max_length=100, hint="学生、幼托儿童填学校和班级")
    phone = Text("联系电话", max_length=20, required=True)
    patient_origin = Code("病人属于", codes.ORIGIN, required=True)
    address = Text("现住址（详填）", required=True, hint="省、市、县、乡镇、村（街道）和门牌号")
    occupation = Code("人群分类", codes.OCCUPATION, required=True)
    occupation_other = Text("其他人群", max_length=50)
    case_class = Code("病例分类(1)", codes.CASE_CLASS, required=True)
    case_course = Code("病例分类(2)", codes.CASE_COURSE, hint="乙型肝炎、丙型肝炎、血吸虫病填")
    onset_on = Day("发病日期", required=True, hint="病原携带者填初检日期或就诊时间")
    diagnosed_at = Moment("诊断日期", required=True, hint="具体到时，报告时限从此算起")
    died_on = Day("死亡日期")
    disease = Code("疾病名称", codes.DISEASE, required=True)
    disease_other = Text("其他法定管理以及重点监测传染病", max_length=100)
    corrects = Text("订正的卡片编号", max_length=40, required=When("card_type", 2))
    corrected_disease = Text("订正病名", max_length=100)
    return_reason = Text("退卡原因", max_length=200)
    org_phone = Text("报告单位联系电话", max_length=20)
    remark = Long("备注", max_length=500)
    audit_status = Code("审核状态", codes.AUDIT)
    audited_at = Moment("审核时间")
    reported_at = Moment("网络报告时间")
    net_card_no = Text("网络卡片编号", max_length=30)
    late_reason = Text("迟报原因", max_length=200)
    checked = Code("卡片核查结果", codes.CHECKED)
    evidence = Files("附卡、检验报告", most=6, kinds=EVIDENCE)
    minutes_taken = minutes_between("诊断到网络报告", "diagnosed_at", "reported_at")
    patient = models.ForeignKey(
        "people.Resident", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="居民"
    )
    diagnosed_on = models.DateField("诊断日", null=True, editable=False)
    reported_on = models.DateField("网络报告日", null=True, editable=False)

    class Meta(ActivityRecord.Meta):
        verbose_name = "传染病报告卡"
        indexes = [
            *ActivityRecord.Meta.indexes,
            models.Index(fields=["disease", "diagnosed_on"], name="idr_card_disease"),
            models.Index(fields=["patient"], name="idr_card_patient"),
        ]
        constraints = [
            *ActivityRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True) | Q(reported_at__gte=F("diagnosed_at")),
                name="idr_card_reported_after_diagnosis",
            ),
        ]

    @staticmethod
    def derived(given: Mapping[str, Any]) -> dict[str, Any]:
        """The resident whom the number means, and the days of the two moments."""
        found: dict[str, Any] = {}
        if "id_no" in given:
            number = normalise(given["id_no"] or "")
            found["patient_id"] = (
                Resident.objects.filter(id_no=number).values_list("pk", flat=True).first() if number else None
            )
        for moment, day in (("diagnosed_at", "diagnosed_on"), ("reported_at", "reported_on")):
            if moment in given:
                found[day] = day_of(given[moment])
        return found


class Entry(ActivityRecord):
    """传染病疫情登记簿: a notifiable diagnosis found in a book, with its card or why there is none (spec 11 a)."""

    book = Code("登记来源", codes.BOOK, required=True)
    book_other = Text("其他来源", max_length=50)
    name = Text("患者姓名", max_length=50, required=True)
    sex = Code("性别", codes.SEX, required=True)
    full_age = Integer("年龄", unit="岁", hard=(0, 120), required=True)
    phone = Text("联系电话", max_length=20)
    address = Text("现住址")
    onset_on = Day("发病日期")
    diagnosed_on = Day("诊断日期", required=True)
    disease = Code("诊断", codes.DISEASE, required=True)
    card = models.UUIDField("报告卡", null=True, blank=True)
    no_card = Code("未报卡原因", codes.NO_CARD, required=True)
    no_card_note = Text("说明")
    encounter = models.UUIDField("接诊记录", null=True, blank=True)

    class Meta(ActivityRecord.Meta):
        verbose_name = "传染病疫情登记簿"


class Event(ActivityRecord):
    """突发公共卫生事件相关信息报告卡; 填报日期 is ``served_on``, 报告人 ``staff``, 填报单位 ``institution``."""

    event_name = Text("事件名称", max_length=100, required=True)
    report_type = Code("报告类别", codes.EVENT_REPORT, required=True)
    report_seq = Integer("进程报告第几次", hard=(1, 99), required=When("report_type", 2))
    phone = Text("联系电话", max_length=20, required=True)
    info_class = Code("信息类别", codes.INFO_CLASS, required=True)
    level = Code("突发事件等级", codes.LEVEL, required=True, hint="由县级以上主管部门定级，定级前填5未分级")
    level_confirmed_at = Moment("确认分级时间")
    level_corrected_at = Moment("订正分级时间")
    primary_dx = Text("初步诊断", max_length=100)
    primary_dx_at = Moment("初步诊断时间")
    corrected_dx = Text("订正诊断", max_length=100)
    corrected_dx_at = Moment("订正诊断时间")
    report_area = Text("报告地区", max_length=100, required=True)
    event_area = Text("发生地区", max_length=100, required=True)
    site = Text("详细地点", required=True)
    place_type = Code("事件发生场所", codes.PLACE, required=True)
    med_org_type = Code("医疗卫生机构类别", codes.MED_ORG, required=When("place_type", 2))
    med_dept = Code("感染部门", codes.MED_DEPT, required=When("place_type", 2))
    school_type = Code("学校类别", codes.SCHOOL, required=When("place_type", 1))
    info_source = Code("事件信息来源", codes.SOURCE, required=True)
    info_source_other = Text("信息来源详细", max_length=100)
    area_scope = Text("波及的地域范围", max_length=200)
    new_cases = Integer("新报告病例数", unit="例", hard=(0, 100_000), required=True)
    new_deaths = Integer("新报告死亡数", unit="例", hard=(0, 100_000), required=True)
    excluded_cases = Integer("排除病例数", unit="例", hard=(0, 100_000), required=True)
    total_cases = Integer("累计报告病例数", unit="例", hard=(0, 100_000), required=True)
    total_deaths = Integer("累计报告死亡数", unit="例", hard=(0, 100_000), required=True)
    happened_at = Moment("事件发生时间", required=True)
    notified_at = Moment("接到报告时间", required=True, hint="2小时时限从此算起")
    first_onset_at = Moment("首例病人发病时间")
    last_onset_at = Moment("末例病人发病时间")
    symptom = Codes("主要症状", codes.SYMPTOM, required=True)
    symptom_other = Text("其他症状", max_length=100)
    signs = Text("主要体征", max_length=200)
    measures = Long("主要措施与效果", required=True)
    reported_at = Moment("网络报告时间")
    late_reason = Text("迟报原因", max_length=200)
    evidence = Files("附表、现场资料", most=9, kinds=EVIDENCE)
    minutes_taken = minutes_between("接报到网络报告", "notified_at", "reported_at")
    notified_on = models.DateField("接报日", null=True, editable=False)
    reported_on = models.DateField("网络报告日", null=True, editable=False)

    class Meta(ActivityRecord.Meta):
        verbose_name = "突发公共卫生事件相关信息报告卡"
        constraints = [
            *ActivityRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(total_cases__isnull=True) | Q(total_cases__gte=F("new_cases")),
                name="idr_event_cases",
            ),
        ]

    @staticmethod
    def derived(given: Mapping[str, Any]) -> dict[str, Any]:
        """The days of the two moments."""
        pairs = (("notified_at", "notified_on"), ("reported_at", "reported_on"))
        return {day: day_of(given[moment]) for moment, day in pairs if moment in given}


class Handling(ActivityRecord):
    """处理记录: one act of treatment, contact tracing, disinfection, vaccination, education for a case or event."""

    about = Text("病例或事件", max_length=100, required=True, hint="患者姓名和病名，或事件名称")
    card_no = Text("报告卡编号", max_length=40)
    kind = Codes("处理内容", codes.MEASURE, required=True)
    kind_other = Text("其他处理", max_length=100)
    site = Text("地点", max_length=100, required=True)
    persons = Integer("涉及人数", unit="人", hard=(0, 100_000), hint="密切接触者、应急接种、服药人数")
    until = Day("医学观察至", hint="到最长潜伏期止")
    disinfectant = Text("消毒剂及浓度", max_length=100, required=When("kind", 5))
    area = Number("消毒面积", unit="平方米", places=0, hard=(0, 10_000_000))
    content = Long("处理经过", required=True)
    outcome = Code("病例转归", codes.OUTCOME)
    evidence = Files("现场照片", most=9, kinds=EVIDENCE)

    class Meta(ActivityRecord.Meta):
        verbose_name = "病例与事件处理记录"


class Foodborne(ActivityRecord):
    """食源性疾病病例信息 of a sentinel institution; a month without cases is reported as ``cases`` 0 (IDR-06)."""

    cases = Integer(
        "病例数", unit="例", hard=(0, 1000), required=True, hint="个案填 1；本月无病例填 0（零报告）"
    )
    name = Text("患者姓名", max_length=50, required=When("cases", 1))
    sex = Code("性别", codes.SEX, required=When("cases", 1))
    full_age = Integer("年龄", unit="岁", hard=(0, 120), required=When("cases", 1))
    phone = Text("联系电话", max_length=20)
    address = Text("现住址")
    onset_on = Day("发病日期", required=When("cases", 1))
    seen_on = Day("就诊日期", required=When("cases", 1))
    symptoms = Codes("主要症状", codes.FOOD_SYMPTOM, required=When("cases", 1))
    symptoms_other = Text("其他症状", max_length=100)
    food = Text("可疑食品", max_length=100, required=When("cases", 1))
    eaten_on = Day("进食日期")
    eaten_at = Code("进食场所", codes.FOOD_PLACE)
    eaten_at_other = Text("其他场所", max_length=50)
    together = Integer("共同进食人数", unit="人", hard=(0, 100_000))
    ill = Integer("其中发病人数", unit="人", hard=(0, 100_000))
    samples = Codes("生物标本", codes.SAMPLE)
    diagnosis = Text("初步诊断", max_length=100)
    reported_at = Moment("网络报告时间")

    class Meta(ActivityRecord.Meta):
        verbose_name = "食源性疾病病例信息"


class Readiness(ActivityRecord):
    """报告管理与应急准备: rules, reporters, training, plans, drills, supplies, triage, self-checks (IDR-01, 05, 07)."""

    kind = Code("内容", codes.KEPT, required=True)
    title = Text("名称", max_length=100, required=True, hint="制度、预案、物资名称或培训主题")
    people = Text("人员", max_length=200, hint="报告员、参训人员")
    quantity = Number("数量", places=0, hard=(0, 10_000_000), hint="人数、件数、例数")
    unit = Text("单位", max_length=10)
    found_missing = Integer("其中漏报", unit="例", hard=(0, 10_000), required=When("kind", 8))
    valid_until = Day("有效期至", hint="培训、预案、物资到期提醒")
    content = Long("内容摘要")
    evidence = Files("文件、签到、照片", most=9, kinds=EVIDENCE)

    class Meta(ActivityRecord.Meta):
        verbose_name = "报告管理与应急准备"
