"""The panel right of the diabetes form, from real rule outcomes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import plan, values_on
from gongwei.programmes.diabetes.advice import advise
from gongwei.records.advice import Advice, Situation

TODAY = dt.date(2024, 10, 16)


def advice(last: str | None = None, **values: Any) -> Advice:
    given = {"served_on": TODAY, "birth_date": dt.date(1956, 3, 1), "last_control": last, **values}
    [outcome] = judge("diabetes", [given])
    return advise(Situation(TODAY, {**values, "age": 68}, outcome, values_on("diabetes", TODAY)))


@pytest.mark.req("NCD-08")
def test_two_visits_in_a_row_not_at_target_advise_referral() -> None:
    found = advice("uncontrolled", fbg=8.2, sbp=130, dbp=80)
    assert found.blocks[0].value == "2 控制不满意"
    assert found.blocks[0].lines[0].text == "空腹血糖 8.2，目标 <7.0 mmol/L"
    assert found.blocks[1].value == "建议转诊上级医院"
    assert found.suggested["referral_reason"] == "连续两次空腹血糖控制不满意"
    assert advice("controlled", fbg=8.2, sbp=130, dbp=80).blocks[1].value == "2周内随访"


@pytest.mark.req("NCD-05")
def test_low_glucose_is_danger_although_it_is_below_the_target() -> None:
    found = advice(fbg=3.9, sbp=130, dbp=80)
    assert found.blocks[0].value == "2 控制不满意"
    assert (found.blocks[1].value, found.blocks[2].value) == ("紧急转诊", "危急")
    assert found.suggested["next_step"] == 4
    assert found.blocks[3].value == "2024-10-30 前"


def test_thirst_alone_asks_and_does_not_refer() -> None:
    found = advice(fbg=6.0, sbp=130, dbp=80, symptoms=[2])
    assert "多饮" in found.blocks[2].lines[1].text
    assert found.facts["referral_advised"] == ""


def test_every_line_cites_a_clause_that_exists() -> None:
    library = plan().library
    shown = [
        advice("uncontrolled", fbg=17.0, adr_flag=2, adr_hard=True, complication=2, symptoms=[4]),
        advice(),
    ]
    lines = [line for found in shown for block in found.blocks for line in block.lines]
    assert len(lines) > 6
    assert [line.text for line in lines if not line.clause or library.complaint(line.clause)] == []
