"""转入转出 and 疑似重复 on the page: asking, offering, accepting, declining; merging and taking apart."""

from __future__ import annotations

import datetime as dt

import pytest

from gongwei.people.models import NotTheSame, Resident, ResidentMerge, TransferRequest
from gongwei.people.tests.cast import TODAY, VILLAGE_A2, VILLAGE_B1, Cast, make_cast
from gongwei.web.tests.people_pages import client_of, sheet, text


@pytest.fixture
def cast(db: None) -> Cast:
    """The small cast of people."""
    return make_cast()


def test_offer_and_accept_with_an_effective_day(cast: Cast) -> None:
    person = cast.register("丛立春")
    giver, taker = client_of(cast, "public_health_a"), client_of(cast, "public_health_b")
    offer = sheet("offer", town="虎口村", reason="随子女居住", address="虎口村8号")
    giver.post(f"/residents/{person.pk}/move/", offer)
    giver.post(f"/residents/{person.pk}/move/", offer)
    request = TransferRequest.objects.get()
    inbox = text(taker.get("/transfers/"))
    assert "等我答复 1" in inbox and "丛**" in inbox and "丛立春" not in inbox
    assert taker.get(f"/residents/{person.pk}/").status_code == 404
    early = taker.post(f"/transfers/{request.pk}/", sheet("accept", effective_on="2019-01-01"))
    assert early.status_code == 422 and "生效日期" in text(early)
    taker.post(f"/transfers/{request.pk}/", sheet("accept", effective_on="2024-10-01", answer="已接收"))
    person.refresh_from_db()
    assert (person.institution, person.village_id) == (cast.centre_b, VILLAGE_B1)
    assert person.residence_on(TODAY).institution == cast.centre_b  # type: ignore[union-attr]
    assert giver.get(f"/residents/{person.pk}/").status_code == 404
    assert "已由他人处理" in text(
        taker.post(f"/transfers/{request.pk}/", sheet("decline", answer="x"), follow=True)
    )


def test_ask_by_the_whole_number_and_decline(cast: Cast) -> None:
    person = cast.register("丛立春")
    asker, owner = client_of(cast, "public_health_b"), client_of(cast, "public_health_a")
    wrong = asker.post("/transfers/", sheet("ask", id_no="37100219580", village=VILLAGE_B1, reason="迁来"))
    assert wrong.status_code == 422 and "没有这样的档案" in text(wrong)
    asked = asker.post(
        "/transfers/", sheet("ask", id_no=person.id_no, village=VILLAGE_B1, reason="迁来"), follow=True
    )
    assert "丛立春" not in text(asked)
    request = TransferRequest.objects.get()
    bare = owner.post(f"/transfers/{request.pk}/", sheet("decline", answer=""))
    assert bare.status_code == 422 and "退回原因：必须填写" in text(bare)
    owner.post(f"/transfers/{request.pk}/", sheet("decline", answer="仍在本村居住"))
    request.refresh_from_db()
    assert request.state == "declined" and "仍在本村居住" in text(asker.get("/transfers/"))


def test_withdraw_ones_own_request(cast: Cast) -> None:
    person = cast.register("丛立春")
    giver = client_of(cast, "doctor")
    giver.post(f"/residents/{person.pk}/move/", sheet("offer", town=VILLAGE_B1, reason="迁居"))
    request = TransferRequest.objects.get()
    giver.post(f"/transfers/{request.pk}/", sheet("withdraw", answer="填错"))
    request.refresh_from_db()
    assert request.state == "withdrawn"


def test_transfers_belong_to_the_two_sides(cast: Cast) -> None:
    person = cast.register("丛立春")
    client_of(cast, "doctor").post(
        f"/residents/{person.pk}/move/", sheet("offer", town=VILLAGE_B1, reason="迁居")
    )
    request = TransferRequest.objects.get()
    assert client_of(cast, "village_doctor").get("/transfers/").status_code == 403
    assert client_of(cast, "finance").get(f"/transfers/{request.pk}/").status_code == 403


@pytest.fixture
def pair(cast: Cast) -> tuple[Resident, Resident]:
    """Two records of one person."""
    kept = cast.register("丛立春", phone="13806310001", created_on=dt.date(2020, 1, 10))
    other = cast.register(
        "丛立春", VILLAGE_A2, employer="造船厂", phone="13806310002", created_on=dt.date(2022, 5, 1)
    )
    return kept, other


@pytest.mark.req("EHR-18")
def test_merge_side_by_side_and_undo(cast: Cast, pair: tuple[Resident, Resident]) -> None:
    kept, other = pair
    office = client_of(cast, "public_health_a")
    assert "丛立春" in text(office.get("/duplicates/")) and "姓名和出生日期相同" in text(
        office.get("/duplicates/")
    )
    address = f"/duplicates/{other.pk}/{kept.pk}/"
    shown = text(office.get(address))
    assert "造船厂" in shown and "138****0002" in shown
    bare = office.post(address, sheet("merge", reason=""))
    assert bare.status_code == 422 and "合并依据：必须填写" in text(bare)
    act = sheet("merge", reason="身份证核对", take=["phone"])
    office.post(address, act)
    office.post(address, act)
    merge = ResidentMerge.objects.get()
    kept.refresh_from_db()
    assert (merge.kept, kept.phone, kept.employer) == (kept, "13806310002", "造船厂")
    assert office.get("/residents/").content.decode().count("data-resident") == 1
    office.post(f"/merges/{merge.pk}/undo/", sheet("undo", reason="核错了"))
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.phone, other.merged_into_id, other.living) == ("13806310001", None, True)
    assert "核错了" in text(office.get("/duplicates/"))


@pytest.mark.req("EHR-18")
def test_two_persons_of_one_name_are_told_apart_once(cast: Cast, pair: tuple[Resident, Resident]) -> None:
    office, address = client_of(cast, "public_health_a"), f"/duplicates/{pair[1].pk}/{pair[0].pk}/"
    bare = office.post(address, sheet("apart", why=" "))
    assert bare.status_code == 422 and "依据" in text(bare)
    act = sheet("apart", why="堂兄弟同名，电话核对")
    assert office.post(address, act).status_code == office.post(address, act).status_code == 302
    assert NotTheSame.objects.get().reason == "堂兄弟同名，电话核对"
    assert "没有疑似重复的档案" in text(office.get("/duplicates/"))
    assert not ResidentMerge.objects.exists()


def test_merging_is_refused_outside_ones_reach(cast: Cast, pair: tuple[Resident, Resident]) -> None:
    address = f"/duplicates/{pair[0].pk}/{pair[1].pk}/"
    assert client_of(cast, "doctor").get(address).status_code == 403
    elsewhere = client_of(cast, "public_health_b").post(address, sheet("merge", reason="x"))
    assert elsewhere.status_code == 404 and "丛立春" not in elsewhere.content.decode()
    assert not ResidentMerge.objects.exists()
