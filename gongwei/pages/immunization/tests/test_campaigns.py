"""Campaigns: opened with a list, reached by doses as they are recorded, and whom the pages refuse."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.people.models import StaffRole
from gongwei.people.tests.cast import VILLAGE_B1, Cast, make_cast
from gongwei.programmes.immunization.models import Campaign
from gongwei.programmes.immunization.tests.samples import child, code, dose

BORN = dt.date(2020, 5, 4)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def client(cast: Cast, role: str) -> Client:
    found = Client()
    found.force_login(cast.user(role))
    return found


def order(**changes: str) -> dict[str, Any]:
    """What the page sends for an emergency campaign by age."""
    return {
        "key": str(uuid.uuid4()), "sheet": "campaign", "title": "麻疹应急接种", "kind": "1",
        "vaccine": str(code("MMR")), "from_on": "2024-10-08", "to_on": "2024-10-31", "people": "",
        "ordered_by": "疾控〔2024〕8号", "born_from": "2020-01-01", "born_to": "2020-12-31", "village": "", **changes,
    }  # fmt: skip


def line(cast: Cast) -> Client:
    """The officer of the disease control centre who has vaccination."""
    StaffRole.objects.filter(staff=cast.staff["line"]).update(programmes=["immunization"])
    return client(cast, "line")


@pytest.mark.req("VAC-11")
def test_the_centre_opens_one_and_sees_its_reach_as_doses_are_recorded(cast: Cast) -> None:
    near, far = child(cast, "丛小雪", BORN), child(cast, "王小满", BORN, village=VILLAGE_B1)
    centre, clinic = line(cast), client(cast, "doctor")
    sent = order()
    assert centre.post(reverse("immunization:campaign_new"), sent).status_code == 302
    assert centre.post(reverse("immunization:campaign_new"), sent).status_code == 302
    [made] = Campaign.objects.all()
    url = reverse("immunization:campaign", args=[made.pk])
    assert set(made.targets.values_list("resident_id", flat=True)) == {near.pk, far.pk}
    dose(cast, near, "MMR", 1, dt.date(2024, 10, 7))
    assert (centre.get(url).context["reached"], centre.get(url).context["total"]) == (0, 2)
    dose(cast, near, "MMR", 2, dt.date(2024, 10, 8))
    seen = centre.get(url).context
    assert (seen["reached"], seen["total"]) == (1, 2)
    assert sorted((total, done) for _, total, done in seen["places"]) == [(1, 0), (1, 1)]
    assert near.name not in centre.get(url + "?view=all").content.decode()  # numbers without names
    [row] = centre.get(reverse("immunization:campaigns")).context["rows"]
    assert (row["people"], row["reached"], row["state"]) == (2, 1, "进行中")
    mine = clinic.get(url + "?view=all")
    assert [each["target"].resident for each in mine.context["rows"]] == [near] and mine.context["total"] == 1


@pytest.mark.req("VAC-06")
def test_a_list_is_pasted_for_a_task_of_the_year(cast: Cast) -> None:
    person = child(cast, "丛小雪", BORN)
    clinic = client(cast, "doctor")
    sent = order(kind="4", people=f"丛小雪\t{BORN:%Y-%m-%d}", title="民生实事")
    assert clinic.post(reverse("immunization:campaign_new"), sent).status_code == 302
    target = Campaign.objects.get().targets.get()
    assert target.resident_id == person.pk
    why = reverse("immunization:campaign_why", args=[target.campaign_id, target.pk])
    clinic.post(why, {"key": str(uuid.uuid4()), "not_reached": "发热，暂缓"})
    target.refresh_from_db()
    assert target.not_reached == "发热，暂缓"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"), ({"to_on": "2024-10-07"}, "to_on"), ({"born_from": ""}, "people"),
        ({"born_to": "2019-01-01"}, "born_to"), ({"people": "无此人 2020-05-04"}, "people"),
        ({"people": "丛小雪"}, "people"), ({"born_from": "1990-01-01", "born_to": "1990-01-02"}, "born_from"),
    ],
)  # fmt: skip
def test_what_is_refused_stands_at_its_field_and_stays_typed(cast: Cast, changes: dict[str, str], field: str) -> None:
    child(cast, "丛小雪", BORN)
    answer = client(cast, "doctor").post(reverse("immunization:campaign_new"), order(**changes))
    sheet = answer.context["sheet"]
    assert answer.status_code == 422 and [each.field for each in sheet.problems] == [field]
    assert sheet.typed["ordered_by"] == "疾控〔2024〕8号" and not Campaign.objects.exists()


def test_the_pages_refuse_strangers(cast: Cast) -> None:
    """Another township without anybody on the list sees nothing; money has no right; nothing without the token."""
    child(cast, "丛小雪", BORN)
    clinic, other, money = client(cast, "doctor"), client(cast, "public_health_b"), client(cast, "finance")
    clinic.post(reverse("immunization:campaign_new"), order())
    target = Campaign.objects.get().targets.get()
    url = reverse("immunization:campaign", args=[target.campaign_id])
    why = reverse("immunization:campaign_why", args=[target.campaign_id, target.pk])
    said = {"key": str(uuid.uuid4()), "not_reached": "x"}
    assert (other.get(url).status_code, other.post(why, said).status_code) == (404, 404)
    assert not other.get(reverse("immunization:campaigns")).context["rows"]
    assert {money.get(each).status_code for each in (url, reverse("immunization:campaigns"))} == {403}
    assert money.post(reverse("immunization:campaign_new"), order()).status_code == 403
    assert line(cast).post(why, said).status_code == 403
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(cast.user("doctor"))
    assert guarded.post(reverse("immunization:campaign_new"), order()).status_code == 403
    target.refresh_from_db()
    assert target.not_reached == "" and Campaign.objects.count() == 1
