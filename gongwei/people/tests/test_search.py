"""The search box: everything a person may type, one's own first, nobody else's ever."""

import datetime as dt

import pytest

from gongwei.people.models import Resident, StaffRole
from gongwei.people.search import search
from gongwei.people.tests.cast import START, TODAY, VILLAGE_A1, VILLAGE_A2, VILLAGE_B1, Cast
from gongwei.people.verbs.standing import Closing, close_record


@pytest.fixture
def people(cast: Cast) -> dict[str, Resident]:
    return {
        "cong": cast.register(
            "丛立春", VILLAGE_A2, phone="13806315678", current_address="羊亭镇小西庄12号楼3单元"
        ),
        "cheng": cast.register("程立春", VILLAGE_A1, phone="0631-5812345"),
        "wang": cast.register("王小雪", VILLAGE_B1, phone="13906315678"),
    }


def _found(cast: Cast, text: str, role: str = "project_office") -> list[str]:
    return [hit.resident.name for hit in search(cast.user(role), text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("clc", {"丛立春", "程立春"}),
        ("CL", {"丛立春", "程立春"}),
        ("conglichun", {"丛立春"}),
        ("cong", {"丛立春"}),
        ("丛", {"丛立春"}),
        ("立春", {"丛立春", "程立春"}),
        ("小", {"王小雪"}),
        ("丛立春", {"丛立春"}),
        ("138", {"丛立春"}),
        ("13806315678", {"丛立春"}),
        ("5678", {"丛立春", "王小雪"}),
        ("12号楼", {"丛立春"}),
        ("小西庄12号", {"丛立春"}),
        ("ｃｌｃ ", {"丛立春", "程立春"}),
        ("不存在的人", set()),
        ("zzz", set()),
        ("", set()),
        (" ", set()),
    ],
)
def test_what_people_type_finds_whom_they_mean(
    cast: Cast, people: dict[str, Resident], text: str, names: set[str]
) -> None:
    assert set(_found(cast, text)) == names


def test_numbers_find_their_record(cast: Cast, people: dict[str, Resident]) -> None:
    cong = people["cong"]
    assert cong.id_no and cong.record_no
    for text in (
        cong.id_no,
        cong.id_no.lower(),
        cong.id_no[-4:],
        cong.id_no[:14],
        cong.record_no,
        cong.record_no[-8:],
        cong.short_record_no,
    ):
        assert "丛立春" in _found(cast, text)


def test_ones_own_village_comes_first(cast: Cast, people: dict[str, Resident]) -> None:
    helper = cast.staff["village_doctor"]
    StaffRole.objects.create(staff=helper, role="doctor", institution=cast.centre_a, from_on=START)
    assert _found(cast, "立春", "village_doctor") == ["程立春", "丛立春"]
    assert _found(cast, "立春", "doctor") == ["程立春", "丛立春"]
    cast.register("艾立春", VILLAGE_A2)
    assert _found(cast, "立春", "village_doctor")[0] == "程立春"
    assert _found(cast, "立春", "doctor")[0] == "艾立春"


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("village_doctor", {"程立春"}),
        ("doctor", {"丛立春", "程立春"}),
        ("public_health_b", set()),
        ("finance", set()),
        ("admin", set()),
    ],
)
def test_nobody_finds_whom_they_may_not_see(
    cast: Cast, people: dict[str, Resident], role: str, names: set[str]
) -> None:
    assert set(_found(cast, "立春", role)) == names
    assert not {"丛立春"} & set(_found(cast, people["cong"].id_no or "", role)) - names


@pytest.mark.parametrize(
    "text",
    [
        "' OR 1=1 --",
        "%",
        "_",
        "丛%",
        "<script>alert(1)</script>",
        "\\",
        "\x00",
        "丛\x00",
        "a" * 10_000_000,
        "١٢٣",
    ],
)
def test_hostile_text_finds_nobody_and_breaks_nothing(
    cast: Cast, people: dict[str, Resident], text: str
) -> None:
    assert _found(cast, text) == []


def test_closed_records_come_last_with_their_state(cast: Cast, people: dict[str, Resident]) -> None:
    death = Closing("died", TODAY, cause_of_death="肺炎", evidence="死亡证明")
    close_record(people["cheng"].pk, death, by=cast.staff["public_health_a"])
    hits = search(cast.user("project_office"), "立春")
    assert [(h.resident.name, h.state_label) for h in hits] == [("丛立春", ""), ("程立春", "死亡")]


def test_the_list_is_as_long_as_asked_and_says_by_what_it_found(cast: Cast) -> None:
    for n in range(5):
        cast.register(f"于谷雨{'一二三四五'[n]}", birth_date=dt.date(1960, 1, 1 + n))
    hits = search(cast.user("doctor"), "ygy", limit=3)
    assert len(hits) == 3
    assert {hit.by for hit in hits} == {"拼音首字母"}
