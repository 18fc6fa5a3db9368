"""入托入学查验: a pasted roster becomes children found among residents, with what each lacks (entry-check-2021)."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from gongwei.kernel.clock import now
from gongwei.people.models import Resident, Staff
from gongwei.people.problems import refuse
from gongwei.programmes.immunization.forecaster import Line
from gongwei.programmes.immunization.histories import histories, settings_of
from gongwei.programmes.immunization.models import Roster, RosterChild
from gongwei.programmes.immunization.nip import schedule
from gongwei.records.history import acting

COMPLETE, LACKING = 1, 2
MOST = 400
_ID = re.compile(r"\d{17}[\dXx]|\d{15}")
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
_WITH, _WITHOUT = {"有", "是", "1", "√"}, {"无", "否", "0", "2", "没有", "×"}


@dataclass(frozen=True)
class Pupil:
    """One line of a roster as typed."""

    name: str
    id_no: str = ""
    birth_date: dt.date | None = None
    has_certificate: bool | None = None


def read_roster(text: str) -> list[Pupil]:
    """One child per line: 姓名, 身份证号 or 出生日期, 有/无 证, parted by tabs, commas or spaces; no header needed."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = [part for part in re.split(r"[\t,，;； ]+", line.strip()) if part]
        if not parts or parts[0] in ("姓名", "序号"):
            continue
        if parts[0].isdigit() and len(parts[0]) < 4 and len(parts) > 1:
            parts = parts[1:]
        pupil = _pupil(parts)
        if not pupil.id_no and pupil.birth_date is None:
            raise refuse("roster", f"第{number}行“{line.strip()[:20]}”没有身份证号或出生日期，请补上")
        found.append(pupil)
    if not found:
        raise refuse("roster", "名册是空的：每行一人，写姓名和身份证号（或出生日期）")
    if len(found) > MOST:
        raise refuse("roster", f"一次最多 {MOST} 人，现有 {len(found)} 人，请分班录入")
    return found


def _pupil(parts: Sequence[str]) -> Pupil:
    id_no, born, certificate = "", None, None
    for part in parts[1:]:
        if _ID.fullmatch(part):
            id_no = part.upper()
        elif (hit := _DAY.fullmatch(part)) is not None:
            born = _day(hit)
        elif part in _WITH | _WITHOUT:
            certificate = part in _WITH
    if id_no and born is None and len(id_no) == 18:
        hit = _DAY.fullmatch(f"{id_no[6:10]}-{id_no[10:12]}-{id_no[12:14]}")
        born = _day(hit) if hit else None
    return Pupil(parts[0][:50], id_no, born, certificate)


def _day(hit: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(hit[1]), int(hit[2]), int(hit[3]))
    except ValueError:
        return None


@dataclass(frozen=True)
class About:
    """What the roster is of."""

    school: str
    school_kind: int
    class_name: str
    term_on: dt.date
    checked_on: dt.date
    entry: int = 1


def keep_roster(
    roster_id: uuid.UUID, about: About, pupils: Sequence[Pupil], residents: QuerySet[Resident], *, actor: Staff,
    parameters: Mapping[str, Any],
) -> Roster:  # fmt: skip
    """Write a roster once, each child found among the residents whom the actor may see, and evaluate it."""
    with transaction.atomic(), acting(str(actor.pk), ""):
        stored = Roster.objects.filter(pk=roster_id).first()
        if stored is not None:
            return stored
        roster = Roster.objects.create(
            id=roster_id, institution=actor.institution, staff=actor, school=about.school,
            school_kind=about.school_kind,
            class_name=about.class_name, school_year=about.term_on.year - (about.term_on.month < 8),
            term_on=about.term_on, checked_on=about.checked_on, recorded_at=now(),
        )  # fmt: skip
        found = found_among(pupils, residents)
        RosterChild.objects.bulk_create(
            RosterChild(
                roster=roster, position=place, resident_id=found.get(place), name=pupil.name, id_no=pupil.id_no,
                birth_date=pupil.birth_date, entry=about.entry, has_certificate=pupil.has_certificate,
            )
            for place, pupil in enumerate(pupils, start=1)
        )  # fmt: skip
        evaluate(roster, about.checked_on, parameters)
        return roster


def found_among(pupils: Sequence[Pupil], residents: QuerySet[Resident]) -> dict[int, int]:
    """Place on the roster → resident: by number, else by name and birth date where only one fits."""
    ids = [each.id_no for each in pupils if each.id_no]
    by_number = dict(residents.filter(id_no__in=ids).values_list("id_no", "pk"))
    named: dict[tuple[str, dt.date], list[int]] = {}
    days = [each.birth_date for each in pupils if each.birth_date is not None]
    names = residents.filter(name__in=[each.name for each in pupils], birth_date__in=days)
    for pk, name, born in names.values_list("pk", "name", "birth_date"):
        named.setdefault((name, born), []).append(pk)
    found = {}
    for place, pupil in enumerate(pupils, start=1):
        alike = named.get((pupil.name, pupil.birth_date), []) if pupil.birth_date else []
        hit = by_number.get(pupil.id_no) or (alike[0] if len(alike) == 1 else None)
        if hit is not None:
            found[place] = hit
    return found


def lacking(lines: Iterable[Line]) -> list[str]:
    """The doses that a child of this age should have and has not: due by the day, not stopped, not merely put off."""
    return [
        f"{each.series.id}-{each.dose}" for each in lines if each.state in ("due", "overdue") and each.dose
    ]


def evaluate(roster: Roster, on: dt.date, parameters: Mapping[str, Any]) -> None:
    """Judge every child of the roster by the schedule on a day; a child who has caught up is marked so."""
    children = list(roster.children.filter(resident__isnull=False))
    known = histories({child.resident_id for child in children if child.resident_id})
    settings = settings_of(parameters)
    for child in children:
        lacks = lacking(known[child.resident_id].forecast(on, settings)) if child.resident_id else []
        if child.result is None:
            child.result, child.missing = (LACKING if lacks else COMPLETE), lacks
        elif child.result == LACKING:
            child.rechecked_on, child.recheck_result = on, (LACKING if lacks else COMPLETE)
            if not lacks and child.caught_up_on is None:
                child.caught_up_on = on
            child.missing = lacks or child.missing
        child.save()


def reissue(child: RosterChild, on: dt.date, actor: Staff) -> None:
    """A child without a certificate got one from the clinic."""
    with acting(str(actor.pk), "补证"):
        child.has_certificate, child.reissued_on = False, on
        child.save()


def dose_words(keys: Iterable[str]) -> str:
    """麻腮风疫苗第2剂、乙脑减毒活疫苗第2剂."""
    said = []
    for key in keys:
        series, _, number = key.rpartition("-")
        said.append(f"{schedule().of(series).label}第{number}剂")
    return "、".join(said)
