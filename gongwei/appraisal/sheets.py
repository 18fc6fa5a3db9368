"""The score sheet of one inspection: every item judged by its method now, or as it was frozen at submission."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from gongwei.appraisal import methods
from gongwei.appraisal.comparing import beyond
from gongwei.appraisal.frames import Found, frame
from gongwei.appraisal.methods import Judged, State
from gongwei.appraisal.models import Deduction, Inspection, Mark, Rectification, Reply, Sampled
from gongwei.appraisal.rates import Rate, newest_build, rates
from gongwei.appraisal.rounds import items_of, rule_of
from gongwei.appraisal.sampling import UNTRUE, Truth, drawn, truth, truth_of
from gongwei.appraisal.scheme_file import (
    Agreement,
    Findings,
    FloorToFull,
    Grade,
    Item,
    Manual,
    RateToTarget,
    Rectified,
    Supervision,
    SurveyScore,
    TruthRate,
)
from gongwei.appraisal.schemes import Scheme, scheme
from gongwei.appraisal.supervising import quarter_scores
from gongwei.appraisal.tally import Line, Total, spread, total
from gongwei.kernel.clock import CHINA, today
from gongwei.kernel.money import ZERO


@dataclass(frozen=True)
class Loss:
    """One line of points lost: stored, or worked out by the method and not yet stored."""

    points: Decimal
    ref: str
    words: str
    evidence: str
    sampled: Sampled | None = None
    stored: Deduction | None = None


@dataclass(frozen=True)
class Row:
    """One item with its judgement and the losses that add up to it."""

    item: Item
    judged: Judged
    losses: tuple[Loss, ...] = ()
    mark: Mark | None = None

    @property
    def line(self) -> Line:
        """The row's place in the sum."""
        return Line(
            self.item.label, self.item.points, self.judged.state, tuple(loss.points for loss in self.losses)
        )


@dataclass(frozen=True)
class Sheet:
    """A whole sheet: its rows, their sum, and the grade."""

    inspection: Inspection
    scheme: Scheme
    rows: tuple[Row, ...]
    sample: tuple[Sampled, ...] = ()
    as_of: dt.date | None = None
    build: int | None = None
    total: Total = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", total(row.line for row in self.rows))

    @property
    def grade(self) -> Grade | None:
        """The grade; None while anything waits."""
        return self.scheme.grade(self.total.score) if self.total.score is not None else None

    @property
    def truth(self) -> Truth:
        """What the sample has shown so far."""
        return truth(self.sample)


def sheet(inspection: Inspection) -> Sheet:
    """The sheet as it stands: frozen once submitted, live before."""
    return live(inspection) if inspection.editable else frozen(inspection)


def frozen(inspection: Inspection) -> Sheet:
    """The stored judgements with the deductions that stand."""
    held = scheme(inspection.round.scheme)
    judged = {row.item: row for row in inspection.judgements.all()}
    losses = _stored(inspection)
    rows = tuple(
        Row(held.items[name], Judged(State(row.state), ZERO, row.words), losses.get(name, ()))
        for name in held.items if (row := judged.get(name)) is not None
    )  # fmt: skip
    return Sheet(inspection, held, rows, tuple(drawn(inspection)), inspection.as_of, inspection.build)


def live(inspection: Inspection) -> Sheet:
    """Every item judged now by what is known."""
    held, items = scheme(inspection.round.scheme), items_of(inspection.round)
    known = _known(inspection, items, drawn(inspection))
    sample = tuple(known.sample)
    if not sample and not _frame(inspection):
        known = replace(known, nothing_to_draw=True)
    rows = tuple(_row(item, known) for item in items)
    return Sheet(inspection, held, rows, sample, _as_of(inspection), newest_build())


def standing(inspection: Inspection, items: Sequence[Item]) -> tuple[Row, ...]:
    """Some items as data give them today, without a sample."""
    known = _known(inspection, items, ())
    return tuple(_row(item, known) for item in items)


def _known(inspection: Inspection, items: Sequence[Item], sample: Sequence[Sampled]) -> Known:
    asked = {i.method.indicator for i in items if isinstance(i.method, RateToTarget | FloorToFull)}
    return Known(
        inspection, rates(inspection.institution, asked, _as_of(inspection), newest_build()), sample,
        {mark.item: mark for mark in inspection.marks.select_related("by")}, _stored(inspection, computed=False),
    )  # fmt: skip


def _as_of(inspection: Inspection) -> dt.date:
    return min(inspection.round.ends_on, today())


def _frame(inspection: Inspection) -> list[Found]:
    """What could be drawn from."""
    held = inspection.round
    rules = scheme(held.scheme).file.sampling
    return frame(inspection.institution, rule_of(held).chapters, held.starts_on, held.ends_on, rules)


def _stored(inspection: Inspection, *, computed: bool = True) -> dict[str, tuple[Loss, ...]]:
    """Item → its standing deductions."""
    rows = inspection.deductions.filter(state="standing").select_related(
        "by", "staff", "sampled__resident", "objection", "order"
    )
    found: dict[str, tuple[Loss, ...]] = {}
    for row in rows if computed else rows.exclude(source="computed"):
        loss = Loss(row.points, row.ref, row.words, row.evidence, row.sampled, row)
        found[row.item] = (*found.get(row.item, ()), loss)
    return found


