"""The forms of severe mental disorder in the order and words of the paper (规范三版 八 附件)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.programmes.mental_disorder import checks
from gongwei.programmes.mental_disorder.models import (
    Arrival,
    Checkup,
    Consent,
    Crisis,
    Guidance,
    Info,
    Lead,
    Medicine,
    Visit,
)
from gongwei.records.checks import (
    goes_with,
    next_visit,
    not_in_future,
)
from gongwei.records.layout import Form, Group, Line

ANNEX = "national-spec-2017#8.附件"
SUPPLEMENT = f"{ANNEX}.严重精神障碍患者个人信息补充表"
PAPER = f"{ANNEX}.严重精神障碍患者随访服务记录表"
KEEPING = "national-spec-2017#8.二（一）"
SORTING = "national-spec-2017#8.二（三）"
EXAM = "national-spec-2017#8.二（四）"
LEADS = "smi-norm-2018#患者发现"
CRISES = "smi-norm-2018#应急处置"


def one(label: str, *fields: str, join: str = "") -> Line:
    """A row of the paper."""
    return Line(label, fields, join=join)


def met_as_a_rule(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A new visit opens as one at which the patient was met, so that the whole paper is asked."""
    return {"visit_result": 1}


DANGER_ACTS = one("危险行为", "danger_acts", *(f"danger_{number}" for number in range(1, 7)))

INFO = Form(
    id="mental_disorder_info",
    label="严重精神障碍患者个人信息补充表",
    model=Info,
    ref=SUPPLEMENT,
    programme="mental_disorder",
    enrols="diagnosis_date",
    needs_enrolment=False,
    groups=(
        Group("", (
            one("监护人姓名", "guardian_name"),
            one("与患者关系", "guardian_relation"),
            one("监护人住址", "guardian_address"),
            one("监护人电话", "guardian_phone"),
            one("辖区村（居）委会联系人、电话", "committee_contact", "committee_phone", join="，"),
            one("户别", "household_type"),
            one("就业情况", "employment"),
            one("知情同意", "consent", "consent_sign", "consent_date"),
            one("初次发病时间", "first_onset"),
            one("既往主要症状", "past_symptoms", "past_symptoms_other"),
            one("既往关锁情况", "past_lock"),
        )),
        Group("既往治疗情况", (
            one("门诊", "past_outpatient", "first_antipsychotic"),
            one("住院", "past_inpatient_times"),
        )),
        Group("目前诊断情况", (
            one("诊断", "diagnosis", "diagnosis_other", "icd10"),
            one("确诊医院", "diagnosis_org"),
            one("确诊日期", "diagnosis_date"),
        )),
        Group("", (
            one("最近一次治疗效果", "last_effect"),
            DANGER_ACTS,
            one("经济状况", "economy"),
            one("专科医生的意见（如果有请记录）", "specialist_opinion"),
            one("填表日期", "served_on"),
            one("医生签字", "staff"),
        )),
    ),
    carried=(
        "guardian_name", "guardian_relation", "guardian_address", "guardian_phone", "committee_contact",
        "committee_phone", "household_type", "employment", "first_onset", "past_symptoms", "past_symptoms_other",
        "past_lock", "past_outpatient", "first_antipsychotic", "past_inpatient_times", "diagnosis", "diagnosis_other",
        "icd10", "diagnosis_org", "diagnosis_date", "last_effect", "economy",
    ),
    headline=("icd10",),
    checks=(
        checks.year_or_day("first_onset", "初次发病时间"),
        checks.year_or_day("first_antipsychotic", "首次抗精神病药治疗时间"),
        checks.icd10,
        checks.not_after_the_form("consent_date", "签字时间"),
        checks.not_after_the_form("diagnosis_date", "确诊日期"),
        checks.counted_only_where_ticked,
    ),
)  # fmt: skip

