"""The lead hospital's year in the demo: its members, what it visited, and the patients sent to it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from gongwei.care.models import Referral
from gongwei.catalogue.plans import plan
from gongwei.funds.instalments import derived
from gongwei.organisation import bodies, visiting
from gongwei.organisation.models import Body
from gongwei.people.models import Institution, Region, Staff

ITEMS = ("hypertension", "diabetes", "elderly")
SINCE = dt.date(2024, 1, 2)


def lead(today: dt.date) -> None:
    """The controller sits at the hospital's desk; every second branch was visited; seven in eight were received."""
    with transaction.atomic():
        office = Staff.objects.filter(roles__role="project_office", active_to=None).order_by("pk")[0]
        body = Body.objects.get(institution__kind="lead_hospital", kind="unit")
        by = Staff.objects.filter(institution=body.institution, active_to=None).order_by("pk")[0]
        district = Region.objects.get(pk=plan().file.region.ljust(12, "0"))
        for item in ITEMS:
            bodies.charge(body, item, "clinical", district, by=office, on=SINCE)
        bodies.join(body, by=office, staff=by, title="head", on=SINCE)
        for number, place in enumerate(Institution.objects.responsible().order_by("position", "pk")):
            _visit(body, place, number, by, today)


def _visit(body: Body, place: Institution, number: int, by: Staff, today: dt.date) -> None:
    planned = dt.date(2024, 3 + number % 8, 14)
    made = visiting.plan_visit(
        derived("demo", "lead", number), body, place, list(ITEMS), "三高共管和体检质量指导", planned, by=by
    )
    if number % 2 == 0 and planned < today:
        found = "转诊单没有写初步印象" if number % 4 else "未发现问题"
        made = visiting.record_visit(made, planned, found, "按转诊单逐项填写", by=by)
        if number % 4:
            visiting.report(made, by=by)


def receive(today: dt.date) -> None:
    """The year's referrals for the three items go to the lead hospital; most were received within days."""
    hospital = Institution.objects.get(kind="lead_hospital")
    rows = Referral.objects.filter(programme__in=ITEMS, voided_at=None, to_institution=None)
    for number, row in enumerate(rows.filter(served_on__year=today.year).order_by("served_on", "pk")):
        row.to_institution, row.to_org = hospital, str(hospital)
        if row.arrived_on is None and number % 8 != 7:
            row.arrived_on = min(row.served_on + dt.timedelta(days=number % 5), today)
        row.save(update_fields=["to_institution", "to_org", "arrived_on"])
