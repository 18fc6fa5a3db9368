"""What the office asks of the institutions this year: papers, owners of items, key work, courses, reports."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction

from gongwei.catalogue.plans import plan
from gongwei.funds.instalments import derived
from gongwei.kernel.clock import now
from gongwei.organisation import training
from gongwei.organisation.models import Body
from gongwei.people.models import Institution, Staff
from gongwei.planning import duties, filing, works
from gongwei.planning.models import Demand, Owner
from gongwei.reporting import filing as reports
from gongwei.reporting.definitions import Definition, definitions
from gongwei.reporting.models import Report

SHOWN = "桥头镇卫生院"
BEHIND = "张村镇卫生院"
"""One of the papers was returned to it, and it has not begun."""
SHARES = {"health_education": 30, "immunization": 0, "maternal": 0, "mental_disorder": 20, "tuberculosis": 20,
          "infectious_disease": 10, "health_supervision": 20}  # fmt: skip
"""Of each item the village does nearly half, of these less (invented; the institution decides)."""
PAPERS = (("implementation", dt.date(2024, 10, 20)), ("distribution", dt.date(2024, 10, 20)),
          ("rules", dt.date(2024, 10, 31)))  # fmt: skip
MILESTONES = (("部署并明确责任人", dt.date(2024, 7, 15), "已印发分工，见会议记录"),
              ("中期自查并整改", dt.date(2024, 9, 30), "自查 10 家，问题已下发"),
              ("年终总结", dt.date(2024, 12, 20), ""))  # fmt: skip


def work() -> None:
    """In the order in which an office does it."""
    with transaction.atomic():
        office = Staff.objects.filter(roles__role="project_office", active_to=None).order_by("pk")[0]
        places = list(Institution.objects.responsible().order_by("position", "pk"))
        readers = {place.pk: _reader(place) for place in places}
        for kind, due_on in PAPERS:
            _paper(filing.ask(derived("demo", "demand", kind), plan().id, kind, "", due_on, by=office), places, readers)
        for place in places:
            _divide(place, readers[place.pk])
        _key_work(office)
        _courses(places)
    for place, steps in zip(places, (4, 4, 4, 4, 4, 4, 3, 2, 1, 0), strict=True):
        for kind, sent_on in (("year-end", dt.date(2024, 1, 19)), ("progress", dt.date(2024, 10, 12))):
            done = 4 if kind == "year-end" else 1 if place.name == SHOWN else 0 if place.name == BEHIND else steps or 3
            _report(definitions()[kind], place, sent_on, done, readers[place.pk], office)


def _reader(place: Institution) -> Staff:
    return Staff.objects.filter(roles__role="public_health", institution=place, active_to=None).order_by("pk")[0]


def _paper(demand: Demand, places: list[Institution], readers: dict[int, Staff]) -> None:
    """All but the last asked for are filed; one was returned, that of the shown institution waits."""
    current = plan()
    for place in places:
        if demand.kind == "rules":
            continue
        share = Decimal(40) if demand.kind == "distribution" else None
        filed = filing.file(
            derived("demo", "paper", demand.kind, place.pk), demand, place, filing.template(demand, place, current),
            by=readers[place.pk], village_share=share,
        )  # fmt: skip
        returned = demand.kind == "implementation" and place.name == BEHIND
        if returned or demand.kind == "distribution" or place.name != SHOWN:
            reason = "没有写明村级任务的时间安排" if returned else ""
            filing.judge(filed, current, not returned, reason, by=demand.asked_by)


def _divide(place: Institution, reader: Staff) -> None:
    """Shares of the village and an owner for each item in each village; the shown institution has yet to begin."""
    if place.name == BEHIND:
        return
    current = plan()
    shares = {each.chapter: SHARES.get(each.chapter, 48) for each in duties.items(current)}
    duties.divide(current, place, shares, by=reader)
    named = duties.proposed(current, place)
    by: dict[str, Any] = {"plan": current.id, "institution": place, "named_by": reader, "named_at": now()}
    Owner.objects.bulk_create(
        Owner(item=item, village_id=village, staff=who, **by) for (item, village), who in named.items()
    )
    if place.name != SHOWN:
        duties.start(current, place, by=reader)


def _key_work(office: Staff) -> None:
    """Every piece of key work has its owner but the last; what was due is done, one of it is late."""
    owners = list(Staff.objects.filter(roles__role="line", active_to=None).order_by("pk"))
    for place, label in enumerate(works.unnamed(plan())[:-1]):
        made = works.define(derived("demo", "work", place), plan(), label, owners[place % len(owners)], by=office)
        for number, (words, due_on, evidence) in enumerate(MILESTONES):
            stone = works.add(derived("demo", "milestone", place, number), made, words, due_on, by=office)
            if evidence and (place, number) != (2, 1):
                works.finish(stone, due_on - dt.timedelta(days=3), evidence, by=office)


def _courses(places: list[Institution]) -> None:
    """慢病科 taught in spring and plans the next; the shown institution taught its clinics."""
    section = Body.objects.get(institution__code="HC-CDC", name="慢病科")
    by = section.members.get(to_on=None).staff
    assert by is not None
    reader = next(_reader(each) for each in places if each.name == SHOWN)
    shown = reader.institution
    both = ("hypertension", "diabetes")
    plans: tuple[tuple[Body | Institution, Staff, str, dt.date, tuple[str, ...], bool], ...] = (
        (section, by, "高血压、2型糖尿病规范随访", dt.date(2024, 4, 18), both, True),
        (shown, reader, "村医健康档案和随访表填写", dt.date(2024, 5, 22), (), True),
        (section, by, "基层医防融合信息填报", dt.date(2024, 11, 7), both, False),
    )
    for number, (organiser, who, title, planned_on, chapters, held) in enumerate(plans):
        content = training.Content(title, "backbone", planned_on, Decimal(6), chapters, 60)
        invited = places if isinstance(organiser, Body) else ()
        course = training.plan_course(derived("demo", "course", number), organiser, content, by=who, invited=invited)
        if held:
            seats = list(course.seats.order_by("staff"))
            came = {seat.staff_id: Decimal(52 + 7 * (place % 7)) for place, seat in enumerate(seats) if place % 9}
            training.record_course(course, planned_on, came, by=who)


def _report(kind: Definition, place: Institution, sent_on: dt.date, steps: int, reader: Staff, office: Staff) -> None:
    """Nothing, drafted, sent, reviewed or signed: so many steps of the way."""
    if not steps:
        return
    report = reports.open_report(derived("demo", "report", kind.id, place.pk), kind, place, by=reader)
    if steps > 1:
        people = Staff.objects.filter(institution__path__startswith=place.path, active_to=None).count()
        typed = {f"{part}-{entry.line}": str(people)
                 for entry in report.entries.exclude(fill="") for part in ("numerator", "denominator")}  # fmt: skip
        told = {f"why-{each.entry.line}": "截至日期不同" for each in reports.differences(report)}
        report = reports.fill(report, typed | told, by=reader)
        Report.objects.filter(pk=report.pk).update(first_sent_on=sent_on)
        report = reports.submit(report, by=reader)
    if steps > 2:
        report = reports.review(report, by=office)
    if steps > 3:
        reports.sign(report, by=office)
