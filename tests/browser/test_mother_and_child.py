"""A mother and her child: booked, five antenatal visits, a birth that files the newborn, and six years of care.

What is owed is asked right after every save and on the days between; the key steps are typed in a browser.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.catalogue.chapters import forms
from gongwei.kernel import clock
from gongwei.obligations import worklist
from gongwei.obligations.verbs import obligations_kept, record_service
from gongwei.people.models import Resident
from gongwei.programmes.child.eyes import EyeExam
from gongwei.programmes.child.tests.samples import exam, record, visit
from gongwei.programmes.immunization.models import Dose, Stock
from gongwei.programmes.immunization.nip import schedule
from gongwei.programmes.immunization.tests.samples import card_values, code, dose_values
from gongwei.programmes.maternal.models import Delivery, Newborn
from gongwei.programmes.maternal.tests.visits import (
    DAY,
    LMP,
    booked,
    mother,
    seen_at_home,
    visited,
)
from gongwei.programmes.tcm.models import Child as Tcm
from gongwei.web.tests.visiting import Township, township
from tests.browser.window import choose, fill, window_of

BIRTH = LMP + 275 * DAY
DOSES = {
    3: ("DTaP-1", "Polio-1"), 6: ("DTaP-2", "HepB-3", "MPSV-A-1", "Polio-2"),
    8: ("DTaP-3", "JE-L-1", "MMR-1", "Polio-3"), 12: ("MPSV-A-2",), 18: ("DTaP-4", "HepA-L-1", "MMR-2"),
    24: ("JE-L-2",), 30: (), 36: ("MPSV-AC-1",), 48: ("Polio-4",), 60: (), 72: ("DT-1", "MPSV-AC-2"),
}  # fmt: skip
"""Month of age → the doses owed to a girl of August 2024 who comes at every exam (nip-schedule-2021)."""
TCM = (6, 12, 18, 24, 30, 36)
SERIES = {each.id: each for each in schedule().series}


@pytest.fixture
def place(transactional_db: None) -> Township:
    """The cast, with hepatitis B vaccine in the fridge."""
    place = township()
    by = place.cast.staff["doctor"]
    Stock.objects.create(
        id=uuid.uuid4(), institution=by.institution, staff=by, served_on=dt.date(2024, 1, 5), recorded_at=clock.now(),
        recorded_by=by, kind=1, vaccine=code("HepB"), manufacturer="立春生物", lot_no="HepB-1", quantity=5,
        expiry_on=dt.date(2026, 6, 30),
    )  # fmt: skip
    return place


@pytest.fixture
def page(place: Township, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    with window_of(place.cast.user("doctor"), live_server, browser) as window:
        yield window


def owed(person: Resident) -> set[str]:
    """What is open on the clock's day: programme:step, doses by their own name."""
    found = worklist.open_of([person.pk], clock.today()).get(person.pk, [])
    return {each.seq if each.step == "dose" else f"{each.programme}:{each.step}" for each in found}


def turned(months: int) -> dt.date:
    """The day on which the child is so many months old."""
    years, month = divmod(BIRTH.month - 1 + months, 12)
    return BIRTH.replace(year=BIRTH.year + years, month=month + 1)


def vaccinated(place: Township, child: Resident) -> list[str]:
    """Every dose that is open today, in one visit; live ones among them are given together."""
    given = sorted(key for key in owed(child) if ":" not in key)
    for key in given:
        name, _, number = key.rpartition("-")
        vaccine = SERIES[name].doses[int(number) - 1].give[0]
        values = dose_values(vaccine, int(number), clock.today(), expiry_on=clock.today() + 365 * DAY)
        sure = [f"{field}:{value}" for field, value in values.items()]
        form, by = forms()["immunization_dose"], place.cast.staff["doctor"]
        record_service(form, uuid.uuid4(), child.pk, values, actor=by, confirmed=sure)
    return given


@pytest.mark.req("MAT-01", "MAT-04", "CHILD-01", "CHILD-02", "VAC-02", "VAC-08", "XC-02", "XC-08")
def test_from_the_first_visit_to_school(page: Page, place: Township, monkeypatch: pytest.MonkeyPatch) -> None:
    def on(day: dt.date) -> dt.date:
        monkeypatch.setenv("GONGWEI_TODAY", day.isoformat())
        return day

    woman = mother(place.cast)
    pregnant(place, woman, on)
    child = born(page, woman, on)
    first_weeks(page, place, woman, child, on)
    six_years(place, child, on)
    page.goto(f"/residents/{child.pk}/")
    expect(page.locator("body")).to_contain_text("健康检查")
    expect(page.locator("body")).to_contain_text("入学转移视力档案")
    page.goto(f"/immunization/{child.pk}/")
    expect(page.locator(".vac-grid")).to_contain_text("2030-08-02")
    page.goto("/due/?span=year&programme=child")
    expect(page.locator("tr[data-row]", has_text="于清明之女"), "nothing of this year").to_have_count(0)


