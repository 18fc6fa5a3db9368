"""Expected × delivered: a chapter's Schedule becomes one expression of what is owed and what met it.

Result columns: resident_id (institution_id where institutions owe), programme, step, seq, opens_on, due_on, closes_on,
ended_on, met_on, met_by, met_form.
``closes_on`` NULL: can be met late at any time. ``ended_on``: membership ended before it was due, so no longer owed.

Counting rule for steps several times a year: a visit meets the earliest open obligation of the year that is not yet
met, and none before its period has begun. With A(v) = periods begun by visit v and j = its rank in the year, the
number met after visit j is  s(j) = j + min(0, min over i ≤ j of A(i) − i); the visit meets number s(j) when s grows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import ibis
import ibis.expr.types as ir

from gongwei.care.members import with_person
from gongwei.engine.dates import add_days, add_months, add_years
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import slot
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import After, Days, Every, Milestone, Milestones, PerYear, Reckoned, Schedule, Step

OWED = (
    "programme",
    "step",
    "seq",
    "opens_on",
    "due_on",
    "closes_on",
    "ended_on",
    "met_on",
    "met_by",
    "met_form",
)
"""What every obligation says beside the column of its owner."""
COLUMNS = ("resident_id", *OWED)
_FAR = (9999, 12, 31)


@dataclass(frozen=True)
class Context:
    """What a step needs to become an expression."""

    t: Tables
    p: Parameters
    programme: str
    members: ir.Table
    key: str

    def of(self, step: Step) -> Context:
        """The same with only those members to whom the step is owed."""
        return replace(self, members=self.members.filter(self.members[step.among])) if step.among else self

    def form(self, name: str) -> ir.Table:
        """The records of a form, of a resident's services with the person."""
        rows = self.t[name]
        return with_person(rows, self.t) if self.key == "resident_id" else rows


def obligations_of(schedule: Schedule, programme: str, t: Tables, p: Parameters) -> ir.Table:
    """All obligations of one chapter, met or not, from the day ``since`` to the day ``horizon`` (slots)."""
    context = Context(t, p, programme, members_of(schedule, t, p), schedule.key)
    ordered = [step for step in schedule.steps if step.ordered is None or p.ever(step.ordered)]
    parts = [_of_step(step, context.of(step)) for step in ordered]
    return ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0]


def members_of(schedule: Schedule, t: Tables, p: Parameters) -> ir.Table:
    """The spans of membership that touch the projection; whoever has none is owed nothing by the chapter."""
    members = schedule.members(t, p.at(slot("horizon")))
    members = members.mutate(open_until=ibis.coalesce(members.to_on, ibis.date(*_FAR)))
    return members.filter(members.open_until > slot("since"), members.from_on <= slot("horizon"))


def _of_step(step: Step, context: Context) -> ir.Table:
    match step.timing:
        case PerYear() as timing:
            return _finish(step, context, *_per_year(step, timing, context))
        case Milestone() as timing:
            return _finish(step, context, *_milestone(step, timing, context))
        case Milestones() as timing:
            return _finish(step, context, *_milestones(step, timing, context))
        case Reckoned() as timing:
            return _reckoned(step, timing, context)
        case After() as timing:
            return _finish(step, context, *_after(step, timing, context))
        case Every() as timing:
            return _finish(step, context, *_every(step, timing, context))


def _amount(value: int | str, p: Parameters) -> Any:
    return getattr(p, value) if isinstance(value, str) else ibis.literal(value, type="int32")


def deliveries(step: Step, context: Context) -> ir.Table:
    """Records that can meet a step: whose, record, form, served_on."""
    parts = []
    for name in step.met_by:
        rows = context.form(name) if step.requires else context.t[name]
        if step.modes:
            rows = rows.filter(rows.mode.isin(step.modes))
        if step.requires:
            rows = rows.filter(step.requires(rows, context.p.at(rows.served_on)))
        parts.append(rows.select(context.key, "served_on", record="id", form=ibis.literal(name)))
    return ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0]


