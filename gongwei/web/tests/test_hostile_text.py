"""Whatever form is declared: SQL and HTML in its text fields stay text, and a diastolic pressure stays below."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import CharField, TextField
from django.test import Client
from django.urls import reverse

from gongwei.catalogue.chapters import chapters, services, works
from gongwei.kernel.clock import now
from gongwei.people.models import Resident, StaffRole
from gongwei.people.tests.cast import id_no
from gongwei.people.tests.cast import make_cast as cast_of
from gongwei.records.items import Item, items
from gongwei.records.layout import Form
from gongwei.records.validate import validate
from gongwei.web.tests.people_pages import client_of, paper
from gongwei.web.tests.visiting import Township, new_url, township

HOSTILE = "'); DROP TABLE resident;--<script>alert(1)</script>{{ 7*7 }}"
TEXTS = ("text", "long")
FILLED: dict[str, Any] = {"integer": 1, "number": 1, "one": 1, "flag": True, "date": dt.date(2024, 9, 1)}
OURS = {"id_no", "record_no", "previous_record_no", "name_pinyin", "name_initials", "tags"}
"""Columns that nobody types, or that hold only a checked number."""
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Township:
    """The doctor works for every chapter, also for those that must be named."""
    made = township()
    named = [each.id for each in chapters()]
    StaffRole.objects.filter(staff=made.cast.staff["doctor"]).update(programmes=named)
    made.client = made.enter("doctor")
    return made


def texts(form: Form) -> list[Item]:
    """The fields of a form into which people write words."""
    return [each for each in items(form) if each.kind in TEXTS and each.typed]


def hostile(form: Form) -> dict[str, str]:
    """Every text field filled with SQL and HTML, cut to what it holds."""
    return {each.name: HOSTILE[: each.max_length] for each in texts(form)}


def intact() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('resident') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def plain(page: str) -> None:
    """Nothing of what was typed became part of the page's own markup."""
    assert "<script>alert" not in page
    assert "DROP TABLE resident;--49" not in page and "</script>49" not in page


def stored(form: Form, **owner: Any) -> Any:
    """A record with the hostile texts, straight in the table; None where the form's own rules need more than texts."""
    values: dict[str, Any] = {**hostile(form), **owner, "served_on": dt.date(2024, 10, 1), "recorded_at": now()}
    for item in items(form):
        if item.name not in values and not item.field.null and item.kind in FILLED:
            values[item.name] = FILLED[item.kind]
    try:
        with transaction.atomic():
            return form.model._default_manager.create(id=uuid.uuid4(), **values)
    except DatabaseError:
        return None


def test_every_service_form_answers_sql_and_html_as_text(place: Township) -> None:
    person = place.patient("hypertension", sex=2)
    owner = {"resident": person, "institution": place.cast.centre_a, "staff": place.cast.staff["doctor"],
             "recorded_by": place.cast.staff["doctor"]}  # fmt: skip
    seen, kept = set(), set()
    for form in services().values():
        if not texts(form):
            continue
        request = {"id": str(uuid.uuid4()), "version": "0", "served_on": "2024-10-15", **hostile(form)}
        for url in (new_url(person, form.id), f"{new_url(person, form.id)}advise/"):
            answer = place.client.post(url, request)
            assert answer.status_code in (200, 302, 422), (form.id, url, answer.status_code)
            plain(answer.content.decode())
        place.client.post(f"{new_url(person, form.id)}draft/", request)
        plain(place.client.get(new_url(person, form.id), {"draft": request["id"]}).content.decode())
        seen.add(form.id)
        if record := stored(form, **owner):
            kept.add(form.id)
            for name, key in (("record", record.pk), ("record_print", record.pk)):
                page = place.client.get(reverse(f"web:{name}", args=[form.id, key]))
                assert page.status_code in (200, 404), (form.id, name)
                plain(page.content.decode())
            plain(place.client.get(reverse("web:registers_list", args=[form.id])).content.decode())
    plain(place.client.get(f"/residents/{person.pk}/").content.decode())
    assert len(seen) >= 30 and len(kept) >= 10, (len(seen), len(kept))
    assert intact()


def test_every_form_of_institutions_answers_sql_and_html_as_text(place: Township) -> None:
    asked = [form for form in works().values() if texts(form)]
    for form in asked:
        request = {"id": str(uuid.uuid4()), "version": "0", "served_on": "2024-10-15", **hostile(form)}
        answer = place.client.post(reverse("web:work_new", args=[form.id]), request)
        assert answer.status_code in (200, 302, 422), (form.id, answer.status_code)
        plain(answer.content.decode())
        plain(place.client.get(reverse("web:registers_list", args=[form.id])).content.decode())
    assert len(asked) >= 5 and intact()


def test_every_text_field_of_the_record_answers_sql_and_html_as_text(db: None) -> None:
    client: Client = client_of(cast_of(), "doctor")
    identity = paper(name="毕清明", id_no=id_no(dt.date(1958, 3, 1), 1, 50))
    columns = [each for each in Resident._meta.get_fields() if isinstance(each, (CharField, TextField))]
    typed = {each.name: HOSTILE[: each.max_length] for each in columns if each.name not in OURS}
    assert len(typed) >= 12
    for name, text in typed.items():
        with transaction.atomic():
            answer = client.post("/register/", {**identity, name: text})
            assert answer.status_code in (302, 422), name
            plain(answer.content.decode())
            for person in Resident.objects.all():
                for page in ("", "home/", "edit/", "print/?what=basic", "print/?what=cover"):
                    plain(client.get(f"/residents/{person.pk}/{page}").content.decode())
            transaction.set_rollback(True)


def pressures(form: Form) -> list[tuple[str, str]]:
    """The pairs (systolic, diastolic) that a form asks for."""
    names = {each.name for each in items(form) if each.kind in ("integer", "number")}
    pairs = ((name, name.replace("sbp", "dbp").replace("_sys", "_dia")) for name in names)
    return [(high, low) for high, low in pairs if low != high and low in names]


def test_no_form_takes_a_diastolic_pressure_that_is_not_below_the_systolic() -> None:
    asked = [(form, *pair) for form in services().values() for pair in pressures(form)]
    assert {"hypertension_followup", "diabetes_followup", "health_exam"} <= {form.id for form, *_ in asked}
    for form, high, low in asked:
        for sbp, dbp, wrong in ((120, 121, True), (120, 120, True), (120, 119, False)):
            told = [each for each in validate(form, {high: sbp, low: dbp}) if "低于" in each.message]
            assert bool(told) is wrong, (form.id, low, sbp, dbp)
            assert all(each.field == low for each in told), form.id
