"""医防融合信息补充表 on the pages: typed beside the file, told what the county still asks, kept to its people."""

from __future__ import annotations

from typing import Any

import pytest

from gongwei.people.tests.cast import TODAY, VILLAGE_B1
from gongwei.programmes.diabetes.models import Supplement as SugarSheet
from gongwei.programmes.hypertension.models import Supplement
from gongwei.web.tests.visiting import Township, new_url, township, typed

FORM = "hypertension_supplement"
SHEET: dict[str, Any] = {
    "served_on": TODAY.isoformat(), "benefit": "1", "six_diseases": "1", "family_cvd": "2", "lipids_on": "2024-05-06",
    "tc": "4.92", "tg": "1.35", "ldl_c": "2.81", "hdl_c": "1.22", "self_measuring": "2",
}  # fmt: skip


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Township:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    return township()


@pytest.mark.req("NCD-15")
def test_the_team_fills_a_sheet_with_each_record_of_the_patient(place: Township) -> None:
    person = place.patient("hypertension", "diabetes")
    page = place.client.get(new_url(person, FORM)).content.decode()
    assert "高血压患者医防融合信息补充表" in page and "还差 9 项" in page and len(page.encode()) < 60_000
    assert place.client.post(new_url(person, FORM), typed(SHEET)).status_code == 302
    assert place.client.post(new_url(person, "diabetes_supplement"), typed(SHEET)).status_code == 302
    held = Supplement.objects.get()
    assert (held.benefit, held.six_diseases, str(held.ldl_c)) == (1, [1], "2.81")
    assert SugarSheet.objects.count() == 1


def test_what_is_wrong_is_named_and_what_was_typed_is_kept(place: Township) -> None:
    person = place.patient("hypertension")
    answer = place.client.post(new_url(person, FORM), typed(SHEET, lipids_on=None, tg="0.87"))
    text = answer.content.decode()
    assert answer.status_code == 422 and "已填血脂，请填检查日期" in text and 'value="0.87"' in text
    assert not Supplement.objects.exists()


def test_other_towns_and_other_roles_are_refused(place: Township) -> None:
    stranger, person = place.patient("hypertension", village=VILLAGE_B1), place.patient("hypertension")
    assert place.client.post(new_url(stranger, FORM), typed(SHEET)).status_code in (403, 404)
    assert place.enter("finance").post(new_url(person, FORM), typed(SHEET)).status_code == 403
    assert not Supplement.objects.exists()
