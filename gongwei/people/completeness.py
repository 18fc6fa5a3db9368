"""规范化: which fields a complete record needs, as data, and what one record lacks (spec 01 e; EHR-05, EHR-06).

The column lists are read here for one resident and by the chapter's indicator for a county, so both agree.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Q, TextField

from gongwei.kernel.dates import add_years, age_years
from gongwei.people.models import Resident
from gongwei.records.fields import When, described

COVER_REF = "national-spec-2017#1.附件.封面"
REQUIRED_COVER = (
    "record_no",
    "name",
    "current_address",
    "registered_address",
    "phone",
    "village_id",
    "creating_institution_id",
    "created_by_id",
    "doctor_id",
    "created_on",
)
"""Columns of ``resident`` that the cover needs (spec 01 b3)."""

REQUIRED_BASIC = tuple(
    name for name, _, spec in described(Resident) if spec.required is True and name not in REQUIRED_COVER
)
"""Columns of ``resident`` that 个人基本信息表 needs from everybody (spec 01 b4)."""

REQUIRED_WHEN: Mapping[str, When] = {
    name: spec.required for name, _, spec in described(Resident) if isinstance(spec.required, When)
}
"""Columns needed while another column holds a code: the free text of 其他."""

REQUIRED_RURAL = tuple(name for name, _, spec in described(Resident) if spec.starred)
"""生活环境★: needed in rural areas, by local choice in towns (spec 01 b4)."""

PHONE_PATTERN = r"^(1[3-9][0-9]{9}|(0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(-[0-9]{1,6})?)$"
"""A telephone that can be dialled (spec 01 b3)."""


@dataclass(frozen=True)
class Missing:
    """A field that keeps a record from being complete: its column, printed label, and why."""

    field: str
    label: str
    why: str


@dataclass(frozen=True)
class Completeness:
    """How many of the fields asked are filled, and what is missing."""

    asked: int
    missing: tuple[Missing, ...]

    @property
    def score(self) -> float:
        """The share of the asked fields that are filled, for display."""
        return (self.asked - len(self.missing)) / self.asked

    @property
    def complete(self) -> bool:
        """Nothing is missing: the record is 规范化."""
        return not self.missing


def missing_fields(
    resident: Resident, on: dt.date, *, basic_from: int, environment: bool = False
) -> list[Missing]:
    """What the record lacks on the day (see ``completeness``)."""
    return list(completeness(resident, on, basic_from=basic_from, environment=environment).missing)


def completeness(
    resident: Resident, on: dt.date, *, basic_from: int, environment: bool = False
) -> Completeness:
    """Judge one record by the same lists of columns as the indicator.

    ``basic_from`` is the age from which 个人基本信息表 is asked (parameter basic_info_from_age: younger children's data
    sit on 新生儿家庭访视记录表, spec 01 a); ``environment`` asks for 生活环境 too (villages, or the plan's choice).
    """
    asked = list(REQUIRED_COVER)
    if age_years(resident.birth_date, on) >= basic_from:
        asked += REQUIRED_BASIC
        asked += REQUIRED_RURAL if environment else ()
        asked += [name for name, when in REQUIRED_WHEN.items() if _needed(resident, when)]
    missing = [Missing(name, label_of(name), "未填写") for name in asked if _empty(getattr(resident, name))]
    for name in ("phone", "contact_phone"):
        value = getattr(resident, name)
        if name in asked and value and not re.fullmatch(PHONE_PATTERN, value):
            missing.append(Missing(name, label_of(name), "号码格式不对，无法拨通"))
    return Completeness(len(asked), tuple(missing))


def label_of(column: str) -> str:
    """The printed label of a column of ``resident``."""
    name = column.removesuffix("_id") if column != "record_no" else column
    return str(Resident._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _needed(resident: Resident, when: When) -> bool:
    return when.holds({when.field: getattr(resident, when.field)})


def _empty(value: Any) -> bool:
    return value is None or value == "" or value == []


def lacking(on: dt.date, *, basic_from: int) -> Q:
    """The condition on residents that says: something is missing on the day (``completeness`` of one, for a list)."""
    young = Q(birth_date__gt=add_years(on, -basic_from))
    basic = _blank(REQUIRED_BASIC)
    for name, when in REQUIRED_WHEN.items():
        basic |= _condition(when) & _blank([name])
    basic |= Q(contact_phone__gt="") & ~Q(contact_phone__regex=PHONE_PATTERN)
    cover = _blank(REQUIRED_COVER) | (Q(phone__gt="") & ~Q(phone__regex=PHONE_PATTERN))
    return cover | (basic & ~young)


def _condition(when: When) -> Q:
    several = isinstance(Resident._meta.get_field(when.field), ArrayField)
    found = Q()
    for code in when.codes:
        if code in (None, ""):
            found |= _blank([when.field])
        else:
            found |= Q(**{f"{when.field}__contains": [code]}) if several else Q(**{when.field: code})
    return found


def _blank(columns: Iterable[str]) -> Q:
    """Any of the columns is empty: null, an empty text or an empty list."""
    found = Q()
    for name in columns:
        field = Resident._meta.get_field(name.removesuffix("_id") if name.endswith("_id") else name)
        found |= Q(**{f"{name}__isnull": True})
        if isinstance(field, ArrayField):
            found |= Q(**{name: []})
        elif isinstance(field, (CharField, TextField)):
            found |= Q(**{name: ""})
    return found