def _per_year(step: Step, timing: PerYear, context: Context) -> tuple[ir.Table, ir.Table | None]:
    """The periods of each year that membership touches, and which record met which."""
    m, c, key = context.members, context.t.calendar_period, context.key
    p = context.p.at(c.starts_on)
    periods = c.filter(
        (c.per_year == _amount(timing.count, p))
        & (c.ends_on >= slot("since"))
        & (c.starts_on <= slot("horizon"))
    )
    touched = m.join(periods, (m.from_on <= periods.ends_on) & (m.open_until > periods.starts_on))
    begins = ibis.greatest(touched.from_on, touched.starts_on)
    touched = touched.mutate(begins=touched.starts_on if timing.early else begins)
    if timing.joined_by is not None:
        p_year = context.p.at(touched.starts_on)
        joined_quarter = (touched.from_on.month().cast("int32") + 2) // 3
        same_year = touched.from_on.year() == touched.year
        touched = touched.filter(~same_year | (joined_quarter <= _amount(timing.joined_by, p_year)))
    grid = touched.group_by(key, "year", "number", "label", "ends_on").agg(
        opens_on=touched.begins.min(), until=touched.open_until.max()
    )
    year = ibis.window(group_by=[key, "year"], order_by="number")
    grid = grid.mutate(nth=(ibis.row_number().over(year) + 1).cast("int64"))
    expected = grid.select(
        key, "year", "nth", "opens_on", seq="label", due_on="ends_on",
        closes_on=grid.ends_on if timing.apart else ibis.date(grid.year.cast("int32"), 12, 31),
        ended_on=ibis.ifelse(grid.until <= grid.ends_on, grid.until, ibis.null("date")),
    )  # fmt: skip
    if timing.apart:
        return expected, None
    return expected, _queue(expected, deliveries(step, context), key)


def _queue(expected: ir.Table, done: ir.Table, key: str) -> ir.Table:
    """Which delivery meets which numbered obligation of the year (the counting rule of this module)."""
    first = expected.group_by(key, "year").agg(first_on=expected.opens_on.min())
    done = done.mutate(year=done.served_on.year().cast("int32"))
    firsts = first.select(owner=key, owed_year=first.year.cast("int32"), first_on="first_on")
    done = done.join(
        firsts,
        (done[key] == firsts.owner) & (done.year == firsts.owed_year) & (done.served_on >= firsts.first_on),
    )
    begun = expected.select(owner2=key, year2=expected.year.cast("int32"), begins="opens_on")
    counted = done.join(
        begun,
        (done[key] == begun.owner2) & (done.year == begun.year2) & (begun.begins <= done.served_on),
    )
    visits = counted.group_by(key, "year", "record", "form", "served_on").agg(available=counted.count())
    in_order = ibis.window(group_by=[key, "year"], order_by=["served_on", "record"])
    so_far = ibis.cumulative_window(group_by=[key, "year"], order_by=["served_on", "record"])
    visits = visits.mutate(rank=(ibis.row_number().over(in_order) + 1).cast("int64"))
    visits = visits.mutate(slack=visits.available.cast("int64") - visits.rank)
    visits = visits.mutate(
        met=visits.rank + ibis.least(ibis.literal(0, type="int64"), visits.slack.min().over(so_far))
    )
    visits = visits.mutate(
        before=ibis.coalesce(visits.met.lag(1).over(in_order), ibis.literal(0, type="int64"))
    )
    return visits.filter(visits.met > visits.before).select(
        key, met_year="year", met_nth="met", met_on="served_on", met_by="record", met_form="form"
    )


def _milestone(step: Step, timing: Milestone, context: Context) -> tuple[ir.Table, ir.Table | None]:
    """One window per member, counted from the anchor date."""
    m = context.members
    rows = m.filter(m[timing.anchor].notnull())
    anchor = rows[timing.anchor]
    p = context.p.at(anchor)
    closes, due = ibis.null("date"), _offset(anchor, timing.due, timing.unit, p)
    if timing.closes is not None:
        closes = _offset(anchor, timing.closes, timing.unit, p)
    elif timing.until is not None:
        closes = add_days(_offset(anchor, timing.until, timing.unit, p), -1)
        due = ibis.least(due, closes)
    opens = _offset(anchor, timing.opens, timing.unit, p)
    return _windows(
        rows.mutate(opens_on=opens, due_on=due, closes_on=closes, seq=anchor.cast("string")), context
    )


