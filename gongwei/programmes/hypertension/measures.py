"""高血压患者健康管理: its indicators. One table of people with named criteria serves all rates. 规范三版 7 高血压 五."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import count_of, in_period, last_record, late_count, managed_in, open_count, owed_in
from gongwei.care.members import with_person
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Measure, cohort
from gongwei.kernel.steps import FACE_TO_FACE
from gongwei.programmes.hypertension import rules
from gongwei.programmes.hypertension.schedule import SORTING, EXAM, VISITS

FORMULA = "national-spec-2017#7.高血压.五"
FORM = "national-spec-2017#7.高血压.附件.高血压患者随访服务记录表"

CRITERIA = (
    Criterion("card_complete", "已建专案并填写完整", "专案没有建立或缺必填项", FORM),
    Criterion("enough_face_to_face", "面对面随访达到应访次数", "面对面随访不足", VISITS, step="follow_up"),
    Criterion("exam_done", "当年已做健康体检", "当年未做健康体检", EXAM, step="exam"),
    Criterion("rechecks_in_time", "未达标后2周内复访", "未达标后2周内没有复访", SORTING, step="recheck"),
    Criterion(
        "referrals_closed", "转诊后2周内追踪结果", "转诊结果没有按时追踪", VISITS, step="referral_result"
    ),
    Criterion("visits_complete", "随访表无缺项", "随访表缺必填项", FORM),
    Criterion(
        "bp_controlled", "当年最近一次血压达标", "最近一次血压未达标或当年未测", SORTING, step="follow_up"
    ),
)
STANDARD = (
    "card_complete", "enough_face_to_face", "exam_done", "rechecks_in_time", "referrals_closed", "visits_complete",
)  # fmt: skip


@cohort("hypertension.managed", "在管高血压患者", ref=FORMULA, criteria=CRITERIA)
def managed(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Everybody under management on at least one day of the period, with the criteria of 规范管理."""
    visits = in_period(with_person(t.hypertension_followup, t), period)
    at_visit = p.at(visits.served_on)
    counts = visits.mode.isin(FACE_TO_FACE) | p.count_phone
    seen = visits.group_by("resident_id").agg(
        visits=ibis.ifelse(counts, 1, 0).sum(),
        incomplete=ibis.ifelse(rules.visit_complete(visits, at_visit), 0, 1).sum(),
    )
    measured = last_record(visits.filter(rules.control(visits, at_visit) != "missing"))
    last = measured.select(
        "resident_id", at_target=rules.control(measured, p.at(measured.served_on)) == "controlled"
    )
    owed = owed_in(t, "hypertension", period)
    duties = owed.group_by("resident_id").agg(
        quarters=count_of(owed, "follow_up"),
        exams_open=open_count(owed, "exam"),
        rechecks_late=late_count(owed, "recheck", period.as_of),
        referrals_late=late_count(owed, "referral_result", period.as_of),
    )
    cards = t.hypertension_card
    carded = cards.filter(rules.card_complete(cards, p) & (cards.served_on <= period.as_of))
    carded = carded.select("resident_id").distinct().mutate(has_card=True)

    people = managed_in(t, "hypertension", period)
    for part in (seen, last, duties, carded):
        people = people.left_join(part, "resident_id").drop("resident_id_right")
    zero = ibis.literal(0)
    return people.select(
        "resident_id",
        card_complete=people.has_card.fill_null(False),
        enough_face_to_face=people.visits.fill_null(zero) >= people.quarters.fill_null(zero),
        exam_done=people.exams_open.fill_null(zero) == 0,
        rechecks_in_time=people.rechecks_late.fill_null(zero) == 0,
        referrals_closed=people.referrals_late.fill_null(zero) == 0,
        visits_complete=people.incomplete.fill_null(zero) == 0,
        bp_controlled=people.at_target.fill_null(False),
    )


MEASURES = (
    Measure(
        "hypertension.task_completion", "高血压患者健康管理任务完成率", managed, (), FORMULA,
        "在管高血压患者人数 ÷ 应管人数（任务目标数）", base="hypertension_task",
    ),
    Measure(
        "hypertension.standard_rate", "高血压患者基层规范管理服务率", managed, STANDARD, FORMULA,
        "当年按规范要求管理的高血压患者人数 ÷ 年内在管（或应管）高血压患者人数",
        bases=("cohort", "hypertension_task"),
    ),
    Measure(
        "hypertension.control_rate", "管理人群最近一次血压控制率", managed, ("bp_controlled",), FORMULA,
        "最近一次随访血压达标人数 ÷ 年内在管高血压患者人数",
    ),
    Measure(
        "hypertension.face_to_face_rate", "高血压患者面对面随访率", managed, ("enough_face_to_face",), FORMULA,
        "面对面随访达到应访次数的人数 ÷ 年内在管高血压患者人数",
    ),
    Measure(
        "hypertension.exam_rate", "高血压患者年度健康体检率", managed, ("exam_done",), FORMULA,
        "当年完成健康体检的人数 ÷ 年内在管高血压患者人数",
    ),
)  # fmt: skip
