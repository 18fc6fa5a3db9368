"""The forms of hypertension management in the order and words of the paper (规范三版 七 高血压 附件)."""

from __future__ import annotations

from gongwei.care.grading_opening import opens
from gongwei.programmes.hypertension.codes import H_TYPE_REF
from gongwei.programmes.hypertension.models import (
    Card,
    FirstBp,
    Followup,
    Grading,
    HighRisk,
    HType,
    Medicine,
    MedicineAdvice,
    Supplement,
    Supply,
    Suspect,
)
from gongwei.records.checks import (
    answers_referral_advice,
    below,
    goes_with,
    in_order,
    next_visit,
    not_in_future,
)
from gongwei.records.chronic import told_to_referral
from gongwei.records.grading import grading
from gongwei.records.layout import Curve, Form, Group, Line
from gongwei.records.supplement import supplement

PAPER = "national-spec-2017#7.高血压.附件.高血压患者随访服务记录表"
SCREENING = "national-spec-2017#7.高血压.二（一）"
HABITS = (
    "smoke_cur", "smoke_target", "drink_cur", "drink_target", "exercise_times_cur", "exercise_min_cur",
    "exercise_times_target", "exercise_min_target", "salt_cur", "salt_target",
)  # fmt: skip
PRESSURE = below("dbp", "sbp", "舒张压应低于收缩压，请核对两个数是否填反")

FOLLOWUP = Form(
    id="hypertension_followup",
    label="高血压患者随访服务记录表",
    model=Followup,
    ref=PAPER,
    programme="hypertension",
    side_by_side=4,
    groups=(
        Group("", (Line("随访日期", ("served_on",)), Line("随访方式", ("mode",)))),
        Group("症状", (Line("症状", ("symptoms", "symptom_other")),)),
        Group(
            "体征",
            (
                Line("血压(mmHg)", ("sbp", "dbp"), join="/"),
                Line("体重(kg)", ("weight_cur", "weight_target"), join="/"),
                Line("体质指数(BMI)(kg/m²)", ("bmi_cur", "bmi_target"), join="/"),
                Line("心率(次/分钟)", ("heart_rate",)),
                Line("其他", ("sign_other",)),
            ),
        ),
        Group(
            "生活方式指导",
            (
                Line("日吸烟量(支)", ("smoke_cur", "smoke_target"), join="/"),
                Line("日饮酒量(两)", ("drink_cur", "drink_target"), join="/"),
                Line(
                    "运动",
                    (
                        "exercise_times_cur",
                        "exercise_min_cur",
                        "exercise_times_target",
                        "exercise_min_target",
                    ),
                    join="/",
                ),
                Line("摄盐情况(咸淡)", ("salt_cur", "salt_target"), join="/"),
                Line("心理调整", ("psych_adjust",)),
                Line("遵医行为", ("compliance_behavior",)),
            ),
        ),
        Group(
            "",
            (
                Line("辅助检查*", ("aux_exam",)),
                Line("服药依从性", ("drug_adherence",)),
                Line("药物不良反应", ("adr_flag", "adr_text")),
                Line("此次随访分类", ("visit_class",)),
            ),
        ),
        Group("用药情况", (Line("药物名称", rows="medicines"),)),
        Group("转诊", (Line("原因", ("referral_reason",)), Line("机构及科别", ("referral_org_dept",)))),
        Group("", (Line("下次随访日期", ("next_visit_date",)), Line("随访医生签名", ("staff",)))),
        Group(
            "纸表以外",
            (
                Line("危急症状", ("danger_signs",)),
                Line("新发或加重的并发症", ("complication",)),
                Line("不良反应难以控制", ("adr_hard",)),
                Line("未采纳建议的理由", ("advice_declined",)),
                Line("身高(cm)", ("height",)),
                Line("腰围(cm)", ("waist",)),
                Line("下一步管理措施", ("next_step",)),
                Line("用药调整意见", rows="med_adjust"),
                Line("联系人及电话", ("referral_contact",)),
                Line("转诊结果", ("referral_result",)),
                Line("居民签名", ("resident_sign",)),
                Line("备注", ("remark",)),
            ),
            printed=False,
        ),
    ),
    headline=("sbp", "dbp"),
    verdict=("control", "uncontrolled"),
    curves=(Curve("血压", "mmHg", (("sbp", "sbp_target"), ("dbp", "dbp_target"))),),
    carried=(*HABITS, "weight_target", "height", "medicines"),
    checks=(
        PRESSURE,
        next_visit(),
        answers_referral_advice(),
        goes_with("referral_reason", "referral_org_dept", "已写转诊原因，请写转诊机构及科别"),
        goes_with("referral_org_dept", "referral_reason", "已写转诊机构，请写转诊原因"),
    ),
    rows={"medicines": Medicine, "med_adjust": MedicineAdvice},
    tells=told_to_referral("高血压"),
    shared={
        "served_on": "served_on",
        "mode": "mode",
        "sbp": "sbp",
        "dbp": "dbp",
        "weight": "weight_cur",
        "weight_target": "weight_target",
        "height": "height",
        "waist": "waist",
        "heart_rate": "heart_rate",
        "smoke": "smoke_cur",
        "smoke_target": "smoke_target",
        "drink": "drink_cur",
        "drink_target": "drink_target",
        "exercise_times": "exercise_times_cur",
        "exercise_minutes": "exercise_min_cur",
        "exercise_times_target": "exercise_times_target",
        "exercise_minutes_target": "exercise_min_target",
        "psych_adjust": "psych_adjust",
        "compliance_behavior": "compliance_behavior",
    },
)

