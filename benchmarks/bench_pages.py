"""The pages a township lives with: search as typed, the due list, a resident's page, a follow-up saved.

As the 公卫科 of the largest institution (张村镇卫生院, 100,000 residents in a district of published size), through
Django's test client: middleware, queries and templates, without the network. Everything is rolled back at the end,
so a save is measured without its commit; `bench_database` measures a commit by itself.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from itertools import cycle
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from benchmarks.stopwatch import Report
from gongwei.kernel import clock
from gongwei.people.models import Resident, StaffRole

LARGEST = "张村镇卫生院"
FORM = "hypertension_followup"
MANY = 50


def bench(report: Report) -> None:
    """On the installation of GONGWEI_DATA: a district made by `gongwei demo`."""
    settings.ALLOWED_HOSTS = ["testserver"]
    with transaction.atomic():
        client = _doctor()
        people, patients = _somebody()
        report.time(
            "search: initials",
            lambda: _open(client, _find(next(people).name_initials)),
            runs=MANY,
            aim="100 ms",
        )
        report.time(
            "search: part of a name",
            lambda: _open(client, _find(next(people).name[:2])),
            runs=MANY,
            aim="100 ms",
        )
        report.time(
            "search: last four of the card",
            lambda: _open(client, _find(_end(next(people)))),
            runs=MANY,
            aim="100 ms",
        )
        report.time(
            "due list of the township", lambda: _open(client, reverse("web:due")), runs=10, aim="200 ms"
        )
        report.time("resident's page", lambda: _open(client, _page(next(people))), runs=MANY, aim="200 ms")
        report.time(
            "page of a patient", lambda: _open(client, _page(next(patients))), runs=MANY, aim="200 ms"
        )
        report.time("empty follow-up form", lambda: _open(client, _form(next(patients))), runs=20)
        report.time("save a follow-up", lambda: _save(client, next(patients)), runs=MANY, aim="150 ms")
        transaction.set_rollback(True)


def _doctor() -> Client:
    """Somebody of the centre's 公卫科, logged in for the time of the measurement."""
    role = StaffRole.objects.filter(role="public_health", institution__name=LARGEST).first()
    assert role is not None, "no such district here; run `gongwei demo` first"
    role.staff.account = User.objects.create(username=f"bench-{uuid.uuid4()}")
    role.staff.save(update_fields=["account"])
    client = Client()
    client.force_login(role.staff.account)
    return client


def _somebody() -> tuple[Any, Any]:
    """Residents of the centre, and its patients, in a random order that is the same every time."""
    there = Resident.objects.filter(institution__name=LARGEST, living=True)
    everybody, ill = list(there), list(there.filter(tags__contains=["hypertension"]))
    order = random.Random(1)
    return cycle(order.sample(everybody, min(MANY, len(everybody)))), cycle(
        order.sample(ill, min(MANY, len(ill)))
    )


def _find(text: str) -> str:
    return f"{reverse('web:search')}?q={text}"


def _end(person: Resident) -> str:
    return (person.id_no or "0000")[-4:]


def _page(person: Resident) -> str:
    return reverse("web:resident", args=[person.pk])


def _form(person: Resident) -> str:
    return reverse("web:record_new", args=[person.pk, FORM])


def _open(client: Client, address: str) -> None:
    answer = client.get(address, headers={"HX-Request": "true"} if "q=" in address else {})
    assert answer.status_code == 200, f"{address}: {answer.status_code}"


def _save(client: Client, person: Resident) -> None:
    """One complete visit at the clinic, with its obligations; the second of a person today is as good."""
    today = clock.today()
    typed = {
        "id": str(uuid.uuid4()), "version": "0", "served_on": today.isoformat(), "mode": "1", "symptoms": "1",
        "sbp": "132", "dbp": "80", "weight_cur": "66", "weight_target": "64", "height": "165", "heart_rate": "74",
        "smoke_cur": "0", "smoke_target": "0", "drink_cur": "0", "drink_target": "0", "exercise_times_cur": "3",
        "exercise_min_cur": "30", "exercise_times_target": "5", "exercise_min_target": "30", "salt_cur": "2",
        "salt_target": "1", "psych_adjust": "1", "compliance_behavior": "1", "drug_adherence": "1", "adr_flag": "1",
        "visit_class": "1", "next_visit_date": (today + dt.timedelta(80)).isoformat(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT visit")
        answer = client.post(_form(person), typed)
        cursor.execute("ROLLBACK TO SAVEPOINT visit")
    assert answer.status_code == 302, f"{person.pk}: {answer.status_code}"
