"""规范台账: files per item and quarter from township and village; what is missing; strangers are refused."""

from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from gongwei.catalogue.plans import plan
from gongwei.people.models import Institution
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.planning.evidencing import Quarter, attach, binders, items_in, take_out
from gongwei.planning.models import Evidence

pytestmark = pytest.mark.django_db
PAGE, THIRD = "/plan/evidence/", "?quarter=3"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def enter(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.user(role))
    return client


def scan() -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 20, 20)).save(kept, "PNG")
    return SimpleUploadedFile("签到表.png", kept.getvalue())


def send(client: Client, place: Institution, item: str = "health_education", quarter: int = 3, **more: Any) -> Any:
    fields = {"key": str(uuid.uuid4()), "item": item, "label": "9月讲座签到表", "file": scan(), **more}
    return client.post(f"{PAGE}{place.pk}/?quarter={quarter}", {k: v for k, v in fields.items() if v is not None})


def missing(place: Institution, quarter: int = 3) -> set[str]:
    [found] = binders(plan(), Quarter(2024, quarter), [place])
    return {each.chapter for each in found.missing}


@pytest.mark.req("PLAN-31")
def test_the_office_sees_what_is_missing_until_it_is_there(cast: Cast) -> None:
    wanted = {each.chapter for each in items_in(plan(), Quarter(2024, 3))}
    assert missing(cast.centre_a) == wanted and len(wanted) > 10
    township, village, office = (enter(cast, role) for role in ("public_health_a", "village_doctor", "project_office"))
    assert township.get(PAGE).url == f"{PAGE}{cast.centre_a.pk}/?quarter=4"  # type: ignore[attr-defined]
    assert send(township, cast.centre_a).status_code == 302
    assert missing(cast.centre_a) == wanted - {"health_education"}
    assert missing(cast.centre_a, 2) == missing(cast.centre_b) == wanted
    [before] = binders(plan(), Quarter(2024, 3), [cast.centre_a])
    assert [each.name for each in before.bare] == ["大西庄村卫生室"]
    assert send(village, cast.clinic, "elderly", label="体检名单").status_code == 302
    [after] = binders(plan(), Quarter(2024, 3), [cast.centre_a])
    assert after.bare == () and missing(cast.centre_a) == wanted - {"health_education", "elderly"}
    shown = office.get(PAGE + THIRD).content.decode()
    assert f"2 家缺 {2 * len(wanted) - 2} 项" in shown and "0 / 1" in shown
    binder = office.get(f"{PAGE}{cast.centre_a.pk}/{THIRD}").content.decode()
    assert "体检名单" in binder and "大西庄村卫生室" in binder and "上传资料" not in binder
    piece = Evidence.objects.get(item="elderly")
    for reader in (office, township, village):
        got = reader.get(f"{PAGE}file/{piece.pk}/")
        assert got.status_code == 200 and got["Content-Type"].startswith("image/")


@pytest.mark.req("PLAN-31")
def test_a_wrong_file_is_taken_out_with_a_reason_and_is_missing_again(cast: Cast) -> None:
    township = enter(cast, "public_health_a")
    send(township, cast.centre_a)
    piece, by = Evidence.objects.get(), cast.staff["public_health_a"]
    township.post(f"{PAGE}file/{piece.pk}/withdraw/", {"key": str(uuid.uuid4()), "because": ""})
    assert "health_education" not in missing(cast.centre_a)
    township.post(f"{PAGE}file/{piece.pk}/withdraw/", {"key": str(uuid.uuid4()), "because": "传错季度"})
    assert "health_education" in missing(cast.centre_a)
    assert Evidence.objects.get().withdrawn_because == "传错季度"
    with pytest.raises(Conflict, match="已经撤下"):
        take_out(piece, "再撤一次", by=by)


def test_what_cannot_be_attached_is_told_at_its_field_and_kept(cast: Cast) -> None:
    township = enter(cast, "public_health_a")
    for change, said in (
        ({"label": " "}, "请写这是什么资料"), ({"file": None}, "请选一个 PDF 或图片"),
        ({"file": SimpleUploadedFile("a.exe", b"MZ")}, "图片"), ({"item": "unknown"}, "没有这个项目"),
    ):  # fmt: skip
        answer = send(township, cast.centre_a, **change)
        assert answer.status_code == 422 and said in answer.content.decode()
    kept = send(township, cast.centre_a, item="unknown", label="讲座<签到>").content.decode()
    assert "讲座&lt;签到&gt;" in kept and not Evidence.objects.exists()


def test_a_quarter_that_has_not_begun_takes_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGWEI_TODAY", "2024-09-30")
    answer = send(enter(cast, "public_health_a"), cast.centre_a, quarter=4)
    assert answer.status_code == 422 and "还没有开始" in answer.content.decode()
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-01")
    assert send(enter(cast, "public_health_a"), cast.centre_a, quarter=4).status_code == 302


@pytest.mark.req("PLAN-31")
def test_a_station_attaches_like_a_clinic(cast: Cast) -> None:
    Institution.objects.filter(pk=cast.clinic.pk).update(kind="community_health_station")
    assert send(enter(cast, "village_doctor"), cast.clinic, "elderly").status_code == 302
    assert "elderly" not in missing(cast.centre_a)


def test_the_same_sent_twice_is_one_file(cast: Cast) -> None:
    township, key = enter(cast, "public_health_a"), str(uuid.uuid4())
    assert [send(township, cast.centre_a, key=key).status_code for _ in range(2)] == [302, 302]
    assert Evidence.objects.count() == 1


@pytest.mark.req("PLAN-31")
def test_binders_of_others_are_not_there(cast: Cast) -> None:
    send(enter(cast, "public_health_a"), cast.centre_a)
    piece = Evidence.objects.get()
    for role, place in (("public_health_b", cast.centre_a), ("village_doctor", cast.centre_a)):
        stranger = enter(cast, role)
        assert stranger.get(f"{PAGE}{place.pk}/").status_code == 404
        assert send(stranger, place).status_code == 404
        assert stranger.get(f"{PAGE}file/{piece.pk}/").status_code == 404
        assert stranger.post(f"{PAGE}file/{piece.pk}/withdraw/", {"because": "不是我的"}).status_code == 404
    assert enter(cast, "admin").get(PAGE).status_code == 403
    for role in ("project_office", "doctor"):
        assert send(enter(cast, role), cast.centre_a).status_code == 403
    assert send(enter(cast, "public_health_a"), cast.clinic).status_code == 403
    assert enter(cast, "project_office").get(f"{PAGE}{cast.commission.pk}/").status_code == 404
    assert enter(cast, "project_office").post(f"{PAGE}file/{piece.pk}/withdraw/").status_code == 403
    assert Evidence.objects.count() == 1 and not Evidence.objects.get().withdrawn_because


def test_the_verbs_refuse_by_themselves(cast: Cast) -> None:
    send(enter(cast, "public_health_a"), cast.centre_a)
    piece = Evidence.objects.get()
    for role in ("public_health_b", "project_office", "village_doctor"):
        by = cast.staff[role]
        with pytest.raises(Forbidden):
            attach(uuid.uuid4(), plan(), "elderly", Quarter(2024, 3), cast.centre_a, "x", piece.attachment, by=by)
        with pytest.raises(Forbidden):
            take_out(piece, "不是我的", by=by)
    with pytest.raises(Invalid, match="2024 年方案"):
        attach(uuid.uuid4(), plan(), "elderly", Quarter(2023, 3), cast.centre_a, "x", piece.attachment,
               by=cast.staff["public_health_a"])  # fmt: skip