FIRST_BP = Form(
    id="hypertension_first_bp",
    label="35岁首诊测压登记",
    model=FirstBp,
    ref=SCREENING,
    programme="hypertension",
    needs_enrolment=False,
    groups=(
        Group(
            "",
            (
                Line("测量日期", ("served_on",)),
                Line("血压(mmHg)", ("sbp", "dbp"), join="/"),
                Line("高血压病史", ("hypertension_history",)),
                Line("首次发现血压异常", ("first_abnormal",)),
                Line("身高(cm)", ("height",)),
                Line("体重(kg)", ("weight",)),
                Line("体质指数(kg/m²)", ("bmi",)),
                Line("测量医生", ("staff",)),
                Line("测量机构", ("institution",)),
            ),
        ),
    ),
    carried=("height",),
    checks=(PRESSURE,),
    shared={"served_on": "served_on", "sbp": "sbp", "dbp": "dbp", "weight": "weight", "height": "height"},
)

SUSPECT = Form(
    id="hypertension_suspect",
    label="疑似高血压核实",
    model=Suspect,
    ref=SCREENING,
    programme="hypertension",
    needs_enrolment=False,
    groups=(
        Group("", (Line("登记日期", ("served_on",)), Line("发现途径", ("found_in",)))),
        Group(
            "非同日三次测量",
            (
                Line("第1次", ("first_on", "sbp_1", "dbp_1"), join="/"),
                Line("第2次", ("second_on", "sbp_2", "dbp_2"), join="/"),
                Line("第3次", ("third_on", "sbp_3", "dbp_3"), join="/"),
            ),
        ),
        Group("转诊", (Line("建议转诊日期", ("referred_on",)), Line("机构及科别", ("referral_org",)))),
        Group(
            "核实",
            (
                Line("核实结果", ("verify_result",)),
                Line("确诊日期", ("confirmed_on",)),
                Line("确诊机构", ("confirmed_by",)),
                Line("可疑继发性高血压", ("secondary",)),
                Line("登记医生", ("staff",)),
            ),
        ),
    ),
    checks=(
        *(
            below(f"dbp_{n}", f"sbp_{n}", f"第{n}次舒张压应低于收缩压，请核对两个数是否填反")
            for n in (1, 2, 3)
        ),
        in_order(("first_on", "second_on", "third_on"), "三次测量应在不同的日子，并按先后填写"),
        not_in_future("third_on", "第3次测量日期"),
    ),
)

