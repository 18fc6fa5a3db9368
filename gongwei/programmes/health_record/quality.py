"""质控: which records are incomplete, contradictory, stale or doubled, and what it costs. 约定 指标.档案质量."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import joined, present_on, served_in
from gongwei.engine.dates import add_months, age_years
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Quality, cohort
from gongwei.programmes.health_record import rules

CLAUSE = "gongwei-conventions#指标.档案质量"
STANDARD = "gongwei-conventions#指标.规范化"
CRITERIA = (
    Criterion("cover_complete", "封面填写完整", "封面有缺项", "national-spec-2017#1.附件.封面"),
    Criterion(
        "basic_complete", "个人基本信息表填写完整", "个人基本信息表有缺项", "national-spec-2017#1.附件.个人基本信息表"
    ),
    Criterion("phones_valid", "电话号码可拨通", "电话号码格式不对", STANDARD),
    Criterion("marriage_agrees", "婚姻状况与年龄相符", "婚姻状况与年龄不符", CLAUSE),
    Criterion("history_agrees", "在管病种已写入既往史", "在管病种没有写入既往史", CLAUSE),
    Criterion("phone_own", "本人电话没有被多人共用", "本人电话被多人共用", CLAUSE),
    Criterion("fresh", "近期有服务、修改、复核或核实", "陈旧档案", CLAUSE),
    Criterion("unique", "没有疑似重复的档案", "疑似重复档案", STANDARD),
)
KINDS = {
    "缺项": ("cover_complete", "basic_complete"),
    "矛盾": ("phones_valid", "marriage_agrees", "history_agrees", "phone_own"),
    "陈旧": ("fresh",),
    "重复": ("unique",),
}
COLUMNS = {
    "phones_valid": "phone", "marriage_agrees": "marital_status", "history_agrees": "past_disease",
    "phone_own": "phone",
}  # fmt: skip
IN_HISTORY = {"hypertension": 2, "diabetes": 3}
"""Programmes whose disease is a code of 既往史·疾病."""
EVER_MARRIED = [2, 3, 4]
FULL = 100


@cohort("health_record.quality", "在册健康档案", ref=CLAUSE, criteria=CRITERIA, unit="份")
def quality(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Filed records of the permanent residents of the as-of day, each judged by what is written in it by then.

    Narrowed to one resident nobody else is seen: a doubled record or a shared telephone shows in the whole list only.
    """
    here = present_on(t, period.as_of).select("resident_id")
    records = t.resident.filter(t.resident.created_on <= period.as_of)
    records = records.mutate(age=age_years(records.birth_date, period.as_of), resident_id=records.id)
    people = records.semi_join(here, "resident_id")
    known = joined(people, _touched(t, p, people, period), _doubled(t, people), _unwritten(t, people, period))
    shared = people.group_by("phone").agg(sharers=people.count()).filter(lambda one: one.phone != "")
    known = known.left_join(shared, "phone").drop("phone_right")
    judged = known.select(
        "resident_id",
        creator_id=known.creating_institution_id,
        created_by_id=known.created_by_id,
        cover_complete=rules.cover_complete(known, p),
        basic_complete=rules.basic_complete(known, p),
        phones_valid=rules.phones_valid(known, p),
        marriage_agrees=~(known.marital_status.isin(EVER_MARRIED) & (known.age < p.married_from_age)).fill_null(False),
        history_agrees=~known.unwritten.fill_null(False),
        phone_own=~(known.sharers > p.phone_shared_by).fill_null(False),
        fresh=known.touched.fill_null(False),
        unique=~known.doubled.fill_null(False),
    )
    lost = sum((ibis.ifelse(judged[each.id], 0, getattr(p, f"deduct_{each.id}")) for each in CRITERIA), ibis.literal(0))
    return judged.mutate(score=ibis.greatest(FULL - lost, 0).cast("int32"))


def _touched(t: Tables, p: Parameters, people: ir.Table, period: Period) -> ir.Table:
    """Records with a service, filing, correction, review or verification in the last months."""
    since = add_months(period.as_of, 0 - p.stale_months)
    own = ibis.greatest(*(
        ibis.coalesce(people[name], ibis.date(1900, 1, 1))
        for name in ("created_on", "information_changed_on", "reviewed_on", "verified_on")
    ))  # fmt: skip
    either = ibis.union(
        people.filter(own >= since).select("resident_id"), served_in(t, since, period.as_of), distinct=True
    )
    return either.mutate(touched=ibis.literal(True))


def _doubled(t: Tables, people: ir.Table) -> ir.Table:
    """Two records of one name with one birth date and village, or one telephone, not yet found to be two persons."""
    one = people.select("resident_id", "name", "birth_date", "village_id", "phone")
    two = one.select(other="resident_id", called="name", born="birth_date", at="village_id", dial="phone")
    dialled = two.filter(two.dial != "")
    by_birth = [one.name == two.called, one.birth_date == two.born, one.village_id == two.at]
    by_phone = [one.name == dialled.called, one.phone == dialled.dial]
    pairs = ibis.union(
        one.join(two, [*by_birth, one.resident_id < two.other]).select("resident_id", "other"),
        one.join(dialled, [*by_phone, one.resident_id < dialled.other]).select("resident_id", "other"),
        distinct=True,
    )
    n = t.not_the_same
    settled = n.select(first=ibis.least(n.older_id, n.younger_id), second=ibis.greatest(n.older_id, n.younger_id))
    left = pairs.anti_join(settled, [pairs.resident_id == settled.first, pairs.other == settled.second])
    both = ibis.union(left.select("resident_id"), left.select(resident_id="other"), distinct=True)
    return both.mutate(doubled=ibis.literal(True))


def _unwritten(t: Tables, people: ir.Table, period: Period) -> ir.Table:
    """Under management for a disease that the record's 既往史 does not name."""
    e = t.enrolment
    held = e.filter(e.from_on <= period.as_of, e.to_on.isnull() | (e.to_on > period.as_of))
    history = people.select(person="resident_id", past_disease="past_disease")
    found = []
    for programme, code in IN_HISTORY.items():
        managed = held.filter(held.programme == programme).select("resident_id")
        with_history = managed.join(history, managed.resident_id == history.person)
        silent = ~with_history.past_disease.contains(code).fill_null(False)
        found.append(with_history.filter(silent).select("resident_id"))
    return ibis.union(*found, distinct=True).mutate(unwritten=ibis.literal(True))


QUALITY = Quality(quality, KINDS, COLUMNS, verified=tuple(IN_HISTORY))
