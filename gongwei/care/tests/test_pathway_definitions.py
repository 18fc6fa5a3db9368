"""Clinic pathways as data: what a file may say, and what is refused with the place and what to do (NCD-20)."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongwei.care.pathways.definitions import END, SHIPPED, pathways, read
from gongwei.kernel.errors import UserError
from gongwei.policy.problems import PolicyError

TEXT = """
id: own
label: 本县路径
programmes: [hypertension]
ref: 县通知
steps:
  - {id: one, label: 第一步, stage: 预防, roles: [doctor], days: 3, decision: 好不好, choices: [{label: 好, to: two}]}
  - {id: two, label: 第二步, stage: 治疗, roles: [doctor], days: 14, decision: 好不好, choices: [{label: 好, to: end}]}
"""


def reading(folder: Path, text: str) -> str:
    """What is refused about a file; empty when it is taken."""
    file = folder / "own.yaml"
    file.write_text(text, "utf-8")
    try:
        read(file)
    except (UserError, PolicyError) as problem:
        return str(problem)
    return ""


@pytest.mark.req("NCD-20")
def test_the_shipped_pathway_joins_prevention_treatment_and_rehabilitation(tmp_path: Path) -> None:
    held = read(SHIPPED / "integrated-clinic.yaml")
    assert {step.stage for step in held.steps} == {"预防", "治疗", "康复"} and held.sure == "?"
    assert held.programmes == ("hypertension", "diabetes") and all(len(step.choices) > 1 for step in held.steps)
    assert any(choice.to == END for step in held.steps for choice in step.choices)
    assert reading(tmp_path, TEXT) == ""


@pytest.mark.req("NCD-20")
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("days: 3", "days: 0", "1 到 366"), ("days: 3", 'days: "3"', "1 到 366"), ("days: 3", "days: 367", "1 到 366"),
        ("roles: [doctor], days: 3", "roles: [cook], days: 3", "cook"), ("to: two", "to: three", "three"),
        ("to: end", "to: one", "走不到结束"), ("to: two", "to: end", "走不到 第二步"), ("id: two", "id: one", "重复"),
        ("stage: 预防, ", "", "缺 stage"), ("stage: 预防", "stage: 预防, colour: 1", "colour"),
        ("ref: 县通知", "", "缺 ref"),
        ("label: 本县路径", "label: 甲\nlabel: 乙", "label"),
        ("choices: [{label: 好, to: two}]", "choices: []", "缺 choices"),
        ("programmes: [hypertension]", "programmes: hypertension", "列表"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said_and_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in TEXT and said in reading(tmp_path, TEXT.replace(old, new, 1))


@pytest.mark.req("NCD-20")
def test_a_county_file_of_the_same_id_takes_the_place_of_the_shipped_one(tmp_path: Path, settings: object) -> None:
    (tmp_path / "pathways").mkdir()
    own = TEXT.replace("id: own", "id: integrated-clinic")
    (tmp_path / "pathways" / "clinic.yaml").write_text(own, "utf-8")
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    pathways.cache_clear()
    try:
        assert pathways()["integrated-clinic"].label == "本县路径"
    finally:
        pathways.cache_clear()
