"""双向转诊单: sending up, arrival, sending back, and the outcome asked for within two weeks (XC-01)."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, F, Q, Value, When

from gongwei.care.codes.services import REFERRAL_OUTCOME, REFERRAL_STATUS
from gongwei.records.fields import Code, Computed, Day, Flag, Text
from gongwei.records.fields import When as If
from gongwei.records.models import VISIT_MODE, ServiceRecord


class Referral(ServiceRecord):
    """转出单: a resident sent to another institution; dated ``served_on``, 转诊医生 is ``staff``.

    ``programme`` and ``source_form``/``source_id`` say which service and record sent; the status follows
    from the days on which the receiving side reported.
    """

    programme = models.TextField("项目", default="", blank=True)
    source_form = models.TextField("来源表单", default="", blank=True)
    source_id = models.UUIDField("来源记录", null=True, blank=True)
    to_institution = models.ForeignKey(
        "people.Institution", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转入机构"
    )
    to_org = Text("转入单位", required=True)
    to_dept = Text("科室", required=True)
    to_doctor = Text("接诊医生", max_length=50)
    initial_impression = Text("初步印象", max_length=500, required=True)
    present_illness = Text("主要现病史（转出原因）", max_length=2000, required=True)
    past_history = Text("主要既往史", max_length=2000)
    treatment = Text("治疗经过", max_length=2000)
    doctor_phone = Text("联系电话", max_length=20)
    reason = Text("转诊原因", required=True)
    emergency = Flag("紧急转诊")
    arrived_on = Day("接诊日期")
    treated_on = Day("处置日期")
    returned_on = Day("回转日期")
    status = Computed(
        "转诊状态",
        codes=REFERRAL_STATUS,
        expression=Case(
            When(returned_on__isnull=False, then=Value(4)),
            When(treated_on__isnull=False, then=Value(3)),
            When(arrived_on__isnull=False, then=Value(2)),
            default=Value(1),
        ),
        output_field=models.SmallIntegerField(),
    )

    class Meta(ServiceRecord.Meta):
        db_table = "referral"
        verbose_name = "双向转诊（转出）单"
        indexes = [
            *ServiceRecord.Meta.indexes,
            models.Index(fields=["to_institution", "served_on"], name="referral_inbox"),
        ]
        constraints = [
            *ServiceRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(arrived_on__isnull=True) | Q(arrived_on__gte=F("served_on")),
                name="referral_arrives_after_sending",
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True)
                | Q(returned_on__gte=F("arrived_on"), arrived_on__isnull=False),
                name="referral_returns_after_arrival",
            ),
        ]


class ReferralBack(ServiceRecord):
    """回转单: the receiving hospital sends the patient back with diagnosis and plan."""

    referral = models.ForeignKey(
        Referral, models.PROTECT, null=True, blank=True, related_name="backs", verbose_name="对应的转出单"
    )
    medical_record_no = Text("病案号", max_length=50)
    from_org = Text("转出机构名称", required=True)
    to_org = Text("转回单位", required=True)
    to_doctor = Text("接诊医生", max_length=50)
    diagnosis = Text("诊断结果", max_length=1000, required=True)
    inpatient_no = Text("住院病案号", max_length=50)
    exam_results = Text("主要检查结果", max_length=2000, required=True)
    treatment_and_plan = Text("治疗经过、下一步治疗方案及康复建议", max_length=2000, required=True)
    doctor_phone = Text("联系电话", max_length=20)

    class Meta(ServiceRecord.Meta):
        db_table = "referral_back"
        verbose_name = "双向转诊（回转）单"


class ReferralResult(ServiceRecord):
    """转诊结果追踪: asked within two weeks of a referral whether the patient arrived and what was found.

    ``programme`` repeats the referral's, so that each chapter's schedule can tell its own.
    """

    referral = models.ForeignKey(
        Referral, models.PROTECT, related_name="results", verbose_name="对应的转出单"
    )
    programme = models.TextField("项目", default="", blank=True)
    mode = Code("追踪方式", VISIT_MODE, required=True)
    outcome = Code("转诊结果", REFERRAL_OUTCOME, required=True)
    not_arrived_reason = Text("不到位原因", required=If("outcome", 2))
    diagnosis = Text("转诊后诊断", max_length=500)
    treatment = Text("处置和用药", max_length=1000)

    class Meta(ServiceRecord.Meta):
        db_table = "referral_result"
        verbose_name = "转诊结果追踪"
