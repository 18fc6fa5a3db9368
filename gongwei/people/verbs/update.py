"""Changing the cover and the basic information; only the fields typed change, the former ones stay in history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.kernel.clock import today
from gongwei.people.checks import FIELDS, check_resident
from gongwei.people.duplicates import find_duplicates
from gongwei.people.models import Resident, Staff
from gongwei.people.names import initials, pinyin
from gongwei.people.problems import HARD, SOFT, Conflict, Duplicate, Invalid
from gongwei.people.timeline import succeed_residence
from gongwei.people.verbs.authority import locked, require
from gongwei.people.verbs.past import PastLines, replace_past
from gongwei.people.verbs.staying import settle
from gongwei.records.history import acting
from gongwei.records.layout import Problem


def update_resident(
    resident_id: int,
    typed: Mapping[str, Any],
    *,
    by: Staff,
    reason: str,
    version: int,
    past: PastLines | None = None,
    confirmed: bool = False,
) -> Resident:
    """Save the fields typed; refused when somebody else has changed the record since ``version`` was read."""
    with acting(str(by.pk), reason):
        resident = locked(resident_id)
        require(by, "change", resident.institution)
        if resident.version != version:
            raise Conflict("档案刚刚被他人修改，您的内容尚未保存；请与最新内容核对后再保存")
        values = _checked(resident, typed, past, confirmed)
        _apply(resident, values)
        if past is not None:
            replace_past(resident, past)
        return resident


def verify_contact(resident_id: int, *, by: Staff) -> Resident:
    """Note that telephone and address were checked with the resident today (spec 01 c, 核查)."""
    with acting(str(by.pk), "核实联系方式"):
        resident = locked(resident_id)
        require(by, "change", resident.institution)
        resident.verified_on = today()
        resident.save(update_fields=["verified_on"])
        return resident


def _checked(
    resident: Resident, typed: Mapping[str, Any], past: PastLines | None, confirmed: bool
) -> dict[str, Any]:
    known = {name: getattr(resident, name) for name in FIELDS}
    values, problems = check_resident(typed, today(), known)
    birth = values.get("birth_date") or resident.birth_date
    if resident.created_on and birth > resident.created_on:
        problems.append(Problem("birth_date", HARD, f"出生日期：晚于建档日期 {resident.created_on}，请核对"))
    problems += past.problems(birth, today()) if past else []
    if [p for p in problems if p.severity != SOFT] or (problems and not confirmed):
        raise Invalid(*problems)
    numbers = {name: values[name] for name in ("id_no", "birth_certificate_no") if values.get(name)}
    if others := [c.resident for c in find_duplicates(numbers, None, besides=resident.pk)]:
        said = f"证件号码：与{others[0].institution}的档案 {others[0].short_record_no} 相同，请核对；确为同一人时请合并"
        raise Duplicate(Problem("id_no", HARD, said), others)
    return values


def _apply(resident: Resident, values: dict[str, Any]) -> None:
    changed = [name for name, value in values.items() if getattr(resident, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(resident, name, values[name])
    if "name" in changed:
        resident.name_pinyin, resident.name_initials = pinyin(resident.name), initials(resident.name)
    resident.version += 1
    resident.information_changed_on = today()
    resident.save()
    if "residence_type" in changed:
        succeed_residence(resident, today(), hukou=resident.residence_type)
        settle(resident)
