"""三高共管 on the pages: lipids beside pressure and glucose, six diseases by paper or sign, who holds the benefit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from gongwei.people.tests.cast import TODAY, VILLAGE_B1
from gongwei.records.supplement import SIX_DISEASES
from gongwei.web.chronic import three_highs
from gongwei.web.tests.test_care_pages import exam
from gongwei.web.tests.test_supplement import SHEET
from gongwei.web.tests.visiting import Township, new_url, township, typed

URL = "/two-diseases/three-highs/"
GOOD: dict[str, Any] = {
    "tc": Decimal("4.00"), "tg": Decimal("1.00"), "ldl_c": Decimal("2.00"), "hdl_c": Decimal("1.20")
}  # fmt: skip


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Township:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    return township()


def rows(place: Township, view: str = "all", role: str = "doctor") -> dict[str, dict[str, Any]]:
    page = place.enter(role).get(URL, {"view": view})
    return {row["person"].name: row for row in page.context["rows"]}


def disease(row: dict[str, Any], label: str) -> tuple[str, str]:
    codes = [code for code in SIX_DISEASES.items if code in three_highs.LOOKED]
    word, _, source = row["cells"][[SIX_DISEASES.label(code) for code in codes].index(label)]
    return word, source


@pytest.mark.req("NCD-14")
def test_lipids_come_from_exam_or_sheet_and_are_judged_by_the_registers_limits(place: Township) -> None:
    pressure, sugar, both, old, _ = (
        place.patient(*registers, name=name)
        for name, registers in (
            ("压", ["hypertension"]), ("糖", ["diabetes"]), ("两", ["hypertension", "diabetes"]),
            ("旧", ["hypertension"]), ("无", ["hypertension"]),
        )
    )  # fmt: skip
    middle = {**GOOD, "ldl_c": Decimal("2.60"), "dorsalis_pedis": 2}
    for person in (pressure, sugar, both):
        exam(place, person, **middle)
    exam(place, old, dt.date(2023, 10, 15), **middle)  # a year and a day before today
    said = {name: row["word"] for name, row in rows(place).items()}
    assert said == {"压": "达标", "糖": "未达标", "两": "未达标", "旧": "未查", "无": "未查"}
    assert set(rows(place, "above")) == {"糖", "两"} and set(rows(place, "missing")) == {"旧", "无"}
    sheet = typed(SHEET, lipids_on="2024-10-15", ldl_c="3.40", tc="4.00")
    assert place.client.post(new_url(pressure, "hypertension_supplement"), sheet).status_code == 302
    newer = rows(place)["压"]
    assert newer["word"] == "未达标" and newer["on"] == dt.date(2024, 10, 15) and "3.40" in newer["values"]


@pytest.mark.req("NCD-14")
def test_a_disease_is_known_by_a_paper_or_shown_by_a_sign_or_nobody_looked(place: Township) -> None:
    ill, signs = (place.patient("hypertension", name=name) for name in ("病", "兆"))
    place.patient("hypertension", name="空")
    exam(place, ill, **GOOD, kidney_disease=[5], cerebrovascular=[5])
    exam(place, signs, **GOOD, ecg=2, ecg_other="ST段改变", urine_protein="++", dorsalis_pedis=3)
    noted = typed(SHEET, six_diseases="3")
    assert place.client.post(new_url(ill, "hypertension_supplement"), noted).status_code == 302
    found = rows(place)
    assert disease(found["病"], "肾脏病变")[0] == "已有"
    assert disease(found["病"], "脑卒中") == ("已有", "2024-10-16 补充表")  # an exam's TIA alone is a sign
    assert disease(found["病"], "冠心病")[0] == "未见"
    assert {label: disease(found["兆"], label)[0] for label in ("冠心病", "肾脏病变", "周围血管病变", "脑卒中")} == {
        "冠心病": "信号", "肾脏病变": "信号", "周围血管病变": "信号", "脑卒中": "未见",
    }  # fmt: skip
    assert {word for word, _, _ in found["空"]["cells"]} == {"未查"}
    assert set(rows(place, "ill")) == {"病"} and set(rows(place, "sign")) == {"兆"}


@pytest.mark.req("NCD-14")
def test_who_holds_the_outpatient_benefit_is_seen(place: Township) -> None:
    for name, benefit in (("有", "1"), ("特", "2"), ("没", "3")):
        person = place.patient("hypertension", name=name)
        assert place.client.post(
            new_url(person, "hypertension_supplement"), typed(SHEET, benefit=benefit)
        ).status_code == 302  # fmt: skip
    place.patient("hypertension", name="未")
    assert set(rows(place, "benefit")) == {"有", "特"} and set(rows(place, "unheld")) == {"没", "未"}
    assert rows(place)["未"]["benefit"] == "未记"


def test_a_whole_county_is_asked_to_choose_a_place(place: Township, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("甲", "乙"):
        place.patient("hypertension", name=name)
    monkeypatch.setattr(three_highs, "MOST", 1)
    answer = place.client.get(URL)
    assert answer.status_code == 200 and "这里有 2 位患者" in answer.content.decode()


def test_other_towns_and_other_roles_are_refused(place: Township) -> None:
    place.patient("hypertension", village=VILLAGE_B1, name="外")
    place.patient("diabetes", name="糖")
    own = place.patient("hypertension", name="内")
    assert set(rows(place)) == {"内", "糖"}
    assert set(rows(place, role="line")) == {"外", "内"}, "the line of hypertension reads its register alone"
    for role in ("finance", "admin"):
        assert place.enter(role).get(URL).status_code == 403
    assert rows(place, role="line")["内"]["url"] == f"/residents/{own.pk}/", "who may not write is led to the person"
