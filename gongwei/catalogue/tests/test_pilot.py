"""A chapter as a pilot of one district: a line in its plan, from a day on; nobody else sees a change."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from gongwei import policy
from gongwei.catalogue.plans import published
from gongwei.policy.plan import Plan

OWN = policy.__path__[0] + "/plans/371002-huancui-2024.yaml"
LINES = """\
  - {chapter: copd, label: 慢阻肺患者健康服务（试点）, group: new, from: 2024-07-01, ref: copd-norm-2024#服务内容}
  - chapter: weight
    label: 体重管理（试点）
    group: other
    from: 2024-07-01
    until: 2025-01-01
    ref: weight-guide-2024#全文
"""


@pytest.fixture
def pilot(tmp_path: Path) -> Plan:
    """The district's plan with two lines more."""
    text = Path(OWN).read_text("utf-8").replace("id: huancui-2024", "id: huancui-pilot-2024", 1)
    file = tmp_path / "371002-huancui-pilot-2024.yaml"
    file.write_text(text.replace("items:\n", f"items:\n{LINES}", 1), "utf-8")
    return published(str(file))


@pytest.mark.req("WGT-01")
@pytest.mark.parametrize(("day", "runs"), [("2024-06-30", False), ("2024-07-01", True), ("2024-12-31", True)])
def test_a_pilot_begins_on_its_day(pilot: Plan, day: str, runs: bool) -> None:
    on = dt.date.fromisoformat(day)
    assert pilot.in_force("copd", on) is runs
    assert pilot.in_force("weight", on) is runs
    assert not published("huancui-2024").in_force("copd", on)
    assert not published("huancui-2024").in_force("weight", on)


def test_a_pilot_ends_on_its_day(pilot: Plan) -> None:
    assert pilot.in_force("copd", dt.date(2025, 1, 1))
    assert not pilot.in_force("weight", dt.date(2025, 1, 1))


def test_both_run_in_a_published_plan() -> None:
    shanghai = published("shanghai-2024")
    assert shanghai.in_force("copd", dt.date(2024, 10, 16))
    assert shanghai.in_force("weight", dt.date(2024, 10, 16))
