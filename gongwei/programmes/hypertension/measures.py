"""高血压患者健康管理: its indicators; one table of people with named criteria serves them all. 规范三版 7 高血压 五."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care import supplements
from gongwei.care.cohorts import (
    aftercare,
    gone_by,
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
from gongwei.programmes.hypertension import rules
from gongwei.programmes.hypertension.codes import H_TYPE_REF
from gongwei.programmes.hypertension.schedule import EXAM, SORTING, VISITS

FORMULA = "national-spec-2017#7.高血压.五"
FORM = "national-spec-2017#7.高血压.附件.高血压患者随访服务记录表"
SUPPLEMENT = "huancui-2024#六（一）"
FIRST_BP = "huancui-2024#五（七）"

CRITERIA = (
    Criterion("card_complete", "已建专案并填写完整", "专案没有建立或缺必填项", FORM),
    Criterion("enough_face_to_face", "面对面随访达到应访次数", "面对面随访不足", VISITS, step="follow_up"),
    Criterion("exam_done", "应做的健康体检已做", "应做的健康体检未做", EXAM, step="exam"),
    Criterion("rechecks_in_time", "未达标后2周内复访", "未达标后2周内没有复访", SORTING, step="recheck"),
    Criterion("referrals_closed", "转诊后2周内追踪", "转诊后没有按时追踪", SORTING, step="referral_result"),
    Criterion("visits_complete", "随访表无缺项", "随访表缺必填项", FORM),
    Criterion(
        "bp_controlled", "当年最近一次血压达标", "最近一次未达标、当年未测或失访", SORTING, "follow_up"
    ),
    Criterion("examined", "当年做过健康体检", "当年未做健康体检", EXAM, step="exam"),
)
STANDARD = tuple(each.id for each in CRITERIA if each.id not in ("bp_controlled", "examined"))


def _visits(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per person: how many visits count, how many forms have gaps. 电话 counts only where the parameter says so."""
    visits = in_period(t.hypertension_followup, period)
    at_visit = p.at(visits.served_on)
    counts = visits.mode.isin(FACE_TO_FACE) | at_visit.count_phone
    return visits.group_by("resident_id").agg(
        visits=ibis.ifelse(counts, 1, 0).sum(),
        incomplete=ibis.ifelse(rules.visit_complete(visits, at_visit), 0, 1).sum(),
    )


