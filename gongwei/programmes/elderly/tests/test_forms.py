"""The elderly forms: printed scores, and what is refused."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from gongwei.catalogue.plans import values_on
from gongwei.obligations.verbs import record_service
from gongwei.people.problems import Invalid
from gongwei.people.tests.cast import Cast
from gongwei.programmes.elderly.forms import COGNITION, FORMS, MOOD, SELF_CARE
from gongwei.programmes.elderly.models import SelfCare
from gongwei.programmes.elderly.scale import SCORES, level_of, score_of
from gongwei.programmes.elderly.tests.samples import EXAM_DAY, assessment, exam
from gongwei.records.fields import described
from gongwei.records.validate import validate

FACTS = {"today": dt.date(2024, 10, 16)}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_every_field_of_the_table_is_on_its_form(form: Any) -> None:
    assert {name for name, _, _ in described(form.model)} - set(form.field_names()) == set()


@pytest.mark.parametrize(
    ("ticked", "scores", "total"),
    [
        ((1, 2, 1, 2, 2), (0, 1, 0, 1, 1), 3),
        ((1, 2, 1, 2, 3), (0, 1, 0, 1, 5), 7),
        ((3, 3, 3, 3, 3), (3, 3, 3, 5, 5), 19),
        ((3, 3, 3, 2, 3), (3, 3, 3, 1, 5), 15),
        ((4, 4, 4, 4, 4), (5, 7, 5, 10, 10), 37),
    ],
)
def test_the_database_prints_the_scores_of_the_paper(
    cast: Cast, ticked: tuple[int, ...], scores: tuple[int, ...], total: int
) -> None:
    items = dict(zip(SCORES, ticked, strict=True))
    made = assessment(cast, cast.register(), EXAM_DAY, **items)
    assert tuple(getattr(made, f"{item}_score") for item in SCORES) == scores
    assert (made.score, score_of(items)) == (total, total)


def test_a_missing_item_leaves_the_total_open(cast: Cast) -> None:
    made = assessment(cast, cast.register(), mobility=None)
    assert (made.eating_score, made.mobility_score, made.score) == (0, None, None)


@pytest.mark.parametrize(
    ("item", "column"), [("eating", 2), ("dressing", 2), ("toileting", 5), ("mobility", 0)]
)
def test_a_column_that_the_paper_does_not_have_is_refused(item: str, column: int) -> None:
    values = {"served_on": EXAM_DAY, **dict.fromkeys(SCORES, 1), item: column}
    assert [(p.field, p.severity) for p in validate(SELF_CARE, values, facts=FACTS)] == [(item, "hard")]


def test_all_five_items_are_required() -> None:
    found = validate(SELF_CARE, {"served_on": EXAM_DAY}, facts=FACTS)
    assert {problem.field for problem in found if problem.severity == "required"} == set(SCORES)


def test_the_level_follows_the_limits_of_the_chapter() -> None:
    limits = values_on("elderly", EXAM_DAY)
    seven = dict(zip(SCORES, (1, 2, 1, 2, 3), strict=True))
    assert level_of(seven, limits) == 2
    assert level_of(seven, {**limits, "independent_max": 7}) == 1


@pytest.mark.parametrize(("mobility", "kept"), [(1, True), (3, False)])
def test_the_assessment_equals_the_exam_of_the_same_day(cast: Cast, mobility: int, kept: bool) -> None:
    resident = cast.register()
    exam(cast, resident, elder_self_care=1)
    values = {"served_on": EXAM_DAY, **dict.fromkeys(SCORES, 1), "mobility": mobility}

    def save() -> SelfCare:
        saved: SelfCare = record_service(
            SELF_CARE, uuid.uuid4(), resident.pk, values, actor=cast.staff["doctor"]
        )
        return saved

    if kept:
        assert save().score == 0
        return
    with pytest.raises(Invalid) as refused:
        save()
    assert {problem.field for problem in refused.value.problems} == {"mobility"}
    values["served_on"] = EXAM_DAY + dt.timedelta(1)
    assert save().score == 5


@pytest.mark.req("ELD-08")
def test_a_positive_rough_screen_asks_for_its_scale_and_a_negative_one_refuses_it(cast: Cast) -> None:
    parts = {
        "education_level": 2, "orientation_time": 4, "orientation_place": 4, "registration": 3, "attention": 3,
        "recall": 1, "language": 5,
    }  # fmt: skip
    positive = {"served_on": EXAM_DAY, "elder_cognition": 2}
    lacking = {p.field for p in validate(COGNITION, positive, facts=FACTS)}
    assert lacking == set(parts)
    negative = {**positive, "elder_cognition": 1, **parts}
    assert {p.field for p in validate(COGNITION, negative, facts=FACTS)} == set(parts) - {"education_level"}
    saved = record_service(
        COGNITION, uuid.uuid4(), cast.register().pk, {**positive, **parts}, actor=cast.staff["doctor"]
    )
    assert saved.elder_cognition_score == 20


def test_a_positive_mood_screen_asks_for_the_scale_and_its_total() -> None:
    positive = {"served_on": EXAM_DAY, "elder_emotion": 2}
    assert {p.field for p in validate(MOOD, positive, facts=FACTS)} == {"scale", "elder_emotion_score"}
    full = {**positive, "scale": 1, "elder_emotion_score": 31}
    assert [(p.field, p.severity) for p in validate(MOOD, full, facts=FACTS)] == [
        ("elder_emotion_score", "hard")
    ]
    assert validate(MOOD, {**full, "elder_emotion_score": 30}, facts=FACTS) == []
