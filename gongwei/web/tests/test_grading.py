"""年度分级评估 on the pages: proposed from the year's records, confirmed or changed with a reason, listed (NCD-04)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from gongwei.people.tests.cast import TODAY, VILLAGE_B1
from gongwei.programmes.diabetes.models import Grading as SugarGrading
from gongwei.programmes.hypertension.models import Grading
from gongwei.web.tests.test_supplement import SHEET as SUPPLEMENT
from gongwei.web.tests.visiting import PRESSURE, Township, new_url, township, typed

FORM = "hypertension_grading"
SHEET: dict[str, Any] = {
    "served_on": TODAY.isoformat(), "year_control": "2", "factors": "8", "damage": "1", "comorbid": "1", "grade": "2",
}  # fmt: skip


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Township:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    return township()


@pytest.mark.req("NCD-04")
def test_the_sheet_opens_with_the_year_and_proposes_the_grade(place: Township) -> None:
    person = place.patient("hypertension", "diabetes")
    high = {"sbp": "168", "visit_class": "2", "next_visit_date": "2024-07-10", "served_on": "2024-07-01"}
    assert place.client.post(new_url(person), typed(PRESSURE, **high)).status_code == 302
    assert place.client.post(new_url(person), typed()).status_code == 302
    supplement = typed(SUPPLEMENT, six_diseases="3")
    assert place.client.post(new_url(person, "hypertension_supplement"), supplement).status_code == 302
    page = place.client.get(new_url(person, FORM))
    shown = {c.name: c.value for row in page.context["entry"].view.rows for c in row.controls}
    text = page.content.decode()
    assert "建议分级" in text and "三级" in text and "脑卒中" in text and len(text.encode()) < 60_000
    assert (shown["year_control"], shown["grade"]) == ("2", "")  # one visit above the limit; the grade is the doctor's


@pytest.mark.req("NCD-04")
def test_the_doctor_confirms_or_says_why_not(place: Township) -> None:
    person = place.patient("hypertension", "diabetes")
    answer = place.client.post(new_url(person, FORM), typed(SHEET, grade="1"))
    text = answer.content.decode()
    assert answer.status_code == 422 and "系统建议二级，改为一级：请写明理由" in text and not Grading.objects.exists()
    assert [p.field for p in answer.context["entry"].view.problems] == ["grade_reason"]
    unmeasured = place.client.post(new_url(person, FORM), typed(SHEET, year_control="9"))
    assert unmeasured.status_code == 422 and "资料不全，系统没有建议分级" in unmeasured.content.decode()
    changed = typed(SHEET, grade="1", grade_reason="复测三次均达标")
    assert place.client.post(new_url(person, FORM), changed).status_code == 302
    assert Grading.objects.get().grade_reason == "复测三次均达标"
    assert place.client.post(new_url(person, "diabetes_grading"), typed(SHEET)).status_code == 302
    assert SugarGrading.objects.get().grade == 2


@pytest.mark.req("NCD-04")
def test_who_still_lacks_the_years_grading_is_listed(place: Township) -> None:
    graded, lacking = place.patient("hypertension", name="于小满"), place.patient("hypertension", name="王白露")
    stranger = place.patient("hypertension", name="姜霜降", village=VILLAGE_B1)
    place.client.post(new_url(graded, FORM), typed(SHEET))
    old = typed(SHEET, served_on=dt.date(2023, 11, 2).isoformat())
    assert place.client.post(new_url(lacking, FORM), old).status_code == 302
    page = place.client.get(reverse("web:grading"), {"register": "hypertension"})
    assert [(row["person"].name, row["before"]) for row in page.context["rows"]] == [("王白露", "二级")]
    assert stranger.name not in page.content.decode() and "只记录，不改变任务" in page.content.decode()
    assert [part[3] for part in page.context["views"]] == [1, 0, 1, 0]
    rows = place.client.get(reverse("web:grading"), {"register": "hypertension", "view": "2"}).context["rows"]
    assert [row["person"].name for row in rows] == ["于小满"]


def test_other_towns_and_other_roles_are_refused(place: Township) -> None:
    stranger, person = place.patient("hypertension", village=VILLAGE_B1), place.patient("hypertension")
    assert place.client.post(new_url(stranger, FORM), typed(SHEET)).status_code in (403, 404)
    finance = place.enter("finance")
    assert finance.post(new_url(person, FORM), typed(SHEET)).status_code == 403
    assert finance.get(reverse("web:grading")).status_code == 403
    assert finance.get(reverse("web:grading_export")).status_code == 403
    assert not Grading.objects.exists()
