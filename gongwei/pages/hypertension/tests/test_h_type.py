"""H型高血压: the register with value and day, supplies, who was missed, each town beside its task number (NCD-21)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.urls import reverse

from gongwei.catalogue.plans import published, values_on
from gongwei.pages.hypertension import h_type as register
from gongwei.people.models import Institution
from gongwei.people.tests.cast import TODAY, VILLAGE_B1
from gongwei.planning.models import TownNumber
from gongwei.programmes.hypertension.models import HType, Supply
from gongwei.web.tests.visiting import Township, new_url, township, typed

TEST = {"served_on": "2024-09-02", "hcy": "10.0", "test_org": "县人民医院"}
PACK = {"served_on": "2024-09-20", "drug": "1", "quantity": "4", "pack": "1", "days": "27"}
URL = "/hypertension/h-type/"


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Township:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    return township()


def value_of(place: Township, person: Any, **changes: str) -> None:
    sent = place.client.post(new_url(person, "hypertension_h_type"), typed(TEST, **changes))
    assert sent.status_code == 302, sent.content.decode()[:500]


def supplied(place: Township, person: Any, **changes: str) -> None:
    sent = place.client.post(new_url(person, "hypertension_supply"), typed(PACK, **changes))
    assert sent.status_code == 302, sent.content.decode()[:500]


def named(place: Township, view: str, role: str = "doctor") -> list[str]:
    rows = place.enter(role).get(URL, {"view": view}).context["rows"]
    return sorted(row["person"].name for row in rows)


@pytest.mark.req("NCD-21")
def test_value_and_supply_sort_each_patient_into_one_part(place: Township) -> None:
    names = ("未测", "界下", "未领", "今日止", "昨日止")
    people = {name: place.patient("hypertension", name=name) for name in names}
    value_of(place, people["界下"], hcy="9.9")
    for name in ("未领", "今日止", "昨日止"):
        value_of(place, people[name])
    supplied(place, people["今日止"])  # 27 days from 20 September: 16 October, today, is the last
    supplied(place, people["昨日止"], days="26")
    assert {view: named(place, view) for view in register.VIEWS if view != "towns"} == {
        "untested": ["未测"], "ordinary": ["界下"], "unsupplied": ["未领"], "supplied": ["今日止"],
        "lapsed": ["昨日止"],
    }  # fmt: skip
    page = place.client.get(URL, {"view": "supplied"}).content.decode()
    assert "马来酸依那普利叶酸片" in page and "4 盒" in page and "2024-10-16" in page and "2024-09-02" in page
    assert place.cast.staff["doctor"].name in page, "by whom"
    Supply.objects.filter(resident=people["今日止"]).update(voided_at="2024-10-10T00:00Z", void_reason="录错人")
    assert named(place, "supplied") == [] and "今日止" in named(place, "unsupplied")


@pytest.mark.req("NCD-21")
def test_the_last_value_decides_and_what_lacks_is_refused(place: Township) -> None:
    person = place.patient("hypertension", name="于小满")
    value_of(place, person, hcy="18.2")
    value_of(place, person, hcy="8.8", served_on="2024-10-08")
    assert named(place, "ordinary") == ["于小满"]
    empty = place.client.post(new_url(person, "hypertension_h_type"), typed(TEST, hcy=""))
    assert empty.status_code == 422 and HType.objects.count() == 2
    other = place.client.post(new_url(person, "hypertension_supply"), typed(PACK, drug="9"))
    assert other.status_code == 422 and not Supply.objects.exists(), "another drug is named"


@pytest.mark.req("NCD-21")
def test_the_office_hands_numbers_down_and_sees_all_towns(place: Township) -> None:
    mine = [place.patient("hypertension", name=name) for name in ("甲", "乙", "丙")]
    place.patient("hypertension", name="姜霜降", village=VILLAGE_B1)
    for person in mine:
        value_of(place, person)
    supplied(place, mine[0])
    supplied(place, mine[1])
    long_ago = {"served_on": dt.date(2023, 12, 1), "days": 330}  # still taking, yet handed out last year
    Supply.objects.filter(resident=mine[1]).update(**long_ago)
    town = place.cast.centre_a
    office = place.enter("project_office")
    sent = {"town": str(town.pk), "sheet": "number", "key": str(uuid.uuid4()), "value": "4",
            "source": "灌卫〔2018〕45号"}  # fmt: skip
    wrong = office.post(URL, {**sent, "value": "四"})
    assert wrong.status_code == 422 and "0 到" in wrong.content.decode() and not TownNumber.objects.exists()
    assert office.post(URL, sent).status_code == 302 and office.post(URL, sent).status_code == 302
    assert TownNumber.objects.get().value == 4
    rows = {row.institution.pk: row for row in office.get(URL).context["towns"]}
    own, other = rows[town.pk], rows[Institution.objects.get(pk=place.cast.centre_b.pk).pk]
    assert (own.managed, own.tested, own.h_type, own.taking, own.missed) == (3, 3, 3, 2, 1)
    assert (own.task, own.reached, own.left, own.rate) == (4, 1, 3, 25)
    assert (other.managed, other.untested, other.task, other.rate) == (1, 1, None, None)
    assert office.post(URL, {**sent, "key": str(uuid.uuid4()), "value": "2"}).status_code == 302
    [seen] = place.client.get(URL).context["towns"]
    assert (seen.institution.pk, seen.task, seen.left) == (town.pk, 2, 1), "the last number counts; only the own town"


@pytest.mark.req("NCD-21")
def test_only_the_plan_that_orders_it_calls_anybody_missed(place: Township, monkeypatch: pytest.MonkeyPatch) -> None:
    ordered = {}
    for name in ("guanyun-2018", "huancui-2024", "zhuji-2024"):
        value = published(name).parameters.of("hypertension")["h_type_ordered"]
        ordered[name] = value.on(dt.date(int(name[-4:]), 6, 1))
    assert ordered == {"guanyun-2018": 1, "huancui-2024": 0, "zhuji-2024": 0}
    place.patient("hypertension", name="未测")
    page = place.client.get(URL).content.decode()
    assert "没有下达查漏补服任务" in page and "t-overdue" not in page
    monkeypatch.setattr(register, "values_on", lambda of, day: {**values_on(of, day), "h_type_ordered": 1})
    page = place.client.get(URL).content.decode()
    assert "没有下达查漏补服任务" not in page and 'class="r num t-overdue">1<' in page


def test_strangers_neither_see_nor_set(place: Township) -> None:
    stranger = place.patient("hypertension", name="姜霜降", village=VILLAGE_B1)
    assert named(place, "untested") == [] and named(place, "untested", "project_office") == ["姜霜降"]
    for form, values in (("hypertension_h_type", TEST), ("hypertension_supply", PACK)):
        assert place.client.post(new_url(stranger, form), typed(values)).status_code in (403, 404)
        assert place.enter("finance").post(new_url(stranger, form), typed(values)).status_code == 403
    sent = {"town": str(place.cast.centre_a.pk), "sheet": "number", "key": str(uuid.uuid4()), "value": "4",
            "source": "灌卫〔2018〕45号"}  # fmt: skip
    for role in ("doctor", "public_health_a"):
        assert place.enter(role).post(URL, sent).status_code == 403
    for role in ("finance", "admin"):
        assert place.enter(role).get(reverse("hypertension:h_type")).status_code == 403
    assert place.enter("project_office").get(URL, {"town": "999999"}).status_code == 404
    assert not (TownNumber.objects.exists() or HType.objects.exists() or Supply.objects.exists())
