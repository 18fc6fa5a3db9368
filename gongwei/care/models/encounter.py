"""接诊记录表 and 会诊记录表 (规范三版 居民健康档案 附件)."""

from __future__ import annotations

from django.db import models

from gongwei.records.fields import Text
from gongwei.records.models import Row, ServiceRecord


class Encounter(ServiceRecord):
    """接诊记录表: a visit written down as S O A P; 接诊日期 is ``served_on``, 医生签字 is ``staff``."""

    subjective = Text("就诊者的主观资料", max_length=2000, required=True, hint="主诉、咨询问题、卫生服务要求")
    objective = Text("就诊者的客观资料", max_length=2000, required=True, hint="查体、实验室和影像检查结果")
    assessment = Text("评估", max_length=2000, required=True, hint="初步印象、疾病诊断或健康问题评估")
    plan = Text("处置计划", max_length=2000, required=True, hint="诊断计划、治疗计划、病人指导计划")

    class Meta(ServiceRecord.Meta):
        db_table = "encounter"
        verbose_name = "接诊记录表"


class Consultation(ServiceRecord):
    """会诊记录表: why doctors conferred; 会诊日期 is ``served_on``, 责任医生 is ``staff``."""

    reason = Text("会诊原因", max_length=2000, required=True, hint="患者需会诊的主要情况")
    opinion = Text("会诊意见", max_length=2000, required=True)

    class Meta(ServiceRecord.Meta):
        db_table = "consultation"
        verbose_name = "会诊记录表"


class Consultant(Row):
    """会诊医生及其所在医疗机构: one institution and the doctors who signed."""

    record = models.ForeignKey(Consultation, models.CASCADE, related_name="consultants")
    org = Text("医疗机构名称", required=True)
    doctor = Text("会诊医生签字", required=True)

    class Meta(Row.Meta):
        db_table = "consultation_consultant"
        verbose_name = "会诊医生"
