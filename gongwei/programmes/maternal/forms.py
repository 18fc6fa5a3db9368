"""The forms of maternal care in the order and words of the paper (规范三版 5 孕产妇 附件)."""

from __future__ import annotations

from dataclasses import replace

from gongwei.programmes.maternal import case_form, checks, course, openings
from gongwei.programmes.maternal.case_form import DATING, one
from gongwei.programmes.maternal.codes import COLUMN
from gongwei.programmes.maternal.models import (
    AntenatalFirst,
    AntenatalVisit,
    Child,
    Delivery,
    Guidance,
    Postnatal42,
    PostnatalVisit,
    Stay,
)
from gongwei.programmes.maternal.risk_forms import ASSESSMENT, CASE
from gongwei.records.checks import below
from gongwei.records.layout import Columns, Curve, Form, Group, Line

PAPER = "national-spec-2017#5.附件"
PRESSURE = below("dbp", "sbp", "舒张压应低于收缩压，请核对两个数是否填反")
COLOURED = (checks.colour_fits, checks.referral_fits)
SHARED = {"served_on": "served_on", "sbp": "sbp", "dbp": "dbp", "weight": "weight"}


RISK_GROUP = Group(
    "妊娠风险",
    (
        one("妊娠风险颜色", "risk_colour"),
        one("紫色（传染病）", "risk_purple"),
        one("风险因素说明", "risk_reason"),
    ),
    printed=False,
)
REFERRAL = (one("转诊", "referral"), one("原因", "referral_reason"), one("机构及科室", "referral_org_dept"))
SIGNED = (one("下次随访日期", "next_date"), one("随访医生签名", "staff"))

FIRST = Form(
    id="maternal_antenatal_first",
    label="第1次产前检查服务记录表",
    model=AntenatalFirst,
    ref=f"{PAPER}.第1次产前检查服务记录表",
    programme="maternal",
    needs_enrolment=False,
    opening=openings.first,
    after=course.first_visit,
    groups=(
        Group("", (
            one("填表日期", "served_on"),
            one("孕周", "weeks", "days", join="＋"),
            one("孕妇年龄", "mother_age"),
            one("丈夫姓名", "husband_name"),
            one("丈夫年龄", "husband_age"),
            one("丈夫电话", "husband_phone"),
            one("孕次", "gravidity"),
            one("产次（阴道分娩／剖宫产）", "parity_vaginal", "parity_cesarean", join="/"),
            one("末次月经", "lmp"),
            one("预产期", "edd"),
            one("既往史", "past_history"),
            one("家族史", "family_history"),
            one("个人史", "personal_history"),
            one("妇产科手术史", "ob_gyn_surgery"),
        )),
        Group("孕产史", (
            one("1 自然流产", "miscarriage"),
            one("2 人工流产", "induced_abortion"),
            one("3 死胎", "fetal_death"),
            one("4 死产", "stillbirth"),
            one("5 新生儿死亡", "neonatal_death"),
            one("6 出生缺陷儿", "birth_defect"),
        )),
        Group("", (
            one("身高(cm)", "height"),
            one("体重(kg)", "weight"),
            one("体质指数(BMI)(kg/m²)", "bmi"),
            one("血压(mmHg)", "sbp", "dbp", join="/"),
        )),
        Group("听诊", (one("心脏", "heart"), one("肺部", "lungs"))),
        Group("妇科检查", (
            one("外阴", "vulva"),
            one("阴道", "vagina"),
            one("宫颈", "cervix"),
            one("子宫", "uterus"),
            one("附件", "adnexa"),
        )),
        Group("辅助检查", (
            one("血红蛋白值(g/L)", "hemoglobin"),
            one("白细胞计数值(×10⁹/L)", "wbc"),
            one("血小板计数值(×10⁹/L)", "platelet"),
            one("血常规 其他", "cbc_other"),
            one("尿蛋白", "urine_protein"),
            one("尿糖", "urine_glucose"),
            one("尿酮体", "urine_ketone"),
            one("尿潜血", "urine_blood"),
            one("尿常规 其他", "urine_other"),
            one("血型 ABO", "abo"),
            one("血型 Rh*", "rh"),
            one("血糖*(mmol/L)", "glucose"),
            one("血清谷丙转氨酶(U/L)", "alt"),
            one("血清谷草转氨酶(U/L)", "ast"),
            one("白蛋白(g/L)", "albumin"),
            one("总胆红素(μmol/L)", "total_bilirubin"),
            one("结合胆红素(μmol/L)", "direct_bilirubin"),
            one("血清肌酐(μmol/L)", "creatinine"),
            one("血尿素(mmol/L)", "urea"),
            one("阴道分泌物*", "vaginal_discharge"),
            one("阴道清洁度*", "vaginal_cleanliness"),
            one("乙型肝炎表面抗原", "hbsag"),
            one("乙型肝炎表面抗体", "hbsab"),
            one("乙型肝炎e抗原", "hbeag"),
            one("乙型肝炎e抗体", "hbeab"),
            one("乙型肝炎核心抗体", "hbcab"),
            one("梅毒血清学试验*", "syphilis"),
            one("HIV抗体检测*", "hiv"),
            one("B超*", "ultrasound"),
            one("其他*", "other_lab"),
        )),
        Group("", (one("总体评估", "overall"), one("保健指导", "guidance"))),
        Group("转诊", REFERRAL),
        Group("", SIGNED),
        Group("纸表以外", (
            *DATING,
            one("丈夫情况不详", "husband_unknown"),
            one("孕前体重(kg)", "prepregnancy_weight"),
            one("妊娠风险筛查阳性项目", "risk_screening"),
        ), printed=False),
        RISK_GROUP,
    ),
    headline=("sbp", "dbp"),
    verdict=("pressure", "high"),
    checks=(
        checks.a_woman, checks.dated, checks.recent_period, checks.weeks_of_form, checks.own_age, checks.births_fit,
        checks.next_after, PRESSURE, *COLOURED,
    ),
    shared={**SHARED, "height": "height", "fasting_glucose": "glucose"},
)  # fmt: skip

