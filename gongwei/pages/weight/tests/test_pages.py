"""The lists of weight management and the way through the centre; never across townships, only where it is in force."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.catalogue.chapters import forms
from gongwei.kernel.clock import now
from gongwei.obligations.verbs import record_service
from gongwei.people.models import Resident
from gongwei.people.tests.cast import VILLAGE_B1, Cast, make_cast
from gongwei.policy import Plan as Policy
from gongwei.programmes.weight.models import Assessment, Measurement

DAY = dt.date(2024, 9, 20)
PLAN = {
    "served_on": DAY, "started_on": DAY, "height": Decimal("170.0"), "start_weight": Decimal("85.0"),
    "target_weight": Decimal("78.0"), "target_on": dt.date(2025, 3, 20), "methods": [1, 2], "nutrition": "控油控糖",
    "exercise": "快走每周150分钟", "status": 1,
}  # fmt: skip
TAUGHT = "health_education_individual"


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A district whose plan runs the chapter."""
    runs = Policy.in_force
    monkeypatch.setattr(Policy, "in_force", lambda plan, id, on: id == "weight" or runs(plan, id, on))
    return make_cast()


def weighed(cast: Cast, person: Resident, kilos: str, model: Any = Measurement, **more: Any) -> None:
    by = cast.staff["doctor"]
    kept = {
        "served_on": DAY,
        "recorded_at": now(),
        "institution": by.institution,
        "staff": by,
        "recorded_by": by,
    }
    assessed = {"factors": [1], "level": 2, "screens": [2], "service": "随访"}
    also = {"measured_by": 2} if model is Measurement else assessed
    model.objects.create(
        id=uuid.uuid4(), resident=person, height=Decimal("170.0"), weight=Decimal(kilos), waist=Decimal("92.0"),
        **kept, **also, **more,
    )  # fmt: skip


def client(cast: Cast, role: str = "doctor") -> Client:
    browser = Client()
    browser.force_login(cast.user(role))
    return browser


def names(page: Any) -> list[str]:
    return [row["person"].name for row in page.context["rows"]]


@pytest.mark.req("WGT-02")
def test_the_overweight_without_a_plan_stand_first_by_weight_and_leave_with_a_plan(cast: Cast) -> None:
    light, heavy, slim = (cast.register(name) for name in ("丛立春", "王小满", "于白露"))
    for person, kilos in ((light, "70.0"), (heavy, "85.0"), (slim, "60.0")):
        weighed(cast, person, kilos)
    browser = client(cast)
    page = browser.get(reverse("weight:roster"))
    assert names(page) == ["王小满", "丛立春"]
    assert "肥胖" in page.content.decode() and "中心性肥胖" in page.content.decode()
    record_service(forms()["weight_plan"], uuid.uuid4(), heavy.pk, PLAN, actor=cast.staff["doctor"])
    assert names(browser.get(reverse("weight:roster"))) == ["丛立春"]
    under = browser.get(reverse("weight:roster") + "?view=plans")
    assert names(under) == ["王小满"]
    assert "没有减重" in under.content.decode()


@pytest.mark.req("WGT-07")
def test_the_centre_shows_at_which_station_everybody_stands(cast: Cast) -> None:
    begun, further = cast.register("丛立春"), cast.register("王小满")
    weighed(cast, begun, "85.0")
    weighed(cast, further, "85.0")
    weighed(cast, further, "85.0", Assessment)
    browser = client(cast)
    page = browser.get(reverse("weight:centre"))
    waiting = {station.id: count for station, count, _ in page.context["stations"]}
    assert waiting == {"filed": 0, "screened": 0, "assessed": 1, "planned": 1, "taught": 0, "followed": 0}
    assert names(browser.get(reverse("weight:centre") + "?at=assessed")) == ["丛立春"]
    assert names(browser.get(reverse("weight:centre") + "?at=planned")) == ["王小满"]
    record_service(forms()["weight_plan"], uuid.uuid4(), further.pk, PLAN, actor=cast.staff["doctor"])
    assert names(browser.get(reverse("weight:centre") + "?at=taught")) == ["王小满"]
    text = browser.get(reverse("web:resident", args=[further.pk])).content.decode()
    assert "weight-course" in text and "科普干预 · 下一站" in text


def test_others_see_nothing_of_it(cast: Cast) -> None:
    theirs = cast.register("姜芒种", village=VILLAGE_B1)
    weighed(cast, theirs, "85.0")
    browser = client(cast)
    for name in ("weight:roster", "weight:centre"):
        assert "姜芒种" not in browser.get(reverse(name)).content.decode()
        assert Client().get(reverse(name)).status_code == 302
    assert browser.get(reverse("web:resident", args=[theirs.pk])).status_code == 404
    assert "姜芒种" in client(cast, "public_health_b").get(reverse("weight:roster")).content.decode()


def test_odd_addresses_show_the_first_page(cast: Cast) -> None:
    browser = client(cast)
    for asked in ("?view=nothing&page=-1", "?view=plans&page=99999999", "?at=nothing&page=x"):
        assert browser.get(reverse("weight:roster") + asked).status_code == 200
        assert browser.get(reverse("weight:centre") + asked).status_code == 200
