"""A plan changed in its year: ranges kept, tasks allocated anew, each period judged by what was in force then."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongwei.catalogue import plans
from gongwei.catalogue.chapters import measures
from gongwei.indicators.targets import target_of
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.planning import amending, drafting, sheets
from gongwei.planning.amending import Wanted
from gongwei.planning.drafting import fingerprint
from gongwei.planning.models import Draft, TaskSheet
from gongwei.policy.strict_yaml import read_text

pytestmark = pytest.mark.django_db
NAME, RATE, DAY = "371002-huancui-2024", "elderly.standard_rate", dt.date(2024, 9, 1)
MEASURES = {name: measure for name, (_, measure) in measures().items()}


@pytest.fixture
def cast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    monkeypatch.setenv("GONGWEI_PLANS", str(tmp_path))
    _forget()
    yield make_cast()
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    plans.published.cache_clear()
    plans.plan.cache_clear()


def wanted(day: dt.date = DAY, value: str = "70", title: str = "关于调整老年人健康管理目标的通知") -> Wanted:
    return Wanted(day, title, "威环卫〔2024〕80号", dt.date(2024, 8, 20), {RATE: value}, ("child.eye_rate",))


def begun(cast: Cast, asked: Wanted | None = None) -> Draft:
    return amending.begin(uuid.uuid4(), NAME, asked or wanted(), by=cast.staff["project_office"])


def published(cast: Cast, held: Draft) -> None:
    office = cast.staff["project_office"]
    held = drafting.move(held, "signing", by=office)
    for body, role in zip(held.bodies, ("project_office", "finance", "disabled_federation"), strict=True):
        drafting.sign(held, body, fingerprint(held), by=cast.staff[role])
    drafting.publish(held, by=office)


@pytest.mark.req("PLAN-07")
def test_each_period_is_judged_by_the_version_in_force_and_tasks_are_allocated_anew(cast: Cast) -> None:
    office, eve = cast.staff["project_office"], DAY - dt.timedelta(1)
    old = plans.plan()
    first = sheets.publish(sheets.prepare(uuid.uuid4(), old, "印发", by=office), by=office)
    sheets.hand_down(old.id)
    published(cast, begun(cast))
    plan = plans.plan()
    assert plan.file.status == "revised" and plan.versions(RATE)[0][0] == dt.date(2024, 1, 1)
    assert [(day, held and held.value) for day, held in plan.versions(RATE)] == [
        (dt.date(2024, 1, 1), 64), (DAY, 70),
    ]  # fmt: skip
    second = TaskSheet.objects.get(state="draft")
    assert second.version == first.version + 1 and second.from_on == DAY
    sheets.publish(second, by=office)
    sheets.hand_down(plan.id)
    plan = plans.plan()
    code = plan.file.institutions[0].code
    elders = plan.base(code, "elderly")
    assert elders is not None
    before, after = (target_of(plan, MEASURES[RATE], day, code, False) for day in (eve, DAY))
    assert (before.demand, after.demand) == ("≥64%", "≥70%")
    assert before.task == old.task(code, RATE) == -(-elders * 64 // 100)
    assert after.task == -(-elders * 70 // 100)
    assert plan.task(None, RATE, DAY) == sum(plan.task(c.code, RATE, DAY) or 0 for c in plan.file.institutions)
    assert plan.task(code, "tcm.elderly_rate", DAY) == old.task(code, "tcm.elderly_rate")
    assert plan.target("child.eye_rate", eve) is not None and plan.target("child.eye_rate", DAY) is None


@pytest.mark.req("PLAN-07")
def test_the_first_text_stays_and_a_second_amendment_follows_the_first(cast: Cast, tmp_path: Path) -> None:
    printed = plans.published(NAME).path.read_text("utf-8")
    published(cast, begun(cast))
    held = (tmp_path / f"{NAME}.yaml").read_text("utf-8")
    before, after = (read_text(Path("plan.yaml"), each).data for each in (printed, held))
    assert after["targets"] == before["targets"] and len(after["amendments"]) == 1
    with pytest.raises(Invalid, match="上一版施行之日"):
        begun(cast, wanted(DAY, "72"))
    published(cast, begun(cast, Wanted(dt.date(2024, 11, 1), "再次调整", "", DAY, {RATE: "72"})))
    values = [held and held.value for _, held in plans.plan().versions(RATE)]
    assert values == [64, 70, 72]


def test_an_amendment_says_what_it_changes_and_changes_nothing_else(cast: Cast) -> None:
    for wrong, said in (
        (wanted(value="六十"), "不是数"), (wanted(value="64"), "与现行目标相同"), (wanted(value="101"), "0 到 100"),
        (wanted(title=" "), "标题"), (wanted(dt.date(2025, 1, 1)), "2024 年内"),
        (Wanted(DAY, "空", "", DAY, {}), "至少改一项"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=said):
            begun(cast, wrong)
    with pytest.raises(Forbidden, match="项目办"):
        amending.begin(uuid.uuid4(), NAME, wanted(), by=cast.staff["finance"])
    held = begun(cast)
    with pytest.raises(Conflict, match="已有一份"):
        begun(cast)
    beyond = held.text.replace("环翠区2024年", "环翠区二〇二四年")
    with pytest.raises(Invalid, match="只改修订部分"):
        drafting.rewrite(held, beyond, held.version, by=cast.staff["project_office"])


@pytest.mark.req("TASK-06", "TASK-14")
def test_a_number_changed_on_the_sheet_is_the_number_that_judges(cast: Cast) -> None:
    office, plan = cast.staff["project_office"], plans.plan()
    sheet = sheets.prepare(uuid.uuid4(), plan, "印发", by=office)
    code = plan.file.institutions[0].code
    cell = sheet.columns.get(indicator=RATE).cells.get(code=code)
    sheets.change(cell, cell.value + 7, "多出一个村", by=office)
    assert plans.plan().task(code, RATE) == cell.value - 7
    sheets.publish(sheet, by=office)
    sheets.hand_down(plan.id)
    assert plans.plan().task(code, RATE) == cell.value
    assert plans.plan().task("没有的机构", RATE) is None
