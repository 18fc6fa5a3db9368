"""The vaccination forms in the order and words of the paper (规范三版 3 附件)."""

from __future__ import annotations

from gongwei.programmes.immunization.checking import (
    as_the_schedule_says,
    examined_first,
    free_costs_nothing,
    healthy_and_agreed,
    not_expired,
)
from gongwei.programmes.immunization.models import Card, Deferral, Dose
from gongwei.programmes.immunization.place_forms import CLINIC, STOCK
from gongwei.programmes.immunization.reaction_forms import AEFI, AEFI_GROUP, INQUIRY
from gongwei.records.checks import not_after_death, not_in_future
from gongwei.records.layout import Form, Group, Line

PAPER = "national-spec-2017#3.六"

CARD = Form(
    id="immunization_card",
    label="预防接种卡",
    model=Card,
    ref=PAPER,
    programme="immunization",
    needs_enrolment=False,
    groups=(
        Group("", (
            Line("儿童编码", ("child_code",)),
            Line("出生时刻", ("birth_time",)),
            Line("出生医院", ("birth_hospital",)),
            Line("出生体重", ("birth_weight_g",)),
            Line("监护人姓名", ("guardian_name",)),
            Line("与儿童关系", ("guardian_relation",)),
            Line("联系电话", ("guardian_phone",)),
            Line("家庭现住址", ("current_address",)),
            Line("户籍地址", ("registered_address",)),
            Line("迁入时间", ("moved_in_on",)),
            Line("迁出时间", ("moved_out_on",)),
            Line("迁出原因", ("moved_out_reason",)),
            Line("疫苗异常反应史", ("aefi_history",)),
            Line("接种禁忌", ("contraindications",)),
            Line("传染病史", ("infectious_history",)),
            Line("建卡日期", ("served_on",)),
            Line("建卡人", ("staff",)),
        )),
        Group("纸表以外", (
            Line("已发预防接种证", ("certificate_issued",)),
            Line("补发", ("reissued",)),
            Line("出生孕周", ("gestational_weeks",)),
            Line("母亲乙肝表面抗原", ("mother_hbsag",)),
            Line("艾滋病暴露", ("hiv_exposure",)),
        ), printed=False),
    ),
    headline=("child_code",),
    checks=(not_in_future("served_on", "建卡日期"), not_after_death(label="建卡日期")),
)  # fmt: skip

DOSE = Form(
    id="immunization_dose",
    label="接种记录",
    model=Dose,
    ref=PAPER,
    programme="immunization",
    needs_enrolment=False,
    groups=(
        Group("接种前", (
            Line("健康状况", ("health_state",)),
            Line("体温", ("temperature",)),
            Line("接种禁忌", ("contraindication",)),
            Line("知情同意", ("consent", "consent_files")),
            Line("未体检先接种的理由", ("exam_override",)),
        ), printed=False),
        Group("", (
            Line("疫苗与剂次", ("vaccine", "dose_no")),
            Line("接种日期", ("served_on",)),
            Line("接种部位", ("site",)),
            Line("疫苗批号", ("lot_no",)),
            Line("有效日期", ("expiry_on",)),
            Line("生产企业", ("manufacturer",)),
            Line("接种医生", ("staff",)),
            Line("备注", ("remark",)),
        )),
        Group("纸表以外", (
            Line("疫苗类别", ("programme", "fee")),
            Line("组织形式", ("organised",)),
            Line("接种途径", ("route",)),
            Line("剂量", ("volume",)),
            Line("疫苗追溯码", ("barcode",)),
            Line("三查七对一验证", ("checked",)),
            Line("留观", ("observed",)),
            Line("下次接种预约", ("next_visit_date",)),
            Line("外地接种", ("elsewhere", "elsewhere_at")),
        ), printed=False),
    ),
    headline=("vaccine", "dose_no"),
    checks=(
        not_in_future("served_on", "接种日期"), not_after_death(label="接种日期"), not_expired,
        free_costs_nothing, healthy_and_agreed, examined_first, as_the_schedule_says,
    ),
)  # fmt: skip

DEFERRAL = Form(
    id="immunization_deferral",
    label="暂缓与禁忌",
    model=Deferral,
    ref="national-spec-2017#3.二（二）",
    programme="immunization",
    needs_enrolment=False,
    groups=(
        Group("", (
            Line("登记日期", ("served_on",)),
            Line("疫苗", ("protection",)),
            Line("处理", ("kind",)),
            Line("暂缓到", ("until_on",)),
            Line("原因", ("reason",)),
            Line("登记人", ("staff",)),
        )),
    ),
    headline=("protection", "kind"),
    checks=(not_in_future("served_on", "登记日期"), not_after_death(label="登记日期")),
)  # fmt: skip

FORMS = (CARD, DOSE, DEFERRAL, AEFI, INQUIRY, AEFI_GROUP, CLINIC, STOCK)
