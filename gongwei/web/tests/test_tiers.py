"""分级管理 on the pages: the county's rule assigns the level, all levels read one plan, nobody else (NCD-13)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from gongwei.people.models import AccessLog
from gongwei.people.tests.cast import TODAY, VILLAGE_B1
from gongwei.web.chronic import tiers
from gongwei.web.tests.test_grading import FORM, SHEET
from gongwei.web.tests.test_supplement import SHEET as SUPPLEMENT
from gongwei.web.tests.visiting import Township, new_url, township, typed

URL = "/two-diseases/tiers/"
WHY = {"grade_reason": "医生判断"}


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Township:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    return township()


def grade(place: Township, person: Any, **changes: str) -> None:
    sent = place.client.post(new_url(person, FORM), typed(SHEET | WHY, **changes))
    assert sent.status_code == 302, sent.content.decode()[:300]


def rows(place: Township, view: str, role: str = "doctor") -> list[str]:
    page = place.enter(role).get(URL, {"register": "hypertension", "view": view})
    return sorted(row["person"].name for row in page.context["rows"])


@pytest.mark.req("NCD-13")
def test_each_patient_is_assigned_by_grade_control_and_complication(place: Township) -> None:
    people = {name: place.patient("hypertension", name=name) for name in ("村", "镇", "县", "未评", "未测")}
    grade(place, people["村"], grade="1", year_control="1")
    grade(place, people["镇"], grade="1", year_control="3")
    grade(place, people["县"], grade="2", comorbid="3")
    grade(place, people["未测"], grade="2", year_control="9")
    assert {view: rows(place, view) for view in tiers.VIEWS} == {
        "1": ["村"], "2": ["镇"], "3": ["县"], tiers.OPEN: ["未测", "未评"],
    }  # fmt: skip
    page = place.client.get(URL, {"register": "hypertension", "view": tiers.OPEN}).content.decode()
    assert "还没有分级评估" in page and "资料不全" in page and "有并发症 → " in page
    noted = typed(SUPPLEMENT, tier="1")
    assert place.client.post(new_url(people["县"], "hypertension_supplement"), noted).status_code == 302
    assert "不同：村卫生室" in place.client.get(URL, {"register": "hypertension"}).content.decode()


@pytest.mark.req("NCD-13")
def test_township_and_those_above_read_one_plan_and_the_look_is_logged(place: Township) -> None:
    person = place.patient("hypertension", name="于小满")
    grade(place, person, grade="2", comorbid="3")
    url = reverse("web:shared_plan", args=[person.pk])
    own, above = (place.enter(role).get(url) for role in ("doctor", "line"))
    assert own.status_code == above.status_code == 200
    for name in ("levels", "tasks"):
        assert own.context[name] == above.context[name] and own.context[name]
    text = above.content.decode()
    assert "县级及以上医院" in text and "脑卒中" in text and "年度健康体检" in text
    assert AccessLog.objects.filter(resident=person, purpose="查看分级管理方案").count() == 2


def test_other_towns_and_other_roles_are_refused(place: Township) -> None:
    stranger, both = place.patient("hypertension", village=VILLAGE_B1), place.patient("hypertension", "diabetes")
    healthy = place.patient(name="毕无病")
    url = reverse("web:shared_plan", args=[stranger.pk])
    assert place.client.get(url).status_code == 404 and rows(place, tiers.OPEN) == [both.name]
    for role in ("finance", "admin"):
        assert place.enter(role).get(URL).status_code == 403 and place.enter(role).get(url).status_code == 403
    assert place.client.get(reverse("web:shared_plan", args=[healthy.pk])).status_code == 404
    seen = place.enter("line").get(reverse("web:shared_plan", args=[both.pk]))
    assert [each.id for each, _, _ in seen.context["levels"]] == ["hypertension"], "the line reads one register alone"
    assert not AccessLog.objects.filter(resident=stranger, purpose="查看分级管理方案").exists()
