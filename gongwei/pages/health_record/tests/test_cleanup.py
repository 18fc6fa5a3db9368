"""谁建档、谁清理、谁规范: records go to their creators, leave the list once right, and strangers see nothing."""

from __future__ import annotations

import uuid
from itertools import count

import pytest
from django.test import Client

from gongwei.facts import reader
from gongwei.pages.health_record import cleanup
from gongwei.pages.health_record.tests.test_quality_page import DAY, Fresh, enter, judged
from gongwei.people.models import Resident
from gongwei.people.tests.cast import VILLAGE_B1, Cast, make_cast
from gongwei.programmes.health_record.tests.test_measures import COMPLETE
from gongwei.quality import cleaning, worklist
from gongwei.quality.models import Cleanup, CleanupCase
from gongwei.records.models import History
from gongwei.web.tests.releasing import cells, taken_out

URL = "/health_record/cleanup/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Two centres with a defective record each; every look sees a build of its own, as after a save."""
    monkeypatch.setenv("GONGWEI_TODAY", DAY.isoformat())
    builds = count(1)
    cleaning._failing.cache_clear()
    monkeypatch.setattr(worklist, "judged", judged)
    monkeypatch.setattr(reader, "freshness", lambda: Fresh)
    monkeypatch.setattr(reader, "newest", lambda: next(builds))
    monkeypatch.setattr(cleanup, "as_of_day", lambda: DAY)
    made = make_cast()
    for person in (made.register("丛立春"), made.register("外乡人", village=VILLAGE_B1)):
        lacking = {**COMPLETE, "education": None, "phone": f"1380631000{person.pk % 10}"}
        Resident.objects.filter(pk=person.pk).update(**lacking)
    return made


def asked(**changes: object) -> dict[str, object]:
    return {"sheet": "open", "key": str(uuid.uuid4()), "title": "年底清理", "criteria": ["basic_complete"],
            "due_on": "2024-11-30", **changes}  # fmt: skip


def opened(cast: Cast) -> Cleanup:
    answer = enter(cast, "project_office").post(URL, asked())
    assert answer.status_code == 302
    return Cleanup.objects.get()


@pytest.mark.req("EHR-04")
def test_each_record_goes_to_its_creator_and_is_off_the_list_once_right(cast: Cast) -> None:
    made = opened(cast)
    assert {case.institution_id for case in CleanupCase.objects.all()} == {cast.centre_a.pk, cast.centre_b.pk}
    own = enter(cast, "public_health_a")
    shown = own.get(f"{URL}{made.pk}/").content.decode()
    assert "丛立春" in shown and "外乡人" not in shown and len(shown.encode()) < 60_000
    person = Resident.objects.get(name="丛立春")
    assert f'href="/residents/{person.pk}/edit/#f-education"' in shown and "待规范" in shown
    Resident.objects.filter(pk=person.pk).update(education=6)
    assert History.objects.filter(table_name="resident", row_id=str(person.pk)).exists()
    after = own.get(f"{URL}{made.pk}/")
    assert (after.context["given"], after.context["clean"], after.context["left"]) == (1, 1, 0)
    assert "已规范" in after.content.decode()
    assert "丛立春" not in own.get(f"{URL}{made.pk}/?state=left").content.decode()
    office = enter(cast, "project_office").get(f"{URL}{made.pk}/")
    assert {(name, row.given, row.left) for name, row in office.context["groups"]} == {
        (str(cast.centre_a), 1, 0), (str(cast.centre_b), 1, 1),
    }  # fmt: skip
    assert office.context["given"] == 2


@pytest.mark.req("EHR-04")
def test_a_record_stays_its_creators_after_the_person_moved_to_another_centre(cast: Cast) -> None:
    person = Resident.objects.get(name="丛立春")
    Resident.objects.filter(pk=person.pk).update(institution=cast.centre_b, village_id=VILLAGE_B1)
    made = opened(cast)
    shown = enter(cast, "public_health_a").get(f"{URL}{made.pk}/").content.decode()
    assert "丛立春" not in shown and f"现由{cast.centre_b}管理" in shown


def test_the_end_keeps_what_was_left(cast: Cast) -> None:
    made, office = opened(cast), enter(cast, "project_office")
    assert office.post(f"{URL}{made.pk}/", {"sheet": "close", "key": str(uuid.uuid4())}).status_code == 302
    Resident.objects.update(education=6)
    ended = office.get(f"{URL}{made.pk}/")
    assert ended.context["left"] == 2 and "结束" in ended.content.decode()
    assert office.post(f"{URL}{made.pk}/", {"sheet": "close", "key": str(uuid.uuid4())}).status_code == 422


def test_what_is_wrong_is_named_and_what_was_typed_is_kept(cast: Cast) -> None:
    office = enter(cast, "project_office")
    for changes, said in (
        ({"criteria": []}, "至少选一项"), ({"due_on": "2024-10-01"}, "不能早于今天"),
        ({"title": ""}, "名称：必须填写"), ({"criteria": ["unique"]}, "没有档案有所选的问题"),
    ):  # fmt: skip
        answer = office.post(URL, asked(**changes))
        assert answer.status_code == 422 and said in answer.content.decode()
        assert changes.get("title") == "" or "年底清理" in answer.content.decode()
    opened(cast)
    assert "还没有结束" in office.post(URL, asked()).content.decode() and Cleanup.objects.count() == 1


def test_a_stranger_is_refused(cast: Cast) -> None:
    made = opened(cast)
    for role in ("public_health_a", "village_doctor"):
        assert enter(cast, role).post(URL, asked()).status_code == 403
        assert enter(cast, role).post(f"{URL}{made.pk}/", {"key": str(uuid.uuid4())}).status_code == 403
    for role in ("finance", "admin"):
        assert enter(cast, role).get(f"{URL}{made.pk}/").status_code == 403
    assert enter(cast, "public_health_a").get(f"{URL}{uuid.uuid4()}/").status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.user("project_office"))
    assert strict.post(URL, asked()).status_code == 403


def test_the_cases_leave_as_a_workbook_once_released(cast: Cast) -> None:
    url = f"{URL}{opened(cast).pk}/export/"
    book = taken_out(enter(cast, "public_health_a"), enter(cast, "project_office"), url)
    found = cells(book)
    assert "丛立春" in found and "缺 文化程度" in found and "外乡人" not in found
    assert enter(cast, "village_doctor").get(url).status_code == 403
