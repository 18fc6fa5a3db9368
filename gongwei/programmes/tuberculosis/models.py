"""The tables of tuberculosis: suspect and tracing, notice, first home visit, follow-up, doses, closing, outcome.

Field for field the forms of national-spec-2017 item 9 (spec 09). One course of treatment is one enrolment, a
re-treatment is another; so what belongs to a course is found by its dates.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import NullIf, Round

from gongwei.programmes.tuberculosis import codes
from gongwei.records.fields import Code, Codes, Computed, Day, Integer, Moment, Number, Text, When
from gongwei.records.models import VISIT_MODE, Kept, Row, ServiceRecord


class Suspect(ServiceRecord):
    """推介转诊: somebody seen with symptoms is sent to the designated hospital (规范三版 九 二（一）)."""

    found_in = Code("发现途径", codes.SUSPECT_FOUND, required=True)
    groups = Codes("人群类别", codes.GROUPS, required=True)
    symptoms = Codes("可疑症状", codes.SUSPECT_SYMPTOMS, required=True)
    referral_org = Text("推介至（结核病定点医疗机构）", required=True)
    phone = Text("联系电话", max_length=20)
    remark = Text("备注")

    class Meta(ServiceRecord.Meta):
        verbose_name = "肺结核可疑症状者推介转诊单"


class Trace(ServiceRecord):
    """推介后追踪: a call within a week: did the person go, and what was found (规范三版 九 二（一）)."""

    mode = Code("追踪方式", VISIT_MODE, required=True)
    attended = Code("是否就诊", codes.ATTENDED, required=True)
    attended_on = Day("就诊日期", required=When("attended", 1))
    result = Code("检查结果", codes.SUSPECT_RESULT, required=When("attended", 1))
    not_attended_reason = Text("未就诊原因", required=When("attended", 2))

    class Meta(ServiceRecord.Meta):
        verbose_name = "可疑症状者追踪记录"


class Screening(ServiceRecord):
    """主动筛查: the symptoms asked of a person of a group at risk (TB-02)."""

    groups = Codes("人群类别", codes.GROUPS, required=True)
    symptoms = Codes("可疑症状", codes.SUSPECT_SYMPTOMS, required=True)
    chest_xray = Text("胸片等检查结果")

    class Meta(ServiceRecord.Meta):
        verbose_name = "肺结核主动筛查记录"


class Case(ServiceRecord):
    """管理通知: the designated hospital or CDC tells of a patient; the 72 hours begin (规范三版 九 二（二）)."""

    notice_at = Moment("通知收到时间", required=True, hint="72小时从这时起算")
    notice_from = Text("通知单位", required=True)
    registration_no = Text("登记号", max_length=40)
    diagnosis_date = Day("确诊日期", required=True)
    patient_type = Code("患者类型", codes.PATIENT_TYPE, required=True)
    course_kind = Code("治疗类别", codes.COURSE_KIND, required=True, hint="决定强化期长短和结束日期")
    pathogen = Code("病原学结果", codes.PATHOGEN, required=True)
    regimen = Text("化疗方案", max_length=60, required=True)
    usage = Code("用法", codes.USAGE, required=True)
    treatment_start = Day("开始治疗日期", required=True)
    planned_end = Day("预计完成日期", required=True)

    class Meta(ServiceRecord.Meta):
        verbose_name = "肺结核患者管理通知"


class Attempt(ServiceRecord):
    """入户未见登记: an attempt at the first home visit; two failed ones are reported upwards (规范三版 九 二（二）)."""

    attempt_no = Code("第几次", codes.ATTEMPT, required=True)
    attempted_at = Moment("到访时间", required=True)
    result = Code("结果", codes.MET, required=True)
    reported_on = Day("报告日期")
    reported_to = Text("报告单位")

    class Meta(ServiceRecord.Meta):
        verbose_name = "第一次入户到访登记"


class Treatment(ServiceRecord):
    """What the first visit and the follow-up ask alike of medicine and habits."""

    regimen = Text("化疗方案", max_length=60, required=True)
    usage = Code("用法", codes.USAGE, required=True)
    dosage_form = Codes("药品剂型", codes.DOSAGE_FORM, required=True)
    supervisor = Code("督导人员", codes.SUPERVISOR, required=True)
    supervisor_other = Text("其他督导人员", max_length=30, required=When("supervisor", 4))
    smoke_cur = Integer("吸烟", unit="支/天", hard=(0, 99), required=True, hint="不吸烟填 0")
    smoke_target = Integer("吸烟目标", unit="支/天", hard=(0, 99), required=True)
    drink_cur = Number("饮酒", unit="两/天", hard=(0, 20), required=True, hint="不饮酒填 0")
    drink_target = Number("饮酒目标", unit="两/天", hard=(0, 20), required=True)
    next_visit_date = Day("下次随访时间", required=True)

    class Meta(ServiceRecord.Meta):
        abstract = True


def learnt(label: str) -> Code:
    """One item of 健康教育及培训."""
    return Code(label, codes.LEARNT, required=True)


class FirstVisit(Treatment):
    """肺结核患者第一次入户随访记录表 (规范三版 九 附件)."""

    mode = Code("随访方式", codes.HOME_MODE, required=True)
    patient_type = Code("患者类型", codes.PATIENT_TYPE, required=True)
    sputum = Code("痰菌情况", codes.SPUTUM, required=True)
    resistance = Code("耐药情况", codes.RESISTANCE, required=True)
    symptoms = Codes("症状及体征", codes.FIRST_SYMPTOMS, required=True)
    symptoms_other = Text("其他症状", required=When("symptoms", 10))
    single_room = Code("单独的居室", codes.ROOM, required=True)
    ventilation = Code("通风情况", codes.VENTILATION, required=True)
    pickup_place = Text("取药地点", required=True)
    pickup_date = Day("取药时间", required=True)
    edu_card = learnt("服药记录卡的填写")
    edu_method_storage = learnt("服药方法及药品存放")
    edu_course = learnt("肺结核治疗疗程")
    edu_irregular_harm = learnt("不规律服药危害")
    edu_adr = learnt("服药后不良反应及处理")
    edu_recheck = learnt("治疗期间复诊查痰")
    edu_travel = learnt("外出期间如何坚持服药")
    edu_lifestyle = learnt("生活习惯及注意事项")
    edu_contacts = learnt("密切接触者检查")
    visited_at = Moment("入户时间", hint="纸表没有此项：填了按小时判断72小时，不填按日期判断")

    class Meta(ServiceRecord.Meta):
        db_table = "tuberculosis_first_visit"
        verbose_name = "肺结核患者第一次入户随访记录表"


class Followup(Treatment):
    """肺结核患者随访服务记录表: one visit; the closing block is a record of its own (规范三版 九 附件)."""

    treat_month = Integer("治疗月序", unit="月", hard=(1, 36), required=True)
    mode = Code("随访方式", VISIT_MODE, required=True)
    symptoms = Codes("症状及体征", codes.SYMPTOMS, required=True)
    symptoms_other = Text("其他症状", required=When("symptoms", 11))
    missed_doses = Integer("漏服药次数", unit="次", hard=(0, 99), soft=(0, 31), required=True)
    adr_flag = Code("药物不良反应", codes.NONE_OR_SOME, required=True)
    adr_text = Text("不良反应说明", required=When("adr_flag", 2))
    complication_flag = Code("并发症或合并症", codes.NONE_OR_SOME, required=True)
    complication_text = Text("并发症或合并症说明", required=When("complication_flag", 2))
    referral_dept = Text("科别")
    referral_reason = Text("原因")
    referral_followup_result = Text("2周内随访，随访结果")
    advice = Text("处理意见", max_length=500)
    phase = Code("治疗阶段", codes.PHASE, required=True, hint="纸表没有此项：决定下次随访间隔")
    missed_in_row = Integer("连续漏服天数", unit="天", hard=(0, 99), hint="纸表没有此项：满7天要报告上级")
    irregular_cause = Code("不按医嘱服药的原因", codes.IRREGULAR, hint="有漏服时选")
    reported_on = Day("报告上级日期")
    reported_to = Text("报告单位")
    advice_declined = Text("未采纳建议的理由", hint="系统建议转诊而不转时写明")

    class Meta(ServiceRecord.Meta):
        verbose_name = "肺结核患者随访服务记录表"


class Closing(ServiceRecord):
    """结案评估: visits and doses that should have been and were; ends the course (规范三版 九 二（四）)."""

    stop_date = Day("停止治疗时间", required=True)
    stop_reason = Code("停止治疗原因", codes.STOP, required=True)
    should_visits = Integer("应访视患者次数", unit="次", hard=(0, 999), required=True)
    actual_visits = Integer("实际访视次数", unit="次", hard=(0, 999), required=True)
    should_doses = Integer("应服药次数", unit="次", hard=(0, 1500), required=True)
    actual_doses = Integer("实际服药次数", unit="次", hard=(0, 1500), required=True)
    dose_rate = Computed(
        "服药率",
        unit="%",
        expression=Round(F("actual_doses") * Value(100.0) / NullIf(F("should_doses"), Value(0)), precision=1),
        output_field=models.FloatField(),
    )

    class Meta(ServiceRecord.Meta):
        verbose_name = "肺结核患者结案评估"


class Outcome(ServiceRecord):
    """治疗转归追踪: within two weeks of the end, what the designated hospital found (规范三版 九 二（四）)."""

    mode = Code("追踪方式", VISIT_MODE, required=True)
    attended = Code("是否到定点医疗机构评估", codes.ATTENDED, required=True)
    outcome = Code("治疗转归", codes.OUTCOME, required=When("attended", 1), sure="?")
    assessed_by = Text("评估机构", required=When("attended", 1))
    not_attended_reason = Text("未去原因", required=When("attended", 2))

    class Meta(ServiceRecord.Meta):
        verbose_name = "肺结核治疗转归追踪"


class Contacts(ServiceRecord):
    """密切接触者登记: everybody around the patient is named and advised to be examined (规范三版 九 二（三）)."""

    living_together = Integer("同住人数", unit="人", hard=(0, 50), required=True)
    remark = Text("备注")

    class Meta(ServiceRecord.Meta):
        verbose_name = "肺结核密切接触者登记"


class Contact(Row):
    """One close contact."""

    record = models.ForeignKey(Contacts, models.CASCADE, related_name="people", verbose_name="登记")
    name = Text("姓名", max_length=30, required=True)
    relation = Text("与患者关系", max_length=20, required=True)
    age = Integer("年龄", unit="岁", hard=(0, 120), required=True)
    symptoms = Text("可疑症状", max_length=60)
    checked_on = Day("检查日期")
    result = Code("检查结果", codes.CONTACT_RESULT, required=True)

    class Meta(Row.Meta):
        verbose_name = "密切接触者"

    def __str__(self) -> str:
        return f"{self.name}（{self.relation}）{codes.CONTACT_RESULT.label(self.result)}"


class Dose(Kept):
    """服药日历: one day of a course: taken, missed, or stopped on the doctor's word; who said so and when."""

    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+", verbose_name="居民")
    day = models.DateField("日期")
    state = models.SmallIntegerField("服药情况", null=True, blank=True, choices=codes.DOSE.choices())
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="填写人")
    marked_at = models.DateTimeField("填写时间")

    class Meta(Kept.Meta):
        verbose_name = "服药日历"
        constraints = [
            models.UniqueConstraint(fields=["resident", "day"], name="tuberculosis_dose_once"),
            models.CheckConstraint(
                condition=Q(state__isnull=True) | Q(state__in=list(codes.DOSE.items)),
                name="tuberculosis_dose_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {codes.DOSE.label(self.state)}"
