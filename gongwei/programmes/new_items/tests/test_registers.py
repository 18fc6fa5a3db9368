"""The registers of new items: what they refuse, how a change of the catalogue is dated, positives followed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection

from gongwei.catalogue.chapters import forms
from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.obligations.verbs import record_activity, record_service
from gongwei.people.models import Resident
from gongwei.people.problems import Forbidden, Invalid
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.new_items.slots import slots
from gongwei.programmes.new_items.verbs import known, put_item, retire_item
from gongwei.records.models import History

DAY = dt.date(2024, 9, 10)
SCREENED = {"served_on": DAY, "rural": True, "consented": True, "cervical": 1, "breast": 1}
CHILD = {
    "served_on": DAY, "school": "实验小学", "school_class": "二年级1班", "name": "丛小满", "sex": 1,
    "birth_date": dt.date(2016, 3, 1), "consented": True, "suitable": [16, 26], "sealed": [16],
}  # fmt: skip
ITEM = {"label": "高原病监测", "owner": "区疾控中心", "implementers": "各卫生院"}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def serve(cast: Cast, person: Resident, form: str, values: dict[str, Any]) -> Any:
    return record_service(forms()[form], uuid.uuid4(), person.pk, values, actor=cast.staff["public_health_a"])


def work(cast: Cast, form: str, values: dict[str, Any], by: str = "public_health_a") -> Any:
    place = cast.staff[by].institution_id
    return record_activity(forms()[form], uuid.uuid4(), place, values, actor=cast.staff[by])


@pytest.mark.req("NEW-04", "NEW-11")
def test_two_cancer_screening_is_for_women_who_consent(cast: Cast) -> None:
    woman, man = cast.register("于白露", sex=2), cast.register("丛立春")
    assert serve(cast, woman, "new_items_two_cancer", SCREENED).cervical == 1
    for person, changes in ((man, {}), (woman, {"consented": False})):
        with pytest.raises(Invalid):
            serve(
                cast,
                person,
                "new_items_two_cancer",
                {**SCREENED, "served_on": dt.date(2024, 9, 11), **changes},
            )


def rate(as_of: dt.date) -> tuple[int, int]:
    """(settled, positive) of the women screened."""
    name = "new_items.screened"
    with connection.cursor() as cursor:
        cursor.execute(statement(name, "postgres", False).text, dict(PeriodDates.year_to(as_of).values()))
        rows = [dict(zip(columns(name), row, strict=True)) for row in cursor.fetchall()]
    positive = [row for row in rows if row["positive"]]
    return sum(row["settled"] for row in positive), len(positive)


@pytest.mark.req("NEW-11")
def test_positives_are_followed_to_a_diagnosis(cast: Cast) -> None:
    told = {"diagnosis": 2, "diagnosed_on": dt.date(2024, 10, 1)}
    for name, changes in (("于白露", {}), ("王小雪", {"cervical": 2}), ("姜芒种", {"breast": 3, **told})):
        serve(cast, cast.register(name, sex=2), "new_items_two_cancer", {**SCREENED, **changes})
    assert rate(dt.date(2024, 12, 31)) == (1, 2)
    assert rate(dt.date(2024, 9, 30)) == (0, 2)


@pytest.mark.req("NEW-07")
def test_folic_acid_is_issued_to_women(cast: Cast) -> None:
    values = {"served_on": DAY, "before_pregnancy": True, "bottles": 2}
    assert serve(cast, cast.register(sex=2), "new_items_folic_acid", values).bottles == 2
    with pytest.raises(Invalid):
        serve(cast, cast.register(), "new_items_folic_acid", values)


@pytest.mark.req("NEW-08")
def test_only_suitable_teeth_are_sealed_with_consent(cast: Cast) -> None:
    assert work(cast, "new_items_sealant", CHILD).sealed == [16]
    for changes in ({"sealed": [36]}, {"consented": False}):
        with pytest.raises(Invalid):
            work(cast, "new_items_sealant", {**CHILD, **changes})


@pytest.mark.req("NEW-09", "NEW-10", "NEW-17", "NEW-18", "NEW-19")
@pytest.mark.parametrize("item", [1, 2, 3, 14, 15])
def test_work_of_an_item_without_a_person_is_recorded(cast: Cast, item: int) -> None:
    values = {
        "served_on": DAY,
        "item": item,
        "kind": 1,
        "title": "监测",
        "site": "监测点",
        "checked": 10,
        "result": "完成",
    }
    assert work(cast, "new_items_work", {**values, "positive": 10}).item == item
    with pytest.raises(Invalid):
        work(cast, "new_items_work", {**values, "positive": 11})


@pytest.mark.req("NEW-03", "NEW-14")
def test_the_literacy_level_follows_from_the_answers(cast: Cast) -> None:
    survey = {"served_on": DAY, "title": "2024年监测", "surveyed": 200, "literate": 62}
    assert work(cast, "new_items_literacy", survey).level == 31.0
    with pytest.raises(Invalid):
        work(cast, "new_items_literacy", {**survey, "literate": 201})


@pytest.mark.req("NEW-02", "NEW-05")
def test_nineteen_slots_of_which_seven_are_named() -> None:
    assert len(slots()) == 19 and sum(slot.named for slot in slots().values()) == 7
    assert all(name in forms() for slot in slots().values() for name in slot.forms)
    assert {slot.owner for slot in slots().values() if slot.named} != {""}


@pytest.mark.req("NEW-20")
def test_the_project_office_adds_and_retires_an_item_in_mid_year(cast: Cast) -> None:
    office = cast.staff["project_office"]
    put_item(16, ITEM, from_on=dt.date(2024, 7, 1), actor=office)
    assert known(16)["label"] == "高原病监测"
    retire_item(16, to_on=dt.date(2024, 10, 1), actor=office)
    assert known(16)["to_on"] == dt.date(2024, 10, 1)
    assert History.objects.filter(table_name="new_items_item").count() == 1


@pytest.mark.req("NEW-20")
def test_nobody_else_changes_the_catalogue_and_impossible_changes_are_refused(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        put_item(16, ITEM, from_on=DAY, actor=cast.staff["public_health_a"])
    office = cast.staff["project_office"]
    with pytest.raises(Invalid):
        put_item(40, ITEM, from_on=DAY, actor=office)
    with pytest.raises(Invalid):
        put_item(16, {**ITEM, "owner": ""}, from_on=DAY, actor=office)
    put_item(16, ITEM, from_on=DAY, actor=office)
    with pytest.raises(Invalid):
        retire_item(16, to_on=DAY, actor=office)


@pytest.mark.req("NEW-13", "NEW-15", "NEW-16", "NEW-21")
@pytest.mark.parametrize("item", [8, 11, 12, 13])
def test_a_service_of_an_item_is_registered_and_an_abnormal_one_says_what(cast: Cast, item: int) -> None:
    person = cast.register(sex=2)
    values = {
        "served_on": DAY,
        "item": item,
        "content": "筛查与指导",
        "result": 2,
        "referred_to": "区妇幼保健中心",
    }
    with pytest.raises(Invalid) as wrong:
        serve(cast, person, "new_items_service", values)
    assert "finding" in wrong.value.by_field
    assert serve(cast, person, "new_items_service", {**values, "finding": "筛查阳性"}).item == item
