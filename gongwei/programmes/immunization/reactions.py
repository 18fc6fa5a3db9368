"""疑似预防接种异常反应 (AEFI): case card with its suspected vaccines, inquiry, group event (aefi-monitoring)."""

from __future__ import annotations

from django.db import models

from gongwei.programmes.immunization import codes
from gongwei.records.fields import Code, Codes, Day, Integer, Long, Moment, Text, When
from gongwei.records.models import ActivityRecord, Row, ServiceRecord


class Aefi(ServiceRecord):
    """个案报告卡: 发现日期 is ``served_on``; the clocks run in hours from finding to reporting."""

    card_no = Text("编码", max_length=14, hint="县国标码6位＋年份4位＋编号4位")
    occupation = Text("职业", max_length=40)
    address = Text("现住址")
    phone = Text("联系电话", max_length=20)
    guardian = Text("监护人", max_length=50)
    onset_on = Day("反应发生日期", required=True)
    found_at = Moment("发现/就诊时间", required=True, hint="如 2024-10-16 14:30")
    seen_at = Text("就诊单位")
    course = Long("主要临床经过", required=True)
    fever = Code("发热（腋温℃）", codes.FEVER, required=True)
    redness = Code("局部红肿（直径cm）", codes.SWELLING, required=True)
    induration = Code("局部硬结（直径cm）", codes.SWELLING, required=True)
    diagnosis = Text("初步临床诊断")
    hospitalised = Code("是否住院", codes.YES_NO, required=True)
    outcome = Code("病人转归", codes.OUTCOME, required=True, sure="K")
    first_class = Code("初步分类", codes.FIRST_CLASS, required=True, sure="K")
    urgent = Codes("紧急情形", codes.URGENT, required=True)
    found_how = Code("反应获得方式", codes.FOUND_HOW, required=True)
    reported_at = Moment("报告时间", required=True, hint="个案报告卡录入系统的时间")
    reporter_org = Text("报告单位", required=True)
    reporter = Text("报告人", max_length=50, required=True)
    reporter_phone = Text("报告人电话", max_length=20)

    class Meta(ServiceRecord.Meta):
        db_table = "immunization_aefi"
        verbose_name = "疑似预防接种异常反应个案报告卡"


class AefiVaccine(Row):
    """可疑疫苗, in the order of suspicion."""

    record = models.ForeignKey(Aefi, models.CASCADE, related_name="vaccines", verbose_name="报告卡")
    vaccine = Code("疫苗名称", codes.VACCINE, required=True)
    spec = Text("规格", max_length=40)
    manufacturer = Text("生产企业", max_length=60, required=True)
    lot_no = Text("疫苗批号", max_length=20, required=True)
    expiry_on = Day("有效日期")
    given_on = Day("接种日期", required=True)
    organised = Code("接种组织形式", codes.ORGANISED, required=True)
    dose_no = Integer("接种剂次", hard=(1, 9), required=True)
    volume = Text("接种剂量", max_length=20, required=True)
    route = Code("接种途径", codes.ROUTE, required=True)
    site = Code("接种部位", codes.SITE, required=True)

    class Meta(Row.Meta):
        db_table = "immunization_aefi_vaccine"
        verbose_name = "可疑疫苗"


class Inquiry(ServiceRecord):
    """个案调查: begun (``served_on``), first written version, expert conclusion and final class."""

    aefi = models.ForeignKey(
        Aefi, models.PROTECT, related_name="+", verbose_name="报告卡", null=True, blank=True
    )
    begun_at = Moment("调查开始时间", required=True)
    first_version_on = Day("调查表完成日期")
    first_report_on = Day("初步调查报告日期", hint="死亡、严重残疾、群体性等")
    investigators = Text("调查人员", required=True)
    findings = Long("调查经过与结果")
    ended_on = Day("调查结束日期")
    concluded_on = Day("结论日期")
    conclusion = Text("专家组结论", max_length=500, required=When("final_class", 2, 3, 4, 5, 6))
    final_class = Code("最终分类", codes.FINAL_CLASS)

    class Meta(ServiceRecord.Meta):
        db_table = "immunization_aefi_inquiry"
        verbose_name = "疑似预防接种异常反应个案调查表"


class AefiGroup(ActivityRecord):
    """群体性疑似预防接种异常反应登记表: two or more like reactions after the same vaccine."""

    group_no = Text("群体性编码", max_length=12, hint="县国标码6位＋首例年份4位＋编号2位")
    area = Text("发生地区", required=True)
    vaccine = Code("疫苗", codes.VACCINE, required=True)
    spec = Text("规格", max_length=40)
    manufacturer = Text("生产企业", max_length=60, required=True)
    lot_no = Text("疫苗批号", max_length=20, required=True)
    certificate_no = Text("批签发合格证编号", max_length=40)
    given_at = Text("接种单位", required=True)
    given = Integer("接种人数", unit="人", hard=(1, 100000), required=True)
    affected = Integer("反应发生人数", unit="人", hard=(1, 100000), required=True)
    found_at = Moment("发现时间", required=True)
    reported_at = Moment("报告时间", required=True)
    cases = Long("各病例", hint="姓名、性别、出生日期、接种日期、发生日期，每行一人")

    class Meta(ActivityRecord.Meta):
        db_table = "immunization_aefi_group"
        verbose_name = "群体性疑似预防接种异常反应登记表"
