"""严重精神障碍患者管理: its indicators. 规范三版 八 五; huancui-2024#五（八）; spec 08 e."""

from __future__ import annotations

from dataclasses import replace

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import (
    gone_by,
    in_period,
    joined_after,
    last_record,
    lost_by,
    managed_in,
    owed_in,
    services_owed,
)
from gongwei.engine.dates import add_days
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Measure, cohort
from gongwei.kernel.steps import FACE_TO_FACE
from gongwei.programmes.mental_disorder import rules
from gongwei.programmes.mental_disorder.schedule import EXAM, KEEPING, SORTING, VISITS, consents, counted

FORMULA = "national-spec-2017#8.五"
FORM = "national-spec-2017#8.附件.严重精神障碍患者随访服务记录表"
DISTRICT = "huancui-2024#五（八）"
NORM = "smi-norm-2018#工作指标"
INTERVALS = ("unstable", "basic", "basic_again", "stable", "discharge", "referral_result")
SCHIZOPHRENIA = 1
_FAR = (9999, 12, 31)

CRITERIA = (
    Criterion("consented", "知情同意参加管理", "没有同意参加管理的知情同意书", KEEPING),
    Criterion("enough_visits", "随访达到应访次数", "随访次数不足", VISITS, step="follow_up"),
    Criterion("visits_in_time", "按病情分类如期随访", "有随访超过应访日期", SORTING),
    Criterion("danger_assessed", "每次随访都评估了危险性", "有随访未评估危险性", VISITS),
    Criterion("visits_complete", "随访表无缺项", "随访表缺必填项", FORM),
    Criterion(
        "exam_handled", "年度健康检查已做或有拒绝记录", "当年未做健康检查，也没有拒绝记录", EXAM, step="exam"
    ),
    Criterion("visited", "当年至少随访到一次", "当年没有随访到", VISITS, step="follow_up"),
    Criterion("seen", "当年至少面访一次", "当年没有面访（门诊或家庭）", VISITS, step="follow_up"),
    Criterion("seen_on_schedule", "面访达到应访次数", "面访次数不足", VISITS, step="follow_up"),
    Criterion("takes_drugs", "最近一次随访在用药", "最近一次随访未用药或当年未随访", FORM),
    Criterion(
        "takes_drugs_regularly", "当年各次随访均按医嘱规律用药", "有间断用药、不用药或当年未随访", FORM
    ),
    Criterion("settled", "最近一次随访病情稳定或基本稳定", "最近一次为不稳定、失访或当年未随访", SORTING),
    Criterion("examined", "当年做过健康检查", "当年未做健康检查", EXAM, step="exam"),
    Criterion("caused_incident", "当年有肇事或肇祸", "当年没有肇事肇祸", FORM),
)
STANDARD = (
    "consented",
    "enough_visits",
    "visits_in_time",
    "danger_assessed",
    "visits_complete",
    "exam_handled",
)


def _agreed_on(t: Tables, day: ir.DateValue) -> ir.Table:
    """Who agreed to management on the day: resident_id."""
    said = consents(t)
    holds = (said.since <= day) & (ibis.coalesce(said.until, ibis.date(*_FAR)) > day)
    return said.filter(holds & said.agreed).select("resident_id").distinct()