FOLLOWUP = Form(
    id="mental_disorder_followup",
    label="严重精神障碍患者随访服务记录表",
    model=Visit,
    ref=PAPER,
    programme="mental_disorder",
    side_by_side=2,
    groups=(
        Group("", (
            one("随访日期", "served_on"),
            one("本次随访形式", "mode"),
        )),
        Group("", (one("随访结果", "visit_result"),), printed=False),
        Group("", (
            one("若失访，原因", "lost_reason", "lost_reason_other"),
            one("如死亡，日期和原因", "death_date", "death_cause", "death_physical"),
            one("危险性评估", "danger_level"),
        )),
        Group("目前症状", (one("目前症状", "symptoms", "symptoms_other"),)),
        Group("", (
            one("自知力", "insight"),
            one("睡眠情况", "sleep"),
            one("饮食情况", "diet"),
        )),
        Group("社会功能情况", (
            one("个人生活料理", "func_self_care"),
            one("家务劳动", "func_housework"),
            one("生产劳动及工作", "func_work"),
            one("学习能力", "func_study"),
            one("社会人际交往", "func_social"),
        )),
        Group("危险行为", (DANGER_ACTS,)),
        Group("", (
            one("两次随访期间关锁情况", "lock_status"),
            one("两次随访期间住院情况", "inpatient_status", "last_discharge_date"),
            one("实验室检查", "lab_flag", "lab_text"),
            one("用药依从性", "drug_adherence"),
            one("药物不良反应", "adr_flag", "adr_text"),
            one("治疗效果", "effect"),
            one("是否转诊", "referral", "referral_reason", "referral_org_dept"),
            Line("用药情况", rows="medicines"),
            Line("用药指导", rows="med_guidance"),
        )),
        Group("康复措施", (one("康复措施", "rehab", "rehab_other"),)),
        Group("", (
            one("本次随访分类", "visit_class"),
            one("下次随访日期", "next_visit_date"),
            one("随访医生签名", "staff"),
        )),
        Group("纸表以外", (
            one("本次随访对象", "visit_target"),
            one("精神病性症状明显", "symptoms_marked"),
            one("不良反应严重或急性", "adr_serious"),
            one("有严重躯体疾病", "physical_serious"),
            one("告知派出所日期", "police_told_on"),
            one("未采纳建议的理由", "advice_declined"),
            one("是否转诊成功", "referral_done"),
            one("联系人及电话", "referral_contact"),
        ), printed=False),
    ),
    headline=("danger_level", "visit_class"),
    verdict=("stability", "unstable"),
    carried=("medicines", "rehab", "rehab_other", "visit_target"),
    opening=met_as_a_rule,
    checks=(
        next_visit(),
        checks.referred_as_advised,
        checks.counted_only_where_ticked,
        checks.nothing_of_the_dead,
        checks.days_before_the_visit,
        goes_with("referral_reason", "referral_org_dept", "已写转诊原因，请写转诊至机构及科室"),
    ),
    rows={"medicines": Medicine, "med_guidance": Guidance},
    shared={"served_on": "served_on", "mode": "mode"},
)  # fmt: skip

CONSENT = Form(
    id="mental_disorder_consent",
    label="参加管理治疗知情同意书",
    model=Consent,
    ref=KEEPING,
    programme="mental_disorder",
    groups=(
        Group("", (
            one("签字日期", "served_on"),
            one("知情同意", "agrees"),
            one("签字人", "signer", "signer_name"),
            one("不同意的原因", "reason"),
            one("同意书存档号", "evidence_no"),
            one("医生签字", "staff"),
        )),
    ),
    headline=("agrees",),
)  # fmt: skip

CHECKUP = Form(
    id="mental_disorder_checkup",
    label="年度健康检查知情同意",
    model=Checkup,
    ref=EXAM,
    programme="mental_disorder",
    groups=(
        Group("", (
            one("日期", "served_on"),
            one("病情是否允许", "able"),
            one("是否同意健康检查", "agrees"),
            one("签字人", "signer", "signer_name"),
            one("不做检查的原因", "reason"),
            one("医生签字", "staff"),
        )),
    ),
    headline=("able", "agrees"),
    checks=(checks.says_why_not_examined,),
)  # fmt: skip

LEAD = Form(
    id="mental_disorder_lead",
    label="疑似严重精神障碍线索登记",
    model=Lead,
    ref=LEADS,
    programme="mental_disorder",
    needs_enrolment=False,
    groups=(
        Group("", (
            one("登记日期", "served_on"),
            one("线索来源", "source_of"),
            one("线索表现", "signs"),
            one("情况说明", "described"),
        )),
        Group("转介", (one("转介日期", "referred_on"), one("转介机构", "referral_org"))),
        Group("核实", (
            one("核实结果", "verify_result"),
            one("确诊日期", "confirmed_on"),
            one("确诊机构", "confirmed_by"),
            one("登记医生", "staff"),
        )),
    ),
    checks=(
        goes_with("referred_on", "referral_org", "已写转介日期，请写转介机构"),
        not_in_future("referred_on", "转介日期"),
        not_in_future("confirmed_on", "确诊日期"),
    ),
)  # fmt: skip

ARRIVAL = Form(
    id="mental_disorder_arrival",
    label="出院与转入信息",
    model=Arrival,
    ref=KEEPING,
    programme="mental_disorder",
    needs_enrolment=False,
    groups=(
        Group("", (
            one("收到日期", "served_on"),
            one("信息类别", "kind"),
            one("来源机构", "from_org"),
            one("出院日期", "discharged_on"),
            one("诊断", "diagnosis"),
            one("出院用药和康复建议", "plan"),
        )),
        Group("接收", (
            one("接收情况", "answer"),
            one("接收或退回日期", "answered_on"),
            one("退回原因", "return_reason"),
            one("办理人", "staff"),
        )),
    ),
    checks=(
        checks.not_after_the_form("discharged_on", "出院日期"),
        not_in_future("answered_on", "接收或退回日期"),
        checks.answered_after_arrival,
    ),
)  # fmt: skip

CRISIS = Form(
    id="mental_disorder_crisis",
    label="应急医疗处置记录单",
    model=Crisis,
    ref=CRISES,
    programme="mental_disorder",
    groups=(
        Group("", (
            one("处置日期", "served_on"),
            one("应急原因", "causes", "causes_other"),
            one("危险性评估", "danger_level"),
            one("处置地点", "handled_at"),
            one("已告知派出所", "police_told"),
            one("已联系精神专科", "specialist_told"),
            one("处置经过", "handling"),
            one("处置结果", "result", "result_other", "hospital"),
            one("记录人", "staff"),
        )),
    ),
    headline=("danger_level",),
)  # fmt: skip

FORMS = (INFO, FOLLOWUP, CONSENT, CHECKUP, LEAD, ARRIVAL, CRISIS)