def _last_pressure(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per person: whether the last blood pressure measured at a follow-up of the period was at target."""
    visits = in_period(t.hypertension_followup, period)
    measured = with_person(last_record(visits.filter(rules.measured(visits))), t)
    outcome = rules.control(measured, p.at(measured.served_on))
    shown = measured.sbp.cast("string") + "/" + measured.dbp.cast("string")
    return measured.select("resident_id", at_target=outcome == "controlled", last_value=shown)


def _exams(t: Tables, period: Period) -> ir.Table:
    """Per person: how many exams the period has."""
    return in_period(t.health_exam, period).group_by("resident_id").agg(exams=ibis._.count())


def _cards(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """People whose 专项档案 exists and is complete."""
    cards = t.hypertension_card
    complete = cards.filter(rules.card_complete(cards, p) & (cards.served_on <= period.as_of))
    return complete.select("resident_id").distinct().mutate(has_card=True)


@cohort("hypertension.managed", "在管高血压患者", ref=FORMULA, criteria=CRITERIA)
def managed(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Everybody under management on at least one day of the period, with the criteria of 规范管理."""
    people = managed_in(t, "hypertension", period)
    lost = lost_by(t, period).mutate(lost=True)
    people = joined(
        people,
        _visits(t, p, period),
        _last_pressure(t, p, period),
        aftercare(t, "hypertension", period),
        _exams(t, period),
        _cards(t, p, period),
        lost,
    )
    zero, year = ibis.literal(0), p.at(period.start)
    owed = services_owed(people.from_on, period, year.follow_ups_per_year)
    examined = people.exams.fill_null(zero) >= year.exams_per_year
    return people.select(
        "resident_id",
        card_complete=people.has_card.fill_null(False),
        enough_face_to_face=people.visits.fill_null(zero) >= owed,
        exam_done=examined | joined_after(people.from_on, period, year.exam_joined_by),
        rechecks_in_time=people.rechecks_late.fill_null(zero) == 0,
        referrals_closed=people.referrals_late.fill_null(zero) == 0,
        visits_complete=people.incomplete.fill_null(zero) == 0,
        bp_controlled=people.at_target.fill_null(False) & people.lost.isnull(),
        examined=examined,
        enough_face_to_face_lacking=ibis.greatest(owed - people.visits.fill_null(zero), zero),
        last_value=people.last_value,
    )


def _seen(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Each day on which somebody of any age was seen in the period: resident_id, served_on."""
    forms = (t.encounter, t.health_exam, t.hypertension_first_bp)
    return ibis.union(
        *(in_period(form, period).select("resident_id", "served_on") for form in forms), distinct=False
    )


@cohort(
    "hypertension.seen_from_35",
    "当年来诊的35岁及以上居民",
    ref=FIRST_BP,
    criteria=(Criterion("bp_measured", "当年测过血压", "35岁及以上当年来诊未测血压", FIRST_BP),),
    candidates=_seen,
)
def seen_from_35(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Residents of 35 and over seen in the period (接诊, 体检, 首诊测压), and whether anybody measured them."""
    exam, first, visit = t.health_exam, t.hypertension_first_bp, t.hypertension_followup
    contacts = with_person(_seen(t, p, period), t)
    contacts = contacts.filter(contacts.age >= p.at(contacts.served_on).screening_age)
    people = contacts.select("resident_id").distinct().anti_join(gone_by(t, period), "resident_id")
    left = exam.bp_left_sys.notnull() & exam.bp_left_dia.notnull()
    right = exam.bp_right_sys.notnull() & exam.bp_right_dia.notnull()
    measured = ibis.union(
        in_period(first.filter(first.sbp.notnull() & first.dbp.notnull()), period).select("resident_id"),
        in_period(exam.filter(left | right), period).select("resident_id"),
        in_period(visit.filter(visit.sbp.notnull() & visit.dbp.notnull()), period).select("resident_id"),
        distinct=True,
    ).mutate(measured=True)
    people = joined(people, measured)
    return people.select("resident_id", bp_measured=people.measured.fill_null(False))



@cohort(
    "hypertension.supplemented",
    "在管高血压患者的医防融合信息补充表",
    ref=SUPPLEMENT,
    criteria=(Criterion("supplement_complete", "补充表完整", "没有补充表或缺必填项", SUPPLEMENT),),
)
def supplemented(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Everybody under management in the period, and whether the last sheet is complete."""
    return supplements.managed_with(t, p, period, "hypertension", t.hypertension_supplement)


@cohort(
    "hypertension.h_type",
    "在管H型高血压患者",
    ref=H_TYPE_REF,
    criteria=(Criterion("h_type_supplied", "当年领过补服药", "H型高血压当年没有补服", H_TYPE_REF),),
)
def h_type(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Those managed in the period whose last homocysteine up to its as-of day says H型, and who was supplied in it."""
    tests = last_record(t.hypertension_h_type.filter(t.hypertension_h_type.served_on <= period.as_of))
    held = tests.filter(rules.h_type(tests, p.at(tests.served_on)) == "h_type").select("resident_id")
    supplied = in_period(t.hypertension_supply, period).select("resident_id").distinct().mutate(supplied=True)
    people = joined(managed_in(t, "hypertension", period).semi_join(held, "resident_id"), supplied)
    return people.select("resident_id", h_type_supplied=people.supplied.fill_null(False))


MEASURES = (
    Measure(
        "hypertension.task_completion",
        "高血压患者健康管理任务完成率",
        managed,
        met=(),
        ref=FORMULA,
        definition="在管高血压患者人数 ÷ 应管人数（任务目标数）",
        base="hypertension_task",
    ),
    Measure(
        "hypertension.standard_rate",
        "高血压患者基层规范管理服务率",
        managed,
        met=STANDARD,
        ref=FORMULA,
        definition="当年按规范要求管理的高血压患者人数 ÷ 年内在管（或应管）高血压患者人数",
        bases=("cohort", "hypertension_task"),
    ),
    Measure(
        "hypertension.control_rate",
        "管理人群最近一次血压控制率",
        managed,
        met=("bp_controlled",),
        ref=FORMULA,
        definition="当年最近一次随访血压达标人数 ÷ 年内在管高血压患者人数；失访者不算达标",
    ),
    Measure(
        "hypertension.face_to_face_rate",
        "高血压患者面对面随访率",
        managed,
        met=("enough_face_to_face",),
        ref=VISITS,
        definition="面对面随访达到应访次数的人数 ÷ 年内在管高血压患者人数",
    ),
    Measure(
        "hypertension.exam_rate",
        "高血压患者年度健康体检率",
        managed,
        met=("examined",),
        ref=EXAM,
        definition="当年完成健康体检的人数 ÷ 年内在管高血压患者人数",
    ),
    Measure(
        "hypertension.first_bp_rate",
        "35岁及以上居民首诊测压率",
        seen_from_35,
        met=("bp_measured",),
        ref=FIRST_BP,
        definition="当年来诊并测过血压的35岁及以上居民 ÷ 当年来诊的35岁及以上居民",
    ),
    Measure(
        "hypertension.manage_rate",
        "高血压患者健康管理率",
        managed,
        met=(),
        ref=FORMULA,
        definition="年内在管高血压患者人数 ÷ 年内估算高血压患者人数（常住人口 × 成人比例 × 患病率）",
        base="hypertension_estimated",
    ),
    Measure(
        "hypertension.supplement_rate",
        "高血压患者医防融合信息补充表完整率",
        supplemented,
        met=("supplement_complete",),
        ref=SUPPLEMENT,
        definition="补充表完整的人数 ÷ 年内在管高血压患者人数",
    ),
    Measure(
        "hypertension.h_type_completion",
        "H型高血压查漏补服任务完成率",
        h_type,
        met=("h_type_supplied",),
        ref=H_TYPE_REF,
        definition="当年领过补服药的在管H型高血压患者人数 ÷ 县下达的任务数",
        base="h_type_task",
    ),
)
