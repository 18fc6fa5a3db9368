"""The report card: whose it is, what it refuses, its clock, its correction, and who may write it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gongwei.people.problems import Forbidden, Invalid
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.infectious_disease.diseases import diseases
from gongwei.programmes.infectious_disease.forms import HANDLING
from gongwei.programmes.infectious_disease.tests.samples import (
    CARD,
    EVENT,
    adult,
    after,
    card,
    event,
    save,
    save_card,
)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def refused(cast: Cast, **changes: Any) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as wrong:
        save_card(cast, **changes)
    return wrong.value.by_field


@pytest.mark.req("IDR-02")
def test_a_card_of_a_resident_points_to_the_record_and_one_of_a_stranger_stands_alone(cast: Cast) -> None:
    person = cast.register("丛立春")
    ours = save(cast, CARD, adult(id_type=1, id_no=person.id_no, name="丛立春"))
    assert ours.patient_id == person.pk and ours.diagnosed_on == dt.date(2024, 10, 14)
    assert save_card(cast).patient_id is None


@pytest.mark.req("IDR-02")
def test_the_database_counts_the_minutes_to_the_report(cast: Cast) -> None:
    assert save_card(cast).minutes_taken is None
    assert save_card(cast, reported_at=after(3, 30)).minutes_taken == 210


@pytest.mark.req("IDR-02")
@pytest.mark.parametrize(
    ("disease", "minutes", "late"),
    [(4000, 1440, False), (4000, 1441, True), (200, 120, False), (200, 121, True)],
)
def test_a_late_report_says_why(cast: Cast, disease: int, minutes: int, late: bool) -> None:
    values = {"disease": disease, "reported_at": after(minutes=minutes)}
    if not late:
        assert save_card(cast, **values).late_reason is None
        return
    assert "迟报原因" in refused(cast, **values)["late_reason"][0]
    assert save_card(cast, **values, late_reason="网络故障").late_reason == "网络故障"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"parent_name": None}, "parent_name", "家长姓名"),
        ({"work_unit": None}, "work_unit", "学校"),
        ({"birth_date": None}, "birth_date", "实足年龄"),
        ({"id_type": 1}, "id_no", "有效证件号必填"),
        ({"onset_on": dt.date(2024, 10, 15)}, "onset_on", "晚于诊断"),
        ({"disease": 302}, "case_course", "急性、慢性"),
        ({"disease": 9104}, "disease", "不是法定报告病种"),
        ({"reported_at": after(-1)}, "reported_at", "早于诊断"),
        ({"card_type": 2}, "corrects", "必填"),
        ({"address": None}, "address", "必填"),
    ],
)
def test_an_impossible_card_is_refused_by_name(
    cast: Cast, changes: dict[str, Any], field: str, words: str
) -> None:
    assert any(words in said for said in refused(cast, **changes)[field])


def test_an_age_in_months_stands_for_an_unknown_birth_date(cast: Cast) -> None:
    saved = save_card(cast, birth_date=None, full_age=8, age_unit=2, occupation=2, work_unit=None)
    assert saved.full_age == 8
    assert "parent_name" in refused(cast, birth_date=None, full_age=8, age_unit=2, parent_name=None)


@pytest.mark.req("IDR-05")
def test_a_correction_keeps_the_first_card_and_names_it(cast: Cast) -> None:
    first = save_card(cast, card_no="371002-000001")
    second = save_card(
        cast, card_type=2, corrects="371002-000001", disease=3900, corrected_disease="其他感染性腹泻病"
    )
    assert first.voided_at is None and second.corrects == first.card_no


@pytest.mark.req("IDR-09")
def test_only_the_institutions_own_staff_write_its_cards(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        save(cast, CARD, card(), by="public_health_b")
    with pytest.raises(Forbidden):
        save(cast, CARD, card(), by="finance")


@pytest.mark.req("IDR-02")
def test_an_event_has_two_hours_from_being_told(cast: Cast) -> None:
    assert save(cast, EVENT, event(reported_at=after(2))).minutes_taken == 120
    with pytest.raises(Invalid) as wrong:
        save(cast, EVENT, event(reported_at=after(2, 1)))
    assert "2 小时" in wrong.value.by_field["late_reason"][0]


def test_an_event_cannot_end_before_it_began(cast: Cast) -> None:
    with pytest.raises(Invalid) as wrong:
        save(cast, EVENT, event(total_cases=3, happened_at=after(1)))
    assert {"total_cases", "notified_at"} <= set(wrong.value.by_field)


def test_the_list_is_that_of_the_law() -> None:
    in_2024 = [each for each in diseases().values() if each.in_law.holds(dt.date(2024, 10, 16))]
    groups = {rank: {each.group for each in in_2024 if each.rank == rank} for rank in "甲乙丙"}
    assert (len(groups["甲"]), len(groups["丙"])) == (2, 11)
    in_2026 = [each for each in diseases().values() if each.in_law.holds(dt.date(2026, 6, 1))]
    assert len({each.group for each in in_2026 if each.rank == "乙"}) == 29
    managed = {each.name for each in in_2026 if each.rank == "乙" and each.urgent_on(dt.date(2026, 6, 1))}
    assert managed == {"传染性非典型肺炎", "炭疽·肺炭疽"}


@pytest.mark.req("IDR-04")
def test_what_was_done_for_a_case_is_kept_and_disinfection_names_its_agent(cast: Cast) -> None:
    done = {
        "served_on": dt.date(2024, 10, 15), "about": "丛小满 手足口病", "kind": [4, 5, 6, 7, 8], "site": "患者家中",
        "persons": 6, "content": "个案调查，终末消毒，应急接种和预防性服药，健康宣教",
    }  # fmt: skip
    with pytest.raises(Invalid) as wrong:
        save(cast, HANDLING, done)
    assert "disinfectant" in wrong.value.by_field
    assert save(cast, HANDLING, {**done, "disinfectant": "含氯消毒剂 1000mg/L"}).kind == [4, 5, 6, 7, 8]
