"""老年人健康管理: its indicators; one table of people aged 65 and over with named criteria. 规范三版 6 五."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import in_period, present_on
from gongwei.care.members import with_person
from gongwei.engine.dates import at_least
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Measure, cohort
from gongwei.programmes.elderly import rules
from gongwei.programmes.elderly.schedule import ASSESSMENT, EXAM, TOLD

CLAUSE = "national-spec-2017#6.五"
CRITERIA = (
    Criterion("examined", "当年65岁及以上时做过健康体检", "当年没有做健康体检", EXAM, step="exam"),
    Criterion(
        "exam_complete",
        "健康体检表填写完整",
        "健康体检表缺规定项目",
        "national-spec-2017#6.二（三）",
        step="exam",
    ),
    Criterion(
        "self_care_assessed", "做过生活自理能力评估", "没有生活自理能力评估", ASSESSMENT, step="self_care"
    ),
    Criterion("guided", "给予健康指导", "体检表没有健康指导", TOLD, step="exam"),
    Criterion("result_told", "体检结果已反馈", "体检结果没有反馈", TOLD, step="feedback"),
)
MANAGED = ("examined", "exam_complete", "guided")
STANDARD = (*MANAGED, "self_care_assessed", "result_told")


def _elders(t: Tables, p: Parameters, period: Period) -> ir.Table:
    counted_on = ibis.ifelse(p.count_age_at_year_end, period.end, period.as_of)
    present = present_on(t, period.as_of)
    return present.filter(at_least(present.birth_date, p.at(period.end).elderly_age, counted_on))


@cohort("elderly.residents", "65岁及以上常住居民", ref=CLAUSE, criteria=CRITERIA, candidates=_elders)
def residents(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Permanent residents of 65 and over (on 31 December, or on the as-of day), with the parts of the service.

    Lost persons (失访) stay in and meet nothing (conventions, Population).
    """
    people = _elders(t, p, period)
    for part in (_exams(t, p, period), _assessments(t, p, period), _feedbacks(t, p, period)):
        people = people.left_join(part, "resident_id").drop("resident_id_right")
    reached = ~people.lost
    return people.select(
        "resident_id",
        examined=people.exams.notnull() & reached,
        exam_complete=people.complete.fill_null(False) & reached,
        self_care_assessed=(people.assessed.fill_null(False) | people.assessed_at_exam.fill_null(False))
        & reached,
        guided=people.guided.fill_null(False) & reached,
        result_told=(people.told.fill_null(False) | ~p.count_feedback) & reached,
    )


def _exams(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Exams of the period done at 65 or over, one row per person."""
    exams = in_period(with_person(t.health_exam, t), period)
    exams = exams.filter(rules.of_age(exams, p.at(exams.served_on)))
    on_day = p.at(exams.served_on)
    return exams.group_by("resident_id").agg(
        exams=exams.count(),
        complete=rules.exam_complete(exams, on_day).any(),
        guided=rules.guided(exams, on_day).any(),
        assessed_at_exam=exams.elder_self_care.notnull().any(),
    )


def _assessments(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """People whose self-care was assessed on the official form in the period."""
    forms = in_period(t.elderly_self_care, period)
    scored = forms.filter(rules.self_care_level(forms, p.at(forms.served_on)) != "missing")
    return scored.select("resident_id").distinct().mutate(assessed=ibis.literal(True))


def _feedbacks(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """People who were told the result of an exam of the period."""
    exams = in_period(t.health_exam, period).select(exam_key="id", examined_id="resident_id")
    feedbacks = t.exam_feedback.filter(t.exam_feedback.served_on <= period.as_of)
    own = (feedbacks.exam_id == exams.exam_key) & (feedbacks.resident_id == exams.examined_id)
    told = feedbacks.semi_join(exams, own)
    return told.select("resident_id").distinct().mutate(told=ibis.literal(True))


MEASURES = (
    Measure(
        "elderly.standard_rate", "老年人城乡社区规范健康管理服务率", residents, STANDARD, CLAUSE,
        "接受城乡社区规范健康管理服务的65岁及以上常住老年人数 ÷ 辖区内65岁及以上常住居民数",
        base="elderly", bases=("elderly", "cohort"),
    ),
    Measure(
        "elderly.management_rate", "老年人健康管理率", residents, MANAGED, CLAUSE,
        "年内接受健康管理（体检表完整并给予指导）的人数 ÷ 年内辖区内65岁及以上常住居民数",
        base="elderly", bases=("elderly", "cohort"),
    ),
    Measure(
        "elderly.exam_rate", "老年人健康体检率", residents, ("examined",), CLAUSE,
        "年内接受健康体检的65岁及以上常住居民数 ÷ 年内辖区内65岁及以上常住居民数",
        base="elderly", bases=("elderly", "cohort"),
    ),
    Measure(
        "elderly.exam_complete_rate", "老年人体检表完整率", residents, ("exam_complete",), CLAUSE,
        "健康体检表填写完整的人数 ÷ 年内接受健康体检的65岁及以上人数", among="examined",
    ),
    Measure(
        "elderly.self_care_rate", "老年人生活自理能力评估率", residents, ("self_care_assessed",), CLAUSE,
        "做过生活自理能力评估的人数 ÷ 年内接受健康体检的65岁及以上人数", among="examined",
    ),
)  # fmt: skip