FOLLOWUP = Form(
    id="maternal_antenatal_followup",
    label="第2～5次产前随访服务记录表",
    model=AntenatalVisit,
    ref=f"{PAPER}.第2~5次产前随访服务记录表",
    programme="maternal",
    side_by_side=4,
    columns=Columns("visit_column", tuple(each for each in COLUMN if each[0] != 9), "次数"),
    opening=openings.followup,
    groups=(
        Group("", (
            one("（随访/督促）日期", "served_on"),
            one("随访／督促", "kind"),
            one("孕周", "weeks", "days", join="＋"),
            one("主诉", "complaint"),
            one("体重(kg)", "weight"),
        )),
        Group("产科检查", (
            one("宫底高度(cm)", "fundal_height"),
            one("腹围(cm)", "abdominal_girth"),
            one("胎位", "fetal_position"),
            one("胎心率(次/分钟)", "fetal_heart_rate"),
        )),
        Group("", (
            one("血压(mmHg)", "sbp", "dbp", join="/"),
            one("血红蛋白(g/L)", "hemoglobin"),
            one("尿蛋白", "urine_protein"),
            one("其他辅助检查*", "other_exam"),
            one("分类", "category"),
        )),
        Group("", (one("指导", "guidance_2", "guidance_3", "guidance_4"),)),
        Group("转诊", REFERRAL),
        Group("", SIGNED),
        Group("纸表以外", (
            one("随访次数", "visit_column"),
            one("随访方式", "mode"),
            one("空腹血糖(mmol/L)", "glucose"),
            one("产前筛查结果", "prenatal_screening"),
        ), printed=False),
        RISK_GROUP,
    ),
    headline=("sbp", "dbp"),
    verdict=("pressure", "high"),
    curves=(Curve("血压", "mmHg", (("sbp", "sbp_limit_of"), ("dbp", "dbp_limit_of"))),),
    checks=(
        checks.a_woman, checks.weeks_of_case, checks.column_fits, checks.next_after, PRESSURE, *COLOURED,
    ),
    shared={**SHARED, "mode": "mode"},
)  # fmt: skip

FINDINGS = (
    one("乳房", "breast"),
    one("恶露", "lochia"),
    one("子宫", "uterus"),
    one("伤口", "wound"),
    one("其他", "other"),
)
POSTNATAL = Form(
    id="maternal_postnatal_visit",
    label="产后访视记录表",
    model=PostnatalVisit,
    ref=f"{PAPER}.产后访视记录表",
    programme="maternal",
    needs_enrolment=False,
    opening=openings.postnatal,
    groups=(
        Group("", (
            one("随访日期", "served_on"),
            one("分娩日期", "delivery_date"),
            one("出院日期", "discharge_date"),
            one("体温(℃)", "temperature"),
            one("一般健康情况", "general_condition"),
            one("一般心理状况", "mental_condition"),
            one("血压(mmHg)", "sbp", "dbp", join="/"),
            *FINDINGS,
            one("分类", "category"),
            one("指导", "guidance"),
        )),
        Group("转诊", REFERRAL),
        Group("", SIGNED),
        Group("纸表以外", (one("访视方式", "mode"),), printed=False),
        RISK_GROUP,
    ),
    headline=("sbp", "dbp"),
    verdict=("pressure", "high"),
    checks=(checks.a_woman, checks.order_of_days, checks.next_after, PRESSURE, *COLOURED),
    shared={"served_on": "served_on", "mode": "mode", "sbp": "sbp", "dbp": "dbp"},
)  # fmt: skip

