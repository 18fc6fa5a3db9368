"""Papers filed and judged, owners named before the plan begins, the village's share, key work by milestones."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from gongwei.catalogue.plans import plan
from gongwei.funds.rules import Quarter
from gongwei.funds.settling import settle
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import VILLAGE_A1, VILLAGE_A2, Cast, make_cast
from gongwei.planning import duties, filing, sheets, works
from gongwei.planning.models import Demand, Filing

pytestmark = pytest.mark.django_db
PLAN = "huancui-2024"
DUE = dt.date(2024, 10, 25)
TODAY = dt.date(2024, 10, 16)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def asked(cast: Cast, kind: str, topic: str = "", due_on: dt.date = DUE) -> Demand:
    return filing.ask(uuid.uuid4(), PLAN, kind, topic, due_on, by=cast.staff["project_office"])


def filed(cast: Cast, demand: Demand, share: str | None = None, words: str = "一、目标") -> Filing:
    return filing.file(
        uuid.uuid4(), demand, cast.centre_a, words, by=cast.staff["public_health_a"],
        village_share=Decimal(share) if share else None,
    )  # fmt: skip


@pytest.mark.req("PLAN-22")
def test_four_papers_are_written_from_templates_filed_and_judged(cast: Cast) -> None:
    office = cast.staff["project_office"]
    sheets.publish(sheets.prepare(uuid.uuid4(), plan(), "印发", by=office), by=office)
    demands = {kind: asked(cast, kind) for kind in filing.FOUR}
    tasks = filing.template(demands["task_list"], cast.centre_a, plan())
    number = plan().task(cast.centre_a.name, "hypertension.standard_rate")
    assert f"：{number}人" in tasks and "岗位职责" in filing.template(demands["rules"], cast.centre_a, plan())
    first = filed(cast, demands["task_list"], words=tasks)
    with pytest.raises(Conflict, match="退回后才能重报"):
        filed(cast, demands["task_list"])
    with pytest.raises(Invalid, match="写原因"):
        filing.judge(first, plan(), False, " ", by=office)
    with pytest.raises(Forbidden, match="项目办"):
        filing.judge(first, plan(), True, "", by=cast.staff["public_health_a"])
    filing.judge(first, plan(), False, "缺责任人", by=office)
    second = filed(cast, demands["task_list"])
    assert second.version == 2 and filing.judge(second, plan(), True, "", by=office).state == "approved"
    stand = list(filing.standings(PLAN, [cast.centre_a, cast.centre_b]))
    owed = [(each.institution, each.demand.kind) for each in stand if each.owed]
    assert len(owed) == 7 and (cast.centre_b, "task_list") in owed and (cast.centre_a, "task_list") not in owed
    with pytest.raises(Forbidden, match="公卫科"):
        filing.file(uuid.uuid4(), demands["rules"], cast.centre_a, "替写", by=cast.staff["public_health_b"])
    with pytest.raises(Invalid, match="正文"):
        filed(cast, demands["rules"], words=" ")


@pytest.mark.req("PLAN-23")
def test_the_first_settlement_waits_for_the_distribution_plan(cast: Cast) -> None:
    office, quarter = cast.staff["project_office"], Quarter(2024, 1)

    def said() -> str:
        with pytest.raises(Invalid) as refused:
            settle(uuid.uuid4(), cast.centre_a, quarter, by=office)
        return str(refused.value)

    assert "经费分配方案" not in said()  # nobody asked for one
    work, money = asked(cast, "work_plan", "H型高血压"), asked(cast, "distribution")
    with pytest.raises(Invalid, match="哪一项专项任务"):
        asked(cast, "work_plan")
    with pytest.raises(Conflict, match="已经要求过"), transaction.atomic():
        asked(cast, "distribution")
    assert "还没有报送" in said()
    with pytest.raises(Invalid, match="0 到 100"):
        filed(cast, money)
    paper = filed(cast, money, "38")
    assert "还没有批准" in said() and "低于方案的 40%" in filing.too_little(paper, plan())
    filing.judge(paper, plan(), False, "提高到 40%", by=office)
    assert "退回后还没有重报" in said()
    filing.judge(filed(cast, money, "41"), plan(), True, "", by=office)
    assert "经费分配方案" not in said()
    assert str(work) == "专项工作方案：H型高血压"


@pytest.mark.req("PLAN-23")
def test_reminded_from_a_fortnight_before_until_it_is_filed(cast: Cast) -> None:
    for days, remind, words in ((15, False, "还有 15 天"), (14, True, "还有 14 天"), (-1, True, "逾期 1 天")):
        demand = asked(cast, "work_plan", f"任务{days}", TODAY + dt.timedelta(days))
        stand = next(each for each in filing.standings(PLAN, [cast.centre_a]) if each.demand == demand)
        assert (stand.remind, stand.chip[1]) == (remind, words)
    filed(cast, demand)
    stand = next(each for each in filing.standings(PLAN, [cast.centre_a]) if each.demand == demand)
    assert not stand.remind and stand.chip == ("accent", "待审")


@pytest.mark.req("PLAN-24")
def test_nothing_begins_while_an_item_in_a_village_has_no_owner(cast: Cast) -> None:
    by, doctor = cast.staff["public_health_a"], cast.staff["village_doctor"]
    board = duties.board(plan(), cast.centre_a)
    assert len(board.gaps) == 2 * len(board.items) > 0
    with pytest.raises(Invalid, match="没有责任人"):
        duties.start(plan(), cast.centre_a, by=by)
    wanted = duties.proposed(plan(), cast.centre_a)
    assert wanted["elderly", VILLAGE_A1] == doctor and wanted["elderly", VILLAGE_A2] == by
    last = wanted.pop(("elderly", VILLAGE_A2))
    assert duties.name(plan(), cast.centre_a, wanted, by=by) == len(wanted)
    with pytest.raises(Invalid, match="还有 1 处没有责任人（老年人健康管理）"):
        duties.start(plan(), cast.centre_a, by=by)
    duties.name(plan(), cast.centre_a, {("elderly", VILLAGE_A2): last}, by=by)
    with pytest.raises(Conflict, match="乡村两级分工"):
        duties.start(plan(), cast.centre_a, by=by)
    duties.divide(plan(), cast.centre_a, {"elderly": 50}, by=by)
    assert duties.start(plan(), cast.centre_a, by=by).started_by == by
    assert {row.item for row in duties.mine(PLAN, doctor)} == {item.chapter for item in board.items}
    doctor.active_to = TODAY
    doctor.save()
    assert len(duties.board(plan(), cast.centre_a).gaps) == len(board.items)


def test_owners_are_people_of_the_institution_and_its_clinics(cast: Cast) -> None:
    by = cast.staff["public_health_a"]
    with pytest.raises(Invalid, match="不是羊亭"):
        duties.name(plan(), cast.centre_a, {("elderly", VILLAGE_A1): cast.staff["public_health_b"]}, by=by)
    with pytest.raises(Forbidden, match="公卫科"):
        duties.name(plan(), cast.centre_b, {}, by=by)


@pytest.mark.req("PLAN-25", "AMB-04")
def test_the_village_share_is_weighed_by_the_tasks_and_warned_below_forty(cast: Cast) -> None:
    office, by = cast.staff["project_office"], cast.staff["public_health_a"]
    sheets.publish(sheets.prepare(uuid.uuid4(), plan(), "印发", by=office), by=office)
    every = {item.chapter: 40 for item in duties.items(plan())}
    assert duties.board(plan(), cast.centre_a).share is None
    duties.divide(plan(), cast.centre_a, every, by=by)
    exact = duties.board(plan(), cast.centre_a)
    assert exact.share == Fraction(2, 5) and not exact.below and exact.floor == 40
    duties.divide(plan(), cast.centre_a, {"hypertension": 39}, by=by)
    below = duties.board(plan(), cast.centre_a)
    assert below.share is not None and below.share < Fraction(2, 5) and below.below
    duties.divide(plan(), cast.centre_a, {"hypertension": 0, "elderly": 100}, by=by)
    held = duties.board(plan(), cast.centre_a)
    assert held.share is not None and held.portions["hypertension"].village_suitable is False
    with pytest.raises(Invalid, match="0 到 100"):
        duties.divide(plan(), cast.centre_a, {"elderly": 101}, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(held.portions["elderly"]).objects.filter(item="elderly").update(village_suitable=False)


@pytest.mark.req("PLAN-32")
def test_key_work_has_an_owner_milestones_and_a_state_read_from_days(cast: Cast) -> None:
    office, line = cast.staff["project_office"], cast.staff["line"]
    label = plan().file.key_work[0].label
    assert label in works.unnamed(plan())
    work = works.define(uuid.uuid4(), plan(), label, line, by=office)
    assert work.ref and work.chapters == ["hypertension", "diabetes"] and label not in works.unnamed(plan())
    assert works.standings(PLAN)[0].state == "none"
    late = works.add(uuid.uuid4(), work, "试点启动", TODAY - dt.timedelta(1), by=line)
    assert works.standings(PLAN)[0].state == "late"
    with pytest.raises(Forbidden, match="负责人"):
        works.finish(late, TODAY, "已启动", by=cast.staff["public_health_a"])
    with pytest.raises(Invalid, match="不能晚于今天"):
        works.finish(late, TODAY + dt.timedelta(1), "已启动", by=line)
    with pytest.raises(Invalid, match="佐证"):
        works.finish(late, TODAY, " ", by=line)
    works.finish(late, TODAY, "会议纪要", by=line)
    assert works.standings(PLAN)[0].state == "done"
    with pytest.raises(Conflict, match="已经办结"):
        works.finish(late, TODAY, "再来一次", by=line)
    works.add(uuid.uuid4(), work, "总结", TODAY, by=office)
    assert works.standings(PLAN)[0].state == "open"
    with pytest.raises(Forbidden, match="项目办"):
        works.define(uuid.uuid4(), plan(), "别的", line, by=line)