def pregnant(place: Township, woman: Resident, on: Any) -> None:
    """Five visits, each owed in its window and no longer once it is saved."""
    booked(place.cast, woman, on(LMP + 70 * DAY))
    assert owed(woman) == set()
    on(LMP + 111 * DAY)
    assert owed(woman) == set(), "the day before the second window opens"
    for number, days in ((2, 112), (3, 147), (4, 196), (5, 259)):
        on(LMP + days * DAY)
        assert f"maternal:visit_{number}" in owed(woman), "the day on which the window opens"
        visited(place.cast, woman, on(LMP + (days + 4) * DAY))
        assert f"maternal:visit_{number}" not in owed(woman)


def born(page: Page, woman: Resident, on: Any) -> Resident:
    """The birth is typed in the browser; the newborn is filed by itself, linked, owed its first things at once."""
    on(BIRTH)
    assert owed(woman) == {"maternal:outcome"}
    page.goto(f"/residents/{woman.pk}/new/maternal_delivery/")
    choose(page, outcome="1", delivery_place="1", delivery_mode="1", mother="1")
    fill(page, place_name="威海市妇幼保健院")
    page.locator("label[for^='f-children-0-born-1']").click()
    page.locator("label[for^='f-children-0-sex-2']").click()
    page.locator("[name=children-0-weight_g]").fill("3180")
    page.locator("[data-save]").first.click()
    expect(page.locator("#toasts")).to_contain_text("已保存")
    child = Newborn.objects.get(mother=woman).child
    assert child is not None
    assert (child.birth_date, child.sex, child.living) == (BIRTH, 2, True)
    assert owed(woman) == set()
    assert owed(child) == {"child:newborn_visit", "child:eyes", "immunization:card", "HepB-1", "BCG-1"}
    page.goto("/due/?span=year")
    expect(page.locator("tr[data-row]", has_text="于清明之女")).to_have_count(1)
    page.goto(f"/maternal/{woman.pk}/")
    expect(page.locator("body")).to_contain_text("于清明之女")
    return child


def first_weeks(page: Page, place: Township, woman: Resident, child: Resident, on: Any) -> None:
    """Card and doses at birth, home after the discharge, a month with its dose on the card, six weeks."""
    cast = place.cast
    by = cast.staff["doctor"]
    record_service(forms()["immunization_card"], uuid.uuid4(), child.pk, card_values(BIRTH), actor=by)
    assert vaccinated(place, child) == ["BCG-1", "HepB-1"]
    assert owed(child) == {"child:newborn_visit", "child:eyes"}
    on(BIRTH + 2 * DAY)
    assert owed(woman) == set(), "she is still in hospital"
    on(BIRTH + 3 * DAY)
    page.goto(f"/records/maternal_delivery/{Delivery.objects.get(resident=woman).pk}/")
    fill(page, discharge_date=f"{BIRTH + 3 * DAY}")
    page.locator("#correct-reason").fill("出院后补填")
    page.locator("[data-save]").first.click()
    expect(page.locator("#toasts")).to_contain_text("已更正")
    assert owed(woman) == {"maternal:postnatal_visit"}
    seen_at_home(cast, woman, on(BIRTH + 5 * DAY), BIRTH)
    with obligations_kept(child.pk):
        visit(cast, child, BIRTH + 5 * DAY)
    assert (owed(woman), owed(child)) == (set(), {"child:eyes"})
    on(turned(1))
    assert owed(child) == {"child:eyes", "child:exam", "HepB-2"}
    page.goto(f"/immunization/{child.pk}/")
    page.locator("[name=temperature]").fill("36.6")
    page.locator("[name=temperature]").press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("先体检后接种")
    with obligations_kept(child.pk):
        exam(cast, child, 1, turned(1))
    assert owed(child) == {"child:eyes", "HepB-2"}
    page.locator("[name=temperature]").press("Enter")
    expect(page.get_by_text("已登记 于清明之女 的 1 剂")).to_be_visible()
    assert owed(child) == {"child:eyes"}
    assert Dose.objects.filter(resident=child).count() == 3


def six_years(place: Township, child: Resident, on: Any) -> None:
    """At every age the exam is owed, with the doses of the day; after the visit nothing is left open."""
    for months, doses in DOSES.items():
        day = on(turned(months))
        open_ = owed(child)
        assert "child:exam" in open_
        assert {key for key in open_ if ":" not in key} == set(doses)
        assert (f"tcm:child_{months}" in open_) is (months in TCM)
        with obligations_kept(child.pk):
            exam(place.cast, child, months, day)
            if "child:eyes" in open_:
                record(place.cast, EyeExam, child, day)
            if months in TCM:
                record(place.cast, Tcm, child, day, age_point=months, services=[1])
        assert vaccinated(place, child) == sorted(doses)
        assert owed(child) == ({"child:vision_transfer"} if months == 72 else set())
        on(turned(months) + 20 * DAY)
        assert "child:exam" not in owed(child), "nothing comes back before its time"
