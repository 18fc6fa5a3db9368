"""An institution's own work on the pages: typed, corrected, taken back, printed; and who may not."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.obligations.models import InstitutionObligation
from gongwei.obligations.refresh import refresh_institutions
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.health_education.models import Activity, HandedOut
from gongwei.programmes.health_education.tests.samples import activity, lecture

FORM = "health_education_activity"
NEW = f"/work/{FORM}/new/"


@pytest.fixture
def cast(db: None) -> Cast:
    made = make_cast()
    refresh_institutions([made.centre_a.pk, made.centre_b.pk, made.clinic.pk])
    return made


def enter(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.user(role))
    return client


def typed(on: dt.date = dt.date(2024, 10, 9), **changes: Any) -> dict[str, Any]:
    """The form as a browser sends it."""
    values = {**activity(on), "id": str(uuid.uuid4()), "version": "0", "then": "stay", **changes}
    handed = {"handed_out-0-title": "减盐折页", "handed_out-0-kind": "1", "handed_out-0-copies": "30"}
    known = {name: value for name, value in values.items() if value is not None}
    return {**handed, "confirm": "handed_out-0-title:减盐折页", **known}


@pytest.mark.req("HE-11")
def test_a_lecture_is_typed_saved_once_and_meets_its_month(cast: Cast) -> None:
    client, body = enter(cast, "public_health_a"), typed()
    page = client.get(NEW)
    assert page.status_code == 200 and "健康教育活动记录表" in page.content.decode()
    for _ in range(2):
        answer = client.post(NEW, body)
        assert answer.status_code == 302 and answer["Location"].startswith("/work/health_education/")
    saved = Activity.objects.get()
    assert (saved.institution, saved.audience_count, HandedOut.objects.get().copies) == (cast.centre_a, 36, 30)
    october = InstitutionObligation.objects.get(institution=cast.centre_a, step="lecture", seq="2024-10")
    assert october.met_by == saved.pk
    shown = client.get("/work/health_education/").content.decode()
    assert "1 / 12" in shown and "高血压的防治" in shown


def test_what_is_missing_is_told_and_nothing_typed_is_lost(cast: Cast) -> None:
    answer = enter(cast, "public_health_a").post(NEW, typed(theme=None, content="<b>'; DROP--"))
    text = answer.content.decode()
    assert answer.status_code == 422 and "活动主题必填" in text and "&lt;b&gt;" in text
    assert not Activity.objects.exists()


def test_an_activity_cut_short_on_the_way_stores_nothing(cast: Cast) -> None:
    answer = enter(cast, "public_health_a").post(NEW, typed(whole="begun"))
    assert answer.status_code == 422 and "表单没有完整送达" in answer.content.decode()
    assert "高血压的防治" in answer.content.decode() and not Activity.objects.exists()


def test_a_correction_needs_its_reason_and_the_version_that_was_read(cast: Cast) -> None:
    held, client = lecture(cast, dt.date(2024, 9, 3)), enter(cast, "public_health_a")
    where = reverse("web:work_record", args=[FORM, held.pk])
    same = typed(dt.date(2024, 9, 3), id=str(held.pk), version="1", audience_count="40")
    assert client.post(where, same).status_code == 422
    assert client.post(where, {**same, "reason": "数错人数"}).status_code == 302
    assert client.post(where, {**same, "audience_count": "50", "reason": "再改"}).status_code == 409
    assert Activity.objects.get().audience_count == 40


def test_voiding_owes_it_again_and_leaves_the_record_to_be_read(cast: Cast) -> None:
    held, client = lecture(cast, dt.date(2024, 9, 3)), enter(cast, "public_health_a")
    void = reverse("web:work_void", args=[FORM, held.pk])
    assert client.post(void, {"reason": "重复"}).status_code == 302
    september = InstitutionObligation.objects.get(institution=cast.centre_a, step="lecture", seq="2024-09")
    assert september.met_on is None
    assert "作废" in client.get(reverse("web:work_record", args=[FORM, held.pk])).content.decode()


def test_the_paper_prints_with_its_institution(cast: Cast) -> None:
    held, client = lecture(cast, dt.date(2024, 9, 3)), enter(cast, "public_health_a")
    text = client.get(reverse("web:work_print", args=[FORM, held.pk])).content.decode()
    assert "机构名称" in text and cast.centre_a.name in text and "存档材料请附后" in text
    assert "签到表" in text and "姓名：" not in text


def test_the_workbench_says_what_the_institution_owes(cast: Cast) -> None:
    text = enter(cast, "village_doctor").get("/").content.decode()
    assert "本机构应做" in text and "9～10月健康知识讲座" in text
    assert "羊亭" not in text.split("本机构应做")[1].split("</section>")[0]


@pytest.mark.parametrize("name", ["web:work_record", "web:work_print"])
@pytest.mark.parametrize("role", ["public_health_b", "line", "disabled_federation"])
def test_another_institutions_record_is_not_there(cast: Cast, name: str, role: str) -> None:
    """By a guessed address: 404, as if there were none."""
    held = lecture(cast, dt.date(2024, 9, 3))
    assert enter(cast, role).get(reverse(name, args=[FORM, held.pk])).status_code == 404


def test_readers_of_all_institutions_read_and_do_not_write(cast: Cast) -> None:
    held = lecture(cast, dt.date(2024, 9, 3))
    where = reverse("web:work_record", args=[FORM, held.pk])
    office = enter(cast, "project_office")
    assert office.get(where).status_code == 200
    assert office.post(where, typed(id=str(held.pk), version="1", reason="改")).status_code == 403
    assert office.get(NEW).status_code == 403
    assert office.post(reverse("web:work_void", args=[FORM, held.pk]), {"reason": "改"}).status_code == 403
    assert enter(cast, "finance").get(where).status_code == 403
    assert Activity.objects.get().voided_at is None


def test_a_village_doctor_cannot_write_for_the_centre_above_him(cast: Cast) -> None:
    client = enter(cast, "village_doctor")
    assert client.get(f"{NEW}?institution={cast.centre_a.pk}").status_code == 404
    assert client.post(NEW, typed(institution_id=str(cast.centre_a.pk))).status_code == 404
    assert client.post(NEW, typed(institution_id=str(cast.clinic.pk))).status_code == 302
    assert Activity.objects.get().institution == cast.clinic


def test_who_only_reads_sees_what_all_institutions_owe(cast: Cast) -> None:
    """The office opens on an institution that owes something, with everybody's open work and nothing to write."""
    text = enter(cast, "project_office").get("/health_education/").content.decode().split("<main")[1]
    assert "羊亭中心卫生院" in text and "温泉镇卫生院" in text and "大西庄" in text
    assert "/new/" not in text


@pytest.mark.parametrize("junk", ["9" * 30, "-1", "<b>", "\x00", "'; DROP TABLE--"])
def test_nonsense_in_the_address_is_refused(cast: Cast, junk: str) -> None:
    client = enter(cast, "public_health_a")
    assert client.get(NEW, {"institution": junk}).status_code == 404
    assert client.get("/work/health_education/", {"institution": junk}).status_code == 404
    assert client.get(NEW, {"audience_count": junk, "theme": junk}).status_code == 200
