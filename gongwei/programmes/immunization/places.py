"""What an institution keeps for vaccination: its registration, vaccine lots in and out, school rosters, campaigns."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongwei.programmes.immunization import codes
from gongwei.records.fields import Code, Day, Flag, Integer, Number, Text
from gongwei.records.models import ActivityRecord, Kept


class Clinic(ActivityRecord):
    """接种单位登记: a place approved to vaccinate, with its qualified staff (VAC-01)."""

    clinic_code = Text("接种单位编码", max_length=10, required=True, hint="6位县国标码＋4位单位码")
    kind = Code("类型", codes.CLINIC_KIND, required=True)
    kind_other = Text("类型名称")
    approved_on = Day("批准日期", required=True)
    valid_until = Day("有效期至")
    staff_names = Text("有资质的接种人员", required=True, max_length=500)
    staff_count = Integer("有资质人数", unit="人", hard=(1, 200), required=True)
    fridges = Integer("冷链冰箱", unit="台", hard=(0, 99))
    days_open = Text("接种日")

    class Meta(ActivityRecord.Meta):
        db_table = "immunization_clinic"
        verbose_name = "接种单位登记"


class Stock(ActivityRecord):
    """疫苗出入库: one lot received or given up; the balance subtracts the doses recorded from it."""

    kind = Code("出入库", codes.STOCK_KIND, required=True)
    vaccine = Code("疫苗", codes.VACCINE, required=True)
    manufacturer = Text("生产企业", max_length=60, required=True)
    lot_no = Text("疫苗批号", max_length=20, required=True)
    expiry_on = Day("有效日期", required=True)
    quantity = Integer("数量", unit="剂", hard=(1, 100000), required=True)
    price = Number("单价", unit="元", places=2, hard=(0, 9999))
    partner = Text("供应或接收单位")
    certificate_no = Text("批签发合格证编号", max_length=40)
    temperature = Number("到货温度", unit="℃", hard=(-40, 40), soft=(2, 8))
    transport_checked = Flag("已核对运输温度记录")
    remark = Text("原因或备注")

    class Meta(ActivityRecord.Meta):
        db_table = "immunization_stock"
        verbose_name = "疫苗出入库登记"
        indexes = [
            *ActivityRecord.Meta.indexes,
            models.Index(fields=["vaccine", "lot_no"], name="immunization_stock_lot"),
        ]


class Roster(Kept):
    """入托入学查验名册: the children who entered one class of a school in a term."""

    id = models.UUIDField(primary_key=True)
    institution = models.ForeignKey(
        "people.Institution", models.PROTECT, related_name="+", verbose_name="接种单位"
    )
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="录入人")
    school = models.CharField("学校名称", max_length=60)
    school_kind = models.SmallIntegerField("类别", choices=codes.SCHOOL_KIND.choices())
    class_name = models.CharField("班级", max_length=40, blank=True)
    school_year = models.PositiveSmallIntegerField("学年")
    term_on = models.DateField("开学日期")
    checked_on = models.DateField("查验日期")
    recorded_at = models.DateTimeField("录入时间")

    class Meta(Kept.Meta):
        db_table = "immunization_roster"
        verbose_name = "入托入学查验名册"
        ordering = ["-checked_on", "school", "class_name"]

    def __str__(self) -> str:
        return f"{self.school}{self.class_name} {self.school_year}"


class RosterChild(Kept):
    """One child of a roster: the certificate seen, what was lacking on the day of the check, what became of it."""

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="children", verbose_name="名册")
    position = models.PositiveSmallIntegerField("序号")
    resident = models.ForeignKey(
        "people.Resident", models.PROTECT, related_name="+", verbose_name="居民", null=True, blank=True
    )
    name = models.CharField("姓名", max_length=50)
    id_no = models.CharField("身份证号", max_length=18, blank=True)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    entry = models.SmallIntegerField("入学方式", choices=codes.ENTRY_KIND.choices(), default=1)
    has_certificate = models.BooleanField("有预防接种证", null=True, blank=True)
    reissued_on = models.DateField("补证日期", null=True, blank=True)
    result = models.SmallIntegerField("评估结果", choices=codes.ENTRY_RESULT.choices(), null=True, blank=True)
    missing = ArrayField(models.CharField(max_length=12), verbose_name="缺种", default=list, blank=True)
    caught_up_on = models.DateField("补种完成日期", null=True, blank=True)
    rechecked_on = models.DateField("再次查验日期", null=True, blank=True)
    recheck_result = models.SmallIntegerField(
        "再次查验结果", choices=codes.ENTRY_RESULT.choices(), null=True, blank=True
    )

    class Meta(Kept.Meta):
        db_table = "immunization_roster_child"
        verbose_name = "入托入学查验"
        ordering = ["position"]
        indexes = [models.Index(fields=["resident"], name="immunization_roster_person")]
        constraints = [
            models.UniqueConstraint(fields=["roster", "position"], name="immunization_roster_place"),
            models.CheckConstraint(
                condition=Q(reissued_on__isnull=True) | ~Q(has_certificate=True),
                name="immunization_roster_reissue",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Campaign(Kept):
    """应急接种、群体性接种、民生实事项目: one vaccine for named people within a span (VAC-06, VAC-11)."""

    id = models.UUIDField(primary_key=True)
    institution = models.ForeignKey(
        "people.Institution", models.PROTECT, related_name="+", verbose_name="组织单位"
    )
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="录入人")
    title = models.CharField("名称", max_length=60)
    kind = models.SmallIntegerField("类别", choices=codes.CAMPAIGN_KIND.choices())
    vaccine = models.SmallIntegerField("疫苗", choices=codes.VACCINE.choices())
    from_on = models.DateField("开始日期")
    to_on = models.DateField("结束日期")
    ordered_by = models.CharField("下达单位和文号", max_length=100, blank=True)

    class Meta(Kept.Meta):
        db_table = "immunization_campaign"
        verbose_name = "接种活动"
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=models.F("from_on")), name="immunization_campaign_span"
            )
        ]

    def __str__(self) -> str:
        return self.title


class CampaignTarget(Kept):
    """One person of a campaign's list; reached when a dose of the vaccine lies in its span."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="targets", verbose_name="接种活动")
    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+", verbose_name="居民")
    not_reached = models.CharField("未种原因", max_length=100, blank=True)

    class Meta(Kept.Meta):
        db_table = "immunization_campaign_target"
        verbose_name = "接种活动对象"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "resident"], name="immunization_campaign_person")
        ]

    def __str__(self) -> str:
        return str(self.resident)
