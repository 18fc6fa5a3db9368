"""慢阻肺患者健康服务: its indicators; one table of patients with named criteria, one of people screened. spec 13 e."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

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
from gongwei.programmes.copd import rules
from gongwei.programmes.copd.assessment import FLU
from gongwei.programmes.copd.questionnaire import sq_result
from gongwei.programmes.copd.schedule import CONTENT, FORM, QUESTIONNAIRE, VISITS, blown, counts

FORMULA = "copd-norm-2024#工作指标"

CRITERIA = (
    Criterion("served", "当年接受过健康服务", "当年没有随访也没有体检", FORMULA, step="follow_up"),
    Criterion("card_complete", "已建专项档案并填写完整", "专项档案没有建立或缺必填项", CONTENT),
    Criterion("enough_visits", "随访达到应访次数", "随访不足", VISITS, step="follow_up"),
    Criterion("exam_done", "应做的健康体检已做", "应做的健康体检未做", CONTENT, step="exam"),
    Criterion("rechecks_in_time", "控制不满意后2周内随访", "控制不满意后2周内没有随访", FORM, step="recheck"),
    Criterion("referrals_closed", "转诊后按时追踪", "转诊后没有按时追踪", VISITS, step="referral_result"),
    Criterion("visits_complete", "随访表无缺项", "随访表缺必填项", FORM),
    Criterion("spirometry_done", "当年做过肺功能检查", "当年没有做肺功能检查", CONTENT, step="spirometry"),
    Criterion(
        "class_controlled", "最近一次控制满意", "最近一次控制不满意、当年未评或失访", FORM, "follow_up"
    ),
    Criterion("smoke_free", "最近一次随访不吸烟", "最近一次随访仍吸烟或未问", FORM),
    Criterion("flu_vaccinated", "接种过流感疫苗", "没有流感疫苗接种记录", FORM),
)
STANDARD = (
    "card_complete", "enough_visits", "exam_done", "rechecks_in_time", "referrals_closed", "visits_complete",
)  # fmt: skip


def _visits(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per person: visits, those that count, forms with gaps, whether the influenza vaccine was recorded."""
    visits = in_period(t.copd_followup, period)
    on_day = p.at(visits.served_on)
    return visits.group_by("resident_id").agg(
        seen=visits.count(),
        visits=ibis.ifelse(counts(visits, on_day), 1, 0).sum(),
        incomplete=ibis.ifelse(rules.visit_complete(visits, on_day), 0, 1).sum(),
        flu=ibis.ifelse(visits.vaccines.contains(FLU).fill_null(False), 1, 0).sum(),
    )


