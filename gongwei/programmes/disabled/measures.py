"""残疾人健康体检: its indicators over the permanent residents who hold a certificate. huancui-2024#六（六）."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import gone_by, in_period, joined, lost_by
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Count, Criterion, Measure, cohort
from gongwei.programmes.disabled import rules
from gongwei.programmes.disabled.schedule import CLAUSE, SUPPORT, TAG, members

CRITERIA = (
    Criterion("examined", "当年做过健康体检", "当年没有做健康体检", CLAUSE, step="exam"),
    Criterion("exam_complete", "健康体检表填写完整", "健康体检表缺规定项目", CLAUSE, step="exam"),
    Criterion("assessed", "当年做过健康评估", "当年没有健康评估", CLAUSE, step="assessment"),
    Criterion("result_told", "体检结果已反馈", "体检结果没有反馈", CLAUSE, step="feedback"),
    Criterion("supported", "有需求并得到服务", "有需求没有得到服务", SUPPORT, step="demand"),
    Criterion("has_need", "有康复需求", "没有康复需求", SUPPORT),
)


def _certified(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Certified permanent residents on the as-of day, neither dead nor gone: resident_id, lost."""
    people = _open_then(members(t, p.at(period.as_of)), period).select("resident_id").distinct()
    people = people.anti_join(gone_by(t, period), "resident_id")
    marked = joined(people, lost_by(t, period).mutate(lost=True))
    return marked.mutate(lost=marked.lost.fill_null(False))


def _since(t: Tables, period: Period) -> ir.Table:
    """Since when they live here with the certificate, lost for a while or not: resident_id, since."""
    held = _open_then(t.resident_tag.filter(t.resident_tag.tag == TAG), period)
    tags = held.group_by("resident_id").agg(tagged=held.from_on.min())
    homes = _open_then(t.residence.filter(t.residence.permanent), period)
    both = homes.join(tags, "resident_id")
    return both.select("resident_id", since=ibis.greatest(both.from_on, both.tagged))


def _open_then(spans: ir.Table, period: Period) -> ir.Table:
    until = ibis.coalesce(spans.to_on, ibis.date(9999, 12, 31))
    return spans.filter(spans.from_on <= period.as_of, until > period.as_of)


def _tagged(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Who ever held a certificate: resident_id."""
    return t.resident_tag.filter(t.resident_tag.tag == TAG).select("resident_id")


@cohort("disabled.certified", "持证残疾人", ref=CLAUSE, criteria=CRITERIA, candidates=_tagged)
def certified(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Everybody with a certificate; one exam of the year counts once, whatever else it serves; lost ones stay in."""
    exams = in_period(t.health_exam, period)
    done = exams.group_by("resident_id").agg(
        exams=exams.count(), complete=rules.exam_complete(exams, p.at(exams.served_on)).any()
    )
    own = exams.select(exam_key="id")
    told = t.exam_feedback.filter(t.exam_feedback.served_on <= period.as_of)
    told = (
        told.semi_join(own, told.exam_id == own.exam_key).select("resident_id").distinct().mutate(told=True)
    )
    forms = in_period(t.disabled_assessment, period)
    judged = forms.group_by("resident_id").agg(
        assessments=forms.count(), need=(rules.has_need(forms, p) == "need").any()
    )
    asked = in_period(t.disabled_demand, period).select("resident_id").distinct().mutate(asked=True)
    helped = in_period(t.disabled_support, period).select("resident_id").distinct().mutate(helped=True)
    people = joined(_certified(t, p, period), done, told, judged, asked, helped)
    reached = ~people.lost
    need = people.need.fill_null(False) | people.asked.fill_null(False)
    return people.select(
        "resident_id",
        examined=people.exams.notnull() & reached,
        exam_complete=people.complete.fill_null(False) & reached,
        assessed=people.assessments.notnull() & reached,
        result_told=people.told.fill_null(False) & reached,
        supported=need & people.helped.fill_null(False) & reached,
        has_need=need,
    )


@cohort(
    "disabled.compared",
    "满对比年数的受检残疾人",
    ref=CLAUSE,
    criteria=(
        Criterion("enough_years", "体检结果够年数可对比", "体检结果不够年数，不能对比", CLAUSE, step="exam"),
    ),
    candidates=_tagged,
)
def compared(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Those examined this year who have been certified for all the years to compare: in how many they were examined."""
    years = p.at(period.as_of).comparison_years.cast("int32")
    this = period.as_of.year().cast("int32")
    exams = t.health_exam.filter(t.health_exam.served_on <= period.as_of)
    exams = exams.mutate(year=exams.served_on.year().cast("int32"))
    exams = exams.filter(exams.year > this - years)
    found = exams.group_by("resident_id").agg(
        years=exams.year.nunique().cast("int32"), last=exams.year.max().cast("int32")
    )
    people = joined(_certified(t, p, period), found, _since(t, period))
    known = people.since.year().cast("int32") <= this - years + 1
    people = people.filter(known & (people.last == this).fill_null(False))
    zero = ibis.literal(0, type="int32")
    counted = people.years.fill_null(zero)
    return people.select("resident_id", enough_years=counted >= years, years=counted)


MEASURES = (
    Measure(
        "disabled.exam_rate", "残疾人健康体检率", certified, ("examined",), CLAUSE,
        "当年做过健康体检的持证残疾人常住居民数 ÷ 持证残疾人常住居民数；一人一年只计一次",
    ),
    Measure(
        "disabled.exam_complete_rate", "残疾人体检表完整率", certified, ("exam_complete",), CLAUSE,
        "健康体检表项目完整的人数 ÷ 当年做过健康体检的持证残疾人数（项目待核）", among="examined",
    ),
    Measure(
        "disabled.assessed_rate", "残疾人健康评估率", certified, ("assessed",), CLAUSE,
        "当年做过健康评估的人数 ÷ 持证残疾人常住居民数",
    ),
    Measure(
        "disabled.told_rate", "残疾人体检结果反馈率", certified, ("result_told",), CLAUSE,
        "体检结果已反馈的人数 ÷ 当年做过健康体检的持证残疾人数", among="examined",
    ),
    Measure(
        "disabled.support_rate", "残疾人康复服务率", certified, ("supported",), SUPPORT,
        "得到服务的人数 ÷ 有需求的持证残疾人数（口径待核）", among="has_need",
    ),
    Measure(
        "disabled.comparison_years", "残疾人健康体检结果对比年限", compared, ("enough_years",), CLAUSE,
        "近几年每年都有体检结果、可以对比的人数 ÷ 当年受检并已持证满对比年数的人数",
        counted=Count("years", "年"),
    ),
)  # fmt: skip
