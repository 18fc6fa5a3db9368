"""The tables of vaccination of a person: card, dose, deferral, and the reactions after it (规范三版 3)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from gongwei.programmes.immunization import codes
from gongwei.programmes.immunization.places import (
    Campaign,
    CampaignTarget,
    Clinic,
    Roster,
    RosterChild,
    Stock,
)
from gongwei.programmes.immunization.reactions import Aefi, AefiGroup, AefiVaccine, Inquiry
from gongwei.records.fields import Code, Codes, Day, Files, Flag, Integer, Number, Text, Unless, When
from gongwei.records.models import ServiceRecord

CHILD_CODE = pgtrigger.Trigger(
    name="child_code",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    condition=pgtrigger.Condition("NEW.child_code IS NULL"),
    declare=[("head", "text")],
    func="""
        SELECT substr(i.region_id, 1, 6) || substr(i.region_id, 8, 2) || lpad((i.id % 100)::text, 2, '0')
               || extract(year FROM r.birth_date)::int
        INTO head FROM institution i, resident r WHERE i.id = NEW.institution_id AND r.id = NEW.resident_id;
        PERFORM pg_advisory_xact_lock(hashtext('child_code ' || head));
        SELECT head || lpad((coalesce(max(substr(child_code, 15, 4)::int), 0) + 1)::text, 4, '0')
        INTO NEW.child_code FROM immunization_card WHERE child_code LIKE head || '%';
        RETURN NEW;
    """,
)
"""18 digits: county 6, clinic 4 (township 2, unit 2), birth year 4, serial 4."""


class Card(ServiceRecord):
    """预防接种卡: the certificate is issued and the card opened; 建卡日期 is ``served_on``, 建卡人 ``staff``."""

    child_code = Text("儿童编码", max_length=18, computed=True, hint="保存后自动编号")
    birth_time = Text("出生时刻", max_length=5, hint="几时几分，如 08:30")
    birth_hospital = Text("出生医院")
    birth_weight_g = Integer("出生体重", unit="g", hard=(300, 7000), soft=(1500, 4500))
    gestational_weeks = Integer("出生孕周", unit="周", hard=(20, 44), soft=(34, 42))
    mother_hbsag = Code("母亲乙肝表面抗原", codes.MOTHER_HBSAG)
    hiv_exposure = Code("艾滋病暴露", codes.HIV_EXPOSURE)
    guardian_name = Text("监护人姓名", max_length=50, required=True)
    guardian_relation = Code("与儿童关系", codes.RELATION, required=True)
    guardian_relation_other = Text("关系")
    guardian_phone = Text("联系电话", max_length=20, required=True)
    current_address = Text("家庭现住址", required=True, hint="到门牌号")
    registered_address = Code("户籍地址", codes.REGISTERED_ADDRESS, required=True)
    registered_address_other = Text("省、市、县（区）、乡镇（街道）")
    moved_in_on = Day("迁入时间")
    moved_out_on = Day("迁出时间")
    moved_out_reason = Text("迁出原因")
    aefi_history = Text("疫苗异常反应史", required=True, hint="没有写“无”")
    contraindications = Text("接种禁忌", required=True, hint="没有写“无”")
    infectious_history = Text("传染病史", required=True, hint="没有写“无”")
    certificate_issued = Flag("已发预防接种证", required=True)
    reissued = Flag("补发")

    class Meta(ServiceRecord.Meta):
        db_table = "immunization_card"
        verbose_name = "预防接种卡"
        triggers = [*ServiceRecord.Meta.triggers, CHILD_CODE]
        constraints = [
            *ServiceRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["child_code"], condition=Q(voided_at__isnull=True), name="immunization_card_code"
            ),
            models.UniqueConstraint(
                fields=["resident"], condition=Q(voided_at__isnull=True), name="immunization_card_one"
            ),
        ]


class Dose(ServiceRecord):
    """One dose of one vaccine; 接种日期 is ``served_on``, 接种医生 ``staff``, 接种单位 ``institution``."""

    vaccine = Code("疫苗", codes.VACCINE, required=True)
    vaccine_other = Text("疫苗名称")
    dose_no = Integer("剂次", unit="剂", hard=(1, 9), required=True)
    lot_no = Text("疫苗批号", max_length=20, required=Unless("elsewhere", True))
    expiry_on = Day("有效日期", required=Unless("elsewhere", True))
    manufacturer = Text("生产企业", max_length=60, required=Unless("elsewhere", True))
    barcode = Text("疫苗追溯码", max_length=27)
    site = Code("接种部位", codes.SITE, required=Unless("elsewhere", True))
    route = Code("接种途径", codes.ROUTE)
    volume = Text("剂量", max_length=20)
    organised = Code("组织形式", codes.ORGANISED, required=True)
    programme = Code("疫苗类别", codes.PROGRAMME, required=True)
    fee = Number("收费", unit="元", places=2, hard=(0, 9999), required=When("programme", 2))
    elsewhere = Flag("外地接种", hint="补录别处已种的一剂，不动库存")
    elsewhere_at = Text("接种单位", required=When("elsewhere", True))
    health_state = Code("健康状况", codes.HEALTH_STATE, required=Unless("elsewhere", True))
    temperature = Number("体温", unit="℃", hard=(35, 42), soft=(36, 38), vital=True)
    contraindication = Code("接种禁忌", codes.CONTRAINDICATION, required=Unless("elsewhere", True))
    checked = Codes("三查七对一验证", codes.CHECKED)
    consent = Code("知情同意", codes.CONSENT, required=Unless("elsewhere", True))
    consent_files = Files("知情同意书", most=2)
    exam_override = Text("未体检先接种的理由")
    observed = Code("留观", codes.OBSERVED)
    next_visit_date = Day("下次接种预约")
    remark = Text("备注")

    class Meta(ServiceRecord.Meta):
        db_table = "immunization_dose"
        verbose_name = "接种记录"
        indexes = [
            *ServiceRecord.Meta.indexes,
            models.Index(fields=["vaccine", "lot_no"], name="immunization_dose_lot"),
        ]
        constraints = [
            *ServiceRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(expiry_on__isnull=True) | Q(expiry_on__gte=models.F("served_on")),
                name="immunization_dose_expiry",
            ),
            models.CheckConstraint(
                condition=~Q(programme=1) | Q(fee__isnull=True) | Q(fee=0), name="immunization_dose_free"
            ),
        ]


class Deferral(ServiceRecord):
    """暂缓、禁忌、拒种: a protection put off until a day, never to be given, or refused."""

    protection = Code("疫苗", codes.PROTECTION, required=True)
    kind = Code("处理", codes.HOLD, required=True)
    until_on = Day("暂缓到", required=When("kind", 1))
    reason = Text("原因", required=True)

    class Meta(ServiceRecord.Meta):
        db_table = "immunization_deferral"
        verbose_name = "暂缓与禁忌"


__all__ = [
    "Aefi",
    "AefiGroup",
    "Inquiry",
    "AefiVaccine",
    "Campaign",
    "CampaignTarget",
    "Card",
    "Clinic",
    "Deferral",
    "Dose",
    "Roster",
    "RosterChild",
    "Stock",
]
