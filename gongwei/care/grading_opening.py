"""With what a sheet of 年度分级评估 opens: what the year's records say; what they do not say stays open (NCD-04)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gongwei.care.models import Enrolment
from gongwei.records.advice import Past
from gongwei.records.layout import Opening

ALWAYS, AT_TIMES, NOT_NOW, UNMEASURED = 1, 2, 3, 9
SMOKING, LIPIDS, OBESE, FAMILY, OF_AGE = 2, 3, 5, 6, 8
BOTH = 8
MALE = 1


def opens(programme: str, sibling: str, ills: Mapping[int, int]) -> Opening:
    """The opening of a chapter's sheet; ``ills`` says what each 并发症 of its card is on the sheet."""

    def opening(facts: Mapping[str, Any]) -> Mapping[str, Any]:
        read: Mapping[str, Sequence[Past]] = facts.get("read", {})
        visits, sheets, cards = (read.get(f"{programme}_{name}", ()) for name in ("followup", "supplement", "card"))
        year = [each for each in visits if each.on.year == facts["served_on"].year]
        found: dict[str, Any] = {
            "year_control": year_control([each.outcome.get("control") for each in year]),
            "factors": risk_factors(_last(visits), _last(sheets), _last(cards), facts),
            "damage": _last(cards).get("target_organ_damage"),
            "comorbid": _comorbid(facts, _last(sheets), _last(cards), sibling, ills),
        }
        return {name: value for name, value in found.items() if value}

    return opening


def year_control(outcomes: Sequence[str | None]) -> int:
    """The year's valid measurements, oldest first: the last not at target, one of them not, none; or no measurement."""
    measured = [each for each in outcomes if each in ("controlled", "uncontrolled")]
    if not measured:
        return UNMEASURED
    if measured[-1] == "uncontrolled":
        return NOT_NOW
    return AT_TIMES if "uncontrolled" in measured else ALWAYS


def risk_factors(
    visit: Mapping[str, Any], sheet: Mapping[str, Any], card: Mapping[str, Any], facts: Mapping[str, Any]
) -> list[int]:
    """What is recorded of the patient; 无 only when each of the measurable ones is known to be absent."""
    p = facts["parameters"]
    judged = {
        SMOKING: _beyond(visit.get("smoke_cur"), 1),
        LIPIDS: _lipids(sheet, p),
        OBESE: _beyond(visit.get("bmi_cur"), p["obese_bmi"]),
        FAMILY: {1: True, 2: False}.get(sheet.get("family_cvd") or 0),
        OF_AGE: facts["age"] > (p["risk_age_male"] if facts["sex"] == MALE else p["risk_age_female"]),
    }
    found = {code for code, holds in judged.items() if holds} | set(card.get("risk_factors") or ()) - {1}
    if found:
        return sorted(found)
    return [1] if None not in judged.values() else []


def _lipids(sheet: Mapping[str, Any], p: Mapping[str, Any]) -> bool | None:
    """血脂异常: a value beyond its limit or a drug against it; None while nothing is recorded."""
    high = [_beyond(sheet.get(name), p[f"{name}_high"]) for name in ("tc", "tg", "ldl_c")]
    low = None if sheet.get("hdl_c") is None else sheet["hdl_c"] < p["hdl_c_low"]
    known = [each for each in (*high, low, sheet.get("lipid_drug")) if each is not None]
    return any(known) if known else None


def _beyond(value: Any, limit: Any) -> bool | None:
    return None if value is None else value >= limit


def _comorbid(
    facts: Mapping[str, Any], sheet: Mapping[str, Any], card: Mapping[str, Any], sibling: str, ills: Mapping[int, int]
) -> list[int]:
    """六病 of the supplement sheet, complications of the card, and the other of the two diseases under management."""
    known = set(sheet.get("six_diseases") or ())
    found = (known - {1}) | set(_named(card.get("complications") or (), ills))
    other = Enrolment.objects.filter(resident=facts["resident_id"], programme=sibling, to_on=None)
    if other.exists():
        found.add(BOTH)
    return sorted(found) or sorted(known)


def _named(codes: Sequence[int], ills: Mapping[int, int]) -> Iterator[int]:
    return (ills[code] for code in codes if code in ills)


def _last(pasts: Sequence[Past]) -> Mapping[str, Any]:
    return pasts[-1].values if pasts else {}
