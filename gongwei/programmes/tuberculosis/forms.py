"""The forms of tuberculosis in the order and words of the paper (规范三版 九 附件)."""

from __future__ import annotations

from gongwei.programmes.tuberculosis import checks, course
from gongwei.programmes.tuberculosis.models import (
    Attempt,
    Case,
    Closing,
    Contact,
    Contacts,
    FirstVisit,
    Followup,
    Outcome,
    Screening,
    Suspect,
    Trace,
)
from gongwei.records.checks import (
    answers_referral_advice,
    goes_with,
    next_visit,
    not_in_future,
)
from gongwei.records.layout import Form, Group, Line

ANNEX = "national-spec-2017#9.附件"
FIRST_PAPER = f"{ANNEX}.肺结核患者第一次入户随访记录表"
PAPER = f"{ANNEX}.肺结核患者随访服务记录表"
SUSPECTS = "national-spec-2017#9.二（一）"
HOME = "national-spec-2017#9.二（二）"
SUPERVISED = "national-spec-2017#9.二（三）"
END = "national-spec-2017#9.二（四）"
MEDICINE = ("regimen", "usage", "dosage_form")
HABITS = ("smoke_cur", "smoke_target", "drink_cur", "drink_target")


def one(label: str, *fields: str, join: str = "") -> Line:
    """A row of the paper."""
    return Line(label, fields, join=join)


HABIT_GROUP = Group("生活方式评估", (
    one("吸烟", "smoke_cur", "smoke_target", join="/"),
    one("饮酒", "drink_cur", "drink_target", join="/"),
))  # fmt: skip
MEDICINE_GROUP = Group("用药", (
    one("化疗方案", "regimen"), one("用法", "usage"), one("药品剂型", "dosage_form"),
))  # fmt: skip

SUSPECT = Form(
    id="tuberculosis_suspect",
    label="肺结核可疑症状者推介转诊单",
    model=Suspect,
    ref=SUSPECTS,
    programme="tuberculosis",
    needs_enrolment=False,
    groups=(
        Group("", (
            one("推介日期", "served_on"),
            one("发现途径", "found_in"),
            one("人群类别", "groups"),
            one("可疑症状", "symptoms"),
            one("推介至", "referral_org"),
            one("联系电话", "phone"),
            one("备注", "remark"),
            one("推介医生", "staff"),
        )),
    ),
    checks=(checks.has_a_symptom,),
)  # fmt: skip

TRACE = Form(
    id="tuberculosis_trace",
    label="可疑症状者追踪记录",
    model=Trace,
    ref=SUSPECTS,
    programme="tuberculosis",
    needs_enrolment=False,
    groups=(
        Group("", (
            one("追踪日期", "served_on"),
            one("追踪方式", "mode"),
            one("是否就诊", "attended", "attended_on"),
            one("检查结果", "result"),
            one("未就诊原因", "not_attended_reason"),
            one("追踪人", "staff"),
        )),
    ),
    headline=("attended", "result"),
    checks=(not_in_future("attended_on", "就诊日期"),),
)  # fmt: skip

SCREENING = Form(
    id="tuberculosis_screening",
    label="肺结核主动筛查记录",
    model=Screening,
    ref=SUSPECTS,
    programme="tuberculosis",
    needs_enrolment=False,
    groups=(
        Group("", (
            one("筛查日期", "served_on"),
            one("人群类别", "groups"),
            one("可疑症状", "symptoms"),
            one("胸片等检查结果", "chest_xray"),
            one("筛查人", "staff"),
        )),
    ),
    carried=("groups",),
    headline=("symptoms",),
)  # fmt: skip

