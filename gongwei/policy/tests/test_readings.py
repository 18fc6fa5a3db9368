"""Where the documents leave a question open (AMB): the reading is a choice in sight, or the gap is kept as a gap."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from gongwei import policy
from gongwei.policy.catalogue import version_of
from gongwei.policy.choices import load_choices
from gongwei.policy.documents import load_library
from gongwei.policy.editions import Edition, norm_layers
from gongwei.policy.parameters import load_declarations
from gongwei.policy.plan import Plan
from gongwei.policy.problems import PolicyError
from gongwei.policy.resolver import resolve
from gongwei.policy.stricter import direction
from gongwei.policy.tests.cast import COUNTY, chapter, plan, said

DAY = dt.date(2024, 6, 1)
TARGET = "targets:\n"


@pytest.fixture(scope="module")
def huancui() -> Plan:
    return policy.load("huancui-2024")


def test_every_choice_names_its_question_and_where_it_acts() -> None:
    held = load_choices(load_library())
    assert {choice.question for choice in held.values()} >= {f"AMB-{n:02}" for n in (5, 6, 7, 8, 11, 12, 13, 29, 57)}
    assert {name for name, choice in held.items() if choice.acts is None} == {
        "contract_hypertension_diabetes", "exam_for_two_rights",
    }  # fmt: skip


def test_a_choice_that_acts_nowhere_yet_has_only_its_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGWEI_PLANS", str(tmp_path))
    chosen = "choices: {exam_for_two_rights: {value: two_payments, ref: sample-2024#一}}\n"
    text = COUNTY.replace(TARGET, chosen + TARGET)
    with pytest.raises(PolicyError) as error:
        policy.load(plan(tmp_path, text))
    assert "系统还只会“满足两项但只付一次”这一种读法" in said(error)
    assert policy.load(plan(tmp_path, text.replace("two_payments", "one_payment")))


@pytest.mark.req("AMB-29")
def test_the_named_edition_goes_first_unless_the_plan_puts_the_national_norm_first(tmp_path: Path) -> None:
    library = load_library()
    declared = load_declarations([chapter(tmp_path)], library)
    text = {
        "hypertension.sbp_limit": [{"from": dt.date(2017, 1, 1), "value": 138, "ref": "shandong-2017#全文"}],
        "hypertension.elderly_age": [{"from": dt.date(2009, 1, 1), "value": 62, "ref": "shandong-2017#全文"}],
    }
    base = {"id": "national-2017", "label": "三版", "document": "national-spec-2017", "level": "nation"}
    own = {"id": "shandong-2017", "label": "山东版", "document": "shandong-2017", "level": "province"}
    made = [
        Edition.model_validate({**base, "parameters": {}}),
        Edition.model_validate({**own, "builds_on": "national-2017", "parameters": _tuples(text)}),
    ]
    editions = {edition.id: edition for edition in made}

    def limit(priority: str) -> object:
        layers = norm_layers(editions, "shandong-2017", declared, library, priority)
        return resolve(declared.parameters, layers, library).on("hypertension.sbp_limit", DAY)

    assert (limit("named_edition"), limit("national")) == (138, 140)
    assert policy.load("huancui-2024").choice("norm_priority") == "named_edition"
    assert load_choices(library)["norm_priority"].default == "named_edition"


def _tuples(values: dict[str, list[dict[str, object]]]) -> dict[str, tuple[dict[str, object], ...]]:
    return {name: tuple(held) for name, held in values.items()}


@pytest.mark.req("AMB-08")
def test_what_is_inside_the_94_yuan_and_what_is_not(huancui: Plan) -> None:
    held = huancui.file.funds
    assert held is not None
    inside = {purpose.id: purpose.in_pool for purpose in held.purposes}
    assert inside["new_items"] and inside["contracts"] and not inside["disabled_exam"]
    assert held.original == held.per_head.value - held.aside == 85  # 9 of the 94
    assert held.village_per_head == 34 and held.village_share * 85 == 34  # 34 of the rest
    assert huancui.choice("disabled_exam_money") == "outside"


@pytest.mark.req("AMB-15")
def test_mothers_and_newborns_are_counted_on_two_bases(huancui: Plan) -> None:
    table = next(table for table in huancui.file.tasks if table.column("newborn_live_births"))
    mothers, newborns = table.values("maternal_live_births"), table.values("newborn_live_births")
    assert (huancui.base(None, "maternal_live_births"), huancui.base(None, "newborn_live_births")) == (2565, 2682)
    assert all(mothers[code] <= newborns[code] for code in newborns) and len(newborns) == 10
    counted = {column.indicator: column.base for column in table.columns if column.indicator}
    assert counted["maternal.postpartum_visit_rate"] == "maternal_live_births"
    assert counted["child.newborn_visit_rate"] == "newborn_live_births"


@pytest.mark.req("AMB-16")
def test_the_wording_of_ages_is_kept_and_the_age_set_is_one(huancui: Plan) -> None:
    table = next(table for table in huancui.file.tasks if table.column("child_managed"))
    heads = {column.id: (column.header, column.base) for column in table.columns}
    assert heads["child_managed"] == ("7岁以下儿童健康管理率(90%)", "children_0_6_years")
    assert heads["child_eye"] == ("0-6岁儿童眼保健和视力检查覆盖率（90%）", "children_0_6_years")
    assert heads["child_under_three"] == ("3岁以下儿童系统管理率（80%）", "children_0_36_months")
    assert heads["child_tcm"] == ("儿童中医药健康管理率（84%）", "children_0_36_months")


@pytest.mark.req("AMB-28")
def test_the_catalogue_has_versions_and_the_year_says_which() -> None:
    years = (2009, 2012, 2014, 2016, 2017, 2024)
    sizes = {year: (held.classes, held.items) for year in years if (held := version_of(year))}
    assert sizes[2017] == sizes[2024] == (14, 55) and sizes[2016] == (12, 45)
    assert (sizes[2009], sizes[2012], sizes[2014]) == ((9, 22), (10, 41), (11, 43))


@pytest.mark.req("AMB-31")
def test_drafts_blank_days_and_missing_papers_are_said() -> None:
    zhuji, shanghai = policy.load("zhuji-2024"), policy.load("shanghai-2024")
    draft = zhuji.library["zhuji-2024"]
    assert (zhuji.file.status, zhuji.file.binding, draft.date, draft.number) == ("consultation", False, None, None)
    assert shanghai.library["shanghai-2024"].date is None
    notice = shanghai.library["national-notice-2024"]
    assert notice.date is None and "未入库" in (notice.note or "")


@pytest.mark.req("AMB-32")
def test_guanyuns_task_numbers_stay_empty() -> None:
    guanyun = policy.load("guanyun-2018")
    assert guanyun.file.tasks == () and list(guanyun.bases()) == []
    for target in guanyun.targets:
        assert guanyun.task(None, target.indicator) is None, target.indicator
    assert guanyun.base(None, "population") is None


@pytest.mark.req("AMB-33")
def test_shanghais_goals_stay_empty_and_only_what_the_notice_says_is_a_target() -> None:
    shanghai = policy.load("shanghai-2024")
    assert {target.indicator: target.demand for target in shanghai.targets} == {"health_record.open_rate": "≥40%"}
    assert {rule.indicator: rule.value for rule in shanghai.rules} == {
        "elderly.exams": 1, "elderly.extra_services": 2,
    }  # fmt: skip
    assert shanghai.file.tasks == ()
    judged = shanghai.effective_target("elderly.standard_rate")
    assert judged.local is None and judged.governing is not None and judged.governing.plan == "nation-2024"


@pytest.mark.req("AMB-39")
def test_three_points_more_wait_for_the_rate_of_2023(huancui: Plan) -> None:
    target = huancui.target("family_doctor.population_rate_increase")
    assert target is not None and target.baseline is not None
    assert (target.value, target.unit, target.baseline.year, target.baseline.value) == (3, "百分点", 2023, None)


@pytest.mark.req("AMB-48")
def test_a_village_has_a_board_or_more_whichever_way_it_is_printed(huancui: Plan) -> None:
    boards = "health_education.boards_village"
    printed, here = policy.load("zhuji-2024").target(boards), huancui.target(boards)
    assert printed is not None and here is not None and (printed.operator, here.operator) == ("=", ">=")
    assert printed.value == here.value == 1 and direction(printed) == direction(here) == "up"
    assert direction(printed.model_copy(update={"exact": True})) == "exact"  # only where the plan says so


@pytest.mark.req("AMB-18")
def test_the_detection_of_mental_disorder_is_reached_and_not_hit(huancui: Plan) -> None:
    target = huancui.target("mental_disorder.detection_rate")
    assert target is not None and (target.wording, target.operator) == ("要达到4.2‰", ">=")
    assert str(target.value) == "4.2" and target.unit == "‰" and huancui.task(None, target.indicator) is None
