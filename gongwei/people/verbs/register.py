"""建档: one transaction makes the record, its number, its first residence and its first standing.

A person may first be known from the population list only (未建档): ``Registration(filed=False)``.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, connection

from gongwei.kernel.clock import today
from gongwei.kernel.record_number import LAST_SERIAL, RecordNumber
from gongwei.people.checks import check_resident
from gongwei.people.duplicates import Candidate, find_duplicates
from gongwei.people.models import (
    Institution,
    InstitutionVillage,
    Region,
    Residence,
    Resident,
    Staff,
    Standing,
)
from gongwei.people.names import initials, pinyin
from gongwei.people.problems import HARD, SOFT, Conflict, Duplicate, Invalid, refuse
from gongwei.people.verbs.authority import require
from gongwei.people.verbs.past import PastLines, replace_past
from gongwei.people.verbs.staying import keep_stay
from gongwei.records.history import acting
from gongwei.records.layout import Problem


@dataclass(frozen=True)
class Registration:
    """What a registration needs besides the fields of the form.

    ``created_on`` is the day of filing; of a person only listed (``filed=False``) the day of listing. ``since``: the
    day on which living here began; where it is told, it decides from when the person counts, else ``permanent``.
    """

    village_id: str
    doctor_id: int | None = None
    created_on: dt.date | None = None
    permanent: bool = True
    filed: bool = True
    since: dt.date | None = None
    past: PastLines = field(default_factory=PastLines)


def preview(typed: Mapping[str, Any], village_id: str) -> tuple[list[Problem], list[Candidate]]:
    """What would be said about these values, while one types: problems and likely duplicates; nothing is saved."""
    values, problems = check_resident(typed, today())
    return problems, find_duplicates(values, village_id)


def register_resident(
    request_id: uuid.UUID,
    typed: Mapping[str, Any],
    about: Registration,
    *,
    by: Staff,
    confirmed: bool = False,
) -> Resident:
    """File a resident; the same request again returns the same record (spec 01 a, b1).

    Hard problems raise Invalid; a likely duplicate raises Duplicate; soft problems raise Invalid until ``confirmed``.
    """
    if earlier := Resident.objects.filter(request_id=request_id).first():
        return earlier
    on = about.created_on or today()
    try:
        values = _checked(typed, on, about, confirmed)
    except (Duplicate, Invalid):
        if earlier := Resident.objects.filter(request_id=request_id).first():
            return earlier  # the same request, filed by another process meanwhile, is no duplicate of itself
        raise
    institution = responsible_for(about.village_id, on)
    require(by, "register", institution)
    check_doctor(about.doctor_id, institution)
    try:
        with acting(str(by.pk), "建档" if about.filed else "登记人口"):
            resident = _insert(request_id, values, about, institution, on, by)
            replace_past(resident, about.past)
            if about.since is not None:
                keep_stay(resident, about.since, "", by)
            return resident
    except IntegrityError as error:
        return _after_race(request_id, error)


def responsible_for(village_id: str, on: dt.date) -> Institution:
    """The primary institution that serves the village on the day."""
    rows = InstitutionVillage.objects.filter(village_id=village_id, from_on__lte=on).select_related(
        "institution"
    )
    for row in rows:
        if row.to_on is None or on < row.to_on:
            return row.institution
    raise refuse("village", "村（居）委会：该村（居）没有负责的基层机构，请先由管理员设定")


def allocate_number(village_id: str) -> RecordNumber:
    """The village's next serial; the row stays locked until the transaction ends, so none is lost or given twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO village_serial AS s (village_id, last) VALUES (%s, 1) "
            "ON CONFLICT (village_id) DO UPDATE SET last = s.last + 1 WHERE s.last < %s RETURNING last",
            [village_id, LAST_SERIAL],
        )
        row = cursor.fetchone()
    if row is None:
        raise refuse("village", "档案编号：本村（居）的99999个序号已用完，请联系管理员")
    return RecordNumber(village_id, int(row[0]))


def _checked(typed: Mapping[str, Any], on: dt.date, about: Registration, confirmed: bool) -> dict[str, Any]:
    if on > today():
        raise refuse("created_on", f"建档日期：{on} 晚于今天，请核对")
    if not Region.objects.filter(code=about.village_id, level="village").exists():
        raise refuse("village", "村（居）委会：请从列表中选择")
    values, problems = check_resident(typed, on)
    problems += about.past.problems(values.get("birth_date"), on)
    if [p for p in problems if p.severity != SOFT] or (problems and not confirmed):
        raise Invalid(*problems)
    candidates = find_duplicates(values, about.village_id)
    certain = [c for c in candidates if c.certain]
    if certain or (candidates and not confirmed):
        raise duplicate_of(certain or candidates)
    return values


def duplicate_of(candidates: list[Candidate]) -> Duplicate:
    """What to say of likely duplicates, the likeliest first."""
    first = candidates[0]
    if first.certain and not first.resident.filed:
        said = f"证件号码：{first.resident.institution}的人口名册中已有此人（未建档），请打开后为其建档"
        problem = Problem("id_no", HARD, said)
    elif first.certain:
        where = f"{first.resident.institution}、档案编号 {first.resident.short_record_no}"
        problem = Problem("id_no", HARD, f"证件号码：已建档（{where}），请调取该档案或申请转入")
    else:
        problem = Problem(
            "name", SOFT, f"姓名：可能已建档（{first.why}），请核对下列档案；确非同一人时请确认后保存"
        )
    return Duplicate(problem, [candidate.resident for candidate in candidates])


def check_doctor(doctor_id: int | None, institution: Institution) -> None:
    """Refuse a doctor who is not on duty at the institution or one of its stations."""
    if doctor_id is None:
        return
    doctor = Staff.objects.filter(pk=doctor_id, active_to__isnull=True).select_related("institution").first()
    if doctor is None or not doctor.institution.path.startswith(institution.path):
        raise refuse("doctor", f"责任医生：请从{institution}的在岗人员中选择")


def _insert(
    request_id: uuid.UUID,
    values: dict[str, Any],
    about: Registration,
    institution: Institution,
    on: dt.date,
    by: Staff,
) -> Resident:
    name = values["name"]
    resident = Resident.objects.create(
        request_id=request_id,
        record_no=str(allocate_number(about.village_id)) if about.filed else None,
        name_pinyin=pinyin(name),
        name_initials=initials(name),
        created_on=on if about.filed else None,
        created_by=by if about.filed else None,
        creating_institution=institution if about.filed else None,
        institution=institution,
        village_id=about.village_id,
        doctor_id=about.doctor_id,
        **values,
    )
    Residence.objects.create(
        resident=resident,
        village_id=about.village_id,
        institution=institution,
        doctor_id=about.doctor_id,
        permanent=about.permanent,
        hukou=values.get("residence_type"),
        from_on=on,
    )
    Standing.objects.create(
        resident=resident, state="active", from_on=on, reason="建档" if about.filed else "登记人口"
    )
    return resident


def _after_race(request_id: uuid.UUID, error: IntegrityError) -> Resident:
    """Two at once: the same request has meanwhile made the record, or another person has filed the same number."""
    if earlier := Resident.objects.filter(request_id=request_id).first():
        return earlier
    if "resident_id_no_once" in str(error) or "resident_birth_certificate_once" in str(error):
        raise Conflict("证件号码：刚刚已由他人建档，请刷新后调取该档案") from error
    raise error