CASE = Form(
    id="tuberculosis_case",
    label="肺结核患者管理通知",
    model=Case,
    ref=HOME,
    programme="tuberculosis",
    enrols="diagnosis_date",
    needs_enrolment=False,
    groups=(
        Group("通知", (
            one("通知日期", "served_on"),
            one("收到时间", "notice_at"),
            one("通知单位", "notice_from"),
            one("登记号", "registration_no"),
        )),
        Group("诊断和治疗", (
            one("确诊日期", "diagnosis_date"),
            one("患者类型", "patient_type"),
            one("病原学结果", "pathogen"),
            one("治疗类别", "course_kind"),
            one("化疗方案", "regimen"),
            one("用法", "usage"),
            one("开始治疗日期", "treatment_start"),
            one("预计完成日期", "planned_end"),
            one("登记医生", "staff"),
        )),
    ),
    headline=("course_kind", "regimen"),
    checks=(checks.notice_on_its_day, checks.course_in_order, checks.resistant_course),
)  # fmt: skip

ATTEMPT = Form(
    id="tuberculosis_attempt",
    label="第一次入户到访登记",
    model=Attempt,
    ref=HOME,
    programme="tuberculosis",
    groups=(
        Group("", (
            one("到访日期", "served_on"),
            one("到访时间", "attempted_at"),
            one("第几次", "attempt_no"),
            one("结果", "result"),
            one("报告日期", "reported_on"),
            one("报告单位", "reported_to"),
            one("到访人", "staff"),
        )),
    ),
    headline=("attempt_no", "result"),
    checks=(checks.two_failures_are_reported, checks.attempted_on_its_day),
)  # fmt: skip

FIRST_VISIT = Form(
    id="tuberculosis_first_visit",
    label="肺结核患者第一次入户随访记录表",
    model=FirstVisit,
    ref=FIRST_PAPER,
    programme="tuberculosis",
    groups=(
        Group("", (
            one("随访时间", "served_on"),
            one("随访方式", "mode"),
            one("患者类型", "patient_type"),
            one("痰菌情况", "sputum"),
            one("耐药情况", "resistance"),
            one("症状及体征", "symptoms", "symptoms_other"),
        )),
        MEDICINE_GROUP,
        Group("", (one("督导人员选择", "supervisor", "supervisor_other"),)),
        Group("家庭居住环境评估", (
            one("单独的居室", "single_room"),
            one("通风情况", "ventilation"),
        )),
        HABIT_GROUP,
        Group("健康教育及培训", (
            one("取药地点、时间", "pickup_place", "pickup_date", join="，"),
            one("服药记录卡的填写", "edu_card"),
            one("服药方法及药品存放", "edu_method_storage"),
            one("肺结核治疗疗程", "edu_course"),
            one("不规律服药危害", "edu_irregular_harm"),
            one("服药后不良反应及处理", "edu_adr"),
            one("治疗期间复诊查痰", "edu_recheck"),
            one("外出期间如何坚持服药", "edu_travel"),
            one("生活习惯及注意事项", "edu_lifestyle"),
            one("密切接触者检查", "edu_contacts"),
        )),
        Group("", (one("下次随访时间", "next_visit_date"), one("评估医生签名", "staff"))),
        Group("纸表以外", (one("入户时间", "visited_at"),), printed=False),
    ),
    headline=("sputum", "supervisor"),
    opening=course.first_visit_opens,
    checks=(next_visit(), checks.visited_on_its_day),
)  # fmt: skip

