"""The forms: words of the paper, codes, what is refused or asked; the risk lists as data; what the panel says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import values_on
from gongwei.people.tests.cast import TODAY, Cast, make_cast
from gongwei.programmes.maternal import advice, checks, codes, dating, risk, rules
from gongwei.programmes.maternal.forms import DAY_42, DELIVERY, FIRST, FOLLOWUP, FORMS, GUIDANCE, POSTNATAL
from gongwei.programmes.maternal.models import AntenatalVisit
from gongwei.programmes.maternal.tests.visits import BOY, FIRST_VALUES, LMP, VISIT_VALUES, mother, save
from gongwei.records.advice import Situation
from gongwei.records.fields import described
from gongwei.records.layout import Problem
from gongwei.records.shared import unknown_concepts
from gongwei.records.validate import validate

DAY = dt.date(2024, 1, 10)
FACTS: dict[str, Any] = {"today": TODAY, "sex": 2, "age": 28}


def first(**changes: Any) -> dict[str, Any]:
    weeks, days = dating.weeks_on(LMP, DAY)
    values = {"served_on": DAY, "lmp": LMP, "edd": dating.naegele(LMP), "weeks": weeks, "days": days}
    return {**FIRST_VALUES, **values, "next_date": dt.date(2024, 2, 25), **changes}


def problems(form: Any, values: dict[str, Any], **facts: Any) -> list[Problem]:
    rows = {name: values.pop(name) for name in form.rows if name in values}
    return validate(form, values, rows=rows, facts={**FACTS, **facts})


def test_a_whole_first_visit_has_no_problem() -> None:
    assert problems(FIRST, first()) == []


def test_every_printed_field_has_its_label_and_forms_ask_known_concepts() -> None:
    for form in FORMS:
        assert unknown_concepts(form) == []
        shown = set(form.field_names())
        own = {name for name, _, _ in described(form.model)}
        beside = {name for name in own if name.endswith("_other")}
        assert own - beside - {"starts_on"} <= shown, (form.id, own - beside - shown)


@pytest.mark.parametrize(
    ("changes", "field", "severity"),
    [
        ({"lmp": dt.date(2023, 3, 10), "edd": dt.date(2023, 12, 17)}, "lmp", "hard"),
        ({"lmp": dt.date(2024, 1, 11)}, "lmp", "hard"),
        ({"edd": dt.date(2024, 8, 9)}, "edd", "soft"),
        ({"weeks": 20}, "weeks", "soft"),
        ({"mother_age": 38}, "mother_age", "soft"),
        ({"gravidity": 1, "parity_vaginal": 1}, "parity_vaginal", "hard"),
        ({"sbp": 70, "dbp": 80}, "dbp", "hard"),
        ({"next_date": DAY}, "next_date", "hard"),
        ({"past_history": [1, 2]}, "past_history", "hard"),
        ({"hemoglobin": 12}, "hemoglobin", "hard"),
        ({"heart": 2}, "heart_other", "required"),
        ({"referral": 2}, "referral_reason", "required"),
        ({"husband_name": None}, "husband_name", "required"),
        ({"dated_by": 2}, "scan_on", "required"),
    ],
)
def test_what_cannot_be_is_named(changes: dict[str, Any], field: str, severity: str) -> None:
    found = problems(FIRST, first(**changes))
    assert (field, severity) in {(each.field, each.severity) for each in found}


def test_an_unknown_husband_is_not_asked_for() -> None:
    nobody: dict[str, Any] = {"husband_name": None, "husband_age": None, "husband_phone": None}
    assert problems(FIRST, first(**nobody, husband_unknown=True)) == []


def test_a_period_300_days_ago_is_the_last_that_passes() -> None:
    last = DAY - dt.timedelta(300)
    assert checks.recent_period({"served_on": DAY, "lmp": last}, {}) == []
    assert checks.recent_period({"served_on": DAY, "lmp": last - dt.timedelta(1)}, {})[0].severity == "hard"


def test_each_column_of_the_paper_asks_its_own_guidance() -> None:
    spec = {name: spec for name, _, spec in described(AntenatalVisit)}
    assert [spec[name].must({"visit_column": 3}) for name in ("guidance_2", "guidance_3", "guidance_4")] == [
        False, True, False,
    ]  # fmt: skip
    assert codes.GUIDANCE_3.label(5) == "自我监护"
    assert codes.GUIDANCE_4.label(5) == "自我监测"
    assert spec["fetal_position"].must({"visit_column": 4})
    assert not spec["fetal_position"].must({"visit_column": 3})


@pytest.mark.parametrize(
    ("weeks", "column"), [(14, 2), (20, 2), (21, 3), (27, 3), (28, 4), (36, 4), (37, 5), (42, 5)]
)
def test_a_visit_belongs_to_the_column_of_its_weeks(weeks: int, column: int) -> None:
    assert dating.column_of(weeks) == column


def test_naegele_and_weeks() -> None:
    assert dating.naegele(dt.date(2024, 3, 1)) == dt.date(2024, 12, 8)
    assert dating.naegele(dt.date(2023, 5, 31)) == dt.date(2024, 3, 7)
    assert dating.weeks_on(dt.date(2024, 1, 1), dt.date(2024, 3, 31)) == (12, 6)
    assert dating.by_scan(dt.date(2024, 3, 1), 8, 3) == dt.date(2024, 1, 2)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"children": []}, "children"),
        ({"discharge_date": dt.date(2024, 8, 1)}, "discharge_date"),
        ({"outcome": 2}, "outcome"),
    ],
)
def test_a_birth_names_its_children_and_discharge_comes_after(changes: dict[str, Any], field: str) -> None:
    values: dict[str, Any] = {
        "served_on": dt.date(2024, 8, 2), "outcome": 1, "weeks": 39, "days": 2, "delivery_place": 1,
        "place_name": "市妇幼", "delivery_mode": 1, "mother": 1, "children": [BOY], **changes,
    }  # fmt: skip
    assert field in {each.field for each in problems(DELIVERY, values)}


def test_the_42_days_and_the_paper_without_a_next_visit() -> None:
    early = checks.forty_two_days({"served_on": DAY, "delivery_date": DAY - dt.timedelta(41)}, {})
    assert early[0].severity == "soft"
    assert checks.forty_two_days({"served_on": DAY, "delivery_date": DAY - dt.timedelta(42)}, {}) == []
    assert "next_date" not in DAY_42.field_names()
    assert "next_date" in POSTNATAL.field_names()


@pytest.mark.req("MAT-05")
def test_the_highest_colour_governs_and_purple_stands_beside() -> None:
    assert risk.colour_of([], DAY) == (1, False)
    assert risk.colour_of([1014], DAY) == (2, False)
    assert risk.colour_of([1014, 2001], DAY) == (3, False)
    assert risk.colour_of([1014, 3008, 5002], DAY) == (4, True)
    assert risk.colour_of([5001], DAY) == (1, True)


def test_the_lists_are_data_with_code_colour_and_mark() -> None:
    held = risk.list_on(DAY)
    assert len({each.code for each in held.items}) == len(held.items)
    assert {each.sure for each in held.items} <= {"V", "K", "?"}
    known = {rule.__name__ for rule in rules.RULES}
    for each in held.items:
        rule, _, wanted = each.auto.partition("=")
        assert not rule or (rule in known and set(wanted.split(",")) <= set(rules.OUTCOMES[rule]))


def spoken(speak: Any, values: dict[str, Any], **about: Any) -> Any:
    known = {"birth_date": dt.date(1996, 2, 1), "sex": 2, **about}
    given = {name: value for name, value in values.items() if value is not None}
    [outcome] = judge("maternal", [{**given, **known}])
    situation = Situation(values["served_on"], {**values, "age": 28}, outcome, values_on("maternal", DAY))
    return speak(situation)


def test_the_panel_says_weeks_day_and_colour_and_proposes_them() -> None:
    said = spoken(advice.first, first(hemoglobin=100, edd=None, dated_by=None))
    assert said.suggested["edd"] == dt.date(2024, 8, 8)
    assert (said.suggested["weeks"], said.suggested["dated_by"]) == (10, 1)
    assert (said.suggested["risk_colour"], said.suggested["risk_screening"]) == (2, [601])
    assert said.facts["referral_advised"] == "血红蛋白黄色"
    assert "孕 10+0" in said.blocks[0].value


def test_nothing_measured_is_not_called_normal() -> None:
    empty = spoken(advice.followup, {"served_on": DAY, "weeks": 20, "days": 0})
    assert empty.blocks[0].value == "还没测全"
    assert "category" not in empty.suggested
    whole = spoken(advice.followup, {**VISIT_VALUES, "served_on": DAY, "weeks": 21, "days": 0})
    assert (whole.blocks[0].value, whole.suggested["category"], whole.suggested["visit_column"]) == (
        "未见异常",
        1,
        3,
    )


def test_high_pressure_asks_for_referral_and_a_doubt_when_not_made() -> None:
    values = {**VISIT_VALUES, "served_on": DAY, "weeks": 30, "days": 0, "sbp": 165, "dbp": 112}
    said = spoken(advice.followup, values)
    assert (said.suggested["risk_colour"], said.suggested["referral"]) == (3, 2)
    found = [*checks.colour_fits(values, said.facts), *checks.referral_fits(values, said.facts)]
    assert [each.field for each in found] == ["risk_colour", "referral"]
    assert all(each.severity == "soft" for each in found)


def test_the_assessment_takes_the_highest_of_its_items() -> None:
    said = spoken(advice.assessment, {"served_on": DAY, "risk_items": [1014, 3008], "risk_screening": [605]})
    assert (said.suggested["risk_colour"], said.suggested["risk_purple"]) == (4, 2)


@pytest.mark.req("MAT-06")
@pytest.mark.django_db
def test_guidance_to_a_woman_of_childbearing_age_needs_no_pregnancy() -> None:
    cast: Cast = make_cast()
    saved = save(cast, GUIDANCE, mother(cast), TODAY, given=1, topics=[1, 2], told="孕前三个月起服叶酸")
    assert saved.topics == [1, 2]
    assert FOLLOWUP.needs_enrolment and not GUIDANCE.needs_enrolment
