"""What patients of both chronic chapters share on the pages; nothing across townships, nothing without the right."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from gongwei.catalogue.chapters import chapter, measures, siblings
from gongwei.people.models import StaffRole
from gongwei.people.tests.cast import VILLAGE_B1
from gongwei.web.tests.visiting import PRESSURE, Township, new_url, township, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Township:
    return township()


@pytest.mark.req("NCD-28")
def test_two_registers_with_tasks_of_their_own_and_one_list_of_who_stands_in_both(place: Township) -> None:
    together = place.patient("hypertension", "diabetes", name="丛立春")
    pressure = place.patient("hypertension", name="于小满", birth_date=dt.date(1960, 2, 1))
    sugar = place.patient("diabetes", name="王白露", birth_date=dt.date(1961, 2, 1))
    stranger = place.patient("hypertension", "diabetes", name="姜霜降", village=VILLAGE_B1)
    place.client.post(new_url(together), typed(PRESSURE, sbp="156", visit_class="2", next_visit_date="2024-10-29"))
    page = place.client.get(reverse("web:both"))
    assert [row["person"].name for row in page.context["rows"]] == ["丛立春"]
    assert "156/82" in page.content.decode() and stranger.name not in page.content.decode()
    assert [(held.id, count) for held, count in page.context["registers"]] == [("hypertension", 2), ("diabetes", 2)]
    assert (page.context["union"], [part[3] for part in page.context["views"]]) == (3, [1, 1, 1])
    for view, person in (("hypertension", pressure), ("diabetes", sugar)):
        rows = place.client.get(reverse("web:both"), {"view": view}).context["rows"]
        assert [row["person"].name for row in rows] == [person.name]
    assert [each.id for each in siblings()] == ["hypertension", "diabetes"]
    tasks = {id: measure.base for id, (_, measure) in measures().items() if id.endswith(".task_completion")}
    assert (tasks["hypertension.task_completion"], tasks["diabetes.task_completion"]) == (
        "hypertension_task", "diabetes_task",
    )  # fmt: skip
    own = [{measure.id for measure in chapter(each).measures} for each in ("hypertension", "diabetes")]
    assert own[0] and own[1] and not own[0] & own[1]


def test_who_reads_one_register_alone_learns_nothing_of_the_other(place: Township) -> None:
    place.patient("hypertension", "diabetes", name="丛立春")
    StaffRole.objects.filter(staff=place.cast.staff["village_doctor"]).update(programmes=["diabetes"])
    page = place.enter("village_doctor").get(reverse("web:both"), {"view": "diabetes"})
    assert [held.id for held, _ in page.context["registers"]] == ["diabetes"]
    assert [row["person"].name for row in page.context["rows"]] == ["丛立春"]
    assert place.enter("finance").get(reverse("web:both")).status_code == 403
