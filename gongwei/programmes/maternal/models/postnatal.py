"""Postnatal forms (规范三版 5 附件): the visit after discharge and the examination after 42 days."""

from __future__ import annotations

from gongwei.programmes.maternal import codes
from gongwei.programmes.maternal.models.parts import OWN, Coloured, Referring
from gongwei.records import chronic
from gongwei.records.fields import Code, Codes, Day, Integer, Number, Text, When
from gongwei.records.models import VISIT_MODE, ServiceRecord


class PostnatalVisit(Coloured, Referring, ServiceRecord):
    """产后访视记录表: at home, within a week after discharge (规范三版 5 二（四）)."""

    mode = Code("访视方式", VISIT_MODE, required=True, hint=OWN)
    delivery_date = Day("分娩日期", required=True)
    discharge_date = Day("出院日期", required=True)
    temperature = Number("体温", unit="℃", hard=(34, 43), soft=(36, 37.5), required=True, vital=True)
    general_condition = Text("一般健康情况", required=True)
    mental_condition = Text("一般心理状况", required=True)
    sbp = Integer("收缩压", unit="mmHg", hard=(50, 300), soft=(80, 139), required=True, vital=True)
    dbp = Integer("舒张压", unit="mmHg", hard=(30, 200), soft=(50, 89), required=True, vital=True)
    breast = Code("乳房", codes.FINDING, required=True)
    breast_other = Text("乳房异常")
    lochia = Code("恶露", codes.FINDING, required=True)
    lochia_other = Text("恶露异常")
    uterus = Code("子宫", codes.FINDING, required=True)
    uterus_other = Text("子宫异常")
    wound = Code("伤口", codes.FINDING, required=True)
    wound_other = Text("伤口异常")
    other = Text("其他")
    category = Code("分类", codes.CONDITION, required=True)
    category_other = Text("异常说明")
    guidance = Codes("指导", codes.GUIDANCE_POSTNATAL, required=True)
    guidance_other = Text("其他指导")
    next_date = Day("下次随访日期", required=True)

    class Meta(ServiceRecord.Meta):
        db_table = "maternal_postnatal_visit"
        verbose_name = "产后访视记录表"
        constraints = [*ServiceRecord.Meta.constraints, chronic.pressure("maternal_postnatal_visit_pressure")]


class Postnatal42(Coloured, ServiceRecord):
    """产后42天健康检查记录表: 处理 1 结案 closes the case (规范三版 5 二（五）)."""

    delivery_date = Day("分娩日期", required=True)
    discharge_date = Day("出院日期", required=True)
    general_condition = Text("一般健康情况", required=True)
    mental_condition = Text("一般心理状况", required=True)
    sbp = Integer("收缩压", unit="mmHg", hard=(50, 300), soft=(80, 139), required=True, vital=True)
    dbp = Integer("舒张压", unit="mmHg", hard=(30, 200), soft=(50, 89), required=True, vital=True)
    breast = Code("乳房", codes.FINDING, required=True)
    breast_other = Text("乳房异常")
    lochia = Code("恶露", codes.FINDING, required=True)
    lochia_other = Text("恶露异常")
    uterus = Code("子宫", codes.FINDING, required=True)
    uterus_other = Text("子宫异常")
    wound = Code("伤口", codes.FINDING, required=True)
    wound_other = Text("伤口异常")
    other = Text("其他")
    category = Code("分类", codes.RECOVERED, required=True)
    guidance = Codes("指导", codes.GUIDANCE_42, required=True)
    guidance_other = Text("其他指导")
    disposition = Code("处理", codes.DISPOSITION, required=True)
    referral_reason = Text("转诊原因", required=When("disposition", 2))
    referral_org_dept = Text("转诊机构及科室", required=When("disposition", 2))

    class Meta(ServiceRecord.Meta):
        db_table = "maternal_postnatal_42"
        verbose_name = "产后42天健康检查记录表"
        constraints = [*ServiceRecord.Meta.constraints, chronic.pressure("maternal_postnatal_42_pressure")]
