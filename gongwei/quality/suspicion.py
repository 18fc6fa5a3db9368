"""数据疑点: records that look made up, over every form on which somebody was seen or measured (DATA-03).

A row is one record under one kind of doubt; rows with the same ``case`` are looked into together. A doubt proves
nothing: the project office reviews each case. How many, how often and how late are parameters of the region.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir

from gongwei.catalogue.chapters import services
from gongwei.catalogue.compiled import compiled
from gongwei.catalogue.tables import parameters, tables
from gongwei.engine.compile import Statement, compile_expression
from gongwei.engine.dates import add_days
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.quality.judging import made_once
from gongwei.records.fields import spec_of
from gongwei.records.layout import Form

CHAPTER = "health_record"
"""Whose parameters hold the limits."""
CLAUSE = "gongwei-conventions#评价.疑点"
FACE_TO_FACE = (1, 2)
"""随访方式 门诊 and 家庭."""
TYPED = (1, 2)
"""来源 电脑录入 and 手机录入: what was imported or came from a device was not typed at that moment."""
MONTH, HOUR = "%Y-%m", "%Y-%m-%d %H"
_FAR = (9999, 12, 31)


@dataclass(frozen=True)
class Doubt:
    """One kind: its words, what makes it one with a place for each limit, and the parameters that set the limits."""

    label: str
    because: str
    limits: tuple[str, ...] = ()

    def reason(self, held: Mapping[str, Any]) -> str:
        """What makes it one, with the region's limits in it."""
        return self.because.format(*(held[name] for name in self.limits))


DOUBTS = {
    "after_death": Doubt("死亡后服务", "服务日期在死亡日期之后"),
    "in_hospital": Doubt("住院期间服务", "门诊或家庭随访的日期在体检表住院史的入院与出院之间"),
    "same_values": Doubt(
        "多人数值相同", "同一人同一天给 {} 位以上居民填了完全相同的测量值（{} 项以上）",
        ("doubt_same_people", "doubt_same_values"),
    ),
    "copied": Doubt(
        "照抄上次", "同一居民年内 {} 次以上服务的测量值完全相同（{} 项以上）",
        ("doubt_copied_visits", "doubt_same_values"),
    ),
    "round": Doubt(
        "血压尾数集中", "同一人年内量血压 {} 次以上，收缩压、舒张压都以 0 结尾的达到 {}%",
        ("doubt_round_readings", "doubt_round_percent"),
    ),
    "crowded_day": Doubt("一天随访过多", "同一人一天随访的居民超过 {} 人", ("doubt_day_visits",)),
    "crowded_hour": Doubt("一小时录入过多", "同一人一小时内录入超过 {} 份", ("doubt_hour_records",)),
    "late": Doubt("事后补录", "录入比服务晚 {} 天以上；按录入月份归集", ("doubt_late_days",)),
    "outside": Doubt("服务区域外", "服务机构的辖区不含居民当时所住的村（居）"),
}  # fmt: skip
ROW = ("kind", "case", "form", "record", "resident_id", "institution_id", "staff_id", "served_on", "said")


@cache
def expression() -> ir.Table:
    """Every doubtful record of the year up to the as-of day."""
    return doubtful(tables(), parameters(CHAPTER), Period.slots())


@cache
def statement(dialect: str, narrowed: bool = False) -> Statement:
    """The text for one engine, of everybody or of given residents."""
    name = f"quality.suspicion.{dialect}.{'narrowed' if narrowed else 'all'}"
    return compiled(name, lambda: compile_expression(expression(), tables(), dialect, narrowed=narrowed))


def found(as_of: dt.date, build: int) -> tuple[duckdb.DuckDBPyConnection, str]:
    """A connection to the build and the name of its table of doubtful records as of a day."""
    return made_once("suspicion", lambda: statement("duckdb"), as_of, build)


