"""After a settlement: a voided visit takes its money back once, a repaired one brings it once, in the next quarter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gongwei.appraisal.sampling import untrue_records
from gongwei.catalogue.plans import plan
from gongwei.funds.earning import Given, Tally, earn
from gongwei.funds.models import LineService, SettlementLine
from gongwei.funds.rules import Quarter, settlement_rules
from gongwei.funds.services import voided
from gongwei.kernel.money import ZERO
from gongwei.obligations.models import Obligation
from gongwei.people.models import Institution

VOIDED = "结算后作废"
UNTRUE = "结算后核实不属实"
REPAIRED = "结算后补正"


@dataclass(frozen=True)
class Found:
    """A service that stands otherwise than when it was settled, and what that is worth."""

    service: LineService
    amount: Decimal
    reason: str


def correct(township: Institution, quarter: Quarter) -> dict[int, list[Found]]:
    """Clinic → corrections of the year's earlier settled quarters that no later settlement holds yet."""
    settled = LineService.objects.filter(
        line__settlement__plan=plan().id, line__settlement__township=township,
        line__settlement__quarter__lt=quarter.number, line__settlement__state__in=("reviewed", "paid"),
    )  # fmt: skip
    open_ = settled.exclude(corrections__live=True)
    gone = set(_voided(open_))
    changed = [
        *((row, VOIDED) for row in _rows(gone)),
        *((row, UNTRUE) for row in _rows(set(_untrue(open_)) - gone)),
        *((row, REPAIRED) for row in _rows(_repaired(open_))),
    ]
    found: dict[int, list[Found]] = {}
    for line in {row.line_id: row.line for row, _ in changed}.values():
        mine = [(row, reason) for row, reason in changed if row.line_id == line.pk]
        found.setdefault(line.clinic_id, []).extend(_priced(line, mine))
    return found


def _rows(keys: Iterable[int]) -> list[LineService]:
    """Few services change after a settlement: only these are read as objects."""
    return list(LineService.objects.filter(pk__in=list(keys)).select_related("line").order_by("pk"))


def _voided(settled: QuerySet[LineService]) -> list[int]:
    """Settled as valid, and its record counts no more, nor does another meet the obligation in time."""
    valid = settled.filter(state="valid")
    forms = valid.order_by().values_list("form", flat=True).distinct()
    gone = Q(pk__in=[])
    for form in forms:
        gone |= Q(form=form, record__in=voided(form))
    lost = valid.filter(gone)
    return [pk for pk, met in lost.annotate(met=_met_in_time()).values_list("pk", "met") if not met]


def _untrue(settled: QuerySet[LineService]) -> list[int]:
    """Settled as valid by a record that an appraisal found untrue since."""
    return list(settled.filter(state="valid", record__in=untrue_records()).values_list("pk", flat=True))


def _repaired(settled: QuerySet[LineService]) -> list[int]:
    """Settled as questioned or not done, and met in time by what was corrected or entered since."""
    waiting = settled.exclude(state="valid").filter(_met_in_time())
    still = untrue_records()
    return [pk for pk, record in waiting.values_list("pk", "record") if record not in still]


def _met_in_time() -> Exists:
    """Whether the obligation behind a settled service is met in time now."""
    same = {name: OuterRef(name) for name in ("resident_id", "programme", "step", "seq")}
    return Exists(Obligation.objects.filter(**same, met_on__isnull=False, met_on__lte=F("due_on")))


def _priced(line: SettlementLine, changed: list[tuple[LineService, str]]) -> list[Found]:
    """Each change's worth: the old line reckoned with one service more or less, one after the other."""
    tallies: dict[str, dict[str, int]] = {}
    for programme, step, state in line.services.values_list("programme", "step", "state"):
        tally = tallies.setdefault(f"{programme}.{step}", {"valid": 0, "questioned": 0, "missing": 0})
        tally[state] += 1
    for earlier in LineService.objects.filter(line=line, corrections__live=True):
        _move(tallies, earlier, earlier.state != "valid")
    found, before = [], _worth(line, tallies)
    for row, reason in changed:
        _move(tallies, row, reason == REPAIRED)
        after = _worth(line, tallies)
        found.append(Found(row, after - before, reason))
        before = after
    return found


def _move(tallies: dict[str, dict[str, int]], row: LineService, repaired: bool) -> None:
    tally = tallies[f"{row.programme}.{row.step}"]
    tally[row.state] -= 1
    tally["valid" if repaired else "missing"] += 1


def _worth(line: SettlementLine, tallies: dict[str, dict[str, int]]) -> Decimal:
    counted = {key: Tally(**tally) for key, tally in tallies.items()}
    given = Given(str(line.clinic_id), line.people, line.budget, line.score, counted)
    rules = settlement_rules()
    if rules.method == "capitation_by_score":
        return ZERO  # paid by people and score: one visit more or less changes nothing
    return earn(rules, [given])[given.payee].valid_line.amount
