"""健康体检表 in the order and words of the paper (规范三版 居民健康档案 附件)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.care import exam_checks as checks
from gongwei.care.exam_referral import referral_told
from gongwei.care.models import Admission, ExamMedication, ExamVaccine, HealthExam, HomeBed
from gongwei.records.checks import below, not_after_death, not_in_future
from gongwei.records.layout import Form, Group, Line
from gongwei.records.validate import as_text

PAPER = "national-spec-2017#1.附件.健康体检表"


def _line(label: str, *fields: str, join: str = "", hint: str = "") -> Line:
    return Line(label, fields, join=join, hint=hint)


def _with_text(label: str, name: str) -> Line:
    return Line(label, (name, f"{name}_other"))


def _hazard(label: str, name: str) -> Line:
    return Line(label, (name, f"{name}_protection", f"{name}_protection_other"))


def _quadrants(label: str, stem: str) -> Line:
    return Line(
        label, tuple(f"{stem}_{place}" for place in checks.QUADRANTS), join="/", hint="左上/右上/左下/右下"
    )


NEVER_SMOKED, QUIT_SMOKING, NEVER_DRINKS, NO_EXERCISE = 1, 2, 1, 4


def habits_told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Who never smoked, gave it up, never drinks or never exercises need not be asked how much."""
    told = {}
    if values.get("smoking_status") in (NEVER_SMOKED, QUIT_SMOKING):
        told["smoke"] = 0
    if values.get("drinking_frequency") == NEVER_DRINKS:
        told["drink"] = 0
    if values.get("exercise_frequency") == NO_EXERCISE:
        told |= {"exercise_times": 0, "exercise_minutes": 0}
    return told


def exam_told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Habits for the visits of the day, and what a referral says of the exam."""
    return habits_told(values) | referral_told(values)


def as_taken(line: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A medicine of a follow-up as 主要用药情况 lists it: 每日1次, 5 mg, and how regularly it is taken."""
    times, dose = line.get("times_per_day"), line.get("dose_each")
    return {
        "name": line.get("name"),
        "usage": f"每日{times}次" if times else "",
        "dose": f"{as_text(dose)}{line.get('dose_unit') or ''}" if dose is not None else "",
        "compliance": values.get("drug_adherence"),
    }


