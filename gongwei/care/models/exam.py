"""健康体检表: one table for the whole form, its repeating lines, and the result given back to the person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from gongwei.care.codes import conclusion as codes
from gongwei.care.models.exam_body import Body, Organs
from gongwei.care.models.exam_conclusion import Conclusion, Problems
from gongwei.care.models.exam_condition import Condition, Exposure, Habits
from gongwei.care.models.exam_laboratory import Laboratory
from gongwei.records.chronic import glucose_from_mg_dl
from gongwei.records.fields import Code, Day, Flag, Text
from gongwei.records.models import Row, ServiceRecord


class HealthExam(Condition, Habits, Exposure, Organs, Body, Laboratory, Problems, Conclusion, ServiceRecord):
    """健康体检表 (规范三版 居民健康档案 附件): one examination meets every chapter that asks for it.

    体检日期 is ``served_on`` and 责任医生 is ``staff``. Not filled for 肺结核患者, 孕产妇 and 0~6岁儿童.
    """

    class Meta(ServiceRecord.Meta):
        db_table = "health_exam"
        verbose_name = "健康体检表"

    @staticmethod
    def derived(values: Mapping[str, Any]) -> dict[str, Any]:
        """Glucose reported in mg/dL is kept in mmol/L too, so that every rule reads one unit."""
        reported = values.get("fasting_glucose_mgdl")
        if reported is None or values.get("fasting_glucose") is not None:
            return {}
        return {"fasting_glucose": glucose_from_mg_dl(reported)}


class Admission(Row):
    """住院史: one stay in hospital of the last year."""

    record = models.ForeignKey(HealthExam, models.CASCADE, related_name="admissions")
    admitted_on = Day("入院日期", required=True)
    discharged_on = Day("出院日期", hint="未出院可空")
    reason = Text("原因", required=True)
    institution_name = Text("医疗机构名称", required=True)
    case_no = Text("病案号", max_length=50)

    class Meta(Row.Meta):
        db_table = "health_exam_admission"
        verbose_name = "住院史"


class HomeBed(Row):
    """家庭病床史: one sickbed at home of the last year."""

    record = models.ForeignKey(HealthExam, models.CASCADE, related_name="home_bed")
    opened_on = Day("建床日期", required=True)
    closed_on = Day("撤床日期", hint="未撤床可空")
    reason = Text("原因", required=True)
    institution_name = Text("医疗机构名称", required=True)
    case_no = Text("病案号", max_length=50)

    class Meta(Row.Meta):
        db_table = "health_exam_home_bed"
        verbose_name = "家庭病床史"


class ExamMedication(Row):
    """主要用药情况: one medicine taken for long in the last year."""

    record = models.ForeignKey(HealthExam, models.CASCADE, related_name="medications")
    name = Text("药物名称", required=True)
    usage = Text("用法")
    dose = Text("用量")
    duration = Text("用药时间", hint="写明年、月或天")
    compliance = Code("服药依从性", codes.COMPLIANCE, required=True)

    class Meta(Row.Meta):
        db_table = "health_exam_medication"
        verbose_name = "主要用药情况"


class ExamVaccine(Row):
    """非免疫规划预防接种史: one vaccine of the last year outside the programme."""

    record = models.ForeignKey(HealthExam, models.CASCADE, related_name="non_nip_vaccines")
    name = Text("名称", required=True)
    given_on = Day("接种日期", required=True)
    institution_name = Text("接种机构")

    class Meta(Row.Meta):
        db_table = "health_exam_vaccine"
        verbose_name = "非免疫规划预防接种史"


class ExamFeedback(ServiceRecord):
    """结果反馈: the exam's result told to the person, by whom, when and how (ELD-03; provincial, 待核).

    反馈时间 is ``served_on`` and 反馈人 is ``staff``.
    """

    exam = models.ForeignKey(HealthExam, models.PROTECT, related_name="feedbacks", verbose_name="健康体检")
    way = Code("反馈方式", codes.FEEDBACK_WAY, required=True, sure="?")
    way_other = Text("其他反馈方式")
    told = Text("反馈内容和指导", max_length=1000)
    self_signature = Text("本人签字", max_length=50, sure="?")
    family_signature = Text("家属签字", max_length=50, sure="?")
    opened_in_record = Flag("已在电子健康档案开放", sure="?")
    next_on = Day("下一次健康管理服务时间", required=True)

    class Meta(ServiceRecord.Meta):
        db_table = "exam_feedback"
        verbose_name = "体检结果反馈"
