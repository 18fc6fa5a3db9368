"""All settlements of a county for a quarter, reckoned anew and taken back; opening any line."""

from __future__ import annotations

import uuid
from itertools import cycle

from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import reverse

from benchmarks.stopwatch import Report
from gongwei.appraisal.places import townships
from gongwei.catalogue.plans import plan
from gongwei.funds.models import Settlement, SettlementLine
from gongwei.funds.places import approved
from gongwei.funds.rules import Quarter, finished
from gongwei.funds.settling import settle
from gongwei.kernel import clock
from gongwei.people.models import Institution, Staff

LINES = 30


def bench(report: Report) -> None:
    """On the installation of GONGWEI_DATA; the quarter's own settlements stand again afterwards."""
    quarter = finished(clock.today())[-1]
    office = Staff.objects.filter(roles__role="project_office", active_to=None).order_by("pk")[0]
    places = [place for place in townships() if place.kind in Institution.PRIMARY and approved(place)]
    with transaction.atomic():
        Settlement.objects.filter(plan=plan().id, year=quarter.year, quarter=quarter.number).update(state="replaced")
        report.once(
            f"settle a quarter: {len(places)} institutions, {len(approved())} clinics",
            lambda: _settle(places, quarter, office), aim="10 s",
        )  # fmt: skip
        transaction.set_rollback(True)
    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.get(username="caizheng"))
    lines = cycle(SettlementLine.objects.order_by("-valid").values_list("pk", flat=True)[:LINES])
    report.time("open a line", lambda: _open(client, next(lines)), runs=LINES, aim="300 ms")


def _settle(places: list[Institution], quarter: Quarter, office: Staff) -> None:
    for place in places:
        settle(uuid.uuid4(), place, quarter, by=office)


def _open(client: Client, line: uuid.UUID) -> None:
    answer = client.get(reverse("web:funds_line", args=[line]))
    assert answer.status_code == 200, answer.status_code