GROUPS = (
    Group("", (_line("体检日期", "served_on"), _line("责任医生", "staff"))),
    Group("症状", (_with_text("症状", "symptoms"),)),
    Group("一般状况", (
        _line("体温", "temperature"),
        _line("脉率", "pulse"),
        _line("呼吸频率", "respiration"),
        _line("血压 左侧", "bp_left_sys", "bp_left_dia", join="/"),
        _line("血压 右侧", "bp_right_sys", "bp_right_dia", join="/"),
        _line("身高", "height"),
        _line("体重", "weight"),
        _line("腰围", "waist"),
        _line("体质指数（BMI）", "bmi"),
        _line("老年人健康状态自我评估*", "elder_self_health"),
        _line("老年人生活自理能力自我评估*", "elder_self_care"),
        _line("老年人认知功能*", "elder_cognition", "elder_cognition_score"),
        _line("老年人情感状态*", "elder_emotion", "elder_emotion_score"),
    )),
    Group("生活方式", (
        _line("体育锻炼 锻炼频率", "exercise_frequency"),
        _line("每次锻炼时间", "exercise_minutes"),
        _line("坚持锻炼时间", "exercise_years"),
        _line("锻炼方式", "exercise_type"),
        _line("饮食习惯", "diet_habits"),
        _line("吸烟情况 吸烟状况", "smoking_status"),
        _line("日吸烟量", "cigarettes_per_day"),
        _line("开始吸烟年龄 / 戒烟年龄", "smoking_start_age", "quit_smoking_age", join="/"),
        _line("饮酒情况 饮酒频率", "drinking_frequency"),
        _line("日饮酒量", "alcohol_liang"),
        _line("是否戒酒 / 戒酒年龄", "quit_drinking", "quit_age", join="/"),
        _line("开始饮酒年龄", "start_age"),
        _line("近一年内是否曾醉酒", "drunk_last_year"),
        _with_text("饮酒种类", "drink_types"),
        _line("职业病危害因素接触史", "occ_exposure", "occ_job", "occ_years"),
        _hazard("毒物种类 粉尘", "occ_dust"),
        _hazard("放射物质", "occ_radiation"),
        _hazard("物理因素", "occ_physical"),
        _hazard("化学物质", "occ_chemical"),
        _hazard("其他", "occ_other"),
    )),
    Group("脏器功能", (
        _line("口腔 口唇", "lips"),
        _line("齿列", "teeth"),
        _quadrants("缺齿", "teeth_missing"),
        _quadrants("龋齿", "teeth_caries"),
        _quadrants("义齿（假牙）", "teeth_denture"),
        _line("咽部", "pharynx"),
        _line("视力 左眼 / 右眼", "vision_l", "vision_r", join="/"),
        _line("矫正视力 左眼 / 右眼", "vision_corr_l", "vision_corr_r", join="/"),
        _line("听力", "hearing"),
        _line("运动功能", "motor_function"),
    )),
    Group("查体", (
        _with_text("眼底*", "fundus"),
        _with_text("皮肤", "skin"),
        _with_text("巩膜", "sclera"),
        _with_text("淋巴结", "lymph_nodes"),
        _line("肺 桶状胸", "barrel_chest"),
        _with_text("呼吸音", "breath_sounds"),
        _with_text("罗音", "rales"),
        _line("心脏 心率", "heart_rate"),
        _line("心律", "heart_rhythm"),
        _with_text("杂音", "heart_murmur"),
        _with_text("腹部 压痛", "abd_tenderness"),
        _with_text("包块", "abd_mass"),
        _with_text("肝大", "hepatomegaly"),
        _with_text("脾大", "splenomegaly"),
        _with_text("移动性浊音", "shifting_dullness"),
        _line("下肢水肿", "leg_edema"),
        _line("足背动脉搏动*", "dorsalis_pedis"),
        _with_text("肛门指诊*", "rectal_exam"),
        _with_text("乳腺*", "breast"),
        _with_text("妇科* 外阴", "vulva"),
        _with_text("阴道", "vagina"),
        _with_text("宫颈", "cervix"),
        _with_text("宫体", "corpus_uteri"),
        _with_text("附件", "adnexa"),
        _line("其他*", "other_findings"),
    )),
    Group("辅助检查", (
        _line("血常规* 血红蛋白", "hemoglobin"),
        _line("白细胞", "wbc"),
        _line("血小板", "platelet"),
        _line("其他", "cbc_other"),
        _line("尿常规* 尿蛋白", "urine_protein"),
        _line("尿糖", "urine_glucose"),
        _line("尿酮体", "urine_ketone"),
        _line("尿潜血", "urine_blood"),
        _line("其他", "urine_other"),
        _line("空腹血糖*", "fasting_glucose", "fasting_glucose_mgdl", join="或", hint="按化验单填一个单位"),
        _with_text("心电图*", "ecg"),
        _line("尿微量白蛋白*", "urine_microalbumin"),
        _line("大便潜血*", "fecal_occult_blood"),
        _line("糖化血红蛋白*", "hba1c"),
        _line("乙型肝炎表面抗原*", "hbsag"),
        _line("肝功能* 血清谷丙转氨酶", "alt"),
        _line("血清谷草转氨酶", "ast"),
        _line("白蛋白", "albumin"),
        _line("总胆红素", "total_bilirubin"),
        _line("结合胆红素", "direct_bilirubin"),
        _line("肾功能* 血清肌酐", "creatinine"),
        _line("血尿素", "urea"),
        _line("血钾浓度", "potassium"),
        _line("血钠浓度", "sodium"),
        _line("血脂* 总胆固醇", "tc"),
        _line("甘油三酯", "tg"),
        _line("血清低密度脂蛋白胆固醇", "ldl_c"),
        _line("血清高密度脂蛋白胆固醇", "hdl_c"),
        _with_text("胸部X线片*", "chest_xray"),
        _with_text("B超* 腹部B超", "abdominal_us"),
        _with_text("其他", "other_us"),
        _with_text("宫颈涂片*", "cervical_smear"),
        _line("其他*", "aux_other"),
    )),
    Group("现存主要健康问题", (
        _with_text("脑血管疾病", "cerebrovascular"),
        _with_text("肾脏疾病", "kidney_disease"),
        _with_text("心脏疾病", "heart_disease"),
        _with_text("血管疾病", "vascular_disease"),
        _with_text("眼部疾病", "eye_disease"),
        _with_text("神经系统疾病", "neuro_disease"),
        _with_text("其他系统疾病", "other_disease"),
    )),
    Group("住院治疗情况", (Line("住院史", rows="admissions"), Line("家庭病床史", rows="home_bed"))),
    Group("主要用药情况", (Line("药物", rows="medications"),)),
    Group("非免疫规划预防接种史", (Line("疫苗", rows="non_nip_vaccines"),)),
    Group("健康评价", (
        _line("健康评价", "assessment"),
        *(_line(f"异常{number}", f"abnormal_{number}") for number in range(1, 5)),
    )),
    Group("健康指导", (_line("健康指导", "guidance"),)),
    Group("危险因素控制", (
        _line("危险因素控制", "risk_control"),
        _line("减体重（目标 kg）", "target_weight"),
        _line("建议接种疫苗", "vaccine_advice"),
        _line("其他", "risk_control_other"),
    )),
    Group("纸表以外", (_line("尚有待补项目", "unfinished"),), printed=False),
)  # fmt: skip

