"""建档 for a person already known from the population list: the number is allocated then (spec 01 a, b1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.db.models import Q

from gongwei.kernel.clock import today
from gongwei.people.checks import FIELDS, check_resident
from gongwei.people.duplicates import find_duplicates
from gongwei.people.models import Resident, Staff
from gongwei.people.names import initials, pinyin
from gongwei.people.problems import SOFT, Conflict, Invalid, refuse
from gongwei.people.verbs.authority import living, locked, require
from gongwei.people.verbs.past import PastLines, replace_past
from gongwei.people.verbs.register import allocate_number, duplicate_of
from gongwei.people.verbs.staying import settle
from gongwei.records.history import acting


def file_record(
    resident_id: int,
    typed: Mapping[str, Any],
    *,
    by: Staff,
    version: int,
    on: dt.date | None = None,
    past: PastLines | None = None,
    confirmed: bool = False,
) -> Resident:
    """建档 for a person already known from the population list: the number is allocated now.

    The same request again finds the record filed and changes nothing; ``typed`` are the fields of the form.
    """
    day = on or today()
    try:
        with acting(str(by.pk), "建档"):
            resident = living(locked(resident_id))
            require(by, "register", resident.institution)
            if resident.filed:
                return resident
            if resident.version != version:
                raise Conflict("此人的资料刚刚被他人修改，您的内容尚未保存；请核对后再建档")
            _file(resident, _checked_for(resident, typed, day, past, confirmed), day, by)
            if past is not None:
                replace_past(resident, past)
            return resident
    except IntegrityError as error:
        if "_once" in str(error):
            raise Conflict("证件号码：刚刚已由他人建档，请刷新后调取该档案") from error
        raise


def _checked_for(
    resident: Resident, typed: Mapping[str, Any], on: dt.date, past: PastLines | None, confirmed: bool
) -> dict[str, Any]:
    if on > today():
        raise refuse("created_on", f"建档日期：{on} 晚于今天，请核对")
    known = {name: getattr(resident, name) for name in FIELDS}
    values, problems = check_resident(typed, on, known)
    birth = values.get("birth_date") or resident.birth_date
    problems += past.problems(birth, on) if past else []
    if [p for p in problems if p.severity != SOFT] or (problems and not confirmed):
        raise Invalid(*problems)
    candidates = find_duplicates({**known, **values}, resident.village_id, besides=resident.pk)
    certain = [c for c in candidates if c.certain]
    if certain or (candidates and not confirmed):
        raise duplicate_of(certain or candidates)
    return values


def _file(resident: Resident, values: dict[str, Any], on: dt.date, by: Staff) -> None:
    for name, value in values.items():
        setattr(resident, name, value)
    resident.name_pinyin, resident.name_initials = pinyin(resident.name), initials(resident.name)
    resident.record_no, resident.created_on = str(allocate_number(resident.village_id)), on
    resident.created_by, resident.creating_institution = by, resident.institution
    resident.version += 1
    resident.save()
    if "residence_type" in values:
        for residence in resident.residences.filter(Q(to_on=None) | Q(to_on__gt=today())):
            residence.hukou = values["residence_type"]
            residence.save(update_fields=["hukou"])
        settle(resident)
