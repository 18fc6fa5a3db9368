"""0~6岁儿童健康管理: its indicators with named criteria. 规范三版 4 五, 方案 五（五）, 妇幼统计."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import gone_by, in_period, last_record, late_count, owed_in, present_on
from gongwei.care.members import permanent_residents, with_person
from gongwei.engine.dates import add_days, add_years
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Measure, cohort
from gongwei.programmes.child import rules
from gongwei.programmes.child.schedule import ABNORMAL, EXAMS, EYES, HOME, SPECIAL
from gongwei.programmes.child.statistics import STATISTICS

CLAUSE = "national-spec-2017#4.五"
PLAN = "huancui-2024#五（五）"
COUNTED = "child-service-norm#统计"


def exams_in(t: Tables, period: Period) -> ir.Table:
    """Every exam of the period on whichever of the three papers: resident_id, served_on, id, whole (weight, length)."""
    parts = []
    for name in EXAMS:
        form = in_period(t[name], period)
        whole = form.weight.notnull() & form.length.notnull()
        parts.append(form.select("resident_id", "served_on", "id", whole=whole))
    return ibis.union(*parts, distinct=False)


def visits_by(t: Tables, period: Period) -> ir.Table:
    """Newborn home visits up to the as-of day."""
    visits = t.child_newborn_visit
    return visits.filter(visits.served_on <= period.as_of)


@cohort("child.births", "当年活产的常住新生儿", ref=CLAUSE, criteria=(
    Criterion("visited", "新生儿期内访视过", "28天内没有新生儿访视", HOME, step="newborn_visit"),
    Criterion("in_time", "出院后7天内访视", "没有在出院后7天内访视", HOME, step="newborn_visit"),
))  # fmt: skip
def births(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Live births of the period who live here from their first weeks on; early deaths stay in (conventions)."""
    spans = permanent_residents(t)
    born = spans.filter(
        spans.birth_date >= period.start,
        spans.birth_date <= period.as_of,
        spans.from_on <= add_days(spans.birth_date, p.newborn_period_days),
    )
    people = born.group_by("resident_id").agg(birth_date=born.birth_date.min(), until=born.to_on.max())
    s = t.standing
    left = s.filter(s.state.isin(["moved_out", "merged"]), s.from_on <= period.as_of)
    people = people.anti_join(left.select("resident_id").distinct(), "resident_id")
    died = s.filter(s.state == "died").group_by("resident_id").agg(died_on=s.from_on.min())
    for part in (_first_visit(t, p, period), died):
        people = people.left_join(part, "resident_id").drop("resident_id_right")
    seen = (people.visited_on <= add_days(people.birth_date, p.newborn_period_days)).fill_null(False)
    home = ibis.coalesce(people.discharged_on, people.birth_date)
    in_time = seen & (people.visited_on <= add_days(home, p.newborn_visit_days)).fill_null(False)
    return people.select(
        "resident_id",
        visited=ibis.ifelse(p.visit_in_time_only, in_time, seen),
        in_time=in_time,
        alive_week=(people.died_on > add_days(people.birth_date, 6)).fill_null(True),
    )


