"""Year-end reward and penalty (三、九（四）): yuan a point by the plan, due in Q1 of the next year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from gongwei.appraisal.places import townships
from gongwei.appraisal.village import year_score
from gongwei.catalogue.plans import plan
from gongwei.funds.instalments import derived
from gongwei.funds.ledger import Cause, Move, Place
from gongwei.funds.models import Entry, Order, Settlement
from gongwei.funds.orders import About, prepare
from gongwei.funds.rules import funds
from gongwei.kernel.money import fen
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Forbidden, refuse


def due_on() -> dt.date | None:
    """The last day to pay or take back; None where the plan names none."""
    held = funds().reward_due
    return held.on(plan().year) if held else None


@dataclass(frozen=True)
class Outcome:
    """One institution's year: its accepted score, what the plan's line makes of it, and the order, if drawn."""

    place: Institution
    score: Decimal | None
    source: str
    amount: Decimal | None
    order: Order | None

    @property
    def formula(self) -> str:
        """（94.5 − 90）× 1000 ＝ 4,500.00."""
        rules = funds().reward
        if rules is None or self.score is None or self.amount is None:
            return ""
        exact = (self.score - rules.mark.value) * rules.yuan_per_point
        capped = f"，最多 {rules.most:,}" if abs(exact) > rules.most else ""
        shown = f"（{self.score} − {rules.mark.value}）× {rules.yuan_per_point:,}"
        return f"{shown} ＝ {exact:,.2f}{capped}"


def outcomes() -> list[Outcome]:
    """Every institution of the plan's table."""
    drawn: dict[int | None, Order] = {}
    for order in Order.objects.filter(plan=plan().id, kind__in=("reward", "penalty")).order_by("prepared_at"):
        drawn[order.township_id] = order
    rules, found = funds().reward, []
    for place in townships():
        score, source = year_score(place) or (None, "")
        amount = fen(rules.amount(score)) if rules is not None and score is not None else None
        found.append(Outcome(place, score, source, amount, drawn.get(place.pk)))
    return found


@dataclass(frozen=True)
class Remainder:
    """What a clinic was prepaid and has not earned by the end of the year: taken off the next year's first payment."""

    clinic: Institution
    amount: Decimal


def remainders() -> list[Remainder]:
    """By clinic, once the year's last period is paid; the largest first."""
    last = Settlement.objects.filter(plan=plan().id, state="paid", ends_on=plan().last_day)
    rows = Entry.objects.filter(
        account__plan=plan().id, account__kind="advance",
        account__institution__parent__in=last.values("township"),
    )  # fmt: skip
    held = rows.values_list("account__institution").annotate(sum=Sum("amount")).filter(sum__gt=0).order_by("-sum")
    sums = dict(held)
    clinics = Institution.objects.select_related("parent").in_bulk(sums)
    return [Remainder(clinics[clinic], amount) for clinic, amount in sums.items()]


def by_appraisal(township: Institution, on: dt.date, *, by: Staff) -> Order:
    """The same by the accepted year-end appraisal (年终绩效评价后核拨); without one nothing is assumed."""
    found = year_score(township)
    if found is None:
        raise refuse("score", f"{township}还没有已采纳的年终评价，不能按得分奖惩")
    return year_end(township, found[0], on, by=by)


def year_end(township: Institution, score: Decimal, on: dt.date, *, by: Staff) -> Order:
    """Draft one institution's reward (pool → township) or penalty (township → pool); once a plan."""
    if not allowed(by, "funds", institution=township):
        raise Forbidden("奖惩资金由项目办或财政办理")
    rules = funds().reward
    if rules is None:
        raise refuse("reward", "方案没有写奖惩标准（funds.reward）")
    if on.year == plan().year:
        raise refuse("on", f"年终绩效评价后才核拨，应在 {plan().year + 1} 年第一季度")
    amount = fen(rules.amount(score))
    if not amount:
        raise refuse("score", f"得 {score} 分，不奖不扣")
    kind, words = ("reward", "奖励") if amount > 0 else ("penalty", "扣减")
    moves = [Move(Place("original", "pool"), -amount), Move(Place("original", "township", township), amount)]
    cause = Cause(kind, on, f"{township} {plan().year}年{rules.label}{words}（{score} 分）", rules.ref)
    return prepare(derived("year_end", plan().id, township.pk), cause, moves, About(None, township), by=by)