DAY_42 = Form(
    id="maternal_postnatal_42",
    label="产后42天健康检查记录表",
    model=Postnatal42,
    ref=f"{PAPER}.产后42天健康检查记录表",
    programme="maternal",
    needs_enrolment=False,
    opening=openings.postnatal,
    after=course.after_42_days,
    groups=(
        Group("", (
            one("检查日期", "served_on"),
            one("分娩日期", "delivery_date"),
            one("出院日期", "discharge_date"),
            one("一般健康情况", "general_condition"),
            one("一般心理状况", "mental_condition"),
            one("血压(mmHg)", "sbp", "dbp", join="/"),
            *FINDINGS,
            one("分类", "category"),
            one("指导", "guidance"),
            one("处理", "disposition"),
            one("原因", "referral_reason"),
            one("机构及科室", "referral_org_dept"),
            one("随访医生签名", "staff"),
        )),
        RISK_GROUP,
    ),
    headline=("sbp", "dbp"),
    verdict=("pressure", "high"),
    checks=(checks.a_woman, checks.order_of_days, checks.forty_two_days, PRESSURE, checks.colour_fits),
    shared={"served_on": "served_on", "sbp": "sbp", "dbp": "dbp"},
)  # fmt: skip

PREGNANCY = replace(case_form.PREGNANCY, after=course.case_opened)

DELIVERY = Form(
    id="maternal_delivery",
    label="分娩记录（妊娠结局登记）",
    model=Delivery,
    ref="national-spec-2017#5.二（四）",
    programme="maternal",
    needs_enrolment=False,
    opening=openings.delivery,
    after=course.delivered,
    rows={"children": Child},
    groups=(
        Group("", (
            one("分娩（结局）日期", "served_on"),
            one("妊娠结局", "outcome"),
            one("孕周", "weeks", "days", join="＋"),
            one("分娩地点", "delivery_place"),
            one("分娩机构名称", "place_name"),
            one("分娩方式", "delivery_mode"),
            Line("新生儿", rows="children"),
            one("产后2小时出血量(ml)", "bleeding"),
            one("并发症及合并症", "complications"),
            one("产妇结局", "mother"),
            one("出院日期", "discharge_date"),
            one("接到分娩通知日期", "notified_on"),
            one("登记医生", "staff"),
        )),
    ),
    headline=("weeks",),
    checks=(checks.a_woman, checks.weeks_of_case, checks.outcome_fits),
)  # fmt: skip

STAY = Form(
    id="maternal_stay",
    label="孕产妇居住变动登记",
    model=Stay,
    ref="national-spec-2017#5.四",
    programme="maternal",
    needs_enrolment=False,
    groups=(
        Group("", (
            one("登记日期", "served_on"),
            one("变动", "kind"),
            one("起", "from_on"),
            one("止", "to_on"),
            one("去（来自）何处", "where"),
            one("地址", "address"),
            one("联系电话", "phone"),
            one("委托或交接机构", "handed_to"),
            one("登记医生", "staff"),
        )),
    ),
    checks=(checks.a_woman, checks.stay_in_order),
)  # fmt: skip

GUIDANCE = Form(
    id="maternal_guidance",
    label="育龄妇女健康指导记录",
    model=Guidance,
    ref="huancui-2024#八（四）",
    programme="maternal",
    needs_enrolment=False,
    groups=(
        Group("", (
            one("指导日期", "served_on"),
            one("方式", "given"),
            one("指导内容", "topics"),
            one("指导要点", "told"),
            one("指导医生", "staff"),
        )),
    ),
    checks=(checks.a_woman,),
)  # fmt: skip

FORMS = (FIRST, FOLLOWUP, DELIVERY, POSTNATAL, DAY_42, ASSESSMENT, CASE, PREGNANCY, STAY, GUIDANCE)
