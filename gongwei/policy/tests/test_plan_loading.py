"""A plan file is accepted as a whole or refused with everything that is wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from gongwei import policy
from gongwei.policy.loading import background, read_plan
from gongwei.policy.problems import PolicyError
from gongwei.policy.tests.cast import COUNTY, PROVINCE, chapter, plan, said

TARGET = "targets:\n"


@pytest.fixture(autouse=True)
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GONGWEI_PLANS", str(tmp_path))
    return tmp_path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(PolicyError) as error:
        policy.load(plan(folder, text), [chapter(folder)])
    return said(error)


def test_a_small_plan_loads_by_path_name_and_id(plans: Path) -> None:
    path = plan(plans)
    assert {policy.load(name).id for name in (path, "990101-sample-2024", "sample-2024")} == {"sample-2024"}


def test_an_unknown_plan_names_those_that_exist() -> None:
    with pytest.raises(PolicyError) as error:
        policy.load("absent-2024")
    assert "没有叫 absent-2024 的方案" in said(error) and "huancui-2024" in said(error)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("year: 2024", "year: 2024\nyears: 2024", "不认识的键 years"),
        ("year: 2024", "year: 2024\nyear: 2025", "每个键只能写一次"),
        ("year: 2024\n", "", "缺少必填项 year"),
        ("year: 2024", 'year: "2024"', "应为整数"),
        ("status: issued\ndocument", "status: done\ndocument", "之一，写的是 done"),
        ('region: "990101"\nyear', "region: 990101\nyear", "数字要加引号"),
        ("document: sample-2024", "document: absent", "文件 absent 未登记"),
        ("edition: national-2017", "edition: national-1999", "没有服务规范版本 national-1999"),
        ("year: 2024", "year: 1999", "应不小于 2006，写的是 1999"),
        (
            "status: issued\ndocument",
            "status: done\ndocument",
            "draft、consultation、issued、revised、closed 之一",
        ),
        ("- id: sample-2024", "- id: huancui-2024", "文件 huancui-2024 已经登记"),
        ("effective_from: 2024-01-01", "effective_from: 2023-12-31", "应在 2024 年内"),
        (TARGET, TARGET + "  - 64\n", "光秃秃的 64"),
        ("value: 60", "value: {a: 1}", "应为数"),
        ("ref: sample-2024#一}\ntargets", "ref: sample-2024#三}\ntargets", "没有登记的条款 三"),
        ("elderly.standard_rate", "elderley.standard_rate", "章 elderley 不在本方案的 items 里"),
        ("elderly.standard_rate", "standard_rate", "standard_rate"),
        ("elderly.standard_rate", "elderly.standard.rate", "elderly.standard.rate"),
        ("chapter: hypertension", "chapter: hypertention", "服务目录里没有 hypertention 这一章"),
        ("until: 2024-12-01", "until: 2024-04-01", "until 应晚于 from"),
        (TARGET, "choices: {absent: {value: a, ref: sample-2024#一}}\n" + TARGET, "没有叫 absent 的选择"),
        (
            TARGET,
            "choices: {settlement_cycle: {value: year, ref: sample-2024#一}}\n" + TARGET,
            "应为 quarter、month 之一",
        ),
        (TARGET, "parameters: {hypertension.sbp_limt: []}\n" + TARGET, "values 至少要有一个值"),
        (
            TARGET,
            "parameters: {hypertension.sbp_limt: [{from: 2024-01-01, value: 1, ref: sample-2024#一}]}\n"
            + TARGET,
            "没有叫 hypertension.sbp_limt 的参数",
        ),
        (
            TARGET,
            "parameters: {hypertension.sbp_limit: [{from: 2024-01-01, value: 高, ref: sample-2024#一}]}\n"
            + TARGET,
            "应为整数，写的是 高",
        ),
        (TARGET, "parameters: {hypertension.sbp_limit: 135}\n" + TARGET, "光秃秃的 135"),
        (
            TARGET,
            "responsibilities: [{item: 甲, chapters: [tcm], ref: sample-2024#一}]\n" + TARGET,
            "没有 tcm",
        ),
    ],
)
def test_what_is_wrong_is_refused_in_words(plans: Path, old: str, new: str, words: str) -> None:
    assert old in COUNTY
    told = refusal(plans, COUNTY.replace(old, new))
    assert "990101-sample-2024.yaml:" in told
    assert words in told


def test_an_indicator_may_stand_once_for_each_level(plans: Path) -> None:
    line = COUNTY.splitlines()[-1]
    assert "在同一级写了两次" in refusal(plans, COUNTY + line + "\n")
    both = policy.load(plan(plans, COUNTY + line.replace("value: 60", "value: 60, level: town") + "\n"))
    assert [target.level for target in both.targets] == ["county", "town"]


def test_the_file_name_says_region_and_id(plans: Path) -> None:
    wrong = plans / "990102-sample-2024.yaml"
    wrong.write_text(COUNTY, encoding="utf-8")
    with pytest.raises(PolicyError) as error:
        policy.load(wrong)
    assert "文件名应为 990101-sample-2024.yaml" in said(error)


def test_errors_in_shape_refs_and_indicators_come_together(plans: Path) -> None:
    text = COUNTY.replace("value: 60", "value: 六十").replace("elderly.standard_rate", "elder.rate")
    told = refusal(
        plans, text.replace("ref: sample-2024#一}\ntargets", "ref: sample-2024#三}\ntargets") + "extra: 1\n"
    )
    for words in ("应为数", "章 elder 不在", "没有登记的条款 三", "不认识的键 extra"):
        assert words in told


def test_a_countys_folder_may_not_shadow_our_plan(plans: Path) -> None:
    (plans / "371002-huancui-2024.yaml").write_text(COUNTY, encoding="utf-8")
    with pytest.raises(PolicyError) as error:
        policy.load("huancui-2024")
    assert "同一方案只能有一个文件" in said(error)


@pytest.mark.req("PLAN-15", "AMB-26", "AMB-27")
def test_a_region_adds_its_own_item_and_says_whether_it_counts_among_the_twelve(plans: Path) -> None:
    own = (
        "  - {chapter: open_access, label: 档案开放, group: other, local: true, from: 2024-01-01,"
        " ref: sample-2024#一}\n"
    )
    held = policy.load(plan(plans, COUNTY.replace(TARGET, own + TARGET)))
    assert held.in_force("open_access", dt.date(2024, 1, 1))
    assert {item.chapter: item.group for item in held.file.items}["open_access"] == "other"
    original = own.replace("group: other", "group: original")
    assert (
        policy.load(plan(plans, COUNTY.replace(TARGET, original + TARGET))).file.items[-1].group == "original"
    )
    assert "服务目录里没有 open_access" in refusal(
        plans, COUNTY.replace(TARGET, own.replace(" local: true,", "") + TARGET)
    )


def test_an_installed_chapter_may_be_named_without_an_entry_elsewhere(plans: Path) -> None:
    text = COUNTY.replace("chapter: hypertension", "chapter: dummy")
    assert policy.load(plan(plans, text), chapters=["dummy"]).in_force("dummy", dt.date(2024, 1, 1))


def test_a_chapter_is_in_force_from_its_day_to_the_day_before_its_end(plans: Path) -> None:
    held = policy.load(plan(plans))
    days = [dt.date(2024, 3, 31), dt.date(2024, 4, 1), dt.date(2024, 11, 30), dt.date(2024, 12, 1)]
    assert [held.in_force("elderly", day) for day in days] == [False, True, True, False]
    assert not held.in_force("maternal", days[1])


@pytest.mark.req("PLAN-05")
def test_the_superiors_stricter_target_prevails_over_the_local_one(plans: Path) -> None:
    plan(plans, PROVINCE)
    judged = policy.load(plan(plans)).effective_target("elderly.standard_rate")
    assert judged.governing is not None and judged.governing.plan_label == "样例省2024年"
    assert judged.local is not None and judged.local.provision.demand == "≥60%"


def test_a_superior_plan_of_another_year_or_region_does_not_govern(plans: Path) -> None:
    plan(plans, PROVINCE.replace("2024", "2023"))
    plan(plans, PROVINCE.replace('"990000"', '"980000"'))
    judged = policy.load(plan(plans)).effective_target("elderly.standard_rate")
    assert [issued.plan for issued in judged.superior] == ["nation-2024"]


@pytest.mark.req("PLAN-04")
def test_a_target_that_only_a_superior_sets_is_inherited_and_named(plans: Path) -> None:
    held = policy.load(plan(plans))
    assert held.inherited == ("health_record.standard_coverage",)
    governing = held.effective_target("health_record.standard_coverage").governing
    assert governing is not None and governing.plan == "nation-2024"


def test_a_draft_binds_nobody_not_even_itself(plans: Path) -> None:
    plan(plans, PROVINCE)
    draft = policy.load(
        plan(plans, COUNTY.replace("status: issued\ndocument", "status: consultation\ndocument"))
    )
    judged = draft.effective_target("elderly.standard_rate")
    assert judged.local is not None and not judged.local.binding
    assert judged.governing is not None and judged.governing.plan == "upper-2024"


def test_an_amendment_holds_from_its_day(plans: Path) -> None:
    text = COUNTY + (
        "amendments:\n  - from: 2024-07-01\n    ref: sample-2024#二\n    targets:\n      - {indicator:"
        ' elderly.standard_rate, label: 老年人规范率, operator: ">=", value: 66, unit: "%", ref: sample-2024#二}\n'
    )
    held = policy.load(plan(plans, text))
    before, after = held.target("elderly.standard_rate", dt.date(2024, 6, 30)), held.targets[0]
    assert before is not None and (before.value, after.value) == (60, 66)


def test_an_amendment_may_withdraw_only_what_the_plan_has(plans: Path) -> None:
    text = (
        COUNTY
        + "amendments:\n  - {from: 2024-07-01, ref: sample-2024#二, withdrawn: [elderly.standard_rate]}\n"
    )
    held = policy.load(plan(plans, text))
    assert held.targets == () and len(held.targets_on(dt.date(2024, 6, 30))) == 1
    assert "无从撤销" in refusal(plans, text.replace("[elderly.standard_rate]", "[elderly.other]"))
    assert "应在 2024 年内" in refusal(plans, text.replace("2024-07-01", "2025-07-01"))


def test_a_target_without_an_indicator_is_shown_as_not_implemented(plans: Path) -> None:
    held = policy.load(plan(plans))
    assert held.state("elderly.standard_rate", {"elderly.standard_rate"}) == "已实现"
    assert held.state("elderly.standard_rate", set()) == "未实现"


def test_a_choice_is_the_plans_or_our_default_in_sight(plans: Path) -> None:
    text = COUNTY.replace(
        TARGET, "choices: {settlement_cycle: {value: month, ref: sample-2024#一}}\n" + TARGET
    )
    held = policy.load(plan(plans, text))
    assert (held.choice("settlement_cycle"), held.choices["settlement_cycle"].by_plan) == ("month", True)
    assert (held.choice("county_pass_rule"), held.choices["county_pass_rule"].by_plan) == ("rate", False)


@pytest.mark.parametrize("damage", ["", "  - 5", "    x: {", "same"])
def test_whatever_line_is_damaged_the_plan_is_loaded_or_refused_in_words(plans: Path, damage: str) -> None:
    around, outcomes = background(), list[bool]()
    whole = COUNTY.splitlines()
    for place, line in enumerate(whole):
        lines = [*whole[:place], *([line, line] if damage == "same" else [damage]), *whole[place + 1 :]]
        file = plans / "990101-sample-2024.yaml"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        try:
            read_plan(file, around)
        except PolicyError as error:
            assert "Input should" not in str(error) and "Field required" not in str(error)
            outcomes.append(False)
        else:
            outcomes.append(True)
    assert outcomes.count(False) > len(whole) // 2
