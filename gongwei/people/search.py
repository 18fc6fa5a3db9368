"""One box finds a person: 拼音首字母, name, ID number, telephone, record number or address (design §8).

The text is tried as what it looks like, surest reading first, until the list is full. Each reading is one indexed
condition; one's own villages come first, closed and merged records last, with their state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Right, Upper

from gongwei.kernel.identity import normalise
from gongwei.kernel.record_number import parse_short_number
from gongwei.people.codes import STATES
from gongwei.people.grants import grants_of, staff_of
from gongwei.people.models import Resident, Standing
from gongwei.people.queries import ResidentQuery

LONGEST = 60
ENOUGH = 200
"""How many of one reading are fetched and sorted; whoever has more types one more letter."""

_TEXTS: ArrayField[list[str], list[str]] = ArrayField(TextField())
_HAN = re.compile(r"[\u3400-\u9fff·]+")


@dataclass(frozen=True)
class Hit:
    """A resident found, by what, and in which state the record is."""

    resident: Resident
    by: str
    state: str

    @property
    def state_label(self) -> str:
        """The printed state; nothing for an ordinary record."""
        return "" if self.state == "active" else STATES[self.state]


@dataclass(frozen=True)
class Reading:
    """One way to understand the text: its name, its condition on residents, and whether it is tried only in vain."""

    by: str
    condition: Q
    last_resort: bool = False


def search(user: Any, text: str, limit: int = 20) -> list[Hit]:
    """The residents this account may see that the text means; an empty or meaningless text finds nobody."""
    staff = staff_of(user)
    typed = normalise(text[: 4 * LONGEST])[:LONGEST]
    if staff is None or not typed or "\x00" in typed:
        return []
    own = sorted({village for grant in grants_of(staff) for village in grant.villages})
    visible = _searchable(Resident.objects.visible_to(user))
    found: dict[int, str] = {}
    for reading in readings(typed):
        if len(found) >= limit or (found and reading.last_resort):
            break
        for key in _fetch(visible, reading.condition, own):
            found.setdefault(key, reading.by)
    return _hits(dict(list(found.items())[:limit]))


def readings(typed: str) -> Iterator[Reading]:
    """What a text may be, surest first."""
    digits = typed.replace("-", "")
    if re.fullmatch(r"[0-9]+X?", digits):
        yield from _as_number(digits, typed)
    elif re.fullmatch(r"[A-Z]+", typed):
        letters = typed.lower()
        yield Reading("拼音首字母", Q(name_initials=letters))
        yield Reading("拼音首字母", Q(name_initials__startswith=letters))
        yield Reading("拼音", Q(name_pinyin__startswith=letters))
    elif re.fullmatch(r"[A-Z][0-9]{9}", typed):
        yield Reading("出生医学证明号", Q(birth_certificate_no=typed))
    elif _HAN.fullmatch(typed):
        yield Reading("姓名", Q(name=typed))
        yield Reading("姓名", Q(name__startswith=typed))
        yield Reading("姓名", Q(letters__contains=list(typed), name__contains=typed))
    if len(typed) >= 2 and _HAN.search(typed):
        pairs = [typed[place : place + 2] for place in range(len(typed) - 1)]
        address = Q(address_pairs__contains=pairs, current_address__icontains=typed)
        yield Reading("住址", address, last_resort=True)


def _as_number(digits: str, typed: str) -> Iterator[Reading]:
    if len(digits) == 18:
        yield Reading("身份证号", Q(id_no=digits))
    if len(digits) == 17:
        yield Reading("档案编号", Q(record_no=digits))
    if short := parse_short_number(typed):
        yield Reading("档案编号", Q(record_end=short))
    if len(digits) == 4:
        yield Reading("身份证号后四位", Q(id_end=digits))
        yield Reading("电话后四位", Q(phone_end=digits))
    if 3 <= len(digits) <= 12:
        yield Reading("电话", Q(phone__startswith=digits))
    if 6 <= len(digits) <= 17:
        yield Reading("身份证号", Q(id_no__startswith=digits))


def _searchable(residents: ResidentQuery) -> ResidentQuery:
    """Expressions written as the indexes of migration 0002 have them."""
    return residents.alias(
        id_end=Right("id_no", 4),
        phone_end=Right("phone", 4),
        record_end=Right("record_no", 8),
        letters=Func(F("name"), Value(None), function="string_to_array", output_field=_TEXTS),
        address_pairs=Func(Upper("current_address"), function="text_pairs", output_field=_TEXTS),
    )


def _fetch(visible: ResidentQuery, condition: Q, own: list[str]) -> list[int]:
    """Matches in one's own villages, then elsewhere; within each, living records first, by pinyin."""
    matches = visible.filter(condition).values_list("living", "name_pinyin", "birth_date", "pk")
    if not own:
        return _in_order(matches[:ENOUGH])
    mine = _in_order(matches.filter(village__in=own)[:ENOUGH])
    return mine if len(mine) >= ENOUGH else [*mine, *_in_order(matches.exclude(village__in=own)[:ENOUGH])]


def _in_order(rows: Iterable[tuple[Any, ...]]) -> list[int]:
    return [pk for _, _, _, pk in sorted(rows, key=lambda row: (not row[0], *row[1:]))]


def _hits(found: dict[int, str]) -> list[Hit]:
    """Load the residents found; closed and merged records go to the end with their state."""
    residents = Resident.objects.select_related("institution", "village", "doctor").in_bulk(list(found))
    closed = [pk for pk, resident in residents.items() if not resident.living]
    states = dict(
        Standing.objects.filter(resident__in=closed, to_on__isnull=True).values_list("resident_id", "state")
    )
    hits = [Hit(residents[pk], by, states.get(pk, "active")) for pk, by in found.items() if pk in residents]
    return sorted(hits, key=lambda hit: hit.state != "active")
