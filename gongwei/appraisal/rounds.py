"""Rounds: what a scheme's calendar asks of whom, opening one, and who is overdue or not inspected yet."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from gongwei.appraisal.authority import must_open, until_of
from gongwei.appraisal.models import Inspection, Member, Round
from gongwei.appraisal.places import clinics_of, townships
from gongwei.appraisal.scheme_file import Item, RoundRule
from gongwei.appraisal.schemes import Scheme, of_level, scheme, schemes
from gongwei.catalogue.plans import plan
from gongwei.kernel.clock import now, today
from gongwei.kernel.dates import add_months
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, refuse
from gongwei.records.history import acting

ORDINALS = {1: ("全年",), 2: ("上半年", "下半年"), 4: ("第1季度", "第2季度", "第3季度", "第4季度")}


@dataclass(frozen=True)
class Slot:
    """One round that the scheme's calendar asks of a body, opened or not."""

    scheme: Scheme
    rule: RoundRule
    organiser: Institution
    period: int
    starts_on: dt.date
    ends_on: dt.date
    due_on: dt.date
    round: Round | None = None

    @property
    def label(self) -> str:
        """区疾控中心 2024年第3季度 区疾控中心季度督导."""
        return f"{self.starts_on.year}年{period_words(self.rule, self.period)}{self.rule.label}"

    def late(self, on: dt.date) -> bool:
        """Past its day without having been opened."""
        return self.round is None and on > self.due_on


def period_words(rule: RoundRule, period: int) -> str:
    """第3季度, 上半年, 全年, else 第5期."""
    named = ORDINALS.get(rule.periods)
    return named[period - 1] if named else f"第{period}期"


def bounds(rule: RoundRule, period: int) -> tuple[dt.date, dt.date]:
    """First and last day of a period of the plan's year."""
    if not 1 <= period <= rule.periods or 12 % rule.periods:
        raise refuse("period", f"{rule.label}一年 {rule.periods} 次，没有第 {period} 次")
    months = 12 // rule.periods
    first = add_months(dt.date(plan().year, 1, 1), (period - 1) * months)
    return first, add_months(first, months) - dt.timedelta(days=1)


def organisers(rule: RoundRule) -> list[Institution]:
    """The bodies that a rule asks: those named, else every township institution for its clinics."""
    if rule.kind == "village":
        return [place for place in townships() if place.kind in Institution.PRIMARY]
    found = {code: Institution.objects.named(code).first() for code in rule.organisers}
    return [place for place in found.values() if place is not None]


def calendar(on: dt.date, organiser: Institution | None = None) -> list[Slot]:
    """Every round of the year whose period has ended by a day, opened or not: a missing one is seen."""
    opened = {
        (held.rule, held.organiser_id, held.period): held
        for held in Round.objects.filter(plan=plan().id).select_related("organiser")
    }
    found = []
    for held in schemes().values():
        for rule in held.file.rounds:
            for body in organisers(rule):
                for period in range(1, rule.periods + 1):
                    starts_on, ends_on = bounds(rule, period)
                    made = opened.get((rule.id, body.pk, period))
                    if (ends_on < on or made) and organiser in (None, body):
                        due_on = ends_on + dt.timedelta(days=int(rule.due_days.value))
                        found.append(Slot(held, rule, body, period, starts_on, ends_on, due_on, made))
    return found


def rule_of(held: Round) -> RoundRule:
    """The rule that a round follows."""
    return scheme(held.scheme).rules[held.rule]


def items_of(held: Round) -> tuple[Item, ...]:
    """The items that a round judges."""
    return scheme(held.scheme).items_of(rule_of(held))


