"""Schemes as data: what is wrong is told with file, line and field; what the documents demand must be there."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gongwei.appraisal.scheme_file import DEMANDED, FOCUS, METHODS, SECTIONS
from gongwei.appraisal.schemes import FOLDER, Scheme, load_scheme, of_level, schemes
from gongwei.appraisal.surveys import questionnaires
from gongwei.catalogue.plans import plan
from gongwei.policy.problems import PolicyError

CLINIC = FOLDER / "huancui-2024-clinic.yaml"


def refused(tmp_path: Path, old: str, new: str) -> str:
    """The complaint about the clinic scheme with one thing changed."""
    text = CLINIC.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / CLINIC.name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyError) as told:
        load_scheme(path, plan().library)
    return str(told.value)


@pytest.mark.req("APR-07")
def test_weights_add_up_to_a_hundred_and_the_demanded_sections_are_there(tmp_path: Path) -> None:
    for held in schemes().values():
        assert sum(item.points for item in held.file.items) == 100
        assert set(DEMANDED) <= {item.section for item in held.file.items}
    said = refused(tmp_path, "label: 制度和公示, points: 5", "label: 制度和公示, points: 6")
    assert "应为 100，现为 101" in said
    said = refused(tmp_path, "section: resident_feeling", "section: services")
    assert f"缺少必设的部分：{SECTIONS['resident_feeling']}" in said


def test_what_is_wrong_is_told_with_line_and_field(tmp_path: Path) -> None:
    said = refused(tmp_path, "indicator: hypertension.standard_rate", "indicator: hypertension.height")
    assert (
        "没有指标 hypertension.height" in said and "items[3].method.indicator" in said and CLINIC.name in said
    )
    assert "没有问卷 pleasure" in refused(tmp_path, "survey: satisfaction", "survey: pleasure")
    assert "没有登记的条款 九（二十）" in refused(
        tmp_path, "ref: huancui-2024#九（二）", "ref: huancui-2024#九（二十）"
    )
    assert "不认识的键 colour" in refused(tmp_path, "level: clinic", "level: clinic\ncolour: red")
    assert "起计分点 100 应低于满分点 100" in refused(tmp_path, "floor: {value: 50", "floor: {value: 100")
    assert "最后一档从 0 分起" in refused(tmp_path, "from_score: 0", "from_score: 1")
    assert "写了两次" in refused(tmp_path, "id: tcm", "id: notice")
    assert "method" in refused(tmp_path, "kind: truth_rate", "kind: guess")


def test_a_number_that_no_document_gives_is_marked() -> None:
    for held in schemes().values():
        for item in held.file.items:
            assert item.sure == "?", "the notice gives no points"
            plan().library.citation(item.ref)


@pytest.mark.req("APR-27")
def test_a_score_leads_to_a_grade_and_the_grade_to_what_follows() -> None:
    held: Scheme = of_level("institution")
    labels = {score: held.grade(Decimal(score)).label for score in ("100", "90", "89.99", "80", "79.99", "0")}
    assert labels == {
        "100": "优秀",
        "90": "优秀",
        "89.99": "合格",
        "80": "合格",
        "79.99": "不合格",
        "0": "不合格",
    }
    actions = {use.action for use in held.grade(Decimal(70)).uses}
    assert {"money", "rectification"} <= actions
    assert "commendation" in {use.action for use in held.grade(Decimal(95)).uses}


def test_the_scheme_of_institutions_uses_every_method_and_every_focus_area() -> None:
    items = of_level("institution").file.items
    assert {item.method.kind for item in items} == set(METHODS)
    assert {focus for item in items for focus in item.focus} == set(FOCUS)


def test_a_questionnaire_counts_a_person_by_the_good_answers() -> None:
    held = questionnaires()["satisfaction"]
    good = {question.id: question.good[0] for question in held.questions}
    assert held.good(good) and held.good(good | {"attitude": "3"})
    assert not held.good(good | {"attitude": "3", "effect": "2"}) and not held.good({})
