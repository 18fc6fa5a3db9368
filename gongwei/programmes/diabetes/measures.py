"""2型糖尿病患者健康管理: its indicators; one table of people with named criteria serves them. 规范三版 7 糖尿病 五."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care import supplements
from gongwei.care.cohorts import (
    aftercare,
    in_period,
    joined,
    joined_after,
    last_record,
    lost_by,
    managed_in,
    services_owed,
)
from gongwei.care.members import with_person
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Measure, cohort
from gongwei.kernel.steps import FACE_TO_FACE
from gongwei.programmes.diabetes import rules
from gongwei.programmes.diabetes.schedule import EXAM, SORTING, VISITS

FORMULA = "national-spec-2017#7.糖尿病.五"
FORM = "national-spec-2017#7.糖尿病.附件.2型糖尿病患者随访服务记录表"
SUPPLEMENT = "huancui-2024#六（一）"
GUIDELINE = "dm-guideline#全文"

CRITERIA = (
    Criterion("card_complete", "已建专案并填写完整", "专案没有建立或缺必填项", FORM),
    Criterion("enough_face_to_face", "面对面随访达到应访次数", "面对面随访不足", VISITS, step="follow_up"),
    Criterion("enough_glucose", "空腹血糖检测达到应测次数", "空腹血糖检测不足", VISITS, step="glucose"),
    Criterion("exam_done", "应做的健康体检已做", "应做的健康体检未做", EXAM, step="exam"),
    Criterion("rechecks_in_time", "未达标后2周内复访", "未达标后2周内没有复访", SORTING, step="recheck"),
    Criterion("referrals_closed", "转诊后2周内追踪", "转诊后没有按时追踪", SORTING, step="referral_result"),
    Criterion("visits_complete", "随访表无缺项", "随访表缺必填项", FORM),
    Criterion(
        "glucose_controlled", "当年最近一次血糖达标", "最近一次未达标、当年未测或失访", SORTING, "glucose"
    ),
    Criterion("examined", "当年做过健康体检", "当年未做健康体检", EXAM, step="exam"),
    Criterion("hba1c_tested", "当年检测过糖化血红蛋白", "当年未检测糖化血红蛋白", GUIDELINE),
    Criterion("foot_screened", "当年查过足背动脉搏动", "当年未查足背动脉搏动", FORM),
    Criterion("eye_screened", "当年查过眼底", "当年未查眼底", GUIDELINE),
    Criterion("kidney_screened", "当年查过尿微量白蛋白或肌酐", "当年未查肾脏", GUIDELINE),
)
STANDARD = (
    "card_complete",
    "enough_face_to_face",
    "enough_glucose",
    "exam_done",
    "rechecks_in_time",
    "referrals_closed",
    "visits_complete",
)
SCREENED = ("foot_screened", "eye_screened", "kidney_screened")


def _visits(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per person: visits that count, glucose and HbA1c tests, feet looked at, forms with gaps."""
    visits = in_period(t.diabetes_followup, period)
    at_visit = p.at(visits.served_on)
    counts = visits.mode.isin(FACE_TO_FACE) | at_visit.count_phone
    return visits.group_by("resident_id").agg(
        visits=ibis.ifelse(counts, 1, 0).sum(),
        tests=ibis.ifelse(rules.glucose_measured(visits, at_visit), 1, 0).sum(),
        hba1c_at_visits=ibis.ifelse(visits.hba1c.notnull(), 1, 0).sum(),
        feet_at_visits=ibis.ifelse(visits.dorsalis_pedis.notnull(), 1, 0).sum(),
        incomplete=ibis.ifelse(rules.visit_complete(visits, at_visit), 0, 1).sum(),
    )


def _exams(t: Tables, period: Period) -> ir.Table:
    """Per person: how many exams the period has and what they looked at."""
    exams = in_period(t.health_exam, period)
    kidney = exams.urine_microalbumin.notnull() | exams.creatinine.notnull()
    return exams.group_by("resident_id").agg(
        exams=exams.count(),
        hba1c_at_exams=ibis.ifelse(exams.hba1c.notnull(), 1, 0).sum(),
        feet_at_exams=ibis.ifelse(exams.dorsalis_pedis.notnull(), 1, 0).sum(),
        eyes=ibis.ifelse(exams.fundus.notnull(), 1, 0).sum(),
        kidneys=ibis.ifelse(kidney, 1, 0).sum(),
    )


