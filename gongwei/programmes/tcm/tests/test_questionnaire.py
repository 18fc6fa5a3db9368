"""The 33 questions: what the database adds up is what the rules say, and nothing missing counts as zero."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import pytest

from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import values_on
from gongwei.people.tests.cast import Cast
from gongwei.programmes.tcm.advice import ADVICE
from gongwei.programmes.tcm.constitutions import (
    ALL,
    BALANCED,
    ITEMS,
    LABELS,
    MEASURED,
    NAMES,
    TYPES,
    main_types,
)
from gongwei.programmes.tcm.forms import CHILD, ELDERLY, FORMS, STAFFING, TOLD
from gongwei.programmes.tcm.guidance import CHILD as CHILD_TEXTS
from gongwei.programmes.tcm.guidance import TEXTS
from gongwei.programmes.tcm.tests.samples import DAY, answers, asked
from gongwei.records.advice import Advice, Situation
from gongwei.records.fields import described
from gongwei.records.shared import unknown_concepts
from gongwei.records.validate import validate

WORDS = {"yes": 1, "tends": 2, "no": 3, "missing": None}
BORN = dt.date(1950, 1, 1)


def judged(values: dict[str, Any]) -> dict[str, Any]:
    [outcome] = judge("tcm", [{"served_on": DAY, "birth_date": BORN, **values}])
    return outcome


def advice(values: dict[str, Any]) -> Advice:
    return ADVICE["tcm_elderly"](Situation(DAY, values, judged(values), values_on("tcm", DAY)))


def lacking(values: dict[str, Any]) -> list[tuple[str, str]]:
    facts = {"today": DAY, "birth_date": BORN, **advice(values).facts}
    return [
        (each.field, each.severity) for each in validate(ELDERLY, {"served_on": DAY, **values}, facts=facts)
    ]


@pytest.mark.req("TCM-01")
def test_the_paper_asks_33_questions_in_its_order() -> None:
    assert [item.number for item in ITEMS] == list(range(1, 34))
    [questions] = [group for group in ELDERLY.groups if group.label.startswith("请根据近一年")]
    assert [line.fields[0] for line in questions.lines] == list(NAMES.values())
    used = [number for _, numbers in TYPES.values() for number in numbers]
    assert sorted([*used, 1]) == list(range(1, 34))


@pytest.mark.req("TCM-01")
def test_the_database_and_the_rules_agree_on_many_answers(cast: Cast) -> None:
    draw = random.Random(10)
    person = cast.register(birth_date=BORN)
    for place in range(25):
        given = answers(height=Decimal("160.0"), weight=Decimal(draw.randint(450, 800)) / 10,
                        waist=Decimal(draw.randint(700, 1100)) / 10)  # fmt: skip
        given |= {name: draw.randint(1, 5) for n, name in NAMES.items() if n not in MEASURED}
        if place % 4 == 0:
            given[draw.choice([name for n, name in NAMES.items() if n not in MEASURED])] = None
        made, said = asked(cast, person, **given), judged(given)
        for kind in ALL:
            assert getattr(made, f"score_{kind}") == said[f"points_{kind}"], kind
            assert getattr(made, f"result_{kind}") == WORDS[said[kind]], kind
        assert (made.q09_overweight, made.q28_belly) == (said["bmi_answer"], said["waist_answer"])


def test_an_item_without_an_answer_leaves_its_scores_empty(cast: Cast) -> None:
    made = asked(cast, cast.register(birth_date=BORN), q21_dry_skin_lips=None)
    assert (made.score_yin_def, made.result_yin_def, made.result_balanced) == (None, None, None)
    assert (made.score_qi_def, made.result_qi_def) == (4, 3)
    without_weight = asked(cast, cast.register("于谷雨", birth_date=BORN), weight=None)
    assert (without_weight.q09_overweight, without_weight.score_phlegm_damp) == (None, None)


@pytest.mark.req("TCM-01")
def test_guidance_is_asked_for_each_constitution_that_is_not_no() -> None:
    assert lacking(answers()) == []
    cold = answers(q11_cold_limbs=5, q12_cold_abdomen_back=2)
    assert lacking(cold) == [("guide_yang_def", "required")]
    assert lacking({**cold, "guide_yang_def": [2]}) == []


def test_what_is_not_measured_is_asked_for() -> None:
    assert lacking(answers(waist=None)) == [("waist", "required")]
    assert [field for field, _ in lacking(answers(q05_depressed=None))] == ["q05_depressed"]


def test_the_panel_counts_what_is_missing_and_suggests_guidance() -> None:
    assert advice(answers(q05_depressed=None, waist=None)).blocks[0].value == "还差 2 项"
    cold = advice(answers(q11_cold_limbs=5, q12_cold_abdomen_back=4))
    assert cold.blocks[0].value == "阳虚质（是）"
    assert cold.suggested == {"guide_yang_def": [1, 2, 3, 4, 5]}
    again = advice(answers(q01_energetic=1, q02_fatigue=4, q05_depressed=3))
    assert again.blocks[0].value == "没有得出体质"


def test_there_is_a_text_for_every_constitution_and_kind_of_guidance() -> None:
    assert set(TEXTS) == set(ALL) == set(LABELS)
    assert all(set(texts) == {1, 2, 3, 4, 5} and all(texts.values()) for texts in TEXTS.values())
    assert BALANCED in TEXTS


@pytest.mark.req("TCM-02")
def test_the_six_ages_teach_their_own_manipulation() -> None:
    taught = {
        age: [name for name in texts if name not in ("饮食调养", "起居调摄")]
        for age, texts in CHILD_TEXTS.items()
    }
    assert taught == {
        6: ["摩腹", "捏脊"], 12: ["摩腹", "捏脊"], 18: ["按揉迎香穴", "按揉足三里穴"],
        24: ["按揉迎香穴", "按揉足三里穴"], 30: ["按揉四神聪穴"], 36: ["按揉四神聪穴"],
    }  # fmt: skip
    for age in taught:
        said = ADVICE["tcm_child"](Situation(DAY, {"age_point": age}, {}, {}))
        assert all(name in said.blocks[0].value for name in taught[age])
        assert said.suggested == {"services": [1, 2, 3]}
    assert ADVICE["tcm_child"](Situation(DAY, {}, {}, {})).blocks[0].value == "先选月龄"


@pytest.mark.req("TCM-02")
@pytest.mark.parametrize(
    ("day", "problems"),
    [
        (dt.date(2024, 10, 15), [("age_point", "hard")]),
        (dt.date(2024, 10, 16), []),
        (dt.date(2025, 5, 15), []),
        (dt.date(2025, 5, 16), [("age_point", "soft")]),
    ],
)
def test_a_point_is_recorded_within_its_window(day: dt.date, problems: list[tuple[str, str]]) -> None:
    given = {"served_on": day, "age_point": 6, "services": [1, 2, 3]}
    found = validate(CHILD, given, facts={"today": day, "birth_date": dt.date(2024, 5, 16)})
    assert [(each.field, each.severity) for each in found] == problems


def test_a_child_s_form_opens_at_its_age() -> None:
    born = dt.date(2023, 5, 16)
    assert CHILD.opening is not None
    for day, age in ((dt.date(2023, 10, 16), 6), (dt.date(2024, 4, 15), 6), (dt.date(2024, 4, 16), 12)):
        assert CHILD.opening({"birth_date": born, "today": day}) == {"age_point": age}
    assert CHILD.opening({"birth_date": born, "today": dt.date(2023, 10, 15)}) == {}


def test_every_column_of_each_form_stands_in_its_layout() -> None:
    for form in FORMS:
        columns = {name for name, _, _ in described(form.model)}
        assert columns <= set(form.field_names()), form.id
        assert form.id == form.model._meta.db_table
        assert unknown_concepts(form) == []
    assert (STAFFING.of, TOLD.of) == ("institution", "resident")


def test_the_main_constitution_is_the_highest_and_equals_stand_together() -> None:
    low = dict.fromkeys(TYPES, 4)
    assert main_types({**low, BALANCED: 25}) == (BALANCED,)
    assert main_types({**low, BALANCED: 16}) == ()
    assert main_types({**low, "yang_def": 9, BALANCED: 20}) == ("yang_def",)
    assert main_types({**low, "qi_def": 12, "yang_def": 12, "yin_def": 11, BALANCED: 20}) == (
        "qi_def",
        "yang_def",
    )
    assert main_types({**low, "qi_def": None, BALANCED: 25}) == ()
