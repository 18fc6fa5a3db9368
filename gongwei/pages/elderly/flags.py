"""Why an elder is owed more contacts in a year: the exams and chronic visits that flag, with their words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gongwei.care.exam_referral import problems_of, weight_of
from gongwei.care.models import HealthExam
from gongwei.catalogue.chapters import forms
from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import values_on
from gongwei.people.models import Resident
from gongwei.programmes.elderly.contacts import VISITS
from gongwei.programmes.elderly.rules import DISEASES, UNSTABLE
from gongwei.records.chronic import VISIT_CLASS

JUDGED = ("weight", "height", "neuro_disease", "other_disease", *DISEASES)
TOLD = (*JUDGED, *(f"{name}_other" for name in (*DISEASES, "neuro_disease", "other_disease")))


@dataclass(frozen=True)
class Flag:
    """One record that asks for referral and more contacts."""

    form: str
    record: Any
    on: dt.date
    words: str

    @property
    def link(self) -> str:
        """How a form opened after it names it."""
        return f"{self.form}:{self.record}"


def flags_of(people: Iterable[Resident], year: int) -> dict[int, list[Flag]]:
    """Resident → what flags him for that year, the newest first."""
    known = {each.pk: each for each in people}
    carried = dt.timedelta(int(values_on("elderly", dt.date(year, 1, 1))["contact_carry_days"]))
    span = (dt.date(year, 1, 1) - carried, dt.date(year, 12, 31) - carried)
    found: dict[int, list[Flag]] = {}
    for resident, flag in (*_exams(known, span), *_visits(known, span)):
        found.setdefault(resident, []).append(flag)
    return {key: sorted(flags, key=lambda each: each.on, reverse=True) for key, flags in found.items()}


def _exams(known: dict[int, Resident], span: tuple[dt.date, dt.date]) -> list[tuple[int, Flag]]:
    rows = HealthExam.objects.filter(resident__in=known, voided_at=None, served_on__range=span)
    exams = list(rows.values("id", "resident_id", "served_on", *TOLD))
    given = [
        {"served_on": each["served_on"], "birth_date": known[each["resident_id"]].birth_date}
        | {name: each[name] for name in JUDGED}
        for each in exams
    ]
    return [
        (each["resident_id"], Flag("health_exam", each["id"], each["served_on"], _words(each, outcome)))
        for each, outcome in zip(exams, judge("elderly", given), strict=True)
        if outcome["exam_flags"]
    ]


def _words(exam: dict[str, Any], outcome: dict[str, Any]) -> str:
    weight = [f"体重异常：{weight_of(exam)}"] if outcome["weight_abnormal"] == "abnormal" else []
    return "；".join([*weight, *problems_of(exam)])


def _visits(known: dict[int, Resident], span: tuple[dt.date, dt.date]) -> list[tuple[int, Flag]]:
    found = []
    for name in VISITS:
        form = forms().get(name)
        if form is None:
            continue
        rows = form.model._default_manager.filter(
            resident__in=known, voided_at=None, served_on__range=span, visit_class__in=UNSTABLE
        )
        for each in rows.values("id", "resident_id", "served_on", "visit_class"):
            words = f"{form.label}：{VISIT_CLASS.label(each['visit_class'])}"
            found.append((each["resident_id"], Flag(name, each["id"], each["served_on"], words)))
    return found
