"""COPD records from the city's system come in as a workbook and go back as one (COPD-08)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from gongwei.catalogue.chapters import forms
from gongwei.exchange.forms.columns import columns
from gongwei.exchange.models import Import
from gongwei.obligations.models import Obligation
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.policy import Plan
from gongwei.programmes.copd.tests.samples import VISIT, patient
from gongwei.records.validate import as_text
from gongwei.web.tests.releasing import taken_out

FORM = forms()["copd_followup"]


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A district whose plan runs the chapter."""
    runs = Plan.in_force
    monkeypatch.setattr(Plan, "in_force", lambda plan, id, on: id == "copd" or runs(plan, id, on))
    return make_cast()


def sent(*rows: dict[str, str]) -> SimpleUploadedFile:
    """What the city's system gave out, under the headings of the register."""
    book, kept = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append([column.heading for column in columns(FORM)])
    for row in rows:
        book.active.append([row.get(column.key, "") for column in columns(FORM)])
    book.save(kept)
    return SimpleUploadedFile("市系统随访.xlsx", kept.getvalue())


def done(client: Client, file: SimpleUploadedFile) -> Import:
    """Uploaded, checked and taken over."""
    client.post(reverse("web:import", args=[FORM.id]), {"file": file})
    held = Import.objects.latest("made_at")
    for asked in ({}, {"start": "importing"}, {}, {}, {}):
        if held.state != "imported":
            client.post(reverse("web:import_go", args=[FORM.id, held.pk]), asked)
            held.refresh_from_db()
    return held


def given(client: Client, second: Client) -> list[list[str]]:
    """The rows of the register as its workbook gives them, once a second person let the list go."""
    url = reverse("web:registers_export", args=[FORM.id]) + "?period=all"
    answer = taken_out(client, second, url)
    sheet = load_workbook(io.BytesIO(answer.getvalue())).active
    assert sheet is not None
    return [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.req("COPD-08")
def test_the_city_s_visits_count_here_and_ours_go_back(cast: Cast) -> None:
    person = patient(cast)
    stranger = cast.register("王小满")
    client = Client()
    client.force_login(cast.user("public_health_a"))
    visit: dict[str, Any] = {**VISIT, "served_on": "2024-05-20"}
    typed = {name: as_text(value) for name, value in visit.items()}
    rows = [
        {**typed, "person.name": each.name, "person.id_no": each.id_no or ""} for each in (person, stranger)
    ]
    held = done(client, sent(*rows))
    assert list(held.rows.order_by("line").values_list("fate", flat=True)) == ["done", "error"]
    record: Any = FORM.model._default_manager.get(resident=person)
    assert (record.spo2, record.cat, record.source) == (96, 12, 3)
    assert Obligation.objects.filter(resident=person, programme="copd", step="follow_up", met_by=record.pk).exists()

    office, other = Client(), Client()
    office.force_login(cast.user("project_office"))
    other.force_login(cast.user("public_health_b"))
    assert any("丛立春" in row and "96" in row for row in given(client, office))
    assert not any("丛立春" in row for row in given(other, office))
