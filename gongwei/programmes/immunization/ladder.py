"""The forecaster as an expression: every dose of every series of many children, met or not, in one table.

Dose by dose up the ladder: a dose counts when old enough and the interval kept, so the next one opens from the last
one that counts. A test holds it equal to the forecaster, history by history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from gongwei.engine.dates import add_days, add_months
from gongwei.engine.once import once
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.programmes.immunization.nip import Series, Span, schedule

_FAR = (9999, 12, 31)
_LONG_AGO = (1900, 1, 1)
_ALL = 0
CONTRAINDICATED = 2
NIP = schedule()


def kids_of(t: Tables, members: ir.Table) -> ir.Table:
    """One row per child of the members: birth date, sex, exposed (under 2000 g, mother with or of unknown HBsAg)."""
    kids = members.group_by("resident_id").agg(birth_date=members.birth_date.min(), sex=members.sex.min())
    c = t.immunization_card
    exposed = (c.birth_weight_g < 2000) & c.mother_hbsag.isin([2, 3])
    cards = c.filter(exposed).select(holder="resident_id").distinct().mutate(marked=ibis.literal(True))
    joined = kids.left_join(cards, kids.resident_id == cards.holder)
    return joined.select("resident_id", "birth_date", "sex", exposed=joined.marked.fill_null(False))


def ladder(t: Tables, p: Parameters, kids: ir.Table, doses: ir.Table) -> ir.Table:
    """Every dose of every series that applies, with its key, the days it hangs on, and the record that met it.

    ``begun``: the dose before it is done, so this one is what comes next. ``stopped``: contraindicated.
    """
    kids, doses = once(kids, "kids"), once(doses, "doses")
    rules = once(_rules(_with_history(p, kids, doses)), "rules")
    done = once(_counting(kids, doses), "counting")
    plain = once(_climb(rules.filter(rules.bridge == ""), done, p, "plain"), "plain")
    after = once(_after_bridge(rules.filter(rules.bridge != ""), plain), "after")
    bridged = _climb(after, done, p, "bridged")
    rows = ibis.union(plain, bridged)
    return _windows(rows, done, _holds(t), p)


def _rows(rows: Sequence[dict[str, Any]], name: str) -> ir.Table:
    """A small table written into the statement: a number per row, and each column told by the numbers of its values."""
    numbers = ibis.array([ibis.literal(place, type="int32") for place in range(len(rows))])
    table = ops.DummyTable({"numbers": numbers}).to_expr()
    table = once(table.select(row=table.numbers.unnest()), f"{name}_rows")
    columns = {column: _column(table.row, [row[column] for row in rows]) for column in rows[0]}
    return once(table.select(**columns), name)


def _column(row: ir.IntegerValue, values: list[Any]) -> ir.Value:
    """The value of each row; the commonest needs no mention."""
    places: dict[Any, list[int]] = {}
    for place, value in enumerate(values):
        places.setdefault(value, []).append(place)
    (common, _), *others = sorted(places.items(), key=lambda each: -len(each[1]))
    if not others:
        return _value(common)
    return ibis.cases(*((row.isin(where), _value(value)) for value, where in others), else_=_value(common))


def _value(value: Any) -> ir.Value:
    if isinstance(value, dt.date):
        return ibis.date(value.year, value.month, value.day)
    return ibis.literal(value, type="int32") if type(value) is int else ibis.literal(value)


def _spans(**named: Span | None) -> dict[str, int]:
    """name_m and name_d for each length; none is nothing."""
    found = {}
    for name, span in named.items():
        found[f"{name}_m"], found[f"{name}_d"] = (span.months, span.days) if span else (0, 0)
    return found


def _plan() -> ir.Table:
    """The schedule: one row per dose."""
    return _rows(
        [_dose(each, number) for each in NIP.series for number in range(1, len(each.doses) + 1)], "plan"
    )


def _dose(series: Series, number: int) -> dict[str, Any]:
    rule = series.doses[number - 1]
    return {
        "series": series.id, "grp": series.group, "number": number, "live": series.live, "own_age": rule.own_age,
        "waits": rule.interval is not None, "born_from": series.born_from, "born_to": series.born_to,
        "in_force": series.in_force, "only": series.when or "", "never": series.unless or "",
        "begun_with": NIP.vaccine(series.begun_with).code if series.begun_with else 0,
        "instead": NIP.vaccine(series.instead).code if series.instead else 0,
        "bridge": series.bridge.series if series.bridge else "",
        "serum_m": series.after_immunoglobulin.months if series.after_immunoglobulin else 0,
        **_spans(age=rule.age, wait=rule.interval, first=rule.since_first, finish=rule.finish, upper=series.upper),
    }  # fmt: skip


def _with_history(p: Parameters, kids: ir.Table, doses: ir.Table) -> ir.Table:
    """The children with what all series ask of the history: last live vaccine, last serum, series begun."""
    live = [each.code for each in NIP.vaccines if each.live]
    serum = NIP.vaccine("IG").code
    history = doses.group_by(holder=doses.resident_id).agg(
        last_live=doses.served_on.max(where=doses.vaccine.isin(live)),
        last_serum=doses.served_on.max(where=doses.vaccine == serum),
        **{f"had_{code}": (doses.vaccine == code).any() for code in _starters()},
    )
    joined = kids.left_join(history, kids.resident_id == history.holder)
    return joined.drop("holder")


def _starters() -> list[int]:
    named = {each.begun_with for each in NIP.series} | {each.instead for each in NIP.series}
    return sorted(NIP.vaccine(each).code for each in named if each)


def _rules(kids: ir.Table) -> ir.Table:
    """Child × dose, as far as the series is for the child."""
    each = kids.cross_join(_plan())
    girl = (each.sex == 2).fill_null(False)
    holds = ibis.cases(
        (each.only == "girl", girl), (each.only == "low_weight_exposed", each.exposed), else_=True
    )
    never = (each.never == "low_weight_exposed") & each.exposed
    begun, other = ibis.literal(False), ibis.literal(False)
    for code in _starters():
        had = each[f"had_{code}"].fill_null(False)
        begun = begun | ((each.begun_with == code) & had)
        other = other | ((each.instead == code) & had)
    rows = each.filter(
        (each.birth_date >= each.born_from) & (each.birth_date <= each.born_to), holds, ~never,
        (each.begun_with == 0) | begun, ~other,
    )  # fmt: skip
    return rows.mutate(
        age_on=_later(rows.birth_date, rows.age_m, rows.age_d),
        finish_on=_later(rows.birth_date, rows.finish_m, rows.finish_d),
        upper_on=_later(rows.birth_date, rows.upper_m, rows.upper_d),
        ready_on=ibis.date(*_LONG_AGO),
    ).drop(*(f"had_{code}" for code in _starters()))


def _later(day: ir.DateValue, months: ir.IntegerValue, days: ir.IntegerValue) -> ir.DateValue:
    return add_days(add_months(day, months), days)


def _counting(kids: ir.Table, doses: ir.Table) -> ir.Table:
    """Dose × series in which its vaccine says anything: resident, series, record, day, own_on."""
    rows = []
    for vaccine in NIP.vaccines:
        for each in vaccine.counts:
            own = each.from_age.months if each.from_age else 999
            only = each.only_from.months if each.only_from else 0
            born_to = each.born_to or dt.date(*_FAR)
            counts = {"code": vaccine.code, "counts_in": each.series, "own_m": own, "only_m": only}
            rows.append(counts | {"until_born": born_to})
    counts = _rows(rows, "counts")
    found = doses.join(counts, doses.vaccine == counts.code)
    people = kids.select(owner="resident_id", born="birth_date")
    found = found.join(people, found.resident_id == people.owner)
    own_on = add_months(found.born, found.own_m)
    found = found.filter(
        found.born <= found.until_born, found.served_on >= add_months(found.born, found.only_m)
    )
    return found.select(
        who="resident_id", counts_in="counts_in", record="id", day="served_on", own_on=own_on
    )  # fmt: skip


def _climb(rules: ir.Table, done: ir.Table, p: Parameters, name: str) -> ir.Table:
    """Each dose of the series with the record that meets it, from the first to the last."""
    steps: list[ir.Table] = []
    before: ir.Table | None = None
    most = max(len(each.doses) for each in NIP.series if (each.bridge is not None) == (name == "bridged"))
    for number in range(1, most + 1):
        level = once(_level(rules.filter(rules.number == number), before), f"{name}_level_{number}")
        met = once(_first_that_counts(level, done, p), f"{name}_{number}")
        steps.append(met)
        before = met.filter(met.met_on.notnull()).select(
            owner="resident_id", in_series="series", last_on="met_on", last_by="met_by",
            first_on=met.met_on if number == 1 else met.first_on,
        )  # fmt: skip
    return ibis.union(*steps, distinct=False)


def _level(rules: ir.Table, before: ir.Table | None) -> ir.Table:
    """The doses of one number, with the day from which their intervals are kept."""
    if before is None:
        nothing, nobody = ibis.null("date"), ibis.null("string")
        return rules.mutate(begun=ibis.literal(True), last_on=nothing, last_by=nobody, first_on=nothing)
    rows = rules.left_join(
        before, [rules.resident_id == before.owner, rules.series == before.in_series]
    ).drop("owner", "in_series")
    ready = ibis.greatest(
        _later(rows.last_on, rows.wait_m, rows.wait_d), _later(rows.first_on, rows.first_m, rows.first_d)
    )
    begun = rows.last_on.notnull()
    return rows.mutate(begun=begun, ready_on=ibis.ifelse(begun, ready, ibis.date(*_LONG_AGO)))


def _first_that_counts(level: ir.Table, done: ir.Table, p: Parameters) -> ir.Table:
    """The first record after the dose before that is neither too early nor too late."""
    wanted = level.filter(level.begun)
    pairs = wanted.join(done, [wanted.resident_id == done.who, wanted.series == done.counts_in])
    age_on = ibis.ifelse(pairs.own_age, ibis.least(pairs.age_on, pairs.own_on), pairs.age_on)
    follows = pairs.last_on.isnull() | (pairs.day > pairs.last_on)
    follows = follows | ((pairs.day == pairs.last_on) & (pairs.record > pairs.last_by))
    known = add_days(pairs.day, p.early_days)
    pairs = pairs.filter(follows, known >= age_on, known >= pairs.ready_on, pairs.day < pairs.upper_on)
    order = ibis.window(group_by=["resident_id", "series"], order_by=["day", "record"])
    ranked = pairs.mutate(place=ibis.row_number().over(order))
    first = ranked.filter(ranked.place == 0).select(
        met_who="resident_id", met_series="series", met_on="day", met_by="record"
    )
    joined = level.left_join(first, [level.resident_id == first.met_who, level.series == first.met_series])
    return joined.drop("met_who", "met_series")


def _after_bridge(rules: ir.Table, plain: ir.Table) -> ir.Table:
    """Series that go on from another: age and interval of their first dose, and how many they need."""
    bridges = [each for each in NIP.series if each.bridge]
    table = _rows([
        {"to_series": each.id, "done": row.done, "needed": row.needed, **_spans(on=row.age, gap=row.interval)}
        for each in bridges if each.bridge for row in each.bridge.rows
    ], "bridges")  # fmt: skip
    met = plain.filter(plain.met_on.notnull())
    state = met.group_by(owner=met.resident_id, from_series=met.series).agg(
        had=met.count().cast("int32"), had_on=met.met_on.max()
    )
    rows = rules.left_join(state, [rules.resident_id == state.owner, rules.bridge == state.from_series])
    rows = rows.mutate(had=rows.had.fill_null(0)).drop("owner", "from_series")
    rows = rows.join(table, [rows.series == table.to_series, rows.had == table.done])
    rows = rows.filter(rows.number <= rows.needed)
    first = rows.number == 1
    after = ibis.coalesce(_later(rows.had_on, rows.gap_m, rows.gap_d), ibis.date(*_LONG_AGO))
    return rows.mutate(
        age_on=ibis.ifelse(first, _later(rows.birth_date, rows.on_m, rows.on_d), rows.age_on),
        ready_on=ibis.ifelse(first, after, rows.ready_on),
    ).select(*rules.columns)


def _holds(t: Tables) -> ir.Table:
    """The last word on each protection: put off until a day, or never."""
    codes = _rows([
        {"code": NIP.vaccine(each.doses[0].give[0]).code, "held_grp": each.id}
        for each in NIP.series if each.same_as is None
    ], "protections")  # fmt: skip
    d = t.immunization_deferral
    spoken = d.join(codes, (d.protection == codes.code) | (d.protection == _ALL))
    latest = ibis.window(
        group_by=["resident_id", "held_grp"],
        order_by=[spoken.served_on.desc(), spoken.recorded_at.desc(), spoken.id.desc()],
    )
    ranked = spoken.mutate(place=ibis.row_number().over(latest))
    return ranked.filter(ranked.place == 0).select(
        held_who="resident_id", held_grp="held_grp", held="kind", held_until="until_on"
    )


def _windows(rows: ir.Table, done: ir.Table, holds: ir.Table, p: Parameters) -> ir.Table:
    """When each dose opens and is overdue, with all that it has to wait for."""
    given = done.group_by(given_who=done.who, given_in=done.counts_in).agg(given_on=done.day.max())
    rows = rows.left_join(given, [rows.resident_id == given.given_who, rows.series == given.given_in])
    rows = rows.left_join(holds, [rows.resident_id == holds.held_who, rows.grp == holds.held_grp])
    ago = ibis.date(*_LONG_AGO)
    again = ibis.ifelse(rows.waits, _later(rows.given_on, rows.wait_m, rows.wait_d), ago)
    live = ibis.ifelse(rows.live, add_days(rows.last_live, p.live_apart_days), ago)
    serum = ibis.ifelse(rows.serum_m > 0, add_months(rows.last_serum, rows.serum_m), ago)
    held = ibis.ifelse((rows.held == 1).fill_null(False), rows.held_until, ago)
    base = ibis.greatest(rows.age_on, rows.ready_on)
    waits = [ibis.coalesce(each, ago) for each in (again, live, serum, held)]
    opens = ibis.ifelse(rows.met_on.notnull(), base, ibis.greatest(base, rows.in_force, *waits))
    rows = rows.mutate(opens_on=opens, stopped=(rows.held == CONTRAINDICATED).fill_null(False))
    grace = add_months(rows.opens_on, p.overdue_months)
    overdue = ibis.ifelse(rows.opens_on < rows.finish_on, ibis.least(grace, rows.finish_on), grace)
    return rows.select(
        "resident_id", "birth_date", "series", "grp", "number", "age_on", "finish_on", "upper_on", "begun",
        "stopped", "opens_on", "met_on", "met_by", due_on=add_days(overdue, -1),
        key=rows.series + "-" + rows.number.cast("string"),
    )  # fmt: skip
