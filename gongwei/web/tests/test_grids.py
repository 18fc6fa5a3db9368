"""网格: drawn by 公卫科 from villages and blocks; each resident in exactly one; who may draw, and who may not."""

from __future__ import annotations

import uuid

import pytest

from gongwei.kernel.clock import today
from gongwei.organisation.gridding import REST, draw, grid_of, grids, hand_over
from gongwei.organisation.models import Grid, GridMember, GridPart
from gongwei.people.models import Region, Resident, Staff
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import TODAY, VILLAGE_A1, VILLAGE_A2, VILLAGE_B1, Cast, make_cast
from gongwei.web.tests.people_pages import client_of, sheet, text

pytestmark = pytest.mark.django_db
PAGE = "/organisation/grids/"


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    return make_cast()


def village(code: str) -> Region:
    return Region.objects.get(pk=code)


def drawn(cast: Cast, name: str, *codes: str, block: str = "", leader: str = "doctor") -> Grid:
    return draw(
        uuid.uuid4(), cast.centre_a, name, cast.staff[leader], [cast.staff["village_doctor"]],
        [village(code) for code in codes], by=cast.staff["public_health_a"], block=block,
    )  # fmt: skip


def lived(cast: Cast) -> list[tuple[str, int]]:
    return [(row.name, row.residents) for row in grids(cast.centre_a)]


@pytest.mark.req("PLAN-36")
def test_every_resident_lies_in_exactly_one_grid_by_village_block_or_rest(cast: Cast) -> None:
    north = cast.register("丛立春", current_address="大西庄村海滨北路 3 号")
    both = cast.register("于雨水", current_address="大西庄村海滨北路怡园小区 5 号")
    south = cast.register("王惊蛰", current_address="大西庄村福山路 8 号")
    away = cast.register("姜清明", village=VILLAGE_A2)
    cast.register("毕外出", permanent=False)
    cast.register("刘小雪", village=VILLAGE_B1)
    assert lived(cast) == [(REST, 4)] and grid_of(north) is None
    block = drawn(cast, "一网格", VILLAGE_A1, block="海滨北路")
    assert lived(cast) == [("一网格", 2), (REST, 2)]
    whole = drawn(cast, "二网格", VILLAGE_A1)
    estate = drawn(cast, "三网格", VILLAGE_A1, block="海滨北路怡园")
    assert [grid_of(each) for each in (north, both, south, away)] == [block, estate, whole, None]
    assert lived(cast) == [("一网格", 1), ("三网格", 1), ("二网格", 1), (REST, 1)]
    drawn(cast, "四网格", VILLAGE_A1, VILLAGE_A2)
    assert sorted(lived(cast)) == [("一网格", 1), ("三网格", 1), ("四网格", 2)], "the whole village moved over"
    whole.refresh_from_db()
    assert whole.to_on == today() and not GridMember.objects.filter(grid=whole, to_on=None).exists()
    assert sum(number for _, number in lived(cast)) == Resident.objects.population_on(TODAY).filter(
        institution=cast.centre_a).count()  # fmt: skip
    assert GridPart.objects.filter(village=VILLAGE_A1, block="", to_on=None).count() == 1


@pytest.mark.req("PLAN-36")
def test_a_team_answers_for_a_grid_and_is_replaced_with_its_history(cast: Cast) -> None:
    held = drawn(cast, "一网格", VILLAGE_A1)
    office = cast.staff["public_health_a"]
    assert {each.name for each in grids(cast.centre_a)[0].team} == {"于白露", "毕谷雨"}
    hand_over(held, office, [cast.staff["doctor"]], by=office)
    row = grids(cast.centre_a)[0]
    assert row.grid is not None and row.grid.leader == office
    assert {each.name for each in row.team} == {"于白露", "王小满"}
    assert GridMember.objects.get(grid=held, staff=cast.staff["village_doctor"]).to_on == TODAY
    drawn(cast, "二网格", VILLAGE_A1)
    with pytest.raises(Conflict, match="已于"):
        hand_over(held, office, [], by=office)


@pytest.mark.req("PLAN-36")
def test_what_cannot_be_a_grid_is_refused(cast: Cast) -> None:
    drawn(cast, "一网格", VILLAGE_A1)
    with pytest.raises(Conflict, match="已有“一网格”"):
        drawn(cast, "一网格", VILLAGE_A2)
    for codes, block, leader, said in (
        ((), "", "doctor", "至少选一个"), ((VILLAGE_B1,), "", "doctor", "不由"),
        ((VILLAGE_A1, VILLAGE_A2), "海滨路", "doctor", "只选"), ((VILLAGE_A2,), "", "public_health_b", "姜芒种不是"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            drawn(cast, "二网格", *codes, block=block, leader=leader)
        assert said in "；".join(each.message for each in refused.value.problems)
    Staff.objects.filter(pk=cast.staff["doctor"].pk).update(active_to=TODAY)
    cast.staff["doctor"].refresh_from_db()
    with pytest.raises(Invalid, match="已离职"):
        drawn(cast, "二网格", VILLAGE_A2)
    assert Grid.objects.count() == 1


@pytest.mark.req("PLAN-36")
def test_the_page_draws_and_keeps_what_was_typed(cast: Cast) -> None:
    cast.register("丛立春")
    client, doctor = client_of(cast, "public_health_a"), str(cast.staff["doctor"].pk)
    told = sheet("draw", name="一网格", leader=doctor, team=[doctor], villages=[VILLAGE_A1, VILLAGE_A2], block="北路")
    answer = client.post(PAGE, told)
    assert answer.status_code == 422 and "只选街区所在的一个" in text(answer)
    assert 'value="一网格"' in answer.content.decode()
    told |= {"block": ""}
    assert client.post(PAGE, told).status_code == client.post(PAGE, told).status_code == 302
    held = Grid.objects.get()
    page = text(client.get(PAGE))
    assert "一网格 大西庄村委会、小西庄村委会 于白露 于白露 1" in page and "未划入网格 0 人" in page
    leader = str(cast.staff["public_health_a"].pk)
    assert client.post(PAGE, sheet("hand_over", grid=str(held.pk), leader=leader)).status_code == 302
    held.refresh_from_db()
    assert held.leader == cast.staff["public_health_a"]
    assert "一网格" in text(client_of(cast, "project_office").get(PAGE))


def test_others_neither_draw_nor_read_another_township(cast: Cast) -> None:
    held = drawn(cast, "一网格", VILLAGE_A1)
    for role in ("public_health_b", "village_doctor", "doctor", "project_office", "line", "finance", "admin"):
        told = sheet("draw", name="二网格", leader="1", villages=[VILLAGE_A1])
        assert client_of(cast, role).post(PAGE, told).status_code in (403, 422)
        with pytest.raises(Forbidden):
            hand_over(held, cast.staff["doctor"], [], by=cast.staff[role])
    assert "一网格" not in text(client_of(cast, "public_health_b").get(PAGE))
    assert "一网格" in text(client_of(cast, "village_doctor").get(PAGE)), "whoever works there reads its grids"
    assert Grid.objects.count() == 1
