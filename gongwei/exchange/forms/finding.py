"""Whose a row is: the resident by ID number, record number, or name with birth date; the institution; who did it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from gongwei.kernel.clock import today
from gongwei.kernel.identity import normalise
from gongwei.people.grants import works_for
from gongwei.people.models import Institution, Resident, Staff
from gongwei.people.problems import Invalid, refuse
from gongwei.people.queries import ResidentQuery
from gongwei.records.items import item_of
from gongwei.records.layout import Form
from gongwei.records.reading import Unreadable, halved, read_date

AMBIGUOUS = "有 {count} 位居民叫“{name}”、{birth} 出生，请填身份证号或档案编号"


def person_of(typed: Mapping[str, str], user: Any, of_record: Resident | None = None) -> Resident:
    """The resident whom the account may see; a name that differs from the record's is refused, not corrected."""
    name, number = halved(typed.get("person.name", "")), normalise(typed.get("person.id_no", ""))
    record_no = normalise(typed.get("person.record_no", "")).replace("-", "")
    seen = Resident.objects.visible_to(user).select_related("institution")
    if number:
        found = _one(
            seen.filter(id_no=number),
            "person.id_no",
            f"没有身份证号 {number} 的居民，或不在您的服务范围内；请先建档",
        )
    elif record_no:
        found = _one(
            seen.filter(record_no=record_no),
            "person.record_no",
            "没有这个档案编号的居民，或不在您的服务范围内",
        )
    elif of_record is not None and not name:
        return of_record
    else:
        found = _by_birth(seen, name, typed.get("person.birth_date", ""))
    if name and name != found.name:
        raise refuse("person.name", f"姓名与档案不符：档案里是“{found.name}”，请核对身份证号和姓名")
    if of_record is not None and found.pk != of_record.pk:
        raise refuse("record", "这个记录编号属于另一位居民；新记录请留空")
    return found


def _by_birth(seen: ResidentQuery, name: str, birth: str) -> Resident:
    if not name or not birth:
        raise refuse("person.name", "请填身份证号，或档案编号，或姓名和出生日期")
    try:
        born = read_date(item_of(Resident, "birth_date"), unicodedata.normalize("NFKC", birth), today())
    except Unreadable as wrong:
        raise refuse("person.birth_date", str(wrong)) from None
    found = list(seen.filter(name=name, birth_date=born)[:5])
    if len(found) > 1:
        raise refuse("person.name", AMBIGUOUS.format(count=len(found), name=name, birth=born))
    if not found:
        raise refuse("person.name", f"没有叫“{name}”、{born} 出生的居民，或不在您的服务范围内；请先建档")
    return found[0]


def _one(rows: ResidentQuery, column: str, message: str) -> Resident:
    found = rows.first()
    if found is None:
        raise refuse(column, message)
    if found.merged_into_id is not None:
        raise refuse(column, "这份档案已合并到另一份，请改用合并后的档案编号")
    return found


def place_of(form: Form, typed: Mapping[str, str], user: Any, actor: Staff, stored: Any) -> Institution:
    """The institution whose own work the row is: named, else the record's, else the importer's."""
    text = halved(typed.get("place", ""))
    if not text:
        place: Institution = stored.institution if stored is not None else actor.institution
    else:
        named = Institution.objects.visible_to(user).named(text).first()
        if named is None:
            raise refuse("place", f"没有叫“{text}”的机构，或不在您的管理范围内")
        place = named
    if not works_for(actor, "write", form.programme, place):
        raise refuse("place", f"您没有为{place}登记此项工作的权限")
    if stored is not None and stored.institution_id != place.pk:
        raise refuse("record", "这个记录编号属于另一个机构；新记录请留空")
    return place


def staff_of_row(typed: Mapping[str, str], actor: Staff) -> Staff | None:
    """Who gave the service, by name at the importer's institutions; None where the column is empty."""
    name = halved(typed.get("staff", ""))
    if not name or name == actor.name:
        return None
    found = list(Staff.objects.filter(name=name, institution__path__startswith=actor.institution.path)[:2])
    if len(found) != 1:
        why = "没有" if not found else "有不止一位"
        raise Invalid(*refuse("staff", f"本机构{why}叫“{name}”的人员；可留空").problems)
    return found[0]