def _milestones(step: Step, timing: Milestones, context: Context) -> tuple[ir.Table, ir.Table | None]:
    """A row of windows per member; each ends the day before the next one opens."""
    m = context.members
    keys = ibis.array([ibis.literal(point.seq, type="int32") for point in timing.points])
    rows = m.filter(m[timing.anchor].notnull()).mutate(point=keys.unnest())
    anchor = rows[timing.anchor]
    p = context.p.at(anchor)

    def day(offsets: dict[int, int | str | Days]) -> ir.DateValue:
        """The anchor and the offset of the row's own window."""
        apart = {seq: offset for seq, offset in offsets.items() if isinstance(offset, Days)}
        even = [
            (rows.point == seq, _amount(each, p))
            for seq, each in offsets.items()
            if not isinstance(each, Days)
        ]
        found = {"days": add_days, "months": add_months, "years": add_years}[timing.unit](
            anchor, ibis.cases(*even)
        )
        if not apart:
            return found
        return ibis.cases(
            *((rows.point == seq, add_days(anchor, _amount(each.amount, p))) for seq, each in apart.items()),
            else_=found,
        )

    ends = [*(point.opens for point in timing.points[1:]), timing.last]
    closes = add_days(day({point.seq: end for point, end in zip(timing.points, ends, strict=True)}), -1)
    rows = rows.mutate(
        opens_on=day({point.seq: point.opens for point in timing.points}),
        due_on=ibis.least(day({point.seq: point.due for point in timing.points}), closes),
        closes_on=closes,
        seq=rows.point.cast("string"),
    )
    return _windows(rows, context)


def _reckoned(step: Step, timing: Reckoned, context: Context) -> ir.Table:
    """What the chapter reckons, with the end of membership: all that is open, and what was due in the span."""
    key, m = context.key, context.members
    ends = m.group_by(owner=m[key]).agg(until=m.open_until.max())
    rows = timing.rows(context.t, context.p, m)
    rows = rows.join(ends, rows[key] == ends.owner)
    open_ = rows.met_on.isnull() & (rows.closes_on >= slot("since")).fill_null(True)
    rows = rows.filter(
        (rows.due_on >= slot("since")) | open_, rows.opens_on <= slot("horizon"), rows.until > rows.opens_on
    )
    return rows.select(
        key, "seq", "opens_on", "due_on", "closes_on", "met_on", "met_by",
        programme=ibis.literal(context.programme), step=ibis.literal(step.id),
        ended_on=ibis.ifelse(rows.until <= rows.due_on, rows.until, ibis.null("date")),
        met_form=ibis.ifelse(rows.met_on.notnull(), _form_met(rows, step), ibis.null("string")),
    ).select(key, *OWED)  # fmt: skip


def _form_met(rows: ir.Table, step: Step) -> ir.StringValue:
    """The form that met it: as the chapter says, else the step's only one."""
    return rows.met_form if "met_form" in rows.columns else ibis.literal(step.met_by[0])


def _offset(anchor: ir.DateValue, offset: int | str | Days, unit: str, p: Parameters) -> ir.DateValue:
    if isinstance(offset, Days):
        return add_days(anchor, _amount(offset.amount, p))
    return {"days": add_days, "months": add_months, "years": add_years}[unit](anchor, _amount(offset, p))


def _windows(rows: ir.Table, context: Context) -> tuple[ir.Table, ir.Table | None]:
    """Windows of members that touch the span asked for, one obligation per owner and key."""
    rows = rows.filter(
        (rows.due_on >= slot("since"))
        & (rows.opens_on <= slot("horizon"))
        & (rows.open_until > rows.opens_on)
    )
    expected = rows.group_by(context.key, "seq").agg(
        opens_on=rows.opens_on.min(),
        due_on=rows.due_on.min(),
        closes_on=rows.closes_on.min(),
        until=rows.open_until.max(),
    )
    return _with_end(expected), None


