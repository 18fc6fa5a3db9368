"""The tables of the AIDS register: who is under management since when, and each follow-up. Restricted (IDR-08)."""

from __future__ import annotations

from gongwei.programmes.hiv import codes
from gongwei.records.fields import Code, Day, Integer, Long, Text, When
from gongwei.records.models import VISIT_MODE, ServiceRecord


class Case(ServiceRecord):
    """艾滋病感染者和病人登记: as confirmed by the laboratory; saving it takes the person under management."""

    card_no = Text("报告卡编号", max_length=40, required=True)
    confirmed_on = Day("确证日期", required=True)
    confirmed_by = Text("确证机构", max_length=100, required=True)
    stage = Code("类别", codes.STAGE, required=True, sure="?")
    route = Code("感染途径", codes.ROUTE, required=True, sure="?")
    route_other = Text("其他途径", max_length=50)
    first_cd4 = Integer("首次CD4", unit="个/µL", hard=(0, 5000), soft=(1, 2000), sure="?")
    agreed = Text("告知和知情同意情况", max_length=200, required=True)

    class Meta(ServiceRecord.Meta):
        db_table = "hiv_case"
        verbose_name = "艾滋病感染者和病人登记"


class Followup(ServiceRecord):
    """艾滋病随访记录: reached or not, treatment, tests, partner, guidance, and the day of the next visit."""

    mode = Code("随访方式", VISIT_MODE, required=True)
    reached = Code("随访情况", codes.REACHED, required=True, sure="?")
    unreached_why = Text("未联系到的原因和去向", max_length=200, required=When("reached", codes.UNREACHED))
    stage = Code("类别", codes.STAGE, required=True, sure="?")
    treatment = Code("抗病毒治疗", codes.TREATMENT, required=True, sure="?")
    untreated_why = Text("未治疗或停药原因", max_length=200, required=When("treatment", *codes.UNTREATED))
    missed_doses = Integer("近7天漏服", unit="次", hard=(0, 28), soft=(0, 7), required=When("treatment", 1), sure="?")
    cd4 = Integer("CD4", unit="个/µL", hard=(0, 5000), soft=(1, 2000), sure="?")
    viral_load = Integer("病毒载量", unit="拷贝/mL", hard=(0, 100_000_000), sure="?")
    tb_screen = Code("结核病筛查", codes.SCREENED, required=True, sure="?")
    partner = Code("配偶或固定性伴检测", codes.PARTNER, required=True, sure="?")
    advice = Long("健康指导", max_length=500, required=True)
    next_on = Day("下次随访日期", required=True)

    class Meta(ServiceRecord.Meta):
        db_table = "hiv_followup"
        verbose_name = "艾滋病随访记录"
