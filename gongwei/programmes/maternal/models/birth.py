"""The outcome of a pregnancy, its children one by one, and the residents that they become."""

from __future__ import annotations

from django.db import models

from gongwei.people.codes import SEX
from gongwei.people.models import Resident
from gongwei.programmes.maternal import codes
from gongwei.records.fields import Code, Day, Integer, Number, Text, When
from gongwei.records.models import Kept, Row, ServiceRecord

BIRTH = When("outcome", 1)


class Delivery(ServiceRecord):
    """分娩记录（妊娠结局登记）: ``served_on`` is the day of the outcome; every live child is filed at once."""

    outcome = Code("妊娠结局", codes.OUTCOME, required=True)
    outcome_other = Text("其他结局")
    weeks = Integer("孕周", unit="周", hard=(4, 45), required=True)
    days = Integer("孕周（天）", unit="天", hard=(0, 6), required=True)
    delivery_place = Code("分娩地点", codes.PLACE, required=BIRTH)
    delivery_place_other = Text("其他地点")
    place_name = Text("分娩机构名称", max_length=100, required=When("delivery_place", 1))
    delivery_mode = Code("分娩方式", codes.DELIVERY_MODE, required=BIRTH)
    bleeding = Integer("产后2小时出血量", unit="ml", hard=(0, 10000), soft=(0, 500))
    complications = Text("并发症及合并症", max_length=500)
    mother = Code("产妇结局", codes.MOTHER, required=True)
    discharge_date = Day("出院日期", hint="通知时还没出院的以后补")
    notified_on = Day("接到分娩通知日期")

    class Meta(ServiceRecord.Meta):
        verbose_name = "分娩记录（妊娠结局登记）"


class Child(Row):
    """One child of a delivery, live or stillborn."""

    record = models.ForeignKey(Delivery, models.CASCADE, related_name="children", verbose_name="分娩记录")
    born = Code("结局", codes.BORN, required=True)
    sex = Code("性别", SEX, required=True)
    weight_g = Integer("出生体重", unit="g", hard=(200, 8000), soft=(2000, 4500), required=True)
    length_cm = Number("出生身长", unit="cm", hard=(15, 70), soft=(42, 58))
    apgar_1 = Integer("Apgar评分1分钟", unit="分", hard=(0, 10), soft=(7, 10))
    apgar_5 = Integer("Apgar评分5分钟", unit="分", hard=(0, 10), soft=(7, 10))
    child_name = Text("姓名", max_length=50, hint="还没起名的留空，先记作“某某之子（女）”")
    birth_certificate_no = Text("出生医学证明号", max_length=10, hint="一位字母加九位数字")
    defect = Text("出生缺陷")

    class Meta(Row.Meta):
        verbose_name = "新生儿"

    def __str__(self) -> str:
        return f"{codes.BORN.label(self.born)} {self.weight_g}g"


class Newborn(Kept):
    """The resident that a live child became, with the mother and the delivery: kept for life."""

    id = models.BigAutoField(primary_key=True)
    mother = models.ForeignKey(Resident, models.PROTECT, related_name="+", verbose_name="母亲")
    child = models.ForeignKey(Resident, models.PROTECT, related_name="+", verbose_name="子女")
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="newborns", verbose_name="分娩记录")
    nth = models.PositiveSmallIntegerField("第几个")

    class Meta(Kept.Meta):
        verbose_name = "母子关系"
        constraints = [
            models.UniqueConstraint(fields=["delivery", "nth"], name="maternal_newborn_once"),
            models.UniqueConstraint(fields=["child"], name="maternal_newborn_one_mother"),
        ]
        indexes = [models.Index(fields=["mother"], name="maternal_newborn_mother")]