def _last(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per person: the class that the doctor gave at the last visit of the period, and whether they smoke."""
    last = last_record(in_period(t.copd_followup, period))
    return last.select(
        "resident_id",
        satisfied=(last.visit_class == 1).fill_null(False),
        smoke_free=(last.smoke_cur == 0).fill_null(False),
        last_value="SpO₂ " + last.spo2.cast("string") + "%，CAT " + last.cat.cast("string"),
    )


def _exams(t: Tables, period: Period) -> ir.Table:
    """Per person: how many exams the period has."""
    return in_period(t.health_exam, period).group_by("resident_id").agg(exams=ibis._.count())


def _tests(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per person: lung-function tests of the period, on their own form or at a visit."""
    parts = []
    for form in (t.copd_spirometry, t.copd_followup):
        rows = in_period(form, period)
        parts.append(rows.filter(blown(rows, p)).select("resident_id"))
    return ibis.union(*parts, distinct=False).group_by("resident_id").agg(tests=ibis._.count())


def _cards(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """People whose card exists and is complete."""
    cards = t.copd_card
    complete = cards.filter(rules.card_complete(cards, p) & (cards.served_on <= period.as_of))
    return complete.select("resident_id").distinct().mutate(has_card=True)


@cohort("copd.managed", "在管慢阻肺患者", ref=FORMULA, criteria=CRITERIA)
def managed(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Everybody under management on at least one day of the period, with the criteria of 规范管理."""
    people = joined(
        managed_in(t, "copd", period),
        _visits(t, p, period),
        _last(t, p, period),
        _exams(t, period),
        _tests(t, p, period),
        aftercare(t, "copd", period),
        _cards(t, p, period),
        lost_by(t, period).mutate(lost=True),
    )
    zero, year = ibis.literal(0), p.at(period.as_of)
    late = joined_after(people.from_on, period, year.exam_joined_by)
    exams, visits = people.exams.fill_null(zero), people.visits.fill_null(zero)
    owed = services_owed(people.from_on, period, year.visits_per_year)
    return people.select(
        "resident_id",
        served=(people.seen.fill_null(zero) > 0) | (exams > 0),
        card_complete=people.has_card.fill_null(False),
        enough_visits=visits >= owed,
        exam_done=(exams >= year.exams_per_year) | late,
        rechecks_in_time=people.rechecks_late.fill_null(zero) == 0,
        referrals_closed=people.referrals_late.fill_null(zero) == 0,
        visits_complete=people.incomplete.fill_null(zero) == 0,
        spirometry_done=people.tests.fill_null(zero) > 0,
        class_controlled=people.satisfied.fill_null(False) & people.lost.isnull(),
        smoke_free=people.smoke_free.fill_null(False),
        flu_vaccinated=people.flu.fill_null(zero) > 0,
        enough_visits_lacking=ibis.greatest(owed - visits, zero),
        last_value=people.last_value,
    )


@cohort(
    "copd.screened",
    "当年筛查的居民",
    ref=QUESTIONNAIRE,
    criteria=(
        Criterion("is_suspected", "问卷达到疑似", "问卷不疑似", QUESTIONNAIRE),
        Criterion(
            "followed_up", "疑似者做了肺功能检查或有诊断结果", "疑似后没有肺功能检查也没有结果", QUESTIONNAIRE
        ),
    ),
)
def screened(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Residents with a questionnaire in the period; a suspicion is followed up by a test or by a diagnosis."""
    forms = in_period(with_person(t.copd_screening, t), period)
    points = sq_result(forms, p.at(forms.served_on))
    people = forms.group_by("resident_id").agg(
        is_suspected=(points == "suspected").any(), decided=forms.confirmed.notnull().any()
    )
    tests = in_period(t.copd_spirometry, period)
    tested = tests.select("resident_id").distinct().mutate(tested=True)
    people = joined(people.anti_join(gone_by(t, period), "resident_id"), tested)
    return people.select(
        "resident_id",
        is_suspected=people.is_suspected.fill_null(False),
        followed_up=people.decided.fill_null(False) | people.tested.fill_null(False),
    )


def _managed(
    id: str, label: str, met: tuple[str, ...], ref: str, definition: str, base: str | None = None
) -> Measure:
    return Measure(f"copd.{id}", label, managed, met, ref, definition, base=base)


MEASURES = (
    _managed("serve_rate", "慢阻肺患者健康服务率", ("served",), FORMULA,
             "当年接受过健康服务的患者人数 ÷ 登记在管的确诊患者人数（口径待核）"),
    _managed("standard_rate", "慢阻肺患者规范管理率", STANDARD, FORMULA,
             "随访和体检都达到要求的患者人数 ÷ 年内在管患者人数（口径待核）"),
    _managed("found_rate", "慢阻肺患者发现率", (), FORMULA,
             "年内在管患者人数 ÷ 估算患者人数（常住人口 × 40岁及以上比例 × 患病率）", "copd_estimated"),
    _managed("exam_rate", "慢阻肺患者年度健康体检率", ("exam_done",), CONTENT,
             "应做的健康体检已做的患者人数 ÷ 年内在管患者人数"),
    _managed("spirometry_rate", "慢阻肺患者肺功能检查率", ("spirometry_done",), CONTENT,
             "当年做过肺功能检查的患者人数 ÷ 年内在管患者人数"),
    _managed("control_rate", "慢阻肺患者控制满意率", ("class_controlled",), FORM,
             "当年最近一次随访控制满意的人数 ÷ 年内在管患者人数；失访者不算满意"),
    _managed("smoke_free_rate", "慢阻肺患者不吸烟率", ("smoke_free",), FORM,
             "最近一次随访不吸烟的人数 ÷ 年内在管患者人数"),
    _managed("flu_vaccine_rate", "慢阻肺患者流感疫苗接种率", ("flu_vaccinated",), FORM,
             "当年随访记录接种过流感疫苗的人数 ÷ 年内在管患者人数"),
    Measure("copd.suspect_followed_rate", "疑似慢阻肺追踪率", screened, ("followed_up",), QUESTIONNAIRE,
            "疑似者中做了肺功能检查或有诊断结果的人数 ÷ 筛查疑似人数", among="is_suspected"),
)  # fmt: skip
