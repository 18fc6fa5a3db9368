"""服务对象: half a year lived here, to the day; 户籍 alone where a plan says so; of them each chapter has its own."""

from __future__ import annotations

import datetime as dt

import pytest

from gongwei import policy
from gongwei.catalogue.chapters import chapters
from gongwei.catalogue.plans import object_rule
from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.people import object_rule as ruled
from gongwei.people.models import Resident, Stay
from gongwei.people.object_rule import ObjectRule
from gongwei.people.problems import Forbidden, Invalid
from gongwei.people.serviced import counts_from
from gongwei.people.tests.cast import TODAY, VILLAGE_A2, Cast, make_cast
from gongwei.people.verbs.belonging import move_village
from gongwei.people.verbs.staying import note_stay
from gongwei.people.verbs.update import update_resident
from gongwei.web.tests.people_pages import client_of, sheet, text

NATIONAL, WUXI = ObjectRule(6, registered_at_once=False), ObjectRule(6, registered_at_once=True)
SINCE, REACHED = dt.date(2024, 1, 15), dt.date(2024, 7, 15)
FILED, DAY = dt.date(2024, 3, 1), dt.timedelta(days=1)


@pytest.fixture
def cast(db: None) -> Cast:
    """The small cast of people."""
    return make_cast()


@pytest.fixture
def wuxi(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule of Wuxi instead of the plan in force."""
    monkeypatch.setattr(ruled, "_rules", [lambda day: WUXI])


def counted(resident: Resident, on: dt.date) -> bool:
    """Whether the population of the day holds the resident."""
    return bool(Resident.objects.population_on(on).filter(pk=resident.pk).exists())


@pytest.mark.req("PLAN-17")
@pytest.mark.parametrize(("rule", "registered", "day"), [
    (NATIONAL, None, REACHED), (NATIONAL, FILED, REACHED), (WUXI, None, REACHED), (WUXI, FILED, FILED),
    (WUXI, dt.date(2024, 9, 1), REACHED),
])  # fmt: skip
def test_the_day_from_which_one_counts(rule: ObjectRule, registered: dt.date | None, day: dt.date) -> None:
    assert counts_from(rule, SINCE, registered) == day


def test_the_end_of_a_short_month_completes_the_half_year() -> None:
    assert counts_from(NATIONAL, dt.date(2023, 8, 31), None) == dt.date(2024, 2, 29)


@pytest.mark.req("PLAN-17")
def test_the_plans_say_which_rule(cast: Cast) -> None:
    here = object_rule(TODAY)
    assert (here.months, here.registered_at_once) == (6, False)
    assert here.refs == ("national-spec-2017#1.一",) * 2
    files = [each.parameter_file for each in chapters() if each.parameter_file]
    theirs = policy.load("wuxi-2019", parameter_files=files, chapters=[each.id for each in chapters()])
    told = theirs.parameters.of("health_record")
    day = dt.date(2019, 6, 1)
    assert (told["residence_months"].on(day), told["registered_counts_at_once"].on(day)) == (6, True)


@pytest.mark.req("PLAN-17")
@pytest.mark.parametrize("hukou", [1, 2])
def test_half_a_year_is_reached_on_its_day_and_not_the_day_before(cast: Cast, hukou: int) -> None:
    person = cast.register(residence_type=hukou, created_on=FILED, since=SINCE)
    assert [counted(person, day) for day in (FILED, REACHED - DAY, REACHED, TODAY)] == [False, False, True, True]
    late = cast.register("王小雪", residence_type=hukou, created_on=FILED, since=SINCE + DAY)
    assert [counted(late, REACHED), counted(late, REACHED + DAY)] == [False, True]


@pytest.mark.req("PLAN-17")
def test_in_wuxi_the_registered_count_at_once_and_the_floating_after_half_a_year(cast: Cast, wuxi: None) -> None:
    own = cast.register(residence_type=1, created_on=FILED, since=SINCE)
    floating = cast.register("王小雪", residence_type=2, created_on=FILED, since=SINCE)
    untold = cast.register("王小寒", created_on=FILED, since=SINCE)
    assert [counted(each, FILED) for each in (own, floating, untold)] == [True, False, False]
    assert [counted(each, REACHED - DAY) for each in (floating, untold)] == [False, False]
    assert [counted(each, REACHED) for each in (floating, untold)] == [True, True]


@pytest.mark.req("PLAN-17")
@pytest.mark.parametrize(("programme", "born"), [
    ("elderly", dt.date(1950, 1, 1)), ("tcm", dt.date(1950, 1, 1)),
])  # fmt: skip
def test_each_chapter_owes_its_own_people_from_that_day(cast: Cast, programme: str, born: dt.date) -> None:
    of_age = cast.register(birth_date=born, residence_type=2, created_on=FILED, since=SINCE)
    other = cast.register("王小雪", birth_date=dt.date(1985, 1, 1), residence_type=2, created_on=FILED, since=SINCE)
    refresh([of_age.pk, other.pk])
    owed = Obligation.objects.filter(programme=programme)
    first = owed.filter(resident=of_age).order_by("due_on").first()
    assert first is not None and first.due_on >= REACHED
    assert not owed.filter(resident=of_age, due_on__lt=REACHED).exists()
    assert not owed.filter(resident=other).exists()


@pytest.mark.req("PLAN-17")
def test_a_half_year_that_lies_ahead_comes_by_itself_and_survives_a_move(cast: Cast) -> None:
    since = dt.date(2024, 8, 1)
    person = cast.register(residence_type=2, created_on=dt.date(2024, 8, 5), since=since)
    by, reached = cast.staff["public_health_a"], dt.date(2025, 2, 1)
    move_village(person.pk, VILLAGE_A2, dt.date(2024, 9, 1), by=by)
    person.refresh_from_db()
    update_resident(person.pk, {"residence_type": 1}, by=by, reason="落户", version=person.version)
    for day in (dt.date(2024, 8, 20), TODAY, reached - DAY):
        assert not counted(person, day)
    assert counted(person, reached)
    person = Resident.objects.get(pk=person.pk)
    row = person.residence_on(reached)
    assert row is not None and (row.village_id, row.hukou, row.to_on) == (VILLAGE_A2, 1, None)
    first = person.residences.order_by("from_on").first()
    assert first is not None and first.village_id != VILLAGE_A2
    with pytest.raises(Invalid, match="晚于今天"):
        move_village(person.pk, VILLAGE_A2, TODAY + DAY, by=by)


@pytest.mark.req("PLAN-17")
def test_in_wuxi_taking_the_hukou_here_counts_from_that_day(cast: Cast, wuxi: None) -> None:
    person = cast.register(residence_type=2, created_on=dt.date(2024, 8, 5), since=dt.date(2024, 8, 1))
    by = cast.staff["public_health_a"]
    update_resident(person.pk, {"residence_type": 1}, by=by, reason="落户", version=person.version)
    assert [counted(person, day) for day in (TODAY - DAY, TODAY)] == [False, True]


@pytest.mark.req("PLAN-17")
def test_the_page_asks_corrects_and_says_why(cast: Cast) -> None:
    person = cast.register(residence_type=2, created_on=FILED)
    page, client = f"/residents/{person.pk}/move/", client_of(cast, "public_health_a")
    assert "未填居住起始日期" in text(client.get(page))
    late = client.post(page, sheet("stay", since="2024-10-17"))
    assert late.status_code == 422 and "晚于今天" in text(late) and "2024-10-17" in text(late)
    assert client.post(page, sheet("stay", since="2024-05-01", evidence="租房合同")).status_code == 302
    said = text(client.get(page))
    assert "尚不计入" in said and "2024-05-01 起居住，2024-11-01 才满 6 个月" in said
    assert client.post(page, sheet("stay", since="2024-04-10", evidence="租房合同")).status_code == 302
    assert counted(person, dt.date(2024, 10, 10)) and not counted(person, dt.date(2024, 10, 9))
    assert Stay.objects.get().since == dt.date(2024, 4, 10)


def test_who_may_not_change_the_record_notes_nothing(cast: Cast) -> None:
    person = cast.register(residence_type=2, created_on=FILED)
    with pytest.raises(Forbidden):
        note_stay(person.pk, SINCE, by=cast.staff["public_health_b"])
    page = f"/residents/{person.pk}/move/"
    assert "居住起始日期" not in text(client_of(cast, "project_office").get(page)).replace("未填居住起始日期", "")
    assert client_of(cast, "public_health_b").post(page, sheet("stay", since="2024-01-01")).status_code == 404
    assert not Stay.objects.exists()
