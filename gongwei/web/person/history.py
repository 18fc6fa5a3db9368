"""变更历史: every correction of a record in words — when, who, why, old → new (DATA-12) — and its life."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.people import access
from gongwei.people.checks import FIELDS
from gongwei.people.codes import STATES
from gongwei.people.models import Institution, Region, Resident, ResidentMerge, Staff
from gongwei.people.relations import RELATION
from gongwei.records.fields import spec_of
from gongwei.records.models import History
from gongwei.ui.notices import Entry
from gongwei.web.frame.shell import staff_page
from gongwei.web.person.matters import matter, person_at

MASKED = {
    "id_no": access.mask_id,
    "birth_certificate_no": access.mask_id,
    "phone": access.mask_phone,
    "contact_phone": access.mask_phone,
}
POINTERS = (
    "record_no",
    "created_on",
    "living",
    "village_id",
    "institution_id",
    "doctor_id",
    "reviewed_on",
    "verified_on",
    "tags",
)
NAMES: dict[str, type[models.Model]] = {
    "village_id": Region,
    "institution_id": Institution,
    "doctor_id": Staff,
}
MOST = 200


@dataclass(frozen=True)
class Change:
    """One saving of the record: when, by whom, why, and each field's old and new value in words."""

    at: dt.datetime
    who: str
    why: str
    fields: tuple[tuple[str, str, str], ...]


def changes_of(person: Resident) -> list[Change]:
    """Newest first; each former row is compared with what followed it."""
    rows = list(
        History.objects.filter(table_name="resident", row_id=str(person.pk)).order_by("-at", "-pk")[:MOST]
    )
    following: dict[str, Any] = {name: _plain(getattr(person, name)) for name in _columns()}
    actors = {row.actor for row in rows if row.actor.isdecimal()}
    who = {
        str(pk): f"{name}（{at}）"
        for pk, name, at in Staff.objects.filter(pk__in=actors).values_list("pk", "name", "institution__name")
    }
    found = []
    for row in rows:
        fields = tuple(
            (_label(name), in_words(name, row.old.get(name)), in_words(name, following[name]))
            for name in _columns()
            if (row.old.get(name) or None) != (following[name] or None)
        )
        following = {name: row.old.get(name) for name in _columns()}
        if fields:
            found.append(Change(row.at, who.get(row.actor, "系统"), row.reason, fields))
    return found


def in_words(name: str, value: Any) -> str:
    """A value as the paper prints it: codes with their words, numbers masked, empty as —."""
    if value in (None, "", []):
        return "—"
    if name in MASKED:
        return MASKED[name](str(value))
    if name in NAMES:
        return str(NAMES[name]._default_manager.filter(pk=value).first() or value)
    codes = spec_of(Resident._meta.get_field(name)).codes if name in FIELDS else None
    if codes is not None:
        return "、".join(codes.label(each) if each in codes else str(each) for each in _several(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(str(each) for each in _several(value))


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _columns() -> tuple[str, ...]:
    return (*FIELDS, *POINTERS)


def _label(name: str) -> str:
    return str(Resident._meta.get_field(name.removesuffix("_id") if name in NAMES else name).verbose_name)  # type: ignore[union-attr]


def _plain(value: Any) -> Any:
    """A value as JSON keeps it in history."""
    return value.isoformat() if isinstance(value, dt.date) else value


def course_of(person: Resident) -> list[Entry]:
    """Filing, belonging, standing, transfers and merges as one timeline, newest first."""
    found = []
    for standing in person.standings.all():
        detail = "；".join(
            filter(None, (standing.reason, standing.cause_of_death, standing.destination, standing.evidence))
        )
        found.append(
            Entry(
                standing.from_on,
                STATES[standing.state],
                detail,
                "sys" if standing.state == "active" else "warn",
            )
        )
    for residence in person.residences.select_related("village", "institution", "doctor"):
        doctor = residence.doctor.name if residence.doctor else "未指定医生"
        found.append(
            Entry(
                residence.from_on,
                f"归 {residence.institution} 管理",
                f"{residence.village.name} · {doctor}",
                "sys",
            )
        )
    for request in person.transfers.select_related("from_institution", "to_institution"):
        words = f"{request.from_institution} → {request.to_institution}"
        found.append(
            Entry(
                request.requested_on,
                f"申请转档（{request.get_state_display()}）",
                f"{words}：{request.reason}",
                "sys",
            )
        )
    for merge in ResidentMerge.objects.filter(models.Q(kept=person) | models.Q(duplicate=person)):
        undone = f"；{merge.undone_on} 撤销：{merge.undo_reason}" if merge.undone_on else ""
        found.append(Entry(merge.merged_on, "合并档案", merge.reason + undone, "sys"))
    for member in person.memberships.all():
        found.append(Entry(member.from_on, f"入户（{RELATION.label(member.relation)}）", "", "sys"))
    if person.created_on:
        found.append(
            Entry(person.created_on, "建档", f"{person.creating_institution or ''} · 编号 {person.record_no}")
        )
    return sorted(found, key=lambda entry: entry.on, reverse=True)


@staff_page("whole")
def changes(request: HttpRequest, resident_id: int) -> HttpResponse:
    """Who changed what, when and why; numbers stay masked here too."""
    person = person_at(request, resident_id, "查看变更历史")
    context: dict[str, Any] = {"changes": changes_of(person), "course": course_of(person)}
    return matter(request, person, "changes", "变更历史", template="web/changes.html", **context)


urlpatterns = [path("residents/<int:resident_id>/changes/", changes, name="changes")]
