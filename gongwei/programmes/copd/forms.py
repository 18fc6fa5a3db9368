"""The forms of COPD in the order of the paper (spec 13 b); rows outside the paper stand in their own group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.programmes.copd.models import (
    Card,
    Followup,
    Medicine,
    MedicineAdvice,
    Rehabilitation,
    Resource,
    Screening,
    Spirometry,
)
from gongwei.programmes.copd.schedule import CONTENT, FORM, QUESTIONNAIRE
from gongwei.records.checks import (
    answers_referral_advice,
    goes_with,
    next_visit,
    not_in_future,
)
from gongwei.records.layout import Check, Curve, Form, Group, Line, Problem

LUNGS = "copd-guideline#肺功能"
HABITS = (
    "smoke_cur", "smoke_target", "exercise_times_cur", "exercise_min_cur", "exercise_times_target",
    "exercise_min_target",
)  # fmt: skip


def not_more(low: str, high: str, message: str) -> Check:
    """The value of ``low`` may equal that of ``high`` but never exceed it (FEV1 ≤ FVC)."""

    def check(values: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Problem]:
        one, other = values.get(low), values.get(high)
        return [] if one is None or other is None or one <= other else [Problem(low, "hard", message)]

    return check


FOLLOWUP = Form(
    id="copd_followup",
    label="慢性阻塞性肺疾病患者随访服务记录表",
    model=Followup,
    ref=FORM,
    programme="copd",
    side_by_side=4,
    groups=(
        Group("", (Line("随访日期", ("served_on",)), Line("随访方式", ("mode",)))),
        Group("症状", (Line("症状", ("symptoms", "symptom_other")),)),
        Group("体征", (
            Line("口唇紫绀", ("cyanosis",)),
            Line("外周水肿", ("edema",)),
            Line("呼吸频率(次/分)", ("resp_rate",)),
            Line("心率(次/分)", ("heart_rate",)),
            Line("体质指数(kg/m²)", ("bmi",)),
            Line("其他", ("sign_other",)),
        )),
        Group("", (Line("合并症", ("comorbid", "comorbid_other")),)),
        Group("生活方式指导", (
            Line("日吸烟量(支)", ("smoke_cur", "smoke_target"), join="/"),
            Line("运动", ("exercise_times_cur", "exercise_min_cur", "exercise_times_target", "exercise_min_target"),
                 join="/"),
            Line("心理调整", ("psych_adjust",)),
            Line("遵医行为", ("compliance_behavior",)),
        )),
        Group("", (Line("疫苗免疫史", ("vaccine_flag", "vaccines", "vaccine_other")),)),
        Group("辅助检查", (
            Line("SpO₂(%)", ("spo2",)),
            Line("FEV1(L)", ("fev1",)),
            Line("FVC(L)", ("fvc",)),
            Line("FEV1/FVC(%)", ("fev1_fvc",)),
            Line("FEV1占预计值(%)", ("fev1_pred",)),
        )),
        Group("评估", (
            Line("CAT 得分", ("cat",)),
            Line("mMRC 分级", ("mmrc",)),
            Line("年内急性加重次数", ("exac_times",)),
            Line("因急性加重住院次数", ("exac_admissions",)),
        )),
        Group("用药情况", (Line("药物名称", rows="medicines"),)),
        Group("", (
            Line("吸入装置使用", ("inhaler_skill",)),
            Line("服药依从性", ("drug_adherence",)),
            Line("药物不良反应", ("adr_flag", "adr_text")),
        )),
        Group("家庭氧疗", (
            Line("时间(小时/天)", ("o2_hours",)),
            Line("流量(L/分)", ("o2_flow",)),
            Line("问题", ("o2_problem", "o2_problem_text")),
        )),
        Group("无创呼吸机", (
            Line("时间(小时/天)", ("niv_hours",)),
            Line("参数", ("niv_setting",)),
            Line("问题", ("niv_problem", "niv_problem_text")),
        )),
        Group("", (Line("随访评价结果", ("visit_class",)), Line("下一步管理措施", ("next_step",)))),
        Group("用药调整意见", (Line("药物名称", rows="med_adjust"),)),
        Group("转诊", (
            Line("原因", ("referral_reason",)),
            Line("机构及科室", ("referral_org_dept",)),
            Line("联系人及电话", ("referral_contact",)),
            Line("结果", ("referral_result",)),
        )),
        Group("", (
            Line("备注", ("remark",)),
            Line("下次随访日期", ("next_visit_date",)),
            Line("随访医生签名", ("staff",)),
            Line("居民签字", ("resident_sign",)),
        )),
        Group("纸表以外", (
            Line("与上次相比", ("change",)),
            Line("上次随访以来急性加重次数", ("exac_since",)),
            Line("危急症状", ("danger_signs",)),
            Line("新发或加重的并发症", ("complication",)),
            Line("不良反应难以控制", ("adr_hard",)),
            Line("体重(kg)", ("weight_cur",)),
            Line("身高(cm)", ("height",)),
            Line("中医药指导", ("tcm_guidance",)),
            Line("未采纳建议的理由", ("advice_declined",)),
        ), printed=False),
    ),
    headline=("spo2", "cat"),
    verdict=("control", "uncontrolled"),
    curves=(Curve("CAT 得分", "分", (("cat", "cat_target"),)),),
    carried=(*HABITS, "height", "comorbid", "comorbid_other", "o2_hours", "o2_flow", "niv_setting", "medicines"),
    checks=(
        not_more("fev1", "fvc", "FEV1 不应大于 FVC，请核对两个数是否填反"),
        next_visit(),
        answers_referral_advice(),
        goes_with("referral_reason", "referral_org_dept", "已写转诊原因，请写转诊机构及科室"),
        goes_with("referral_org_dept", "referral_reason", "已写转诊机构，请写转诊原因"),
    ),
    rows={"medicines": Medicine, "med_adjust": MedicineAdvice},
    shared={
        "served_on": "served_on", "mode": "mode", "weight": "weight_cur", "height": "height",
        "heart_rate": "heart_rate", "smoke": "smoke_cur", "smoke_target": "smoke_target",
        "exercise_times": "exercise_times_cur",
        "exercise_minutes": "exercise_min_cur", "exercise_times_target": "exercise_times_target",
        "exercise_minutes_target": "exercise_min_target", "psych_adjust": "psych_adjust",
        "compliance_behavior": "compliance_behavior",
    },
)  # fmt: skip

CARD = Form(
    id="copd_card",
    label="慢阻肺病专项档案",
    model=Card,
    ref=CONTENT,
    programme="copd",
    enrols="diagnosis_date",
    groups=(
        Group("", (
            Line("建档日期", ("served_on",)),
            Line("确诊日期", ("diagnosis_date",)),
            Line("确诊机构", ("diagnosis_org",)),
            Line("发现途径", ("found_by",)),
            Line("家族史", ("family_history",)),
            Line("危险因素", ("risk_factors",)),
            Line("身高(cm)", ("height",)),
            Line("体重(kg)", ("weight",)),
            Line("体质指数(kg/m²)", ("bmi",)),
        )),
        Group("肺功能", (
            Line("FEV1（舒张后）(L)", ("post_fev1",)),
            Line("FVC（舒张后）(L)", ("post_fvc",)),
            Line("FEV1/FVC(%)", ("fev1_fvc",)),
            Line("FEV1占预计值(%)", ("fev1_pred",)),
            Line("气流受限分级", ("gold_grade",)),
        )),
        Group("", (Line("管理级别", ("level",)), Line("责任医生", ("staff",)))),
    ),
    carried=("diagnosis_date", "diagnosis_org", "family_history", "risk_factors", "height", "found_by"),
    checks=(
        not_in_future("diagnosis_date", "确诊日期"),
        not_more("post_fev1", "post_fvc", "FEV1 不应大于 FVC，请核对两个数是否填反"),
    ),
    shared={"served_on": "served_on", "weight": "weight", "height": "height"},
)  # fmt: skip

SCREENING = Form(
    id="copd_screening",
    label="慢阻肺筛查问卷",
    model=Screening,
    ref=QUESTIONNAIRE,
    programme="copd",
    needs_enrolment=False,
    groups=(
        Group("", (Line("筛查日期", ("served_on",)),)),
        Group("问卷", (
            Line("吸烟量（每日支数、年数、包年）", ("cigarettes", "smoke_years", "pack_years"), join="/"),
            Line("身高(cm)", ("height",)),
            Line("体重(kg)", ("weight",)),
            Line("体质指数(kg/m²)", ("bmi",)),
            Line("没感冒时是否经常咳嗽", ("cough",)),
            Line("平时是否感觉气促", ("dyspnea",)),
            Line("主要使用过生物燃料烹饪", ("biomass",)),
            Line("父母、兄弟姐妹、子女有支气管哮喘、慢支、肺气肿或慢阻肺", ("family_history",)),
            Line("粉尘或化学物质接触", ("dust_exposure",)),
        )),
        Group("去向", (
            Line("转诊", ("referral",)),
            Line("转诊机构", ("referral_org",)),
            Line("是否确诊", ("confirmed",)),
            Line("确诊日期", ("confirmed_on",)),
            Line("确诊机构", ("confirmed_by",)),
            Line("筛查医生", ("staff",)),
        )),
    ),
    verdict=("sq_result", "suspected"),
    headline=("pack_years", "bmi"),
    carried=("height",),
    checks=(not_in_future("confirmed_on", "确诊日期"),),
    shared={"served_on": "served_on", "weight": "weight", "height": "height"},
)  # fmt: skip

SPIROMETRY = Form(
    id="copd_spirometry",
    label="肺功能检查记录",
    model=Spirometry,
    ref=LUNGS,
    programme="copd",
    needs_enrolment=False,
    groups=(
        Group("", (
            Line("检查日期", ("served_on",)),
            Line("检查机构", ("done_at",)),
            Line("肺功能仪型号", ("device",)),
            Line("质量等级", ("quality",)),
        )),
        Group("舒张前", (
            Line("FEV1(L)", ("fev1",)),
            Line("FVC(L)", ("fvc",)),
            Line("FEV1/FVC(%)", ("fev1_fvc",)),
        )),
        Group("舒张后", (
            Line("支气管舒张剂及剂量", ("bronchodilator",)),
            Line("FEV1(L)", ("post_fev1",)),
            Line("FVC(L)", ("post_fvc",)),
            Line("FEV1/FVC(%)", ("post_ratio",)),
            Line("FEV1占预计值(%)", ("fev1_pred",)),
        )),
        Group("", (
            Line("禁忌证或未做原因", ("contraindication",)),
            Line("报告结论", ("conclusion",)),
            Line("检查人", ("staff",)),
        )),
    ),
    headline=("post_ratio", "fev1_pred"),
    verdict=("obstruction", "obstructed"),
    carried=("done_at", "device", "bronchodilator"),
    checks=(
        not_more("fev1", "fvc", "舒张前 FEV1 不应大于 FVC，请核对两个数是否填反"),
        not_more("post_fev1", "post_fvc", "舒张后 FEV1 不应大于 FVC，请核对两个数是否填反"),
        goes_with("post_fev1", "bronchodilator", "已填舒张后的数值，请写支气管舒张剂及剂量"),
    ),
    shared={"served_on": "served_on"},
)  # fmt: skip

REHABILITATION = Form(
    id="copd_rehabilitation",
    label="肺康复记录",
    model=Rehabilitation,
    ref="copd-guideline#全文",
    programme="copd",
    groups=(
        Group("", (
            Line("训练日期", ("served_on",)),
            Line("康复计划", ("plan",)),
            Line("训练内容", ("kinds", "kind_other")),
            Line("训练时间(分钟)", ("minutes",)),
            Line("6分钟步行距离(米)", ("walk_before", "walk_after"), join="/"),
            Line("训练中最低 SpO₂(%)", ("lowest_spo2",)),
            Line("效果", ("outcome",)),
            Line("下次训练日期", ("next_session",)),
            Line("康复医生", ("staff",)),
        )),
    ),
    headline=("minutes", "outcome"),
    carried=("plan", "kinds", "kind_other", "minutes"),
    checks=(next_visit("next_session"),),
)  # fmt: skip

RESOURCE = Form(
    id="copd_resource",
    label="慢阻肺诊疗设备和药品登记",
    model=Resource,
    ref=CONTENT,
    programme="copd",
    needs_enrolment=False,
    of="institution",
    groups=(
        Group("", (
            Line("登记日期", ("served_on",)),
            Line("诊疗设备", ("equipment",)),
            Line("肺功能仪(台)", ("spirometers",)),
            Line("会做肺功能检查的人员(人)", ("trained",)),
            Line("长期治疗用药", ("medicines",)),
            Line("缺口", ("lacking",)),
            Line("登记人", ("staff",)),
        )),
    ),
    carried=("equipment", "spirometers", "trained", "medicines"),
)  # fmt: skip

FORMS = (FOLLOWUP, CARD, SCREENING, SPIROMETRY, REHABILITATION, RESOURCE)
