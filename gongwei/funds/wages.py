"""多劳多得、优绩优酬: a line's money by who did its accepted services, work × quality; Σ is the line (FUND-19, -20)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import connection, transaction

from gongwei.funds.methods.lines import money, number, percent
from gongwei.funds.models import LineService, Settlement, SettlementLine, Wage
from gongwei.funds.rules import settlement_rules
from gongwei.kernel.clock import now
from gongwei.kernel.money import share_out
from gongwei.people.models import Staff
from gongwei.people.problems import refuse
from gongwei.people.verbs.authority import require
from gongwei.records.history import acting

POOLED = "机构统筹"


@dataclass(frozen=True)
class Done:
    """What one person did for a clinic: services that count, services in question, the work in equivalents."""

    staff: int
    valid: int
    questioned: int
    work: Fraction

    @property
    def quality(self) -> Fraction:
        """Of what was done, the part that counts."""
        return Fraction(self.valid, self.valid + self.questioned) if self.valid + self.questioned else Fraction(0)

    @property
    def weight(self) -> Fraction:
        """Work × quality: by this the money is shared."""
        return self.work * self.quality


@dataclass(frozen=True)
class Part:
    """One person's part with its formula; ``done`` None is what stays with the institution."""

    done: Done | None
    amount: Decimal
    formula: str


def divide(counted: Decimal, people: Sequence[Done]) -> list[Part]:
    """The parts, adding up to the line's money by the largest remainder; without accepted work it stays pooled."""
    whole = sum((each.weight for each in people), Fraction(0))
    if not whole:
        return [Part(None, counted, f"没有合格服务，{money(counted)}留作{POOLED}")] if counted else []
    ordered = sorted(people, key=lambda each: each.staff)
    return [
        Part(
            each, amount,
            f"{number(each.work)} 当量 × 质量系数 {percent(each.quality)} ＝ {number(each.weight)}；"
            f"÷ 全部 {number(whole)} × {money(counted)} ＝ {money(amount)}",
        )
        for each, amount in zip(ordered, share_out(counted, [each.weight for each in ordered]), strict=True)
    ]  # fmt: skip


def parts(made: Settlement) -> dict[SettlementLine, list[Part]]:
    """Every line of a settlement shared among those who gave its services, from the frozen evidence."""
    done = _done(made)
    return {
        line: divide(line.counted, done.get(line.pk, []))
        for line in made.lines.select_related("clinic").order_by("clinic__code")
    }


def _done(made: Settlement) -> Mapping[uuid.UUID, list[Done]]:
    seen = LineService.objects.filter(line__settlement=made, record__isnull=False)
    named = seen.values_list("line_id", "programme", "step", "state", "form", "record")
    rows = [(*row[:5], row[5]) for row in named if row[5] is not None]
    givers = {form: _givers(form, [row[5] for row in rows if row[4] == form]) for form in {row[4] for row in rows}}
    weights = {each.key: Fraction(each.equivalents) for each in settlement_rules().services}
    found: dict[tuple[uuid.UUID, int], tuple[int, int, Fraction]] = {}
    for line, programme, step, state, form, record in rows:
        staff = givers[form].get(record)
        if staff is None or state == "missing":
            continue
        valid, questioned, work = found.get((line, staff), (0, 0, Fraction(0)))
        counts = state == "valid"
        worth = weights.get(f"{programme}.{step}", Fraction(0)) * counts
        found[line, staff] = (valid + counts, questioned + (not counts), work + worth)
    by_line: dict[uuid.UUID, list[Done]] = {}
    for (line, staff), held in found.items():
        by_line.setdefault(line, []).append(Done(staff, *held))
    return by_line


def _givers(form: str, records: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Record → who gave the service; the table's name is a form's, never typed by anybody."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, staff_id FROM {form} WHERE id = ANY(%(records)s)", {"records": list(records)})
        return dict(cursor.fetchall())


def approve_wages(made: Settlement, *, by: Staff) -> list[Wage]:
    """公卫科 of the institution approves the sheet of a reviewed settlement; once approved it stands."""
    require(by, "settle", made.township)
    if made.state not in ("reviewed", "paid"):
        raise refuse("settlement", "结算审核后才能分配绩效")
    with transaction.atomic(), acting(str(by.pk), "批准绩效分配"):
        Settlement.objects.select_for_update().get(pk=made.pk)
        if not Wage.objects.filter(line__settlement=made).exists():
            Wage.objects.bulk_create(
                _wage(line, part, by) for line, found in parts(made).items() for part in found
            )
    return list(Wage.objects.filter(line__settlement=made))


def _wage(line: SettlementLine, part: Part, by: Staff) -> Wage:
    done = part.done
    quality = done.quality if done else Fraction(0)
    return Wage(
        id=uuid.uuid5(line.pk, str(done.staff if done else POOLED)), line=line, staff_id=done.staff if done else None,
        valid=done.valid if done else 0, questioned=done.questioned if done else 0,
        work=_places(done.work if done else Fraction(0), 2), quality=_places(quality, 6), formula=part.formula,
        amount=part.amount, approved_by=by, approved_at=now(),
    )  # fmt: skip


def _places(exact: Fraction, places: int) -> Decimal:
    return round(Decimal(exact.numerator) / Decimal(exact.denominator), places)
