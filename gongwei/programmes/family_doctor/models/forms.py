"""What the chapter itself serves: guidance under the agreement, and telling how to look up one's own record."""

from __future__ import annotations

from gongwei.programmes.family_doctor import codes
from gongwei.records.fields import Code, Codes, Text, When
from gongwei.records.models import ServiceRecord


class Service(ServiceRecord):
    """签约服务记录: what no other form records; follow-ups and exams are read from their own forms (spec 14 b3)."""

    mode = Code("服务方式", codes.MODE, required=True)
    guidance = Codes("服务内容", codes.GUIDANCE, required=True)
    details = Text("服务情况", max_length=500, required=When("guidance", 1, 7))
    advice = Text("健康建议", max_length=500)
    resident_sign = Text("居民签字", max_length=30)

    class Meta(ServiceRecord.Meta):
        verbose_name = "家庭医生签约服务记录"


class Informing(ServiceRecord):
    """告知查询健康档案: the team tells a signed person how to look up the record and helps to register (FD-18)."""

    told = Codes("告知内容", codes.TOLD, required=True)
    told_to = Text("告知对象", max_length=30, hint="本人或监护人姓名")
    remark = Text("备注", max_length=200)

    class Meta(ServiceRecord.Meta):
        verbose_name = "健康档案查询告知记录"
