"""After a settlement: a voided visit takes its money back once, a repaired one brings it once, in the next quarter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

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
    held = set(settled.filter(corrections__live=True).values_list("pk", flat=True))
    rows = [row for row in settled.select_related("line").order_by("pk") if row.pk not in held]
    changed = [
        *((row, VOIDED) for row in _voided(rows)),
        *((row, UNTRUE) for row in _untrue(rows)),
        *((row, REPAIRED) for row in _repaired(rows)),
    ]
    found: dict[int, list[Found]] = {}
    for line in {row.line_id: row.line for row, _ in changed}.values():
        mine = [(row, reason) for row, reason in changed if row.line_id == line.pk]
        found.setdefault(line.clinic_id, []).extend(_priced(line, mine))
    return found


def _voided(rows: list[LineService]) -> list[LineService]:
    """Settled as valid, and its record counts no more, nor does another meet the obligation in time."""
    forms: dict[str, list[LineService]] = {}
    for row in rows:
        if row.state == "valid":
            forms.setdefault(row.form, []).append(row)
    gone = set()
    for form, held in forms.items():
        gone |= voided(form, [row.record for row in held if row.record])
    found = [row for row in rows if row.state == "valid" and row.record in gone]
    met = _met_in_time(found)
    return [row for row in found if _key(row) not in met]


def _untrue(rows: list[LineService]) -> list[LineService]:
    """Settled as valid by a record that an appraisal found untrue since, and that is not void."""
    valid = [row for row in rows if row.state == "valid" and row.record is not None]
    found = untrue_records({row.record for row in valid if row.record is not None})
    gone = {row.pk for row in _voided(valid)}
    return [row for row in valid if row.record in found and row.pk not in gone]


def _repaired(rows: list[LineService]) -> list[LineService]:
    """Settled as questioned or not done, and met in time by what was corrected or entered since."""
    waiting = [row for row in rows if row.state != "valid"]
    met = _met_in_time(waiting)
    still = untrue_records({row.record for row in waiting if row.record is not None})
    return [row for row in waiting if _key(row) in met and row.record not in still]


def _key(row: LineService) -> tuple[int, str, str, str]:
    return row.resident_id, row.programme, row.step, row.seq


def _met_in_time(rows: Iterable[LineService]) -> set[tuple[int, str, str, str]]:
    people = {row.resident_id for row in rows}
    found = Obligation.objects.filter(resident__in=people, met_on__isnull=False)
    columns = found.values_list("resident_id", "programme", "step", "seq", "met_on", "due_on")
    return {tuple(key) for *key, met, due in columns if met is not None and met <= due}  # type: ignore[misc]


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
