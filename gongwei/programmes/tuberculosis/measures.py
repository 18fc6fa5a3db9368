"""肺结核患者健康管理: its indicators. 规范三版 九 五; huancui-2024#五（九）; spec 09 e."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import gone_by, in_period, owed_in, present_on
from gongwei.engine.dates import add_days, add_years, age_years
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Measure, cohort
from gongwei.programmes.tuberculosis import rules
from gongwei.programmes.tuberculosis.schedule import END, HOME, SUPERVISED, SUSPECTS

FORMULA = "national-spec-2017#9.五"
PAPER = "national-spec-2017#9.附件.肺结核患者随访服务记录表"
FOLLOWING = ("ten_days", "monthly")
_FAR = (9999, 12, 31)


def _notices(t: Tables, period: Period) -> ir.Table:
    """One row per notice received in the period: the case, its patient, and when the next notice begins another."""
    case = in_period(t.tuberculosis_case, period)
    order = ibis.window(group_by="resident_id", order_by=[case.served_on, case.id])
    until = ibis.coalesce(case.served_on.lead(1).over(order), ibis.date(*_FAR))
    held = case.select("resident_id", "notice_at", case_id="id", noticed="served_on", until=until)
    return held.anti_join(gone_by(t, period), "resident_id")


def _first_visits(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per case whether the first home visit was made, and in time: by the hour where it is known, else by the day."""
    visit = in_period(t.tuberculosis_first_visit, period).select(
        who="resident_id", visited="served_on", visited_at="visited_at"
    )
    cases = _notices(t, period)
    both = cases.join(visit, [
        cases.resident_id == visit.who, visit.visited >= cases.noticed, visit.visited < cases.until,
    ])  # fmt: skip
    limit = p.at(both.noticed).first_visit_days
    by_day = both.visited <= add_days(both.noticed, limit)
    deadline = both.notice_at + limit.as_interval("D")
    by_hour = both.visited_at <= deadline
    return both.group_by("case_id").agg(in_time=ibis.coalesce(by_hour, by_day).any())


