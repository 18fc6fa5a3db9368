"""Several doses of one visit typed at once: lines proposed from the forecast, saved together or not at all."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import QueryDict

from gongwei.obligations.verbs import record_service
from gongwei.people.models import Resident, Staff
from gongwei.people.problems import Invalid
from gongwei.programmes.immunization.codes import VACCINE
from gongwei.programmes.immunization.forecaster import Line
from gongwei.programmes.immunization.forms import DOSE
from gongwei.programmes.immunization.nip import schedule
from gongwei.programmes.immunization.stocking import Lot
from gongwei.records.binding import bind
from gongwei.records.layout import Problem
from gongwei.records.validate import confirm_key

SPARE = 2
COMMON = (
    "served_on",
    "health_state",
    "temperature",
    "contraindication",
    "consent",
    "exam_override",
    "observed",
    "organised",
)
EACH = ("vaccine", "dose_no", "lot_no", "expiry_on", "manufacturer", "site", "barcode", "fee", "remark")


@dataclass
class GivenLine:
    """One line of the visit: what is proposed or typed, and what is wrong with it."""

    number: int
    key: str
    typed: dict[str, str]
    on: bool
    why: str = ""
    lots: list[Lot] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The vaccine in words."""
        code = self.typed.get("vaccine", "")
        return VACCINE.label(int(code)) if code.isdigit() else ""


@dataclass
class Visit:
    """The whole sheet."""

    common: dict[str, str]
    lines: list[GivenLine]
    problems: list[Problem] = field(default_factory=list)


def proposed(due: list[Line], stock: Mapping[int, list[Lot]], today: dt.date) -> Visit:
    """What is due today, each with the lot that expires first; two empty lines for other vaccines."""
    common = {
        "served_on": today.isoformat(),
        "health_state": "1",
        "contraindication": "1",
        "consent": "1",
        "organised": "1",
    }
    lines = []
    for number, line in enumerate(due):
        assert line.rule is not None and line.dose is not None
        vaccine = schedule().vaccine(line.rule.give[0])
        lots = stock.get(vaccine.code, [])
        typed = {"vaccine": str(vaccine.code), "dose_no": str(line.dose), "site": str(vaccine.sites[0])}
        if lots:
            typed |= _of_lot(lots[0])
        lines.append(GivenLine(number, str(uuid.uuid4()), typed, bool(lots), "；".join(line.reasons), lots))
    first = len(lines)
    lines += [GivenLine(first + n, str(uuid.uuid4()), {}, False) for n in range(SPARE)]
    return Visit(common, lines)


def _of_lot(lot: Lot) -> dict[str, str]:
    expiry = lot.expiry_on.isoformat() if lot.expiry_on else ""
    return {"lot_no": lot.lot_no, "expiry_on": expiry, "manufacturer": lot.manufacturer}


def typed_visit(data: QueryDict, stock: Mapping[int, list[Lot]]) -> Visit:
    """The sheet as it was sent."""
    common = {name: data.get(name, "") for name in COMMON}
    lines = []
    for number in range(40):
        key = data.get(f"d{number}-id")
        if key is None:
            break
        typed = {name: data.get(f"d{number}-{name}", "") for name in EACH}
        code = typed["vaccine"]
        lots = stock.get(int(code), []) if code.isdigit() else []
        known = next((lot for lot in lots if lot.lot_no == typed["lot_no"]), None)
        if known is not None:
            typed |= {name: value for name, value in _of_lot(known).items() if not typed[name]}
        lines.append(GivenLine(number, key, typed, data.get(f"d{number}-on") == "1", lots=lots))
    return Visit(common, lines)


def save_visit(
    visit: Visit, person: Resident, actor: Staff, data: QueryDict, facts: Mapping[str, Any]
) -> int:
    """Save every ticked line in one transaction; problems stay with their line and nothing is written."""
    chosen = [line for line in visit.lines if line.on]
    if not chosen:
        visit.problems.append(Problem("", "hard", "没有勾选要接种的疫苗"))
        return 0
    with transaction.atomic():
        for line in chosen:
            _save(line, visit, person, actor, data, facts)
        if any(line.problems or line.doubts for line in chosen):
            transaction.set_rollback(True)
            _gather(visit, chosen)
            return 0
    return len(chosen)


def _save(
    line: GivenLine, visit: Visit, person: Resident, actor: Staff, data: QueryDict, facts: Mapping[str, Any]
) -> None:
    vaccine = schedule().vaccine(int(line.typed["vaccine"])) if line.typed["vaccine"].isdigit() else None
    sent: dict[str, Any] = {**visit.common, **line.typed, "checked": ["1", "2", "3"]}
    sent["confirm"] = data.getlist(f"d{line.number}-confirm")
    if vaccine is not None:
        sent |= {
            "programme": "1" if vaccine.free else "2",
            "route": str(vaccine.route),
            "volume": vaccine.volume,
        }
    bound = bind(DOSE, sent, facts=facts)
    found = list(bound.problems)
    if not found:
        try:
            with transaction.atomic():
                record_service(
                    DOSE, uuid.UUID(line.key), person.pk, bound.values, actor=actor, confirmed=bound.confirmed
                )
            return
        except Invalid as refused:
            found = list(refused.problems)
    line.problems = [each for each in found if each.severity != "soft"]
    line.doubts = [
        (confirm_key(each, bound.values), each.message) for each in found if each.severity == "soft"
    ]


def _gather(visit: Visit, lines: list[GivenLine]) -> None:
    """What concerns the whole visit is said once at the top."""
    for line in lines:
        visit.problems += [
            each for each in line.problems if each.field in COMMON and each not in visit.problems
        ]
        line.problems = [each for each in line.problems if each.field not in COMMON]