def _last_glucose(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per person: whether the last fasting glucose measured at a follow-up of the period was at target."""
    visits = in_period(t.diabetes_followup, period)
    measured = with_person(last_record(visits.filter(rules.glucose_measured(visits, p))), t)
    outcome = rules.control(measured, p.at(measured.served_on))
    shown = measured.fbg.cast("string") + " mmol/L"
    return measured.select("resident_id", at_target=outcome == "controlled", last_value=shown)


def _cards(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """People whose 专项档案 exists and is complete."""
    cards = t.diabetes_card
    complete = cards.filter(rules.card_complete(cards, p) & (cards.served_on <= period.as_of))
    return complete.select("resident_id").distinct().mutate(has_card=True)


@cohort("diabetes.managed", "在管2型糖尿病患者", ref=FORMULA, criteria=CRITERIA)
def managed(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Everybody under management on at least one day of the period, with the criteria of 规范管理."""
    people = managed_in(t, "diabetes", period)
    lost = lost_by(t, period).mutate(lost=True)
    visits, exams, last = _visits(t, p, period), _exams(t, period), _last_glucose(t, p, period)
    care = aftercare(t, "diabetes", period)
    people = joined(people, visits, exams, last, care, _cards(t, p, period), lost)
    zero, year = ibis.literal(0), p.at(period.start)

    def times(*columns: str) -> ir.IntegerValue:
        return sum((people[name].fill_null(zero) for name in columns), zero)

    def owed(per_year: ir.IntegerValue) -> ir.IntegerValue:
        return services_owed(people.from_on, period, per_year)

    yearly = p.at(period.as_of).hba1c_tests_per_year
    examined = times("exams") >= year.exams_per_year
    return people.select(
        "resident_id",
        card_complete=people.has_card.fill_null(False),
        enough_face_to_face=times("visits") >= owed(year.follow_ups_per_year),
        enough_glucose=times("tests") >= owed(year.glucose_tests_per_year),
        exam_done=examined | joined_after(people.from_on, period, year.exam_joined_by),
        rechecks_in_time=times("rechecks_late") == 0,
        referrals_closed=times("referrals_late") == 0,
        visits_complete=times("incomplete") == 0,
        glucose_controlled=people.at_target.fill_null(False) & people.lost.isnull(),
        examined=examined,
        hba1c_tested=times("hba1c_at_visits", "hba1c_at_exams") >= yearly,
        foot_screened=times("feet_at_visits", "feet_at_exams") > 0,
        eye_screened=times("eyes") > 0,
        kidney_screened=times("kidneys") > 0,
        enough_face_to_face_lacking=ibis.greatest(owed(year.follow_ups_per_year) - times("visits"), zero),
        last_value=people.last_value,
    )



@cohort(
    "diabetes.supplemented",
    "在管2型糖尿病患者的医防融合信息补充表",
    ref=SUPPLEMENT,
    criteria=(Criterion("supplement_complete", "补充表完整", "没有补充表或缺必填项", SUPPLEMENT),),
)
def supplemented(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Everybody under management in the period, and whether the last sheet is complete."""
    return supplements.managed_with(t, p, period, "diabetes", t.diabetes_supplement)


MEASURES = (
    Measure(
        "diabetes.task_completion",
        "2型糖尿病患者健康管理任务完成率",
        managed,
        met=(),
        ref=FORMULA,
        definition="在管2型糖尿病患者人数 ÷ 应管人数（任务目标数）",
        base="diabetes_task",
    ),
    Measure(
        "diabetes.standard_rate",
        "2型糖尿病患者基层规范管理服务率",
        managed,
        met=STANDARD,
        ref=FORMULA,
        definition="当年按规范要求管理的2型糖尿病患者人数 ÷ 年内在管（或应管）2型糖尿病患者人数",
        bases=("cohort", "diabetes_task"),
    ),
    Measure(
        "diabetes.control_rate",
        "管理人群最近一次血糖控制率",
        managed,
        met=("glucose_controlled",),
        ref=FORMULA,
        definition="当年最近一次随访空腹血糖达标人数 ÷ 年内在管2型糖尿病患者人数；失访者不算达标",
    ),
    Measure(
        "diabetes.face_to_face_rate",
        "2型糖尿病患者面对面随访率",
        managed,
        met=("enough_face_to_face",),
        ref=VISITS,
        definition="面对面随访达到应访次数的人数 ÷ 年内在管2型糖尿病患者人数",
    ),
    Measure(
        "diabetes.exam_rate",
        "2型糖尿病患者年度健康体检率",
        managed,
        met=("examined",),
        ref=EXAM,
        definition="当年完成健康体检的人数 ÷ 年内在管2型糖尿病患者人数",
    ),
    Measure(
        "diabetes.glucose_rate",
        "2型糖尿病患者空腹血糖检测率",
        managed,
        met=("enough_glucose",),
        ref=VISITS,
        definition="空腹血糖检测达到应测次数的人数 ÷ 年内在管2型糖尿病患者人数",
    ),
    Measure(
        "diabetes.hba1c_rate",
        "糖化血红蛋白检测率",
        managed,
        met=("hba1c_tested",),
        ref=GUIDELINE,
        definition="当年检测过糖化血红蛋白的人数 ÷ 年内在管2型糖尿病患者人数",
    ),
    Measure(
        "diabetes.complication_screening_rate",
        "糖尿病并发症筛查率（足、眼、肾）",
        managed,
        met=SCREENED,
        ref=GUIDELINE,
        definition="当年查过足背动脉、眼底和肾脏的人数 ÷ 年内在管2型糖尿病患者人数",
    ),
    Measure(
        "diabetes.manage_rate",
        "2型糖尿病患者健康管理率",
        managed,
        met=(),
        ref=FORMULA,
        definition="年内在管2型糖尿病患者人数 ÷ 年内估算患者人数（常住人口 × 成人比例 × 患病率）",
        base="diabetes_estimated",
    ),
    Measure(
        "diabetes.supplement_rate",
        "2型糖尿病患者医防融合信息补充表完整率",
        supplemented,
        met=("supplement_complete",),
        ref=SUPPLEMENT,
        definition="补充表完整的人数 ÷ 年内在管2型糖尿病患者人数",
    ),
)