def open_round(
    round_id: uuid.UUID,
    scheme_id: str,
    rule_id: str,
    organiser: Institution,
    period: int,
    *,
    by: Staff,
    members: Collection[Staff] = (),
    places: Collection[Institution] = (),
    seed: int | None = None,
) -> Round:
    """Open a round with its inspections; the same id again changes nothing, the same period twice is refused.

    ``places`` narrows a round that need not cover everybody. The seed is thrown where none is given and stays with the
    round, so that nobody tries seeds until a sample suits.
    """
    if earlier := Round.objects.filter(pk=round_id).first():
        return earlier
    held = scheme(scheme_id)
    rule = held.rules.get(rule_id)
    if rule is None:
        raise refuse("rule", f"细则没有“{rule_id}”这种评价；可用 {'、'.join(held.rules)}")
    must_open(by, rule, organiser)
    starts_on, ends_on = bounds(rule, period)
    inspected = _inspected(rule, organiser, places)
    slot = Slot(held, rule, organiser, period, starts_on, ends_on, ends_on)
    try:
        with transaction.atomic(), acting(str(by.pk), f"发起{slot.label}"):
            made = Round.objects.create(
                id=round_id, plan=plan().id, scheme=held.id, rule=rule.id, kind=rule.kind, label=slot.label,
                period=period, starts_on=starts_on, ends_on=ends_on,
                due_on=ends_on + dt.timedelta(days=int(rule.due_days.value)), organiser=organiser,
                seed=secrets.randbelow(100_000_000) if seed is None else seed, opened_by=by, opened_at=now(),
            )  # fmt: skip
            Member.objects.bulk_create(
                Member(round=made, staff=each, until=until_of(each, rule, organiser, made.due_on))
                for each in {member.pk: member for member in (by, *members)}.values()
            )
            Inspection.objects.bulk_create(
                Inspection(id=uuid.uuid5(made.pk, str(place.pk)), round=made, institution=place)
                for place in inspected
            )
            return made
    except IntegrityError as refused:
        if "appraisal_round_once" not in str(refused):
            raise
        raise Conflict(f"{organiser}的{slot.label}已经发起，请刷新后查看") from None


def _inspected(rule: RoundRule, organiser: Institution, places: Collection[Institution]) -> list[Institution]:
    """Everybody in the rule's reach; fewer only where it need not cover all."""
    every = clinics_of(organiser) if rule.kind == "village" else townships()
    chosen = [place for place in every if place in places] if places else every
    if rule.covers_all and len(chosen) < len(every):
        raise refuse("places", f"{rule.label}要覆盖全部 {len(every)} 个单位，现选 {len(chosen)} 个")
    if not chosen:
        raise refuse("places", f"{organiser}没有要评价的单位")
    return chosen


def add_member(held: Round, staff: Staff, *, by: Staff, until: dt.date | None = None) -> Member:
    """Let somebody of any section judge for the round's dates (区疾控、残联、财务审计科派员); again extends them."""
    must_open(by, rule_of(held), held.organiser)
    if until is not None and until < today():
        raise refuse("until", "截止日期：不能早于今天")
    ends = until_of(staff, rule_of(held), held.organiser, held.due_on)
    with transaction.atomic(), acting(str(by.pk), "增加评价员"):
        member, made = Member.objects.get_or_create(
            round=held, staff=staff, defaults={"until": until if until and ends else ends}
        )
        if not made and until is not None and member.until is not None:
            member.until = until
            member.save(update_fields=["until"])
        return member


def overdue(on: dt.date) -> list[Inspection]:
    """Inspections past their round's day and not accepted yet, the longest overdue first."""
    waiting = Inspection.objects.filter(round__plan=plan().id, round__due_on__lt=on).exclude(state="accepted")
    rows = waiting.select_related("round__organiser", "institution")
    return list(rows.order_by("round__due_on", "institution__position", "institution_id"))


def not_inspected(on: dt.date) -> dict[str, list[Institution]]:
    """What the year still owes by a day: items of the year that no accepted inspection has judged, by institution.

    Asked of the institutions of the plan's table; a round that need not cover all counts for whom it covered (AMB-41).
    """
    judged: dict[int, set[str]] = {}
    accepted = Inspection.objects.filter(
        round__plan=plan().id, round__ends_on__lte=on, state="accepted", judgements__state="已评"
    )
    for place, item in accepted.values_list("institution", "judgements__item"):
        judged.setdefault(place, set()).add(item)
    items = of_level("institution").items
    places = townships()
    return {
        item.label: lacking
        for item in items.values()
        if (lacking := [place for place in places if item.id not in judged.get(place.pk, set())])
    }