@dataclass(frozen=True)
class Known:
    """Everything that the methods ask for."""

    inspection: Inspection
    rates: dict[str, Rate]
    sample: Sequence[Sampled]
    marks: dict[str, Mark]
    stored: dict[str, tuple[Loss, ...]]
    nothing_to_draw: bool = False


def _row(item: Item, known: Known) -> Row:
    losses = known.stored.get(item.id, ())
    mark = known.marks.get(item.id)
    if isinstance(item.method, Manual | Findings):
        return Row(item, _looked_at(item, known, losses), losses, mark)
    judged = _judge(item, known)
    lost = judged.lost if judged.state is State.JUDGED else ZERO
    return Row(item, judged, _computed(item, known, judged) if lost else (), mark)


def _looked_at(item: Item, known: Known, losses: tuple[Loss, ...]) -> Judged:
    """By hand: once marked, or once every sampled record has been seen."""
    if isinstance(item.method, Findings) and item.method.review:
        left = truth(known.sample).waiting
        if not known.sample:
            return _undrawn(known)
        if left:
            return methods.waiting(f"还有 {left} 份没有查看")
        return methods.findings(item.points, [loss.points for loss in losses])
    if item.id not in known.marks:
        return methods.waiting("还没有查阅")
    return methods.findings(item.points, [loss.points for loss in losses])


def _judge(item: Item, known: Known) -> Judged:
    """The method of the scheme on what is known."""
    method, points, place = item.method, item.points, known.inspection.institution
    if isinstance(method, RateToTarget):
        rate = known.rates[method.indicator]
        if rate.value is None:
            return methods.no_data(rate.reason or "没有分母，无从计算")
        own = Fraction(method.target.value) / 100 if method.target else None
        return methods.rate_to_target(points, rate.value, own or rate.target)
    if isinstance(method, FloorToFull):
        rate = known.rates[method.indicator]
        if rate.value is None:
            return methods.no_data(rate.reason or "没有分母，无从计算")
        return methods.floor_to_full(
            points, rate.value, _share(method.floor.value), _share(method.full.value)
        )
    if isinstance(method, TruthRate):
        return _truth(method, points, known)
    if isinstance(method, SurveyScore):
        held = known.inspection.round
        asked = Reply.objects.filter(
            questionnaire=method.survey, institution__path__startswith=place.path,
            asked_on__range=(held.starts_on, held.due_on),
        )  # fmt: skip
        good = asked.filter(good=True).count()
        floor, full = _share(method.floor.value), _share(method.full.value)
        return methods.survey(points, good, asked.count(), floor, full, int(method.least.value))
    if isinstance(method, Supervision):
        return methods.supervision(points, quarter_scores(place, known.inspection.round.ends_on))
    if isinstance(method, Rectified):
        due = Rectification.objects.filter(
            inspection__institution=place, due_on__lte=known.inspection.round.due_on
        )
        done = sum(order.closed_on is not None and order.closed_on <= order.due_on for order in due)
        return methods.rectified(points, done, len(due))
    assert isinstance(method, Agreement)
    compared, wide = beyond(place, method.tolerance.value)
    return methods.agreement(points, compared, wide, method.each.value)


def _truth(method: TruthRate, points: Decimal, known: Known) -> Judged:
    if not known.sample:
        return _undrawn(known)
    found = truth(known.sample)
    floor, full = _share(method.floor.value), _share(method.full.value)
    return methods.truth_rate(
        points, found.true, found.untrue, floor, full, int(method.least.value), found.waiting
    )


def _undrawn(known: Known) -> Judged:
    if known.nothing_to_draw:
        return methods.no_data("这一期没有可抽的服务记录")
    return methods.waiting("还没有抽样")


def _share(percent: Decimal) -> Fraction:
    return Fraction(percent) / 100


def _computed(item: Item, known: Known, judged: Judged) -> tuple[Loss, ...]:
    """What the method takes off, as lines: one for each untrue record, else one with the arithmetic."""
    if isinstance(item.method, TruthRate):
        untrue = [row for row in known.sample if truth_of(row) == UNTRUE]
        parts = spread(judged.lost, untrue)
        return tuple(
            Loss(part, item.ref, _said(row), _evidence(row), row)
            for row, part in zip(untrue, parts, strict=True) if part
        )  # fmt: skip
    evidence = f"第 {newest_build()} 次构建" if known.rates else "系统记录"
    return (Loss(judged.lost, item.ref, f"{item.label}：{judged.words}", evidence),)


def _said(row: Sampled) -> str:
    words = "；".join(check.words for check in row.checks.all() if check.outcome == UNTRUE)
    return f"{row.served_on} 的服务不属实：{words}"


def _evidence(row: Sampled) -> str:
    untrue = [check for check in row.checks.all() if check.outcome == UNTRUE]
    said = [f"{c.get_mode_display()} {c.at.astimezone(CHINA):%Y-%m-%d} {c.by.name}" for c in untrue]
    return f"记录 {row.record}；{'、'.join(said)}"


def derived(inspection: Inspection, item: str, place: int, turn: int) -> uuid.UUID:
    """The id of a computed deduction of one submission."""
    return uuid.uuid5(inspection.pk, f"{turn}/{item}/{place}")
