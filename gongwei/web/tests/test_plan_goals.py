"""绩效目标 of a notice: pasted, tied to the plan's indicators, judged against the year gone by, quality beside it."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from gongwei.appraisal.tests.village_round import VillageRound
from gongwei.catalogue.plans import plan
from gongwei.indicators.figures import Figure, Target
from gongwei.indicators.places import By
from gongwei.people.problems import Forbidden, Invalid
from gongwei.planning.goals import bring, known, parse
from gongwei.planning.models import Goal
from gongwei.ui.frame import AsOf
from gongwei.web.planning import goals

pytestmark = pytest.mark.django_db
PAGE, NOTICE, DAY = "/plan/goals/", "财社〔2024〕41号", dt.date(2024, 7, 1)
PRESSURE, SUGAR = "hypertension.standard_rate", "diabetes.standard_rate"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> VillageRound:
    """Counted figures of the district and of one township, as the mart would give them."""
    made = VillageRound()
    place = str(made.township.pk)

    def figure(by: By, group: str, done: int, people: int, indicator: str, target: int) -> Figure:
        chapter = indicator.split(".")[0]
        return Figure(indicator, f"{chapter}规范管理", "%", chapter, by, group, "", done, people, "",
                      Target(value=Decimal(target)))  # fmt: skip

    held = {
        "district": [figure("district", "", 305, 1000, PRESSURE, 64), figure("district", "", 40, 100, SUGAR, 60)],
        "institution": [figure("institution", place, 10, 200, PRESSURE, 64)],
    }

    def counted(day: dt.date, by: By, place: Any) -> tuple[Figure, ...]:
        return tuple(held[by])

    monkeypatch.setattr(goals, "counted", counted)
    monkeypatch.setattr(goals, "as_of_day", lambda: DAY)
    monkeypatch.setattr(goals, "reader", SimpleNamespace(freshness=lambda: True))
    monkeypatch.setattr(goals, "freshness", lambda: AsOf(dt.datetime(2024, 7, 1, 8, tzinfo=dt.UTC)))
    return made


def enter(made: VillageRound, role: str) -> Client:
    client = Client()
    client.force_login(made.year.cast.user(role))
    return client


def send(client: Client, text: str, notice: str = NOTICE) -> Any:
    return client.post(PAGE, {"sheet": "goals", "key": str(uuid.uuid4()), "notice": notice, "goals": text})


def names() -> tuple[str, str]:
    """Two labels of the plan."""
    by_label = {each.indicator: each.label for each in plan().file.targets}
    return by_label[PRESSURE], by_label[SUGAR]


@pytest.mark.req("PLAN-27", "APR-20")
def test_a_pasted_table_is_tied_to_the_indicators_of_the_plan() -> None:
    one, two = names()
    found = parse(f"{one} ≥62%\n\n{two}\t61.5 %\n", known(plan()))
    assert [(each.indicator, each.value, each.unit) for each in found] == [
        (PRESSURE, Decimal(62), "%"), (SUGAR, Decimal("61.5"), "%"),
    ]  # fmt: skip
    assert parse(f"{one}，不低于 300人", known(plan()))[0].unit == "人"


@pytest.mark.req("APR-20")
@pytest.mark.parametrize(("text", "said"), [
    ("{one} 很高", "应为 指标名称"), ("{one}率率 ≥62%", "相近的有"), ("{one} ≥62%\n{one} ≥63%", "写了两次"),
    ("{one} ≥100.01%", "不超过 100%"), ("{one} ≥0%", "大于 0"), ("  \n", "1 到 60 行"),
])  # fmt: skip
def test_a_line_that_is_not_understood_is_told_and_nothing_is_taken(made: VillageRound, text: str, said: str) -> None:
    one, two = names()
    with pytest.raises(Invalid, match=said):
        bring(uuid.uuid4(), plan(), NOTICE, f"{text.format(one=one)}", by=made.staff("project_office"))
    answer = send(enter(made, "project_office"), f"{two} ≥60%\n胡写一行<b>")
    kept = answer.content.decode()
    assert answer.status_code == 422 and "第 2 行" in kept and "胡写一行&lt;b&gt;" in kept and NOTICE in kept
    assert not Goal.objects.exists()


@pytest.mark.req("PLAN-27", "APR-20")
def test_the_office_sees_each_goal_against_the_year_gone_by_with_the_sample_beside_it(made: VillageRound) -> None:
    one, two = names()
    office = enter(made, "project_office")
    assert send(office, f"{one} ≥62%\n{two} ≥61%").status_code == 302
    inspection = made.inspection()
    made.look(inspection, untrue=1)
    shown = office.get(PAGE).content.decode()
    # 183 of 366 days: half of 620 is 310, more than 305; half of 61 is 31 (rounded up), less than 40
    assert "全年已过 50.0%" in shown and ">620<" in shown and ">310<" in shown and ">305<" in shown
    assert ">61<" in shown and ">31<" in shown and "1 项落后于时间进度" in shown
    assert shown.count("低于通知") == 1 and "属实 2 / 3" in shown and "不属实 1" in shown and "没有抽样核实" in shown


@pytest.mark.req("APR-20")
def test_a_township_sees_itself_and_no_sample_that_is_not_accepted(made: VillageRound) -> None:
    one, _ = names()
    send(enter(made, "project_office"), f"{one} ≥62%")
    made.look(made.inspection(), untrue=1)
    shown = enter(made, "public_health_a").get(PAGE).content.decode()
    assert ">124<" in shown and ">62<" in shown and ">620<" not in shown
    assert "不属实" not in shown and "导入绩效目标" not in shown


def test_the_same_notice_replaces_and_the_same_request_changes_nothing(made: VillageRound) -> None:
    one, two = names()
    key, by = uuid.uuid4(), made.staff("project_office")
    for _ in range(2):
        assert len(bring(key, plan(), NOTICE, f"{one} ≥62%\n{two} ≥61%", by=by)) == 2
    bring(uuid.uuid4(), plan(), NOTICE, f"{one} ≥63%", by=by)
    bring(uuid.uuid4(), plan(), "市卫健委通知", f"{one} ≥65%", by=by)
    held = Goal.objects.filter(replaced=False).order_by("value")
    assert [(each.notice, str(each)) for each in held] == [(NOTICE, "≥63%"), ("市卫健委通知", "≥65%")]
    assert Goal.objects.count() == 4


def test_others_bring_nothing_in(made: VillageRound) -> None:
    one, _ = names()
    for role in ("public_health_a", "finance", "village_doctor"):
        assert send(enter(made, role), f"{one} ≥62%").status_code == 403
        with pytest.raises(Forbidden):
            bring(uuid.uuid4(), plan(), NOTICE, f"{one} ≥62%", by=made.staff(role))
    assert enter(made, "admin").get(PAGE).status_code == 403
    assert not Goal.objects.exists()
