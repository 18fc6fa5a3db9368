"""与国家系统核对: a list of the national system beside our registered patients, field by field (SMI-10, DATA-06).

Every difference is a row of its own and stays until somebody says how it was solved; a new comparison starts afresh.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from gongwei.kernel.codes import CodeList
from gongwei.people.models import Institution, Resident, Staff
from gongwei.people.problems import refuse
from gongwei.programmes.mental_disorder import codes
from gongwei.programmes.mental_disorder.consents import standing_consents
from gongwei.programmes.mental_disorder.models import Check, Difference, Info, Match, Visit
from gongwei.records.history import acting

MISSING_HERE, MISSING_THERE = "missing_here", "missing_there"
LABELS = {
    "name": "姓名", "id_no": "身份证号", "diagnosis": "诊断", "guardian_phone": "监护人电话", "consent": "知情同意",
    "last_visit": "最近随访日期", "visit_class": "随访分类", "danger_level": "危险性评估",
    MISSING_HERE: "本系统没有在册", MISSING_THERE: "国家系统名单上没有",
}  # fmt: skip
HEADINGS = {
    "姓名": "name", "患者姓名": "name", "身份证号": "id_no", "身份证": "id_no", "证件号码": "id_no",
    "诊断": "diagnosis",
    "目前诊断": "diagnosis", "监护人电话": "guardian_phone", "知情同意": "consent", "最近随访日期": "last_visit",
    "末次随访日期": "last_visit", "随访分类": "visit_class", "病情分类": "visit_class", "危险性评估": "danger_level",
    "危险性": "danger_level",
}  # fmt: skip
NEEDED = ("name", "id_no")
CODED: dict[str, CodeList] = {
    "diagnosis": codes.DIAGNOSIS, "consent": codes.CONSENT, "visit_class": codes.STABILITY,
}  # fmt: skip
MOST_ROWS = 5000


@dataclass(frozen=True)
class Listed:
    """One person of the list: text by field, only those that the list has columns for."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """The list as read: its known columns, its rows, headings that mean nothing to us, lines that cannot be used."""

    columns: tuple[str, ...]
    rows: tuple[Listed, ...]
    unknown: tuple[str, ...] = ()
    refused: tuple[str, ...] = field(default=())


def table_of(lines: Sequence[Sequence[str]]) -> Table:
    """Headings and rows of a pasted or uploaded list; refuses one without 姓名 and 身份证号."""
    start, columns = _heading(lines)
    rows, refused, seen = [], [], dict[str, int]()
    for number, cells in enumerate(lines[start + 1 :], start=start + 2):
        values = {name: _cell(name, text) for name, text in zip(columns, cells, strict=False) if name}
        if not any(values.values()):
            continue
        key = values.get("id_no", "")
        if len(key) != 18:
            refused.append(f"第 {number} 行 {values.get('name', '')}：身份证号应为18位")
        elif key in seen:
            refused.append(f"第 {number} 行 {values.get('name', '')}：与第 {seen[key]} 行重复")
        else:
            seen[key] = number
            rows.append(Listed(number, values))
    if len(rows) > MOST_ROWS:
        raise refuse("list", f"名单有 {len(rows)} 人，一次最多 {MOST_ROWS} 人，请分机构核对")
    unknown = tuple(
        head for head, name in zip(lines[start], columns, strict=True) if not name and head.strip()
    )
    return Table(tuple(name for name in columns if name), tuple(rows), unknown, tuple(refused))


def _heading(lines: Sequence[Sequence[str]]) -> tuple[int, list[str | None]]:
    """The line of headings, and the field of each column that means something to us."""
    for number, heads in enumerate(lines):
        columns = [HEADINGS.get(_plain(head)) for head in heads]
        if all(needed in columns for needed in NEEDED):
            return number, columns
    raise refuse("list", "名单里没有“姓名”和“身份证号”两列；第一行应是列名，请核对后再传")


def _plain(text: str) -> str:
    return re.sub(r"[\s*：:（）()]", "", text)


def _cell(name: str, text: str) -> str:
    """A cell in the words that we compare in: codes become labels, days ISO, numbers plain."""
    text = text.strip()
    if name == "id_no":
        return text.upper().replace(" ", "")
    if name in CODED and re.fullmatch(r"\d{1,2}", text) and int(text) in CODED[name]:
        return CODED[name].label(int(text))
    if name == "last_visit":
        found = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?: .*)?", text)
        return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else text
    return text.removesuffix("级").removesuffix(".0") if name == "danger_level" else text


def ours(residents: Mapping[int, Resident], day: dt.date) -> dict[int, dict[str, str]]:
    """What this system says of registered patients, in the words of the list."""
    agreed = standing_consents(residents, day)
    info = _latest(Info, residents, day)
    visits = _latest(Visit, residents, day, visit_result=1)
    found = {}
    for pk, person in residents.items():
        paper, visit = info.get(pk), visits.get(pk)
        found[pk] = {
            "name": person.name,
            "id_no": (person.id_no or "").upper(),
            "diagnosis": codes.DIAGNOSIS.label(paper.diagnosis) if paper else "",
            "guardian_phone": (paper.guardian_phone or "") if paper else "",
            "consent": codes.CONSENT.label(int(agreed[pk])) if pk in agreed else "",
            "last_visit": visit.served_on.isoformat() if visit else "",
            "visit_class": codes.STABILITY.label(visit.visit_class) if visit and visit.visit_class else "",
            "danger_level": "" if visit is None or visit.danger_level is None else str(visit.danger_level),
        }
    return found


def _latest(model: Any, residents: Iterable[int], day: dt.date, **also: Any) -> dict[int, Any]:
    rows = model.objects.filter(resident__in=list(residents), voided_at=None, served_on__lte=day, **also)
    return {each.resident_id: each for each in rows.order_by("resident_id", "served_on", "recorded_at")}


def compare(
    table: Table, registered: Mapping[int, Resident], known: Mapping[str, Resident], *, day: dt.date,
    institution: Institution, by: Staff, source: str,
) -> Check:  # fmt: skip
    """Lay the list beside the registered patients and keep every difference.

    ``registered`` are ours by id, ``known`` other residents that one may see by 身份证号 (present, not registered).
    """
    told = ours(registered, day)
    by_number = {values["id_no"]: pk for pk, values in told.items() if values["id_no"]}
    with transaction.atomic(), acting(str(by.pk), f"与国家系统核对：{source}"):
        check = Check.objects.create(
            institution=institution, checked_on=day, staff=by, source=source[:100], listed=len(table.rows)
        )
        met = set()
        for listed in table.rows:
            pk = by_number.get(listed.values["id_no"])
            if pk is None:
                _missing_here(check, listed, known.get(listed.values["id_no"]))
                continue
            met.add(pk)
            _differing(check, registered[pk], told[pk], listed, table.columns)
        for pk in registered.keys() - met:
            match = _match(
                check, registered[pk], registered[pk].name, told[pk]["id_no"], here=True, there=False
            )
            Difference.objects.create(match=match, resident=registered[pk], field=MISSING_THERE, ours="在册")
    return check


def _missing_here(check: Check, listed: Listed, person: Resident | None) -> None:
    match = _match(check, person, listed.values["name"], listed.values["id_no"], here=False, there=True)
    Difference.objects.create(match=match, resident=person, field=MISSING_HERE, theirs="在册")


def _differing(
    check: Check, person: Resident, told: Mapping[str, str], listed: Listed, columns: Iterable[str]
) -> None:
    match = _match(check, person, person.name, told["id_no"], here=True, there=True)
    for name in columns:
        theirs = listed.values.get(name, "")
        if name != "id_no" and theirs != told[name]:
            Difference.objects.create(
                match=match, resident=person, field=name, ours=told[name][:200], theirs=theirs[:200]
            )


def _match(check: Check, person: Resident | None, name: str, id_no: str, *, here: bool, there: bool) -> Match:
    return Match.objects.create(
        reconciliation=check, resident=person, checked_on=check.checked_on, name=name[:50], id_no=id_no[:18],
        here=here, there=there,
    )  # fmt: skip


def solve(difference: Difference, how: int, note: str, *, on: dt.date, by: Staff) -> Difference:
    """One difference is solved: how, by whom, when; solved again it changes nothing."""
    if how not in dict(Difference.SOLVED):
        raise refuse("how", "处理方式：请从列表中选择")
    if how == 3 and not note.strip():
        raise refuse("note", "核实两边都对的，请写明核实情况")
    with acting(str(by.pk), "处理与国家系统的差异"):
        found = Difference.objects.select_for_update().get(pk=difference.pk)
        if found.solved_on is None:
            found.solved_on, found.solved_how, found.solved_by = on, how, by
            found.solved_note = note.strip()[:200]
            found.save()
        return found
