"""The chapter's two own forms; agreements have pages of their own (gongwei/pages/family_doctor)."""

from __future__ import annotations

from gongwei.programmes.family_doctor.models import Informing, Service
from gongwei.programmes.family_doctor.schedule import INFORM, SERVE
from gongwei.records.checks import not_after_death
from gongwei.records.layout import Form, Group, Line

SERVICE = Form(
    id="family_doctor_service",
    label="家庭医生签约服务记录",
    model=Service,
    ref=SERVE,
    programme="family_doctor",
    needs_enrolment=False,
    groups=(
        Group("", (
            Line("服务日期", ("served_on",)),
            Line("服务方式", ("mode",)),
            Line("服务内容", ("guidance",)),
            Line("服务情况", ("details",)),
            Line("健康建议", ("advice",)),
            Line("居民签字", ("resident_sign",)),
            Line("家庭医生签名", ("staff",)),
        )),
    ),
    headline=("guidance",),
    checks=(not_after_death(label="服务日期"),),
)  # fmt: skip

INFORMING = Form(
    id="family_doctor_informing",
    label="健康档案查询告知记录",
    model=Informing,
    ref=INFORM,
    programme="family_doctor",
    needs_enrolment=False,
    groups=(
        Group("", (
            Line("告知日期", ("served_on",)),
            Line("告知内容", ("told",)),
            Line("告知对象", ("told_to",)),
            Line("备注", ("remark",)),
            Line("告知人", ("staff",)),
        )),
    ),
    headline=("told",),
    checks=(not_after_death(label="告知日期"),),
)  # fmt: skip

FORMS = (SERVICE, INFORMING)
