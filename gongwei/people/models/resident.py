"""The resident's record: cover (封面) and 个人基本信息表, with current pointers kept by the verbs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gongwei.people import codes, relations
from gongwei.people.dated import row_on
from gongwei.people.ethnicities import ETHNICITY
from gongwei.people.models.places import Institution, Region
from gongwei.people.models.staff import Staff
from gongwei.people.queries import ResidentQuery
from gongwei.records.fields import Code, Codes, Day, Text, When
from gongwei.records.models import Kept

if TYPE_CHECKING:
    from gongwei.people.models.life import Residence, Standing


class Resident(Kept):
    """One person, one record (spec 01 a): identity, cover and basic information.

    ``institution``, ``village``, ``doctor``, ``living``, ``household`` and ``tags`` are pointers to today's dated row
    (``residence``, ``standing``, ``household_member``, ``resident_tag``); only verbs write them. A person known from
    the population list but not yet filed (未建档) has neither ``record_no`` nor ``created_on``.
    """

    id = models.BigAutoField(primary_key=True)
    request_id = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    record_no = models.CharField("档案编号", max_length=17, unique=True, null=True, blank=True)
    previous_record_no = models.CharField("原档案编号", max_length=17, blank=True, default="")

    # 封面
    name = Text("姓名", max_length=50, required=True, null=False)
    name_pinyin = models.CharField(max_length=200, blank=True, default="")
    name_initials = models.CharField(max_length=50, blank=True, default="")
    current_address = Text("现住址", required=True)
    registered_address = Text("户籍地址", required=True)
    phone = Text("本人电话", max_length=20, required=True, hint="手机号，或区号-固定电话")
    creating_institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="建档单位"
    )
    created_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="建档人"
    )
    created_on = models.DateField("建档日期", null=True, blank=True)

    # 个人基本信息表
    sex = Code("性别", codes.SEX, required=True, null=False)
    birth_date = Day("出生日期", required=True, null=False)
    id_type = Code("证件类别", codes.ID_TYPE, null=False, default=1)
    id_no = Text("身份证号", max_length=18, required=When("birth_certificate_no", None, ""))
    birth_certificate_no = Text("出生医学证明号", max_length=10, hint="新生儿暂无身份证号时填写")
    employer = Text("工作单位", max_length=100)
    contact_name = Text("联系人姓名", max_length=50, required=True)
    contact_phone = Text("联系人电话", max_length=20, required=True)
    residence_type = Code("常住类型", codes.RESIDENCE_TYPE, required=True)
    ethnicity = Code("民族", ETHNICITY, required=True)
    blood_type_abo = Code("血型", codes.BLOOD_TYPE_ABO, required=True)
    blood_type_rh = Code("RH", codes.BLOOD_TYPE_RH, required=True)
    education = Code("文化程度", codes.EDUCATION, required=True)
    occupation = Code("职业", codes.OCCUPATION, required=True)
    marital_status = Code("婚姻状况", codes.MARITAL_STATUS, required=True)
    payment_methods = Codes("医疗费用支付方式", codes.PAYMENT, required=True)
    payment_other = Text("其他支付方式", required=When("payment_methods", 8))
    drug_allergy = Codes("药物过敏史", codes.DRUG_ALLERGY, required=True)
    drug_allergy_other = Text("其他过敏药物", required=When("drug_allergy", 5))
    exposure_history = Codes("暴露史", codes.EXPOSURE, required=True)
    past_disease = Codes("既往史·疾病", codes.PAST_DISEASE, required=True)
    past_cancer = Text("恶性肿瘤部位或名称", required=When("past_disease", 6))
    past_occupational = Text("职业病名称", required=When("past_disease", 12))
    past_other = Text("其他既往疾病", required=When("past_disease", 13))
    surgery = Code("既往史·手术", codes.NONE_OR_SOME, required=True)
    trauma = Code("既往史·外伤", codes.NONE_OR_SOME, required=True)
    transfusion = Code("既往史·输血", codes.NONE_OR_SOME, required=True)
    family_father = Codes("家族史·父亲", codes.FAMILY_DISEASE, required=True)
    family_mother = Codes("家族史·母亲", codes.FAMILY_DISEASE, required=True)
    family_siblings = Codes("家族史·兄弟姐妹", codes.FAMILY_DISEASE, required=True)
    family_children = Codes("家族史·子女", codes.FAMILY_DISEASE, required=True)
    family_other = Text("家族史·其他疾病")
    genetic_disease = Code("遗传病史", codes.NONE_OR_SOME, required=True)
    genetic_disease_name = Text("遗传病名称", required=When("genetic_disease", 2))
    disability = Codes("残疾情况", codes.DISABILITY, required=True)
    disability_other = Text("其他残疾", required=When("disability", 8))
    kitchen_exhaust = Code("厨房排风设施", codes.KITCHEN_EXHAUST, starred=True)
    fuel_type = Code("燃料类型", codes.FUEL_TYPE, starred=True)
    fuel_other = Text("其他燃料", required=When("fuel_type", 6))
    drinking_water = Code("饮水", codes.DRINKING_WATER, starred=True)
    water_other = Text("其他饮水", required=When("drinking_water", 6))
    toilet = Code("厕所", codes.TOILET, starred=True)
    livestock_pen = Code("禽畜栏", codes.LIVESTOCK_PEN, starred=True)

    # Kept by the verbs
    version = models.PositiveIntegerField("版本", default=1)
    information_changed_on = models.DateField("个人信息变更日期", null=True, blank=True)
    reviewed_on = models.DateField("复核升级日期", null=True, blank=True)
    verified_on = models.DateField("联系方式核实日期", null=True, blank=True)
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="residents", verbose_name="管理机构"
    )
    village = models.ForeignKey(Region, models.PROTECT, related_name="residents", verbose_name="村（居）委会")
    doctor = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="residents", verbose_name="责任医生"
    )
    living = models.BooleanField("在管", default=True)
    household = models.ForeignKey(
        "people.Household",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="residents",
        verbose_name="家庭",
    )
    household_relation = Code("与户主关系", relations.RELATION)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    tags = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name="人群标签")

    objects = ResidentQuery.as_manager()

    class Meta(Kept.Meta):
        db_table = "resident"
        verbose_name = "居民健康档案"
        indexes = [
            models.Index(
                fields=["institution", "village", "id"], include=["living", "doctor"], name="resident_place"
            ),
            models.Index(fields=["doctor"], name="resident_doctor"),
            models.Index(fields=["birth_date"], name="resident_birth"),
            models.Index(
                fields=["household"], name="resident_household", condition=Q(household__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(record_no__regex=r"^[1-9][0-9]{16}$"), name="resident_record_no_format"
            ),
            models.CheckConstraint(
                condition=Q(record_no__isnull=True, created_on__isnull=True)
                | Q(record_no__isnull=False, created_on__isnull=False),
                name="resident_filed_whole",
            ),
            models.UniqueConstraint(
                fields=["id_no"], condition=Q(merged_into__isnull=True), name="resident_id_no_once"
            ),
            models.UniqueConstraint(
                fields=["birth_certificate_no"],
                condition=Q(merged_into__isnull=True),
                name="resident_birth_certificate_once",
            ),
            models.CheckConstraint(
                condition=Q(created_on__gte=F("birth_date")), name="resident_born_before_filing"
            ),
            models.CheckConstraint(condition=Q(sex__in=list(codes.SEX.items)), name="resident_sex_code"),
            models.CheckConstraint(condition=~Q(name=""), name="resident_name_given"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(living=False), name="resident_merged_not_living"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def standing_on(self, on: dt.date) -> Standing | None:
        """The state of life and record on the day; None before the record was made."""
        return row_on(self.standings.all(), on)

    def residence_on(self, on: dt.date) -> Residence | None:
        """Village, responsible institution and doctor on the day; None before the record was made."""
        return row_on(self.residences.all(), on)

    @property
    def filed(self) -> bool:
        """The person has a record (已建档), not only a line of the population list."""
        return self.record_no is not None

    @property
    def short_record_no(self) -> str:
        """The last eight digits as every form but the cover shows them: □□□-□□□□□; 未建档 without a record."""
        return f"{self.record_no[9:12]}-{self.record_no[12:]}" if self.record_no else "未建档"