EXAM = Form(
    id="health_exam",
    label="健康体检表",
    model=HealthExam,
    ref=PAPER,
    programme="elderly",
    needs_enrolment=False,
    groups=GROUPS,
    headline=("bp_left_sys", "bp_left_dia"),
    verdict=("blood_pressure", "alarm"),
    carried=(
        "height", "exercise_frequency", "exercise_minutes", "exercise_years", "exercise_type", "diet_habits",
        "smoking_status", "cigarettes_per_day", "smoking_start_age", "quit_smoking_age", "drinking_frequency",
        "alcohol_liang", "quit_drinking", "quit_age", "start_age", "drink_types", "drink_types_other", "occ_exposure",
        "occ_job", "occ_years", "medications",
    ),
    checks=(
        below("bp_left_dia", "bp_left_sys", "左侧舒张压应低于收缩压，请核对两个数是否填反"),
        below("bp_right_dia", "bp_right_sys", "右侧舒张压应低于收缩压，请核对两个数是否填反"),
        checks.blood_pressure_taken,
        checks.scores_only_when_positive,
        checks.self_care_as_assessed,
        checks.absent_when(
            "exercise_frequency", 4, ("exercise_minutes", "exercise_years", "exercise_type"), "不锻炼时此项不填"
        ),
        checks.one_kind_of_diet,
        checks.absent_when(
            "smoking_status", 1, ("cigarettes_per_day", "smoking_start_age", "quit_smoking_age"), "从不吸烟时此项不填"
        ),
        checks.absent_when("smoking_status", 3, ("quit_smoking_age",), "现在吸烟，戒烟年龄不填"),
        checks.ages_in_order("smoking_start_age", "quit_smoking_age", "烟"),
        checks.absent_when(
            "drinking_frequency", 1,
            ("alcohol_liang", "quit_drinking", "quit_age", "start_age", "drunk_last_year", "drink_types"),
            "从不饮酒时此项不填",
        ),
        checks.ages_in_order("start_age", "quit_age", "酒"),
        checks.absent_when(
            "occ_exposure", 1, ("occ_job", "occ_years", "occ_dust"), "没有职业病危害因素接触史时此项不填"
        ),
        checks.teeth_counted,
        checks.women_only,
        checks.glucose_units_agree,
        checks.days_in_order("admissions", "admitted_on", "discharged_on", ("入院日期", "出院日期")),
        checks.days_in_order("home_bed", "opened_on", "closed_on", ("建床日期", "撤床日期")),
        checks.vaccines_given,
        checks.conclusion_agrees,
        checks.asked_by_chapters,
        not_in_future("served_on", "体检日期"),
        not_after_death(label="体检日期"),
    ),
    rows={
        "admissions": Admission, "home_bed": HomeBed, "medications": ExamMedication, "non_nip_vaccines": ExamVaccine,
    },
    shared={
        "served_on": "served_on", "sbp": "bp_left_sys", "dbp": "bp_left_dia", "weight": "weight",
        "height": "height", "waist": "waist", "heart_rate": "heart_rate", "smoke": "cigarettes_per_day",
        "drink": "alcohol_liang", "fasting_glucose": "fasting_glucose",
    },
    tells=exam_told,
    gathers={"medications": as_taken},
)  # fmt: skip
