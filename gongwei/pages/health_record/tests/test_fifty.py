"""务实应用50项: an empty list of fifty is worded by the office, ticked by the township, scored by the office."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from gongwei.appraisal import checklist
from gongwei.appraisal.models import ChecklistItem, Tick
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.records.models import History
from gongwei.web.tests.people_pages import client_of

URL, ITEMS = "/health_record/fifty/", "/health_record/fifty/items/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-16")
    return make_cast()


def press(client: Client, url: str, **given: str) -> Any:
    typed = {name.replace("_", "-"): text for name, text in given.items()}
    return client.post(url, {"key": str(uuid.uuid4()), **typed})


def worded(cast: Cast) -> Client:
    office = client_of(cast, "project_office")
    given = {"words_1": "接诊时调阅档案", "points_1": "2", "words_50": "居民查询档案", "points_50": "1.5"}
    assert press(office, ITEMS, **given).status_code == 302
    return office


@pytest.mark.req("EHR-10")
def test_fifty_empty_items_are_worded_ticked_with_evidence_and_scored(cast: Cast) -> None:
    empty = client_of(cast, "project_office").get(ITEMS)
    assert [row.line.number for row in empty.context["rows"]] == list(range(1, 51))
    assert not any(row.values["words"] for row in empty.context["rows"]) and len(empty.content) < 60_000
    office, clerk = worded(cast), client_of(cast, "public_health_a")
    refused = press(clerk, URL, done_1="1", evidence_1="", evidence_50="")
    assert refused.status_code == 422 and "第 1 项佐证：必须填写" in refused.content.decode()
    assert not Tick.objects.exists()
    assert press(clerk, URL, done_1="1", evidence_1="门诊工作站截图 3 张", evidence_50="").status_code == 302
    at = f"{URL}?institution={cast.centre_a.pk}"
    wrong = press(office, at, score_1="3", remark_1="")
    assert wrong.status_code == 422 and "应在 0 到 2.0 之间" in wrong.content.decode()
    assert 'value="3"' in wrong.content.decode(), "what was typed is kept"
    assert "必须写明原因" in press(office, at, score_1="1.5", remark_1="").content.decode()
    assert press(office, at, score_1="1.5", remark_1="只有一个月的").status_code == 302
    shown = clerk.get(URL)
    assert "只有一个月的" in shown.content.decode()
    [standing] = shown.context["standings"]
    assert (standing.done, standing.scored, standing.points) == (1, 1, Decimal("1.5"))
    assert {each.institution: each.done for each in office.get(at).context["standings"]} == {
        cast.centre_a: 1, cast.centre_b: 0,
    }  # fmt: skip
    assert press(clerk, URL, done_1="1", evidence_1="全年调阅记录", evidence_50="").status_code == 302
    assert Tick.objects.get().score is None, "what was changed is scored anew"


@pytest.mark.req("EHR-10")
def test_the_office_edits_the_items_and_every_wording_is_kept(cast: Cast) -> None:
    office = worded(cast)
    for given, said in (
        ({"words_1": "", "points_1": "2"}, "不能改成空的"), ({"words_1": "调阅", "points_1": "两分"}, "不是数"),
        ({"words_2": "新", "points_2": "200"}, "应在 0 到 100 之间"),
    ):  # fmt: skip
        answer = press(office, ITEMS, **given)
        assert answer.status_code == 422 and said in answer.content.decode()
    assert press(office, ITEMS, words_1="接诊、随访时调阅档案", points_1="2").status_code == 302
    item = ChecklistItem.objects.get(number=1)
    assert item.words == "接诊、随访时调阅档案"
    assert History.objects.filter(table_name="appraisal_checklistitem", row_id=str(item.pk)).count() == 1
    assert checklist.checklists()["ehr-practical-50"].items == 50 and ChecklistItem.objects.count() == 2


def test_a_stranger_is_refused(cast: Cast) -> None:
    worded(cast)
    clerk, other = client_of(cast, "public_health_a"), f"{URL}?institution={cast.centre_b.pk}"
    assert clerk.get(other).status_code == 403 == press(clerk, other, done_1="1", evidence_1="x").status_code
    assert clerk.get(ITEMS).status_code == 403 == press(clerk, ITEMS, words_3="x").status_code
    for role in ("doctor", "village_doctor", "line"):
        at = f"{URL}?institution={cast.centre_a.pk}"
        assert press(client_of(cast, role), at, done_1="1", evidence_1="x").status_code == 403
    for role in ("finance", "admin"):
        assert client_of(cast, role).get(URL).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.user("public_health_a"))
    assert press(strict, URL, done_1="1", evidence_1="x").status_code == 403
    assert not Tick.objects.exists()