def _late(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per person: how many follow-ups of the course were not made in time (with grace), by the as-of day."""
    owed = owed_in(t, "tuberculosis", period)
    owed = owed.filter(owed.step.isin(FOLLOWING))
    last = add_days(owed.due_on, p.at(owed.due_on).followed_grace_days)
    made = (owed.met & (owed.met_on <= last)).fill_null(False)
    return owed.group_by("resident_id").agg(late=ibis.ifelse((last < period.as_of) & ~made, 1, 0).sum())


def _gaps(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per person: how many follow-up forms of the period have gaps."""
    visits = in_period(t.tuberculosis_followup, period)
    complete = rules.visit_complete(visits, p.at(visits.served_on))
    return visits.group_by("resident_id").agg(incomplete=ibis.ifelse(complete, 0, 1).sum())


@cohort(
    "tuberculosis.notified",
    "通知管理的肺结核患者",
    ref=FORMULA,
    criteria=(
        Criterion("first_visited", "已第一次入户随访", "没有第一次入户随访记录", HOME, step="first_visit"),
        Criterion("first_in_time", "接到通知72小时内入户", "第一次入户超过72小时", HOME, step="first_visit"),
        Criterion("followed", "按督导方式和阶段如期随访", "有随访超过应访日期", SUPERVISED),
        Criterion("visits_complete", "随访表无缺项", "随访表缺必填项", PAPER),
    ),
)
def notified(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Patients of whom the designated hospital or CDC told the institution in the period: one row per course."""
    cases = _notices(t, period)
    for part, key in (
        (_first_visits(t, p, period), "case_id"),
        (_late(t, p, period), "resident_id"),
        (_gaps(t, p, period), "resident_id"),
    ):
        cases = cases.left_join(part, key).drop(f"{key}_right")
    zero = ibis.literal(0)
    return cases.select(
        "resident_id",
        "case_id",
        first_visited=cases.in_time.notnull(),
        first_in_time=cases.in_time.fill_null(False),
        followed=cases.late.fill_null(zero) == 0,
        visits_complete=cases.incomplete.fill_null(zero) == 0,
        last_value="通知 " + cases.noticed.cast("string"),
    )


@cohort(
    "tuberculosis.completed",
    "完成疗程的肺结核患者",
    ref=FORMULA,
    criteria=(
        Criterion("regular", "规则服药（达到应服药的90%）", "实际服药不足应服药的90%，或次数不全", FORMULA),
        Criterion("outcome_known", "停止治疗后已追踪转归", "没有追踪治疗转归", END, step="outcome"),
    ),
)
def completed(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Courses whose treatment ended as 完成疗程 in the period, by the day on which it stopped."""
    closing = t.tuberculosis_closing
    ended = closing.filter(
        closing.stop_reason == rules.COMPLETED, closing.stop_date >= period.start,
        closing.stop_date <= period.as_of, closing.served_on <= period.as_of,
    )  # fmt: skip
    told = in_period(t.tuberculosis_outcome, period).select(who="resident_id", told_on="served_on")
    known = ended.join(told, (ended.resident_id == told.who) & (told.told_on >= ended.stop_date))
    known = known.select(closing_id="id").distinct().mutate(known=True)
    ended = ended.left_join(known, ended.id == known.closing_id)
    rate = (ended.actual_doses.cast("int64") * 100 // ended.should_doses.cast("int64").nullif(0)).cast(
        "string"
    )
    return ended.select(
        "resident_id",
        case_id="id",
        regular=rules.adherence(ended, p.at(ended.stop_date)) == "regular",
        outcome_known=ended.known.fill_null(False),
        last_value=ibis.coalesce("服药率 " + rate + "%", ibis.literal("服药次数不全")),
    )


@cohort(
    "tuberculosis.suspects",
    "推介转诊的肺结核可疑症状者",
    ref=SUSPECTS,
    criteria=(
        Criterion("traced", "推介后1周内追踪", "推介后1周内没有追踪", SUSPECTS, step="suspect_check"),
        Criterion("arrived", "已到定点医疗机构就诊", "没有到定点医疗机构就诊", SUSPECTS),
    ),
)
def suspects(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Persons sent to the designated hospital in the period, one row per slip."""
    slip, trace = in_period(t.tuberculosis_suspect, period), in_period(t.tuberculosis_trace, period)
    asked = trace.select(
        who="resident_id", asked_on="served_on", went=(trace.attended == rules.YES).fill_null(False)
    )
    both = slip.join(asked, (slip.resident_id == asked.who) & (asked.asked_on >= slip.served_on))
    limit = add_days(both.served_on, p.at(both.served_on).suspect_check_days)
    found = both.group_by("id").agg(traced=(both.asked_on <= limit).any(), arrived=both.went.any())
    joined = slip.left_join(found, slip.id == found.id)
    return joined.select(
        "resident_id",
        case_id="id",
        traced=joined.traced.fill_null(False),
        arrived=joined.arrived.fill_null(False),
    )


def _members(t: Tables, programme: str, day: ir.DateValue) -> ir.Table:
    e = t.enrolment
    holds = (e.programme == programme) & (e.from_on <= day) & (ibis.coalesce(e.to_on, ibis.date(*_FAR)) > day)
    return e.filter(holds).select("resident_id").distinct()


TAGGED = ("contact", "student", "hiv", "immunocompromised")
"""Groups that are known by a tag of the record (EHR-16)."""


def _tagged(t: Tables, tag: str, day: ir.DateValue) -> ir.Table:
    r = t.resident_tag
    holds = (r.tag == tag) & (r.from_on <= day) & (ibis.coalesce(r.to_on, ibis.date(*_FAR)) > day)
    return r.filter(holds).select("resident_id").distinct()


def _cured(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Who completed treatment within the last two years."""
    closing = t.tuberculosis_closing
    since = add_years(period.as_of, ibis.literal(0) - p.at(period.start).cured_years)
    held = closing.filter(
        closing.stop_reason == rules.COMPLETED, closing.stop_date > since, closing.stop_date <= period.as_of
    )
    return held.select("resident_id").distinct()


@cohort(
    "tuberculosis.at_risk",
    "结核病主动筛查的重点人群",
    ref=SUSPECTS,
    criteria=(Criterion("screened", "当年做过结核病筛查", "当年未做结核病筛查", SUSPECTS),),
)
def at_risk(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Permanent residents of the seven groups that are screened actively, each group a column (TB-02)."""
    people = present_on(t, period.as_of)
    screened = ibis.union(
        in_period(t.tuberculosis_screening, period).select("resident_id"),
        in_period(t.tuberculosis_suspect, period).select("resident_id"),
        distinct=True,
    )
    groups = {
        "diabetic": _members(t, "diabetes", period.as_of),
        "cured": _cured(t, p, period),
        **{tag: _tagged(t, tag, period.as_of) for tag in TAGGED},
        "screened": screened,
    }
    for name, members in groups.items():
        people = people.left_join(members.mutate(**{name: True}), "resident_id").drop("resident_id_right")
    people = people.mutate(
        elder=age_years(people.birth_date, period.as_of) >= p.at(period.start).elderly_age,
        **{name: people[name].fill_null(False) for name in groups},
    )
    any_group = people.elder
    for name in groups:
        any_group = any_group | people[name] if name != "screened" else any_group
    return people.filter(any_group).select("resident_id", "elder", *groups)


MEASURES = (
    Measure(
        "tuberculosis.managed_rate", "肺结核患者管理率", notified, met=("first_in_time", "followed"), ref=FORMULA,
        definition="已管理（72小时内入户并如期随访）的患者人数 ÷ 同期通知管理的确诊患者人数",
    ),
    Measure(
        "tuberculosis.regular_medication_rate", "肺结核患者规则服药率", completed, met=("regular",), ref=FORMULA,
        definition="按要求规则服药的患者人数 ÷ 同期完成疗程的患者人数；规则服药：实际服药达到应服药的90%",
    ),
    Measure(
        "tuberculosis.first_visit_rate", "肺结核患者72小时入户率", notified, met=("first_in_time",), ref=HOME,
        definition="接到通知72小时内第一次入户的人数 ÷ 同期通知管理的患者人数",
    ),
    Measure(
        "tuberculosis.trace_rate", "可疑症状者推介追踪率", suspects, met=("traced",), ref=SUSPECTS,
        definition="推介后1周内追踪的人次 ÷ 推介转诊的可疑症状者人次",
    ),
    Measure(
        "tuberculosis.arrival_rate", "可疑症状者转诊到位率", suspects, met=("arrived",), ref=SUSPECTS,
        definition="到定点医疗机构就诊的人次 ÷ 推介转诊的可疑症状者人次",
    ),
    Measure(
        "tuberculosis.screening_rate", "重点人群结核病筛查覆盖率", at_risk, met=("screened",), ref=SUSPECTS,
        definition="当年做过结核病筛查的人数 ÷ 七类重点人群（密切接触者、老年人、糖尿病患者、学生、2年内治愈者等）人数",
    ),
    *(
        Measure(
            f"tuberculosis.{name}_screening_rate", f"{label}结核病筛查覆盖率", at_risk, met=("screened",), ref=SUSPECTS,
            definition=f"当年做过结核病筛查的{label}人数 ÷ {label}人数", among=among,
        )
        for name, label, among in (
            ("contact", "密切接触者", "contact"), ("elderly", "65岁及以上老年人", "elder"),
            ("diabetes", "糖尿病患者", "diabetic"), ("student", "学生", "student"),
            ("cured", "2年内治愈的肺结核患者", "cured"), ("hiv", "艾滋病病毒感染者", "hiv"),
            ("immunocompromised", "免疫受损者", "immunocompromised"),
        )
    ),
)  # fmt: skip