def _after(step: Step, timing: After, context: Context) -> tuple[ir.Table, ir.Table | None]:
    """One obligation per triggering record of a member."""
    m, key = context.members, context.key
    parts = [_triggers(timing, name, context) for name in timing.forms]
    events = ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0]
    members = m.select(member=key, from_on="from_on", open_until="open_until")
    inside = (
        (events[key] == members.member)
        & (members.from_on <= events.served_on)
        & (events.served_on < members.open_until)
    )
    rows = events.join(members, inside)
    rows = rows.filter((rows.due_on >= slot("since")) & (rows.served_on <= slot("horizon")))
    expected = rows.group_by(key, seq=rows.id).agg(
        opens_on=add_days(rows.served_on.min(), 0 if timing.same_day else 1),
        due_on=rows.due_on.min(),
        until=rows.open_until.max(),
    )
    return _with_end(expected.mutate(closes_on=_year_end(expected.due_on))), None


def _triggers(timing: After, name: str, context: Context) -> ir.Table:
    """The records of one form that trigger the step, each with the day on which it falls due."""
    form = context.form(name)
    rows = form.filter(timing.when(form, context.p.at(form.served_on))) if timing.when else form
    p = context.p.at(rows.served_on)
    within = timing.within(rows, p) if callable(timing.within) else _amount(timing.within, p)
    add = {"days": add_days, "months": add_months}[timing.unit]
    return rows.select(context.key, "served_on", "id", due_on=add(rows.served_on, within))


def _every(step: Step, timing: Every, context: Context) -> tuple[ir.Table, ir.Table | None]:
    """From joining and from each delivery on, the next one within so many months."""
    m, done, key = context.members, deliveries(step, context), context.key
    starts = m.select(key, "from_on", "open_until", started=m.from_on, seq=m.from_on.cast("string"))
    again = done.join(m.select(member=key, from_on="from_on", open_until="open_until"), [
        done[key] == ibis._.member, done.served_on >= ibis._.from_on, done.served_on < ibis._.open_until,
    ])  # fmt: skip
    repeats = again.select(key, "from_on", "open_until", started=again.served_on, seq=again.record)
    rows = ibis.union(starts, repeats, distinct=False)
    months = _amount(timing.months, context.p.at(rows.started))
    rows = rows.mutate(opens_on=add_days(rows.started, 1), due_on=add_months(rows.started, months))
    rows = rows.filter((rows.due_on >= slot("since")) & (rows.started <= slot("horizon")))
    expected = rows.group_by(key, "seq").agg(
        opens_on=rows.opens_on.min(), due_on=rows.due_on.min(), until=rows.open_until.max()
    )
    return _with_end(expected.mutate(closes_on=ibis.null("date"))), None


def _year_end(day: ir.DateValue) -> ir.DateValue:
    """The last day of its year: what was not made up by then is judged, and asked for no longer."""
    return ibis.date(day.year().cast("int32"), 12, 31)


def _with_end(expected: ir.Table) -> ir.Table:
    """Mark obligations whose membership ended before they were due."""
    ended = ibis.ifelse(expected.until <= expected.due_on, expected.until, ibis.null("date"))
    return expected.mutate(ended_on=ended).drop("until")


def _first_delivery(expected: ir.Table, done: ir.Table, owed_to: str) -> ir.Table:
    """For windows that do not compete: the first record between opening and closing."""
    window = ibis.coalesce(expected.closes_on, ibis.date(*_FAR))
    wanted = expected.select(owner=owed_to, key="seq", start="opens_on", stop=window)
    pairs = wanted.join(done, [
        wanted.owner == done[owed_to], wanted.start <= done.served_on, done.served_on <= wanted.stop,
    ])  # fmt: skip
    order = ibis.window(group_by=["owner", "key"], order_by=["served_on", "record"])
    ranked = pairs.mutate(place=ibis.row_number().over(order))
    return ranked.filter(ranked.place == 0).select(
        "owner", "key", met_on="served_on", met_by="record", met_form="form"
    )


def _finish(step: Step, context: Context, expected: ir.Table, met: ir.Table | None) -> ir.Table:
    """Join expectation and delivery into the common columns."""
    key = context.key
    if met is None:
        first = _first_delivery(expected, deliveries(step, context), key)
        joined = expected.left_join(first, [expected[key] == first.owner, expected.seq == first.key])
    else:
        joined = expected.left_join(met, [
            expected[key] == met[key], expected.year == met.met_year, expected.nth == met.met_nth,
        ])  # fmt: skip
    rows = joined.mutate(programme=ibis.literal(context.programme), step=ibis.literal(step.id))
    return rows.select(key, *OWED)