FOLLOWUP = Form(
    id="tuberculosis_followup",
    label="肺结核患者随访服务记录表",
    model=Followup,
    ref=PAPER,
    programme="tuberculosis",
    side_by_side=4,
    groups=(
        Group("", (
            one("随访时间", "served_on"),
            one("治疗月序", "treat_month"),
            one("督导人员", "supervisor", "supervisor_other"),
            one("随访方式", "mode"),
        )),
        Group("症状及体征", (one("症状及体征", "symptoms", "symptoms_other"),)),
        Group("生活方式指导", (
            one("吸烟", "smoke_cur", "smoke_target", join="/"),
            one("饮酒", "drink_cur", "drink_target", join="/"),
        )),
        Group("用药", (
            one("化疗方案", "regimen"), one("用法", "usage"), one("药品剂型", "dosage_form"),
            one("漏服药次数", "missed_doses"),
        )),
        Group("", (
            one("药物不良反应", "adr_flag", "adr_text"),
            one("并发症或合并症", "complication_flag", "complication_text"),
        )),
        Group("转诊", (
            one("科别", "referral_dept"),
            one("原因", "referral_reason"),
            one("2周内随访，随访结果", "referral_followup_result"),
        )),
        Group("", (
            one("处理意见", "advice"),
            one("下次随访时间", "next_visit_date"),
            one("随访医生签名", "staff"),
        )),
        Group("纸表以外", (
            one("治疗阶段", "phase"),
            one("连续漏服天数", "missed_in_row"),
            one("不按医嘱服药的原因", "irregular_cause"),
            one("报告上级", "reported_on", "reported_to"),
            one("未采纳建议的理由", "advice_declined"),
        ), printed=False),
    ),
    headline=("treat_month", "missed_doses"),
    verdict=("missed", "report"),
    carried=(*MEDICINE, *HABITS, "supervisor", "supervisor_other"),
    opening=course.followup_opens,
    checks=(
        next_visit(),
        answers_referral_advice(),
        checks.long_gap_is_reported,
        goes_with("referral_reason", "referral_dept", "已写转诊原因，请写科别"),
        goes_with("referral_dept", "referral_reason", "已写转诊科别，请写原因"),
    ),
    shared={
        "served_on": "served_on", "mode": "mode", "smoke": "smoke_cur", "smoke_target": "smoke_target",
        "drink": "drink_cur", "drink_target": "drink_target",
    },
)  # fmt: skip

CLOSING = Form(
    id="tuberculosis_closing",
    label="肺结核患者结案评估",
    model=Closing,
    ref=PAPER,
    programme="tuberculosis",
    groups=(
        Group("", (
            one("评估日期", "served_on"),
            one("停止治疗时间", "stop_date"),
            one("停止治疗原因", "stop_reason"),
        )),
        Group("全程管理情况", (
            one("应访视患者（次）", "should_visits"),
            one("实际访视（次）", "actual_visits"),
            one("应服药（次）", "should_doses"),
            one("实际服药（次）", "actual_doses"),
            one("服药率（%）", "dose_rate"),
            one("评估医生签名", "staff"),
        )),
    ),
    headline=("stop_reason", "dose_rate"),
    verdict=("adherence", "irregular"),
    opening=course.closing_opens,
    after=course.closed,
    checks=(checks.stopped_in_order, checks.not_more_than_due),
)  # fmt: skip

OUTCOME = Form(
    id="tuberculosis_outcome",
    label="肺结核治疗转归追踪",
    model=Outcome,
    ref=END,
    programme="tuberculosis",
    needs_enrolment=False,
    groups=(
        Group("", (
            one("追踪日期", "served_on"),
            one("追踪方式", "mode"),
            one("是否到定点医疗机构评估", "attended"),
            one("治疗转归", "outcome"),
            one("评估机构", "assessed_by"),
            one("未去原因", "not_attended_reason"),
            one("追踪人", "staff"),
        )),
    ),
    headline=("outcome",),
)  # fmt: skip

CONTACTS = Form(
    id="tuberculosis_contacts",
    label="肺结核密切接触者登记",
    model=Contacts,
    ref=SUPERVISED,
    programme="tuberculosis",
    groups=(
        Group("", (
            one("登记日期", "served_on"),
            one("同住人数", "living_together"),
            Line("密切接触者", rows="people"),
            one("备注", "remark"),
            one("登记医生", "staff"),
        )),
    ),
    carried=("living_together", "people"),
    rows={"people": Contact},
)  # fmt: skip

FORMS = (
    SUSPECT, TRACE, SCREENING, CASE, ATTEMPT, FIRST_VISIT, FOLLOWUP, CLOSING, OUTCOME, CONTACTS,
)  # fmt: skip
