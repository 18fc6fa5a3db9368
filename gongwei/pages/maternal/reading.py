"""One course of pregnancy as the pages show it: weeks, colour and its history, contacts, curves, visits in columns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from gongwei.care.models import Enrolment
from gongwei.catalogue.chapters import forms
from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import values_on
from gongwei.obligations.models import Obligation
from gongwei.people.models import Resident
from gongwei.programmes.maternal import codes, dating
from gongwei.programmes.maternal.models import Delivery, Newborn, Pregnancy
from gongwei.programmes.maternal.pregnancies import outcome_of, pregnancies, pregnancy_on
from gongwei.records.advice import Picture, PictureLine
from gongwei.web.frame import words

COLOURED = ("maternal_antenatal_first", "maternal_antenatal_followup", "maternal_risk_assessment",
            "maternal_postnatal_visit", "maternal_postnatal_42")  # fmt: skip
STEPS = (
    "first_check",
    "visit_2",
    "visit_3",
    "visit_4",
    "visit_5",
    "outcome",
    "postnatal_visit",
    "postnatal_42",
)
SHORT = {"first_check": "第1次", "visit_2": "第2次", "visit_3": "第3次", "visit_4": "第4次", "visit_5": "第5次",
         "outcome": "分娩", "postnatal_visit": "产后访视", "postnatal_42": "42天"}  # fmt: skip
COURSE = dt.timedelta(420)
TINTS = {1: "green", 2: "yellow", 3: "orange", 4: "red"}


@dataclass(frozen=True)
class Colour:
    """The colour found at one contact, and why."""

    on: dt.date
    form: str
    colour: int
    purple: bool
    reason: str
    url: str

    @property
    def label(self) -> str:
        """橙, with 紫 beside it where there is an infection."""
        return codes.COLOUR.label(self.colour)

    @property
    def tint(self) -> str:
        """The class that paints it."""
        return TINTS.get(self.colour, "")


@dataclass(frozen=True)
class Course:
    """One pregnancy with how it ended, the colours it had, and where it stands on the day."""

    person: Resident
    case: Pregnancy
    delivery: Delivery | None
    colours: tuple[Colour, ...]
    today: dt.date
    closed_on: dt.date | None

    @property
    def pregnant(self) -> bool:
        """No outcome is known."""
        return self.delivery is None

    @property
    def weeks(self) -> str:
        """Weeks today, or those at the outcome."""
        day = self.delivery.served_on if self.delivery else self.today
        return dating.shown(*dating.weeks_on(self.case.starts_on, day))

    @property
    def colour(self) -> Colour | None:
        """The colour that holds now: that of the last assessment."""
        return self.colours[-1] if self.colours else None

    @property
    def highest(self) -> Colour | None:
        """The highest colour that it ever had."""
        return max(self.colours, key=lambda each: each.colour, default=None)

    @property
    def state(self) -> str:
        """孕期, 产后第 9 天, 自然流产, 已结案 in words."""
        if self.delivery is None:
            return "孕期" if self.closed_on is None else "已结束管理"
        if self.delivery.outcome != 1:
            return codes.OUTCOME.label(self.delivery.outcome)
        if self.closed_on is not None:
            return "已结案"
        return f"产后第 {(self.today - self.delivery.served_on).days} 天"


@dataclass(frozen=True)
class Contact:
    """One contact of the paper: its window, and whether it was made."""

    label: str
    first: dt.date
    last: dt.date
    state: str
    words: str
    url: str


def course_on(person: Resident, today: dt.date) -> Course | None:
    """The course that holds today, unless it has been closed."""
    case = pregnancy_on(person.pk, today)
    if case is None:
        return None
    held = course_of(person, case, today)
    return None if held.closed_on is not None else held


def course_of(person: Resident, case: Pregnancy, today: dt.date) -> Course:
    """Everything about one course."""
    spans = Enrolment.objects.filter(
        resident=person,
        programme="maternal",
        from_on__gte=case.starts_on,
        from_on__lt=case.starts_on + COURSE,
    ).order_by("-from_on")
    last = spans.first()
    return Course(person, case, outcome_of(case), _colours(case), today, last.to_on if last else None)


def courses_of(person: Resident, today: dt.date) -> list[Course]:
    """Every pregnancy of a woman, the newest first."""
    return [course_of(person, case, today) for case in pregnancies(person.pk)]


def records_of(case: Pregnancy, form: str) -> list[Any]:
    """Records of a form within the course, oldest first."""
    found: Any = forms()[form].model._default_manager.filter(
        resident_id=case.resident_id, voided_at=None, served_on__gte=case.starts_on,
        served_on__lt=_end(case),
    )  # fmt: skip
    return list(found.select_related("staff", "institution").order_by("served_on", "recorded_at"))


def _end(case: Pregnancy) -> dt.date:
    later = Pregnancy.objects.filter(
        resident_id=case.resident_id, voided_at=None, starts_on__gt=case.starts_on
    ).order_by("starts_on")
    following, last = later.first(), case.starts_on + COURSE
    end: dt.date = min(last, following.starts_on) if following else last
    return end


def _colours(case: Pregnancy) -> tuple[Colour, ...]:
    """What each contact found, by day; of one day the higher one last."""
    found = []
    for name in COLOURED:
        for each in records_of(case, name):
            if each.risk_colour is not None:
                url = reverse("web:record", args=[name, each.pk])
                said = Colour(
                    each.served_on, forms()[name].label, each.risk_colour, each.risk_purple == 2,
                    each.risk_reason or "", url,
                )  # fmt: skip
                found.append(said)
    return tuple(sorted(found, key=lambda each: (each.on, each.colour)))


def contacts_of(held: Course, today: dt.date) -> list[Contact]:
    """The contacts of the paper in order, those that the outcome made impossible left out."""
    owed = Obligation.objects.filter(
        resident=held.person, programme="maternal", step__in=STEPS,
        opens_on__gte=held.case.starts_on, opens_on__lt=held.case.starts_on + COURSE,
    )  # fmt: skip
    found = [_contact(held, each, today) for each in owed if each.met_on or not each.ended_on]
    return sorted(found, key=lambda each: (each.first, each.last))


def _contact(held: Course, each: Obligation, today: dt.date) -> Contact:
    step = words.step_of("maternal", each.step)
    state, said, url = "later", f"{each.opens_on:%m-%d} 起", ""
    if each.met_on is not None:
        state, said = "done", f"{each.met_on:%m-%d}" + ("" if each.met_on <= each.due_on else " 迟")
        if each.met_form and each.met_by:
            url = reverse("web:record", args=[each.met_form, each.met_by])
    elif each.closes_on is not None and each.closes_on < today:
        state, said = "missed", "没有做"
    elif each.opens_on <= today:
        late = each.due_on < today
        state, said = (
            ("missed", f"逾期 {(today - each.due_on).days} 天")
            if late
            else ("now", f"{each.due_on:%m-%d} 前")
        )
    if not url and state != "later" and step is not None:
        url = reverse("web:record_new", args=[held.person.pk, step.met_by[0]])
    return Contact(SHORT[each.step], each.opens_on, each.due_on, state, said, url)


def dating_of(case: Pregnancy) -> list[tuple[str, str]]:
    """Both bases with their weeks at booking, which one rules, and why."""
    found = []
    for label, day in (("末次月经", case.lmp), ("超声", _scan(case))):
        if day is not None:
            found.append((label, f"{day}（建册时 {dating.shown(*dating.weeks_on(day, case.booked_on))}）"))
    names = [each.name for each in Pregnancy._meta.fields if each.name.startswith(("lmp", "scan", "dated"))]
    [outcome] = judge(
        "maternal", [{**{name: getattr(case, name) for name in names}, "served_on": case.served_on}]
    )
    why = {
        "scan": "末次月经不准、不详，或与早孕超声相差超过界值",
        "lmp": "末次月经准确，与早孕超声相符或没有早孕超声",
        "none": "资料不足，由医生判断",
    }[outcome["dating"]]
    rules = {1: "lmp", 2: "scan"}.get(case.dated_by) == outcome["dating"]
    chosen = codes.DATED_BY.label(case.dated_by)
    found.append(("孕周按", f"{chosen}：{why}" if rules else f"{chosen}（医生选定；系统建议相反：{why}）"))
    return found


def _scan(case: Pregnancy) -> dt.date | None:
    if case.scan_on is None or case.scan_weeks is None:
        return None
    return dating.by_scan(case.scan_on, case.scan_weeks, case.scan_days)


def pictures_of(case: Pregnancy) -> tuple[Picture, ...]:
    """Weight, fundal height and blood pressure by week among their limits."""
    first = records_of(case, "maternal_antenatal_first")
    visits = records_of(case, "maternal_antenatal_followup")
    every = [*first, *visits]

    def along(field: str, records: list[Any]) -> tuple[tuple[float, float], ...]:
        return tuple(
            (float((each.served_on - case.starts_on).days // 7), float(getattr(each, field)))
            for each in records
            if getattr(each, field) is not None
        )

    limits = values_on("maternal", case.served_on)
    fundus = tuple(
        PictureLine(label, tuple((float(week), week + margin) for week in (20, 36)), margin == 0)
        for label, margin in (("+3", 3.0), ("孕周", 0.0), ("−3", -3.0))
    )
    return (
        Picture("体重 kg", "周", _gain(first, limits), along("weight", every)),
        Picture("宫底高度 cm", "周", fundus, along("fundal_height", visits)),
        Picture("收缩压 mmHg", "周", _level(limits["sbp_abnormal"]), along("sbp", every)),
        Picture("舒张压 mmHg", "周", _level(limits["dbp_abnormal"]), along("dbp", every)),
    )


def _level(limit: Any) -> tuple[PictureLine, ...]:
    return (PictureLine(f"{limit}", ((8.0, float(limit)), (40.0, float(limit))), True),)


def _gain(first: list[Any], limits: Any) -> tuple[PictureLine, ...]:
    """The recommended gain of her class of BMI before pregnancy (WS/T 801-2022), from 13 weeks to term."""
    if not first or not first[0].height:
        return ()
    before = float(first[0].prepregnancy_weight or first[0].weight or 0)
    index = before / (float(first[0].height) / 100) ** 2
    classes = ((18.5, "gain_underweight"), (24, "gain_normal"), (28, "gain_overweight"))
    name = next((each for bound, each in classes if index < bound), "gain_obese")
    return tuple(
        PictureLine(label, ((13.0, before + 1), (40.0, before + float(gain))))
        for label, gain in zip(("下限", "上限"), limits[name], strict=True)
    )


def children_of(delivery: Delivery) -> list[dict[str, Any]]:
    """The children of a birth with the residents that they became."""
    links = {each.nth: each for each in Newborn.objects.filter(delivery=delivery).select_related("child")}
    return [
        {
            "row": row,
            "born": codes.BORN.label(row.born),
            "child": links[row.position].child if row.position in links else None,
        }
        for row in delivery.children.all().order_by("position")
    ]