def doubtful(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """One row per record and kind; ``case`` is stable, so that a review stays with it from build to build."""
    v = seen(t, period)
    kinds = (
        _after_death(t, v), _in_hospital(t, v), _same_values(v, p), _copied(v, p), _round(v, p), _crowded_day(v, p),
        _crowded_hour(v, p), _late(v, p), _outside(t, v),
    )  # fmt: skip
    return ibis.union(*(rows.select(*ROW) for rows in kinds), distinct=False)


def seen(t: Tables, period: Period) -> ir.Table:
    """Records of the year by as-of on forms that measure or ask how the person was met, with what was measured."""
    parts = [_part(t[form.model._meta.db_table], form, period) for form in forms()]
    return ibis.union(*parts, distinct=False)


@cache
def forms() -> tuple[Form, ...]:
    """Forms of residents that have a value measured, or 随访方式."""
    return tuple(form for form in services().values() if list(vitals(form)) or _asks_mode(form))


def vitals(form: Form) -> Iterator[str]:
    """The columns of what is measured at the visit as one number."""
    columns = tables().source(form.model._meta.db_table).columns
    for each in form.model._meta.concrete_fields:
        spec, kind = spec_of(each), columns.get(each.attname, "")
        if spec.vital and not spec.computed and kind.startswith(("int", "decimal")):
            yield each.attname


def _asks_mode(form: Form) -> bool:
    return any(each.name == "mode" for each in form.model._meta.concrete_fields)


def _part(records: ir.Table, form: Form, period: Period) -> ir.Table:
    """One form's records in the common shape: blood pressure apart, all values as one text."""
    rows = records.filter(records.served_on >= period.start, records.served_on <= period.as_of)
    names = list(vitals(form))
    values, count = ibis.literal(""), ibis.literal(0)
    for name in names:
        values = values + rows[name].cast("string").fill_null("") + "/"
        count = count + rows[name].notnull().ifelse(1, 0)
    none = ibis.null("int64")
    high, low = form.shared.get("sbp"), form.shared.get("dbp")
    return rows.select(
        "resident_id", "institution_id", "staff_id", "recorded_by_id", "served_on", "recorded_at", "source",
        form=ibis.literal(form.id), record=rows.id, values=values, measured=count.cast("int64"),
        mode=rows.mode.cast("int64") if _asks_mode(form) else none,
        sbp=rows[high].cast("int64") if high else none, dbp=rows[low].cast("int64") if low else none,
    )  # fmt: skip


def _raised(rows: ir.Table, kind: str, *key: ir.Value, said: ir.StringValue) -> ir.Table:
    """Rows under a kind, their case made of the key; what is empty in it stands as a dash."""
    case = ibis.literal(kind)
    for part in key:
        case = case + "|" + part.cast("string").fill_null("-")
    return rows.mutate(kind=ibis.literal(kind), case=case, said=said)


def _text(day: ir.DateValue) -> ir.StringValue:
    return day.strftime("%Y-%m-%d")


def _after_death(t: Tables, v: ir.Table) -> ir.Table:
    """Measured or met face to face after the day of death."""
    s = t.standing
    dead = s.filter(s.state == "died").group_by(dead="resident_id").agg(died_on=s.from_on.min())
    rows = v.join(dead, [v.resident_id == dead.dead, v.served_on > dead.died_on])
    rows = rows.filter((rows.measured > 0) | rows.mode.isin(FACE_TO_FACE))
    return _raised(rows, "after_death", rows.resident_id, said=ibis.literal("死亡 ") + _text(rows.died_on))


def _in_hospital(t: Tables, v: ir.Table) -> ir.Table:
    """Met face to face on a day between admission and discharge, as an examination wrote them down."""
    stays, exams = t.health_exam_admission, t.health_exam.select("id", patient="resident_id")
    stays = stays.filter(stays.discharged_on.notnull()).join(exams, stays.record_id == exams.id)
    stays = stays.select("patient", "admitted_on", "discharged_on").distinct()
    rows = v.filter(v.mode.isin(FACE_TO_FACE)).join(stays, [
        v.resident_id == stays.patient, v.served_on > stays.admitted_on, v.served_on < stays.discharged_on,
    ])  # fmt: skip
    rows = rows.group_by("form", "record", "resident_id", "institution_id", "staff_id", "served_on").agg(
        admitted_on=rows.admitted_on.min(), discharged_on=rows.discharged_on.max()
    )
    said = ibis.literal("住院 ") + _text(rows.admitted_on) + " 至 " + _text(rows.discharged_on)
    return _raised(rows, "in_hospital", rows.resident_id, rows.admitted_on, said=said)


def _same_values(v: ir.Table, p: Parameters) -> ir.Table:
    """The same numbers for several people, by one person, on one day, on one form."""
    full = v.filter(v.measured >= p.doubt_same_values)
    key = ("staff_id", "served_on", "form", "values")
    groups = full.group_by(*key).agg(people=full.resident_id.nunique())
    rows = full.semi_join(groups.filter(groups.people >= p.doubt_same_people), key)
    return _raised(rows, "same_values", rows.staff_id, rows.served_on, rows.form, rows["values"], said=_numbers(rows))


def _copied(v: ir.Table, p: Parameters) -> ir.Table:
    """The same numbers for one person on several days, on one form."""
    full = v.filter(v.measured >= p.doubt_same_values)
    key = ("resident_id", "form", "values")
    groups = full.group_by(*key).agg(days=full.served_on.nunique())
    rows = full.semi_join(groups.filter(groups.days >= p.doubt_copied_visits), key)
    return _raised(rows, "copied", rows.resident_id, rows.form, rows["values"], said=_numbers(rows))


def _round(v: ir.Table, p: Parameters) -> ir.Table:
    """Blood pressures of which both numbers end in 0, by people who write most of theirs so."""
    read = v.filter(v.sbp.notnull(), v.dbp.notnull())
    read = read.mutate(even=(read.sbp % 10 == 0) & (read.dbp % 10 == 0))
    groups = read.group_by("staff_id").agg(readings=read.count(), even=read.even.ifelse(1, 0).sum())
    many = groups.filter(
        groups.readings >= p.doubt_round_readings, groups.even * 100 >= groups.readings * p.doubt_round_percent
    )
    rows = read.filter(read.even).semi_join(many, "staff_id")
    said = rows.sbp.cast("string") + "/" + rows.dbp.cast("string")
    return _raised(rows, "round", rows.staff_id, rows.served_on.year(), said=said)


def _crowded_day(v: ir.Table, p: Parameters) -> ir.Table:
    """More people followed up in a day than one person can see."""
    visits = v.filter(v.mode.notnull())
    groups = visits.group_by("staff_id", "served_on").agg(people=visits.resident_id.nunique())
    many = groups.filter(groups.people > p.doubt_day_visits)
    rows = visits.semi_join(many, ("staff_id", "served_on"))
    return _raised(rows, "crowded_day", rows.staff_id, rows.served_on, said=_numbers(rows))


def _crowded_hour(v: ir.Table, p: Parameters) -> ir.Table:
    """More records typed in one clock hour than one person can type; they stand under who typed them."""
    typed = v.filter(v.source.isin(TYPED)).mutate(hour=v.recorded_at.strftime(HOUR), staff_id=v.recorded_by_id)
    groups = typed.group_by("staff_id", "hour").agg(records=typed.count())
    many = groups.filter(groups.records > p.doubt_hour_records)
    rows = typed.semi_join(many, ("staff_id", "hour"))
    said = ibis.literal("录入 ") + rows.recorded_at.strftime("%Y-%m-%d %H:%M")
    return _raised(rows, "crowded_hour", rows.staff_id, rows.hour, said=said)


def _late(v: ir.Table, p: Parameters) -> ir.Table:
    """Typed long after the service, gathered by who typed and the month in which."""
    rows = v.filter(v.source.isin(TYPED), v.recorded_at.date() > add_days(v.served_on, p.doubt_late_days))
    rows = rows.mutate(staff_id=rows.recorded_by_id)
    said = ibis.literal("录入 ") + rows.recorded_at.strftime("%Y-%m-%d")
    return _raised(rows, "late", rows.staff_id, rows.recorded_at.strftime(MONTH), said=said)


def _outside(t: Tables, v: ir.Table) -> ir.Table:
    """Served by an institution that has villages, none of them where the person lived then; a transfer in is inside."""
    r, a, far = t.residence, t.institution_village, ibis.date(*_FAR)
    spans = r.select("village_id", "from_on", "to_on", person="resident_id", managed_by="institution_id")
    home = v.join(spans, [
        v.resident_id == spans.person, spans.from_on <= v.served_on, ibis.coalesce(spans.to_on, far) > v.served_on,
    ])  # fmt: skip
    elsewhere = home.filter(home.institution_id != home.managed_by).drop("from_on", "to_on")
    bound = a.select(covering="institution_id").distinct()
    area = a.select("from_on", "to_on", covered_by="institution_id", covered="village_id")
    rows = elsewhere.semi_join(bound, [elsewhere.institution_id == bound.covering])
    rows = rows.anti_join(area, [
        rows.institution_id == area.covered_by, rows.village_id == area.covered, area.from_on <= rows.served_on,
        ibis.coalesce(area.to_on, far) > rows.served_on,
    ])  # fmt: skip
    place = t.region.select("code", village_name="name")
    rows = rows.left_join(place, rows.village_id == place.code)
    return _raised(
        rows, "outside", rows.staff_id, rows.served_on.strftime(MONTH), said=ibis.literal("居民住 ") + rows.village_name
    )


def _numbers(rows: ir.Table) -> ir.StringValue:
    """What was measured, without the places that were left empty; a visit without numbers says so."""
    said = rows["values"].re_replace("^/+|/+$", "")
    return ibis.ifelse(said == "", ibis.literal("没有测量值"), said.re_replace("//+", "/"))