def _first_visit(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per child the day of the first home visit, and of discharge as the notice or the visit told it."""
    visits = visits_by(t, period)
    notices = t.child_birth_notice
    told = ibis.union(
        notices.select("resident_id", "discharged_on", visited_on=ibis.null("date")),
        visits.select("resident_id", "discharged_on", visited_on=visits.served_on),
        distinct=False,
    )
    return told.group_by("resident_id").agg(
        visited_on=told.visited_on.min(), discharged_on=told.discharged_on.min()
    )


@cohort("child.under_seven", "0~6岁常住儿童", ref=CLAUSE, criteria=(
    Criterion("examined", "当年做过健康检查", "当年没有健康检查", CLAUSE, step="exam"),
    Criterion("followed", "当年接受过随访（含新生儿访视）", "当年没有随访或健康检查", CLAUSE, step="exam"),
    Criterion("eye_checked", "当年做过眼保健和视力检查", "当年没有眼保健和视力检查", EYES, step="eyes"),
    Criterion("handled_in_time", "异常发现按时登记专案或转诊", "异常发现没有按时处理", ABNORMAL, step="handled"),
    Criterion("special_in_time", "专案随访按时", "专案随访没有按时", SPECIAL, step="special"),
))  # fmt: skip
def under_seven(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Permanent residents under 7 on the as-of day; lost ones (失访) stay in and meet nothing (conventions)."""
    present = present_on(t, period.as_of)
    people = present.filter(add_years(present.birth_date, p.served_years) > period.as_of)
    exams = exams_in(t, period).select("resident_id").distinct().mutate(exam=ibis.literal(True))
    visits = in_period(t.child_newborn_visit, period).select("resident_id").distinct()
    visits = visits.mutate(visit=ibis.literal(True))
    for part in (exams, visits, _eyes(t, p, period), _duties(t, period)):
        people = people.left_join(part, "resident_id").drop("resident_id_right")
    reached, none = ~people.lost, ibis.literal(0, type="int64")
    examined, visited = people.exam.fill_null(False), people.visit.fill_null(False)
    handled, special = people.handled.fill_null(none), people.special.fill_null(none)
    return people.select(
        "resident_id",
        examined=(examined | (visited & p.count_newborn_visit)) & reached,
        followed=(examined | visited) & reached,
        eye_checked=people.eyes.fill_null(False) & reached,
        handled_in_time=(people.late_handled.fill_null(none) == 0) & reached,
        special_in_time=(people.late_special.fill_null(none) == 0) & reached,
        abnormal=handled > 0,
        special=special > 0,
    )


def _eyes(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Children whose eye care and vision check of their age were both done in the period."""
    records = with_person(in_period(t.child_eye_exam, period), t)
    covered = records.filter(rules.eye_covered(records, p.at(records.served_on)))
    return covered.select("resident_id").distinct().mutate(eyes=ibis.literal(True))


def _duties(t: Tables, period: Period) -> ir.Table:
    """Per child what an abnormal finding and an open file asked for in the period, and how much of it was late."""
    owed = owed_in(t, "child", period)
    return owed.group_by("resident_id").agg(
        handled=ibis.ifelse(owed.step == "handled", 1, 0).sum(),
        special=ibis.ifelse(owed.step == "special", 1, 0).sum(),
        late_handled=late_count(owed, "handled", period.as_of),
        late_special=late_count(owed, "special", period.as_of),
    )


@cohort("child.under_three", "3岁以下常住儿童", ref=COUNTED, criteria=(
    Criterion("system_managed", "当年体检次数达到该年龄的要求", "当年体检次数不足", COUNTED, step="exam"),
    Criterion("every_contact", "当年到期的各次体检都做了", "当年有到期的体检没做", PLAN, step="exam"),
))  # fmt: skip
def under_three(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Children whose 3rd birthday falls after the as-of day; owed is what their age has asked for in the year so far.

    0 岁 4 次, 1 岁 2 次, 2 岁 1 次 (weight and length measured), never more than fell due by the as-of day.
    """
    present = present_on(t, period.as_of)
    people = present.filter(add_years(present.birth_date, 3) > period.as_of)
    exams = exams_in(t, period)
    done = exams.group_by("resident_id").agg(exams=ibis.ifelse(exams.whole, 1, 0).sum())
    owed = owed_in(t, "child", period)
    owed = owed.filter(owed.step == "exam", owed.due_on <= period.as_of)
    due = owed.group_by("resident_id").agg(due=owed.count(), missed=ibis.ifelse(owed.met, 0, 1).sum())
    ever = visits_by(t, period).select("resident_id").distinct().mutate(visit=ibis.literal(True))
    for part in (done, due, ever):
        people = people.left_join(part, "resident_id").drop("resident_id_right")
    none = ibis.literal(0, type="int64")
    count, fallen_due = people.exams.fill_null(none), people.due.fill_null(none)
    quota = ibis.cases(
        (add_years(people.birth_date, 1) > period.as_of, p.system_age_0),
        (add_years(people.birth_date, 2) > period.as_of, p.system_age_1),
        else_=p.system_age_2,
    )
    wanted = ibis.least(quota.cast("int64"), fallen_due)
    served = (count > 0) | people.visit.fill_null(False)
    every = (people.missed.fill_null(none) == 0) & served & ~people.lost
    enough = (count >= wanted) & served & ~people.lost
    return people.select(
        "resident_id",
        system_managed=ibis.ifelse(p.system_every_contact, every, enough),
        every_contact=every,
        system_managed_lacking=ibis.greatest(wanted - count, none),
    )


def _exams(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Every exam of a child in the period: resident_id."""
    return ibis.union(*(in_period(t[name], period).select("resident_id") for name in EXAMS), distinct=False)


@cohort("child.examined", "当年做过健康检查的儿童", ref=COUNTED, criteria=(
    Criterion("anaemic", "贫血", "不贫血", SPECIAL),
    Criterion("underweight", "低体重", "体重不低", SPECIAL),
    Criterion("stunted", "生长迟缓", "身长（高）不低", SPECIAL),
    Criterion("overweight", "超重", "不超重", SPECIAL),
    Criterion("obese", "肥胖", "不肥胖", SPECIAL),
    Criterion("warned", "发育评估有阳性", "发育评估通过", SPECIAL),
    Criterion("breastfed", "6月内纯母乳喂养", "混合或人工喂养", SPECIAL),
), candidates=_exams)  # fmt: skip
def examined(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Children examined in the period with what their last exam of it says; statistics, not services owed."""
    parts = []
    for name in EXAMS:
        form = with_person(in_period(t[name], period), t)
        whole: ir.Table = rules.Whole(form)
        judged = whole.growth_evaluation
        parts.append(form.select(
            "resident_id", "served_on", "id",
            tested=form.hemoglobin.notnull(),
            anaemic=rules.anaemic(form, p.at(form.served_on)),
            underweight=(form.weight_grade == 3).fill_null(False),
            stunted=(form.length_grade == 3).fill_null(False),
            preschool=ibis.literal(name == EXAMS[2]),
            overweight=judged.contains(5).fill_null(False),
            obese=judged.contains(6).fill_null(False),
            asked=rules.development(whole, p) != "missing",
            warned=rules.development(whole, p) == "warning",
            fed=(whole.feeding.notnull() & ((whole.contact == 1) | (whole.contact == 3))).fill_null(False),
            breastfed=(whole.feeding == 1).fill_null(False),
        ))  # fmt: skip
    last = last_record(ibis.union(*parts, distinct=False))
    return last.drop("served_on", "id").anti_join(gone_by(t, period), "resident_id")


MEASURES = (
    Measure(
        "child.newborn_visit_rate", "新生儿访视率", births, ("visited",), CLAUSE,
        "当年按规范要求接受1次及以上访视（出生28天内）的新生儿数 ÷ 当年活产数",
        base="newborn_live_births", bases=("newborn_live_births", "cohort"),
    ),
    Measure(
        "child.newborn_in_time_rate", "新生儿按时访视率", births, ("in_time",), HOME,
        "出院后7天内访视的新生儿数 ÷ 当年活产的常住新生儿数",
    ),
    Measure(
        "child.newborn_visit_alive_rate", "新生儿访视率（不计早期新生儿死亡）", births, ("visited",), CLAUSE,
        "当年访视的新生儿数 ÷ 出生后存活满7天的活产数", among="alive_week",
    ),
    Measure(
        "child.managed_rate", "7岁以下儿童健康管理率", under_seven, ("examined",), PLAN,
        "当年做过1次及以上健康检查的7岁以下儿童数 ÷ 0~6岁儿童数（上年年报）",
        base="children_0_6_years", bases=("children_0_6_years", "cohort"),
    ),
    Measure(
        "child.child_rate", "0~6岁儿童健康管理率", under_seven, ("followed",), CLAUSE,
        "当年接受1次及以上随访的0~6岁儿童数 ÷ 年度辖区内0~6岁儿童数",
        base="children_0_6_years", bases=("cohort", "children_0_6_years"),
    ),
    Measure(
        "child.eye_rate", "0~6岁儿童眼保健和视力检查覆盖率", under_seven, ("eye_checked",), PLAN,
        "当年做过眼保健和视力检查的0~6岁儿童数 ÷ 0~6岁儿童数（上年年报）",
        base="children_0_6_years", bases=("children_0_6_years", "cohort"),
    ),
    Measure(
        "child.under_three_rate", "3岁以下儿童系统管理率", under_three, ("system_managed",), PLAN,
        "当年体检次数达到年龄要求的3岁以下儿童数 ÷ 0~36月儿童数（上年年报）",
        base="children_0_36_months", bases=("children_0_36_months", "cohort"),
    ),
    Measure(
        "child.every_contact_rate", "3岁以下儿童按程序体检率", under_three, ("every_contact",), PLAN,
        "当年到期的各次体检都做了的3岁以下儿童数 ÷ 3岁以下常住儿童数",
    ),
    Measure(
        "child.handled_rate", "儿童异常发现按时处理率", under_seven, ("handled_in_time",), ABNORMAL,
        "异常发现都按时登记专案或转诊的儿童数 ÷ 当年有异常发现的儿童数", among="abnormal",
    ),
    Measure(
        "child.special_rate", "儿童专案规范管理率", under_seven, ("special_in_time",), SPECIAL,
        "专案随访都按时的儿童数 ÷ 当年有专案随访到期的儿童数", among="special",
    ),
    *(
        Measure(f"child.{name}_rate", label, examined, (criterion,), COUNTED, words, among=among)
        for name, label, criterion, words, among in STATISTICS
    ),
)  # fmt: skip
