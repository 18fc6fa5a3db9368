"""签约协议: one valid agreement of a person at a time, with what it promises and who pays (spec 14 b1; FD-10)."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from gongwei.care.models.enrolment import DateRange
from gongwei.people.relations import RELATION
from gongwei.programmes.family_doctor import codes
from gongwei.programmes.family_doctor.models.team import Team
from gongwei.records.fields import Files
from gongwei.records.models import SOURCE, Kept


class Agreement(Kept):
    """One agreement; it holds for begins_on <= day < until_on.

    ``ends_on`` is the agreed last day; ``until_on`` the day after it, or the day on which the agreement was ended
    before. ``services`` is what was promised at signing (chapter.step), so that a later version of a package changes
    nothing for those who signed; the parts of the yearly fee add up to it.
    """

    id = models.UUIDField(primary_key=True)
    contract_no = models.CharField("协议编号", max_length=30, unique=True)
    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+", verbose_name="签约居民")
    institution = models.ForeignKey(
        "people.Institution", models.PROTECT, related_name="+", verbose_name="签约机构"
    )
    team = models.ForeignKey(Team, models.PROTECT, related_name="agreements", verbose_name="签约团队")
    doctor = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="家庭医生")
    origin = models.SmallIntegerField("签约类别", choices=codes.ORIGIN.choices(), default=codes.NEW)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="续约来源"
    )
    sign_unit = models.SmallIntegerField("签约方式", choices=codes.SIGN_UNIT.choices())
    together = models.UUIDField("家庭签约批次", null=True, blank=True)
    rep_name = models.CharField("签约代表", max_length=50)
    rep_relation = models.SmallIntegerField("与签约人关系", choices=RELATION.choices(), default=1)
    rep_phone = models.CharField("代表电话", max_length=20, blank=True, default="")
    signed_on = models.DateField("签约日期")
    begins_on = models.DateField("开始日期")
    years = models.SmallIntegerField("签约周期（年）")
    ends_on = models.DateField("结束日期")
    until_on = models.DateField("有效至（不含）")
    groups = ArrayField(models.SmallIntegerField(), verbose_name="签约时人群分类", default=list, blank=True)
    packages = ArrayField(models.CharField(max_length=30), verbose_name="签约服务包")
    services = ArrayField(models.CharField(max_length=60), verbose_name="约定的服务")
    fee_total = models.DecimalField("年签约服务费", max_digits=8, decimal_places=2)
    fee_resident = models.DecimalField("居民个人承担", max_digits=8, decimal_places=2)
    fee_insurance = models.DecimalField("医保基金承担", max_digits=8, decimal_places=2)
    fee_programme = models.DecimalField("基本公卫经费承担", max_digits=8, decimal_places=2)
    fee_disabled = models.DecimalField("残联承担", max_digits=8, decimal_places=2)
    pay_way = models.SmallIntegerField("个人缴费方式", choices=codes.PAY_WAY.choices(), null=True, blank=True)
    invoice_no = models.CharField("发票号", max_length=40, blank=True, default="")
    resident_paid_on = models.DateField("个人缴费日期", null=True, blank=True)
    insurance_paid_on = models.DateField("医保拨付日期", null=True, blank=True)
    programme_paid_on = models.DateField("基本公卫经费拨付日期", null=True, blank=True)
    disabled_paid_on = models.DateField("残联拨付日期", null=True, blank=True)
    agreement_read = models.BooleanField("协议书已阅", default=False)
    signature = Files("居民签名", most=1, kinds=("signature",))
    scan = Files("纸质协议扫描件", most=4, kinds=("image", "pdf"))
    first_contact = models.BooleanField("首诊", default=False)
    home_service = models.BooleanField("上门服务", default=False)
    long_prescription = models.BooleanField("长处方", default=False)
    remark = models.CharField("备注", max_length=500, blank=True, default="")
    source = models.SmallIntegerField("签约来源", choices=SOURCE.choices(), default=1)
    stop_reason = models.SmallIntegerField(
        "解约原因", choices=codes.STOP_REASON.choices(), null=True, blank=True
    )
    stop_note = models.CharField("解约说明", max_length=200, blank=True, default="")
    recorded_at = models.DateTimeField("录入时间")
    recorded_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="录入人")

    class Meta(Kept.Meta):
        db_table = "family_doctor_agreement"
        verbose_name = "家庭医生签约协议"
        indexes = [
            models.Index(fields=["institution", "ends_on"], name="family_doctor_ending"),
            models.Index(fields=["resident", "begins_on"], name="family_doctor_person"),
        ]
        constraints = [
            ExclusionConstraint(
                name="family_doctor_one_agreement",
                expressions=[
                    ("resident", RangeOperators.EQUAL),
                    (DateRange(F("begins_on"), F("until_on"), Value("[)")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(
                    fee_total=F("fee_resident") + F("fee_insurance") + F("fee_programme") + F("fee_disabled")
                ),
                name="family_doctor_fee_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("begins_on"), until_on__gte=F("begins_on")),
                name="family_doctor_agreement_dates",
            ),
            models.CheckConstraint(
                condition=Q(stop_reason__isnull=True) | ~Q(stop_reason=99) | ~Q(stop_note=""),
                name="family_doctor_stop_note",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__lte=F("begins_on")), name="family_doctor_signed_first"
            ),
            models.CheckConstraint(
                condition=Q(packages__len__gt=0, services__len__gt=0), name="family_doctor_promises"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_no} {self.begins_on}～{self.ends_on}"

    def holds(self, on: dt.date) -> bool:
        """Valid on the day: the first and the agreed last day included, the day of termination not."""
        return bool(self.begins_on <= on < self.until_on)