HIGH_RISK = Form(
    id="hypertension_high_risk",
    label="高血压高危人群登记",
    model=HighRisk,
    ref=SCREENING,
    programme="hypertension",
    needs_enrolment=False,
    groups=(
        Group(
            "",
            (
                Line("登记日期", ("served_on",)),
                Line("高危因素", ("risk_factors",)),
                Line("血压(mmHg)", ("sbp", "dbp"), join="/"),
                Line("状态", ("status",)),
                Line("下次测压日期", ("next_measure_due",)),
                Line("转归", ("outcome",)),
                Line("登记医生", ("staff",)),
            ),
        ),
    ),
    carried=("risk_factors",),
    checks=(
        PRESSURE,
        next_visit("next_measure_due"),
    ),
    shared={"served_on": "served_on", "sbp": "sbp", "dbp": "dbp"},
)

CARD = Form(
    id="hypertension_card",
    label="高血压患者专项档案",
    model=Card,
    ref=SCREENING,
    programme="hypertension",
    enrols="diagnosis_date",
    groups=(
        Group(
            "",
            (
                Line("建档日期", ("served_on",)),
                Line("确诊日期", ("diagnosis_date",)),
                Line("确诊机构", ("diagnosis_org",)),
                Line("发现途径", ("found_by",)),
                Line("高血压家族史", ("family_history",)),
                Line("身高(cm)", ("height",)),
                Line("体重(kg)", ("weight",)),
                Line("体质指数(kg/m²)", ("bmi",)),
                Line("血压(mmHg)", ("sbp", "dbp"), join="/"),
                Line("心血管危险因素", ("risk_factors",)),
                Line("靶器官损害", ("target_organ_damage",)),
                Line("并发症", ("complications",)),
                Line("危险分层", ("risk_level",)),
                Line("责任医生", ("staff",)),
            ),
        ),
    ),
    carried=("diagnosis_date", "diagnosis_org", "found_by", "family_history", "height"),
    checks=(
        PRESSURE,
        not_in_future("diagnosis_date", "确诊日期"),
    ),
    shared={"served_on": "served_on", "sbp": "sbp", "dbp": "dbp", "weight": "weight", "height": "height"},
)

SUPPLEMENT = supplement("hypertension", "高血压", Supplement)
ILLS = {2: 3, 3: 2, 4: 4, 5: 7, 6: 5, 7: 8, 8: 8, 9: 4}
"""并发症 of the card → 并发症和合并症 of the yearly grading."""
GRADING = grading(
    "hypertension", "高血压", Grading, opens("hypertension", "diabetes", ILLS),
    reads=("hypertension_followup", "hypertension_supplement", "hypertension_card"),
)  # fmt: skip

H_TYPE = Form(
    id="hypertension_h_type",
    label="H型高血压登记",
    model=HType,
    ref=H_TYPE_REF,
    programme="hypertension",
    groups=(
        Group(
            "",
            (
                Line("检测日期", ("served_on",)),
                Line("血同型半胱氨酸(μmol/L)", ("hcy",)),
                Line("检测机构", ("test_org",)),
                Line("登记医生", ("staff",)),
            ),
        ),
    ),
    headline=("hcy",),
    verdict=("h_type", "h_type"),
    carried=("test_org",),
    shared={},
)

SUPPLY = Form(
    id="hypertension_supply",
    label="H型高血压补服发放登记",
    model=Supply,
    ref=H_TYPE_REF,
    programme="hypertension",
    groups=(
        Group(
            "",
            (
                Line("发放日期", ("served_on",)),
                Line("药品", ("drug", "drug_other")),
                Line("数量", ("quantity", "pack"), join="/"),
                Line("可服天数", ("days",)),
                Line("发放人", ("staff",)),
            ),
        ),
    ),
    headline=("drug",),
    listed=("drug", "quantity", "pack", "days", "drug_other"),
    carried=("drug", "drug_other", "quantity", "pack", "days"),
    shared={},
)

FORMS = (FOLLOWUP, FIRST_BP, SUSPECT, HIGH_RISK, CARD, SUPPLEMENT, GRADING, H_TYPE, SUPPLY)
