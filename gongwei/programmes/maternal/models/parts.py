"""Fields that several maternal forms share: dating, risk colour, referral."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, DateField, ExpressionWrapper, F, When

from gongwei.programmes.maternal import codes
from gongwei.records.fields import Code, Computed, Day, Integer, Text, Unless
from gongwei.records.fields import When as If

OWN = "纸表没有此项"


class Dated(models.Model):
    """末次月经 and ultrasound side by side; ``dated_by`` says which one decides the weeks (the doctor chooses)."""

    lmp = Day("末次月经", required=Unless("lmp_certain", 3), hint="末次月经第一天；不详的留空")
    lmp_certain = Code("末次月经是否准确", codes.LMP_CERTAIN, required=True, hint=OWN)
    edd = Day("预产期", required=True, hint="末次月经月份加9（或减3），日加7；超声定期的按超声")
    scan_on = Day("定孕周超声日期", required=If("dated_by", 2), hint=OWN)
    scan_weeks = Integer("超声孕周", unit="周", hard=(4, 42), required=If("dated_by", 2))
    scan_days = Integer("超声孕周（天）", unit="天", hard=(0, 6))
    dated_by = Code("孕周依据", codes.DATED_BY, required=True, hint=OWN)
    starts_on = Computed(
        "孕周起算日",
        expression=Case(
            When(
                dated_by=2,
                then=ExpressionWrapper(
                    F("scan_on") - (F("scan_weeks") * 7 + models.functions.Coalesce(F("scan_days"), 0)),
                    output_field=DateField(),
                ),
            ),
            default=F("lmp"),
            output_field=DateField(),
        ),
        output_field=DateField(null=True),
    )

    class Meta:
        abstract = True


class Coloured(models.Model):
    """妊娠风险 at this contact, confirmed by the doctor (国卫办妇幼发〔2017〕35号)."""

    risk_colour = Code("妊娠风险颜色", codes.COLOUR, required=True, hint="每次随访评估；取最高一级")
    risk_purple = Code("紫色（传染病）", codes.PURPLE, required=True, hint="可与其他颜色并存")
    risk_reason = Text("风险因素说明", hint="黄色以上写明；系统算出的列在右边")

    class Meta:
        abstract = True


class Referring(models.Model):
    """转诊: 1 无 2 有, with reason, institution and department."""

    referral = Code("转诊", codes.NONE_SOME, required=True)
    referral_reason = Text("转诊原因", required=If("referral", 2))
    referral_org_dept = Text("转诊机构及科室", required=If("referral", 2))

    class Meta:
        abstract = True
