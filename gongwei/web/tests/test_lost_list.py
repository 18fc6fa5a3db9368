"""失访: off the due list, on a list of their own, found again or closed from there, seen by their own only."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse

from gongwei.obligations import worklist
from gongwei.people.models import Resident, StaffRole
from gongwei.people.tests.cast import TODAY, VILLAGE_A1, VILLAGE_A2, VILLAGE_B1
from gongwei.people.verbs.standing import Closing, close_record
from gongwei.web.tests.people_pages import sheet, text
from gongwei.web.tests.releasing import taken_out
from gongwei.web.tests.visiting import Township, township

URL = "/lost/"
SINCE = dt.date(2024, 9, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Township:
    return township()


def lose(place: Township, name: str, village: str = VILLAGE_A1, on: dt.date = SINCE) -> Resident:
    person = place.patient("hypertension", village=village, name=name)
    by = place.cast.staff["public_health_b" if village == VILLAGE_B1 else "public_health_a"]
    close_record(person.pk, Closing("lost", on, reason="电话停机", evidence="三次联系未果：8-01、8-12、8-25"), by=by)
    return person


def names(place: Township, role: str = "doctor", url: str = URL, **query: str) -> list[str]:
    return re.findall(r"data-resident>([^<]+)<", place.enter(role).get(url, query).content.decode())


def test_a_lost_person_leaves_the_due_list_and_stands_here_with_reason_and_debts(place: Township) -> None:
    kept, gone = place.patient("hypertension", name="姜小满"), lose(place, "丛立春")
    assert names(place, url="/due/") == ["姜小满"] and "失访 1 人" in text(place.client.get("/due/"))
    page = text(place.client.get(URL))
    assert "丛立春" in page and "2024-09-01" in page and "电话停机" in page and "三次联系未果" in page
    open_ones = worklist.open_of([gone.pk], TODAY)[gone.pk]
    [row] = [each.row for each in place.client.get(URL).context["list"].rows]
    assert row.owed == len(open_ones) > 0 and row.owed_from == min(each.window.due_on for each in open_ones)
    assert "姜小满" not in page and kept.living


def test_found_again_the_person_is_on_the_due_list_and_closed_the_person_is_on_neither(place: Township) -> None:
    found, dead = lose(place, "丛立春"), lose(place, "毕清明", on=dt.date(2024, 8, 1))
    assert names(place) == ["毕清明", "丛立春"]
    page = place.client.get(URL).content.decode()
    for person in (found, dead):
        assert f"/residents/{person.pk}/closing/#reopen" in page and f"/residents/{person.pk}/closing/#close" in page
    closing = place.client.get(f"/residents/{dead.pk}/closing/").content.decode()
    assert 'id="reopen"' in closing and 'id="close"' in closing
    back = sheet("reopen", on="2024-10-10", reason="女儿家找到，电话已更新")
    assert place.client.post(f"/residents/{found.pk}/closing/", back).status_code == 302
    end = sheet("close", state="died", on="2024-09-20", cause_of_death="心肌梗死", evidence="死亡证明")
    assert place.client.post(f"/residents/{dead.pk}/closing/", end).status_code == 302
    assert names(place) == []
    assert names(place, url="/due/") == ["丛立春"] and "失访" not in text(place.client.get("/due/"))
    assert "没有失访的居民" in text(place.client.get(URL))


def test_everybody_sees_their_own_lost_and_hidden_chapters_stay_hidden(place: Township) -> None:
    lose(place, "丛立春")
    lose(place, "王惊蛰", VILLAGE_A2)
    lose(place, "外乡人", VILLAGE_B1)
    assert names(place) == ["丛立春", "王惊蛰"] and names(place, village=VILLAGE_A2) == ["王惊蛰"]
    assert names(place, "village_doctor") == ["丛立春"] and names(place, "public_health_b") == ["外乡人"]
    assert names(place, "project_office") == ["丛立春", "王惊蛰", "外乡人"]
    StaffRole.objects.filter(staff=place.cast.staff["line"]).update(programmes=["diabetes"])
    assert names(place, "line") == []
    for role in ("finance", "admin"):
        assert place.enter(role).get(URL).status_code == 403
    assert place.enter("village_doctor").get(reverse("web:lost_export")).status_code == 403


def test_the_list_leaves_by_two_persons_like_any_other(place: Township) -> None:
    lose(place, "丛立春")
    url = reverse("web:lost_export")
    assert "申请导出" in text(place.client.get(url))
    assert taken_out(place.client, place.enter("public_health_a"), url)["Content-Type"].endswith("sheet")


def test_a_request_for_somebody_elses_lost_person_is_not_there(place: Township) -> None:
    theirs = lose(place, "外乡人", VILLAGE_B1)
    back = sheet("reopen", on="2024-10-10", reason=str(uuid.uuid4()))
    assert place.client.post(f"/residents/{theirs.pk}/closing/", back).status_code == 404
    theirs.refresh_from_db()
    assert theirs.living is False