def _visits(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per person: visits that count, visits face to face, forms with gaps, danger not assessed, incidents."""
    visits = in_period(t.mental_disorder_followup, period)
    at = p.at(visits.served_on)
    met, face = rules.met(visits, at), visits.mode.isin(FACE_TO_FACE)
    skipped = (visits.drug_adherence == 4).fill_null(False) & at.no_drug_excluded
    serious = ibis.literal(False)
    for act in rules.SERIOUS_ACTS:
        serious = serious | visits.danger_acts.contains(act).fill_null(False)
    return visits.group_by("resident_id").agg(
        visits=ibis.ifelse(counted(visits, at), 1, 0).sum(),
        met=ibis.ifelse(met, 1, 0).sum(),
        seen=ibis.ifelse(met & face.fill_null(False), 1, 0).sum(),
        incomplete=ibis.ifelse(rules.visit_complete(visits, at), 0, 1).sum(),
        unassessed=ibis.ifelse(met & visits.danger_level.isnull(), 1, 0).sum(),
        incidents=ibis.ifelse(met & serious, 1, 0).sum(),
        drug_visits=ibis.ifelse(met & ~skipped, 1, 0).sum(),
        regular=ibis.ifelse(met & ~skipped & (visits.drug_adherence == 1).fill_null(False), 1, 0).sum(),
    )


def _last(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per person: what the last visit of the period at which somebody was met says."""
    visits = in_period(t.mental_disorder_followup, period)
    last = last_record(visits.filter(rules.met(visits, p.at(visits.served_on))))
    at = p.at(last.served_on)
    settled = (last.visit_class == rules.STABLE) | (
        (last.visit_class == rules.BASIC) & at.basic_counts_stable
    )
    shown = ibis.cases(
        (last.visit_class == 1, "不稳定"),
        (last.visit_class == 2, "基本稳定"),
        (last.visit_class == 3, "稳定"),
        else_="未分类",
    )
    return last.select(
        "resident_id", settled=settled.fill_null(False), takes=last.drug_adherence.isin([1, 2]).fill_null(False),
        needs_none=(last.drug_adherence == 4).fill_null(False) & at.no_drug_excluded,
        last_value=shown + "，危险性" + ibis.coalesce(last.danger_level.cast("string"), "未评"),
    )  # fmt: skip


def _late(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per person: how many visits asked by class, discharge or referral were not made in time (with grace)."""
    owed = owed_in(t, "mental_disorder", period)
    owed = owed.filter(owed.step.isin(INTERVALS))
    last = add_days(owed.due_on, p.at(owed.due_on).grace_days)
    made = (owed.met & (owed.met_on <= last)).fill_null(False)
    return owed.group_by("resident_id").agg(late=ibis.ifelse((last < period.as_of) & ~made, 1, 0).sum())


def _exams(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per person: exams made, and refusals documented, in the period."""
    made = in_period(t.health_exam, period).select("resident_id", exam=1, refusal=0)
    asked = in_period(t.mental_disorder_checkup, period)
    refused = asked.filter(rules.exam_answered(asked, p)).select("resident_id", exam=0, refusal=1)
    both = ibis.union(made, refused, distinct=False)
    return both.group_by("resident_id").agg(exams=both.exam.sum(), refusals=both.refusal.sum())


def _diagnoses(t: Tables, period: Period) -> ir.Table:
    """Per person: whether the last supplement says schizophrenia."""
    known = t.mental_disorder_info
    last = last_record(known.filter(known.served_on <= period.as_of))
    return last.select("resident_id", schizophrenia=(last.diagnosis == SCHIZOPHRENIA).fill_null(False))


@cohort("mental_disorder.registered", "在册严重精神障碍患者", ref=FORMULA, criteria=CRITERIA)
def registered(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Everybody registered on at least one day of the period (在册), whether or not they agreed to management."""
    people = managed_in(t, "mental_disorder", period)
    parts = (
        _visits(t, p, period),
        _last(t, p, period),
        _late(t, p, period),
        _exams(t, p, period),
        _diagnoses(t, period),
        _agreed_on(t, period.as_of).mutate(agreed=True),
        lost_by(t, period).mutate(lost=True),
    )
    for part in parts:
        people = people.left_join(part, "resident_id").drop("resident_id_right")
    zero, year = ibis.literal(0), p.at(period.start)
    owed = services_owed(people.from_on, period, year.follow_ups_per_year)
    reached, consented = people.lost.isnull(), people.agreed.fill_null(False)
    examined = people.exams.fill_null(zero) >= year.exams_per_year
    excused = (people.refusals.fill_null(zero) > 0) & year.refused_exam_excused
    late_joined = joined_after(people.from_on, period, year.exam_joined_by)
    without_drugs = people.needs_none.fill_null(False)
    return people.select(
        "resident_id",
        consented=consented,
        enough_visits=people.visits.fill_null(zero) >= owed,
        visits_in_time=people.late.fill_null(zero) == 0,
        danger_assessed=people.unassessed.fill_null(zero) == 0,
        visits_complete=people.incomplete.fill_null(zero) == 0,
        exam_handled=examined | excused | late_joined,
        visited=people.met.fill_null(zero) > 0,
        seen=people.seen.fill_null(zero) > 0,
        seen_on_schedule=people.seen.fill_null(zero) >= owed,
        takes_drugs=people.takes.fill_null(False),
        takes_drugs_regularly=(people.drug_visits.fill_null(zero) > 0)
        & (people.regular.fill_null(zero) == people.drug_visits.fill_null(zero)),
        settled=people.settled.fill_null(False) & reached,
        examined=examined,
        caused_incident=people.incidents.fill_null(zero) > 0,
        managed=consented,
        with_result=people.met.fill_null(zero) > 0,
        owes_drugs=~without_drugs,
        schizophrenic=people.schizophrenia.fill_null(False),
        able=consented & ~(people.refusals.fill_null(zero) > 0),
        enough_visits_lacking=ibis.greatest(owed - people.visits.fill_null(zero), zero),
        last_value=people.last_value,
    )


@cohort(
    "mental_disorder.reconciled",
    "在册或国家系统名单上的患者",
    ref=DISTRICT,
    criteria=(
        Criterion("checked", "当年与国家系统核对过", "当年没有与国家系统核对", DISTRICT),
        Criterion("consistent", "与国家系统一致", "与国家系统不一致，差异未处理", DISTRICT),
    ),
)
def reconciled(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Patients registered here, and known residents on the national list, with how the last comparison stands.

    Persons of the list whom this system does not know at all stand in the difference report; they are no residents.
    """
    m, d = t.mental_disorder_match, t.mental_disorder_difference
    known = m.filter(m.resident_id.notnull(), m.checked_on >= period.start, m.checked_on <= period.as_of)
    order = ibis.window(group_by="resident_id", order_by=[known.checked_on.desc(), known.id.desc()])
    ranked = known.mutate(place=ibis.row_number().over(order))
    last = ranked.filter(ranked.place == 0).select("resident_id", match="id")
    open_ones = (
        d.filter(d.solved_on.isnull() | (d.solved_on > period.as_of)).select(differs="match_id").distinct()
    )
    judged = last.left_join(open_ones, last.match == open_ones.differs)
    judged = judged.select("resident_id", same=judged.differs.isnull())
    here = managed_in(t, "mental_disorder", period).select("resident_id")
    listed = judged.select("resident_id").anti_join(gone_by(t, period), "resident_id")
    people = ibis.union(here, listed, distinct=True)
    people = people.left_join(judged, "resident_id").drop("resident_id_right")
    return people.select(
        "resident_id", checked=people.same.notnull(), consistent=people.same.fill_null(False)
    )


def _rate(
    noun: str, label: str, met: tuple[str, ...], definition: str, ref: str = NORM, among: str | None = None
) -> Measure:
    return Measure(
        f"mental_disorder.{noun}", label, registered, met=met, ref=ref, definition=definition, among=among
    )


MEASURES = (
    Measure(
        "mental_disorder.detection_rate", "严重精神障碍患者检出率", registered, met=(), ref=DISTRICT,
        definition="在册患者人数 ÷ 辖区人口数", base="population", unit="‰",
    ),
    _rate("managed_rate", "社区在册居家严重精神障碍患者健康管理率", ("consented", "visited"),
          "当年接受健康管理（已同意且随访到）的人数 ÷ 在册居家患者人数", DISTRICT),
    Measure(
        "mental_disorder.consistency_rate", "与国家严重精神障碍信息管理系统一致率", reconciled, met=("consistent",),
        ref=DISTRICT,
        definition="最近一次核对无未处理差异的人数 ÷ 在册或名单上的人数；名单上而本系统没有档案的人见差异表",
    ),
    _rate("standard_rate", "严重精神障碍患者规范管理率", STANDARD,
          "按规范要求管理的人数 ÷ 登记在册的确诊患者人数", FORMULA),
    _rate("enrolled_rate", "严重精神障碍患者管理率", ("consented",), "在管人数 ÷ 在册人数"),
    _rate("face_to_face_rate", "严重精神障碍患者面访率", ("seen",), "当年面访过的人数 ÷ 在册人数"),
    _rate("standard_face_to_face_rate", "严重精神障碍患者规范面访率", ("seen_on_schedule", "visits_in_time"),
          "面访达到应访次数且按分类如期随访的人数 ÷ 在册人数"),
    _rate("medication_rate", "严重精神障碍患者服药率", ("takes_drugs",),
          "最近一次随访在用药（规律或间断）的人数 ÷ 在册人数"),
    _rate("regular_medication_rate", "严重精神障碍患者规范服药率", ("takes_drugs_regularly",),
          "当年各次随访均按医嘱规律用药的人数 ÷ 在册人数（医嘱勿需用药者不计）", among="owes_drugs"),
    _rate("stable_rate", "严重精神障碍患者病情稳定率", ("settled",),
          "最近一次随访稳定或基本稳定的人数 ÷ 当年随访到的人数", among="with_result"),
    replace(
        _rate("exam_rate", "严重精神障碍患者年度体检率", ("examined",),
              "当年做过健康检查的人数 ÷ 在管人数", EXAM, "managed"),
        reading=("mental_exam_denominator", "all_managed"),
    ),
    replace(
        _rate("able_exam_rate", "严重精神障碍患者年度体检率（除不允许者）", ("examined",),
              "当年做过健康检查的人数 ÷ 在管且没有书面拒绝或病情不允许的人数", EXAM, "able"),
        reading=("mental_exam_denominator", "able"), judged_by="mental_disorder.exam_rate",
    ),
    _rate("incident_rate", "严重精神障碍患者肇事肇祸率", ("caused_incident",), "当年有肇事或肇祸的人数 ÷ 在册人数"),
    _rate("schizophrenia_medication_rate", "精神分裂症患者服药率", ("takes_drugs",),
          "在用药的精神分裂症患者 ÷ 在册精神分裂症患者", among="schizophrenic"),
)  # fmt: skip
