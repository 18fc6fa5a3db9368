"""What is known of one child: visits on all papers in order, growth judged, the 13 contacts, special files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from gongwei.catalogue.chapters import forms
from gongwei.catalogue.plans import values_on
from gongwei.obligations.models import Obligation
from gongwei.people.models import Resident
from gongwei.programmes.child.advice import EVALUATION, GRADES
from gongwei.programmes.child.codes import CLOSING, CONTACT, SPECIAL_REASONS
from gongwei.programmes.child.growth import growth, percentile
from gongwei.programmes.child.models import (
    BirthNotice,
    Exam1To8,
    Exam3To6,
    Exam12To30,
    EyeExam,
    NewbornVisit,
    SpecialFile,
    SpecialVisit,
)
from gongwei.programmes.child.windows import AGES, window
from gongwei.records.layout import Form
from gongwei.ui.visits import Visit, line_said, visit_of

CHAPTER = "child"
EXAMS = (Exam1To8, Exam12To30, Exam3To6)
MEASURES = ("weight", "length", "head_circumference", "hemoglobin")


@dataclass(frozen=True)
class Seen:
    """One visit or exam: its form and record, the contact's name, what was measured."""

    on: dt.date
    label: str
    form: Form
    record: Any
    measured: Mapping[str, Any]

    @property
    def url(self) -> str:
        """The record's page."""
        return reverse("web:record", args=[self.form.id, self.record.pk])

    @property
    def print_url(self) -> str:
        """The paper's page."""
        return reverse("web:record_print", args=[self.form.id, self.record.pk])


def visits_of(person: Resident) -> list[Seen]:
    """Home visit and exams, oldest first."""
    found = []
    for model in (NewbornVisit, *EXAMS):
        form = forms()[model._meta.db_table]
        records: Any = model._default_manager.filter(resident=person, voided_at=None)
        for record in records.select_related("staff", "institution").order_by("served_on"):
            measured = {name: getattr(record, name, None) for name in MEASURES}
            found.append(
                Seen(record.served_on, CONTACT.label(getattr(record, "contact", 0)), form, record, measured)
            )
    return sorted(found, key=lambda each: each.on)


def weeks_of(person: Resident) -> int | None:
    """Weeks of gestation, as the visit or the birth notice told them."""
    for model in (NewbornVisit, BirthNotice):
        known: Any = model._default_manager.filter(
            resident=person, voided_at=None, gestational_weeks__isnull=False
        )
        told = known.order_by("-served_on").values_list("gestational_weeks", flat=True).first()
        if told is not None:
            return int(told)
    return None


def growth_of(person: Resident, seen: Seen) -> dict[str, Any]:
    """z, percentile and grade of one visit's measurements, and the evaluation in words."""
    limits = values_on(CHAPTER, seen.on)
    weight, length, head = (
        None if seen.measured[name] is None else float(seen.measured[name]) for name in MEASURES[:3]
    )
    found = growth(person.sex, (seen.on - person.birth_date).days, weight, length, head)
    lines = []
    for measure, label, value, unit in (
        ("weight", "体重", weight, "kg"), ("length", "身长（高）", length, "cm"), ("proportion", "体重/身高", None, ""),
        ("head", "头围", head, "cm"),
    ):  # fmt: skip
        z, grade = getattr(found, measure), found.grade(measure, limits)
        if z is not None and grade is not None:
            lines.append(
                (
                    label,
                    "" if value is None else f"{value:g} {unit}",
                    f"{z:+.1f} SD",
                    f"P{percentile(z):.0f}",
                    GRADES[grade],
                )
            )
    said = "、".join(EVALUATION[code] for code in found.evaluation(limits))
    return {"seen": seen, "lines": lines, "said": said}


@dataclass(frozen=True)
class Contact:
    """One of the 13 contacts: its window and what became of it."""

    label: str
    first: dt.date
    last: dt.date
    met_on: dt.date | None
    state: str

    @property
    def words(self) -> str:
        """What stands under its name."""
        if self.met_on is not None:
            return f"{self.met_on:%m-%d}"
        return {
            "now": f"至 {self.last:%m-%d}",
            "missed": "未做",
            "none": "无记录",
            "later": f"{self.first:%y-%m-%d} 起",
        }[self.state]


def contacts_of(person: Resident, today: dt.date) -> list[Contact]:
    """Every contact of the schedule with its window by today's parameters and the record that met it."""
    limits = values_on(CHAPTER, today)
    owed = Obligation.objects.filter(resident=person, programme=CHAPTER, step__in=("exam", "newborn_visit"))
    met = {
        ("0" if step == "newborn_visit" else seq): on
        for step, seq, on in owed.values_list("step", "seq", "met_on")
    }
    seen = {str(CONTACT_OF[each.label]): each.on for each in visits_of(person) if each.label in CONTACT_OF}
    found = []
    for age in (0, *AGES):
        first, last = window(person.birth_date, age, limits)
        day = met.get(str(age)) or seen.get(str(age))
        over = "missed" if str(age) in met else "none"
        state = "done" if day else over if last < today else "now" if first <= today else "later"
        found.append(Contact(CONTACT.label(age), first, last, day, state))
    return found


CONTACT_OF = {label: age for age, label in CONTACT}


def open_files(person: Resident) -> list[dict[str, Any]]:
    """Special files that no visit has closed, each with its last visit."""
    opened: Any = SpecialFile._default_manager.filter(resident=person, voided_at=None).order_by("served_on")
    visits: list[Any] = list(
        SpecialVisit._default_manager.filter(resident=person, voided_at=None).order_by("served_on")
    )
    found = []
    for each in opened:
        after = [
            visit
            for visit in visits
            if visit.served_on >= each.served_on and set(visit.reasons) & set(each.reasons)
        ]
        if not any(visit.result in CLOSING for visit in after):
            last = after[-1] if after else each
            found.append(
                {"file": each, "reasons": reasons_said(each.reasons), "last": last, "next": last.next_date}
            )
    return found


def reasons_said(reasons: list[int] | None) -> str:
    """Reasons of a special file in words."""
    return "、".join(SPECIAL_REASONS.label(code) for code in reasons or ())


@dataclass(frozen=True)
class Row:
    """One printed line of a paper across the child's visits."""

    label: str
    cells: tuple[str, ...]


def columns_of(form: Form, seen: list[Seen]) -> list[Row]:
    """The paper's lines with every visit of that paper in its column."""
    visits: list[Visit] = [visit_of(form, each.record) for each in seen]
    rows = []
    for line in (line for group in form.groups if group.printed for line in group.lines):
        if not line.fields or line.fields == ("served_on",):
            continue
        cells = tuple(
            each.record.staff.name if line.fields == ("staff",) else line_said(form, line, visit)
            for each, visit in zip(seen, visits, strict=True)
        )
        rows.append(Row(line.label, cells))
    return rows


def eyes_of(person: Resident) -> list[Any]:
    """Eye records, oldest first."""
    found: Any = EyeExam._default_manager.filter(resident=person, voided_at=None)
    return list(found.select_related("staff", "institution").order_by("served_on"))
