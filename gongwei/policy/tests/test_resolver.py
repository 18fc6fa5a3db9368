"""Which value holds on which day, and at which level."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from gongwei import policy
from gongwei.policy.tests.cast import CHAPTER, COUNTY, PROVINCE, chapter, plan

LIMIT = "hypertension.sbp_limit"


def override(value: str, day: str, ref: str) -> str:
    return f"parameters:\n  {LIMIT}:\n    - {{from: {day}, value: {value}, ref: {ref}}}\n"


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GONGWEI_PLANS", str(tmp_path))
    return tmp_path


def test_a_value_changes_on_its_day_and_not_the_day_before(tmp_path: Path) -> None:
    resolved = policy.defaults([chapter(tmp_path)])
    on = {
        day: resolved.on("hypertension.elderly_age", dt.date.fromisoformat(day))
        for day in ("2008-12-31", "2009-01-01", "2016-12-31", "2017-01-01", "2029-12-31", "2030-01-01")
    }
    assert list(on.values()) == [None, 60, 60, 65, 65, None]


def test_history_is_what_an_engine_needs(tmp_path: Path) -> None:
    history = policy.defaults([chapter(tmp_path)]).history("hypertension.elderly_age")
    assert [(str(won.from_on), won.value, won.sure, won.level) for won in history] == [
        ("2009-01-01", 60, "?", "product"),
        ("2017-01-01", 65, "V", "nation"),
        ("2030-01-01", None, "K", "product"),
    ]


def test_an_announced_value_does_not_bind(tmp_path: Path) -> None:
    extra = "    - {from: 2026-01-01, value: 130, ref: national-spec-2017#7, expected: true}\n"
    text = CHAPTER.replace("elderly_age:", extra + "elderly_age:")
    held = policy.defaults([chapter(tmp_path, text)])[LIMIT]
    assert held.on(dt.date(2026, 6, 1)) == 140
    assert [dated.value for dated in held.announced] == [130]


def test_plan_over_province_over_nation_each_from_its_day(plans: Path) -> None:
    plan(plans, PROVINCE + override("138", "2024-01-01", "upper-2024#一"))
    file = plan(plans, COUNTY + override("135", "2024-03-01", "sample-2024#一"))
    history = policy.load(file, [chapter(plans)]).parameters.history(LIMIT)
    assert [(str(won.from_on), won.value, won.level) for won in history] == [
        ("2017-01-01", 140, "nation"),
        ("2024-01-01", 138, "province"),
        ("2024-03-01", 135, "plan"),
    ]


def test_a_null_override_lets_the_level_below_hold_again(plans: Path) -> None:
    text = COUNTY + override("135", "2024-01-01", "sample-2024#一")
    text += "    - {from: 2024-07-01, value: null, ref: sample-2024#二}\n"
    resolved = policy.load(plan(plans, text), [chapter(plans)]).parameters
    assert resolved.on(LIMIT, dt.date(2024, 6, 30)) == 135
    assert resolved.on(LIMIT, dt.date(2024, 7, 1)) == 140


def test_last_years_plan_holds_until_this_years_begins(plans: Path) -> None:
    plan(plans, COUNTY.replace("2024", "2023") + override("135", "2023-01-01", "sample-2023#一"))
    resolved = policy.load(plan(plans), [chapter(plans)]).parameters
    assert resolved.on(LIMIT, dt.date(2022, 12, 31)) == 140
    assert resolved.on(LIMIT, dt.date(2023, 12, 31)) == 135
    assert resolved.on(LIMIT, dt.date(2024, 1, 1)) == 140


def test_a_draft_of_another_plan_overrides_nothing(plans: Path) -> None:
    draft = PROVINCE.replace("status: issued\ndocument", "status: consultation\ndocument")
    plan(plans, draft + override("138", "2024-01-01", "upper-2024#一"))
    resolved = policy.load(plan(plans), [chapter(plans)]).parameters
    assert resolved.on(LIMIT, dt.date(2024, 6, 1)) == 140


def test_the_parameters_of_a_chapter_by_short_name(tmp_path: Path) -> None:
    assert sorted(policy.defaults([chapter(tmp_path)]).of("hypertension")) == [
        "elderly_age", "sbp_limit", "waist",
    ]  # fmt: skip
