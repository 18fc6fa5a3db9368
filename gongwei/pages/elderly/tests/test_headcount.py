"""底数核对: the population list beside the records, by village; every difference opens and is settled by an act."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongwei.exchange.models import Import
from gongwei.exchange.steps import advance, start
from gongwei.pages.elderly.headcount import born_until
from gongwei.people.enlisting import Difference, differences
from gongwei.people.models import Enlisted, EnlistedWord, Resident
from gongwei.people.tests.cast import VILLAGE_A1, VILLAGE_A2, VILLAGE_B1, Cast, id_no, make_cast
from gongwei.people.verbs.standing import Closing, close_record
from gongwei.web.tests.people_pages import client_of

URL, UPLOAD = "/elderly/headcount/", "/import/population/"
OLD, TURNING = dt.date(1950, 3, 1), dt.date(1959, 12, 31)
VILLAGES = (VILLAGE_A1, VILLAGE_A2)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-16")
    return make_cast()


def brought(cast: Cast, *rows: str, who: str = "public_health_a") -> Import:
    """A list uploaded, judged and taken in by the pages."""
    browser = client_of(cast, who)
    text = "\n".join(("姓名,身份证号,村（居）,状态,变动日期", *rows))
    at = browser.post(UPLOAD, {"file": SimpleUploadedFile("实有人口.csv", text.encode())}).headers["Location"]
    browser.post(f"{at}go/")
    browser.post(f"{at}go/", {"start": "importing"})
    return Import.objects.order_by("made_at").last()  # type: ignore[return-value]


def fates(held: Import) -> list[str]:
    return list(held.rows.order_by("line").values_list("fate", flat=True))


def found() -> dict[str, Difference]:
    """Differences of the first township by the name of whom they are about."""
    every = differences(VILLAGES, born_until(dt.date(2024, 10, 16)))
    return {one.entry.name if one.entry else one.resident.name if one.resident else "": one for one in every}


def row(person: Resident, village: str = "大西庄村委会", **changes: str) -> str:
    said = {"name": person.name, "id_no": person.id_no or "", "village": village, "state": "", "since": "", **changes}
    return ",".join(said.values())


@pytest.mark.req("EHR-15")
def test_moves_deaths_and_age_roll_over_show_as_differences_by_village(cast: Cast) -> None:
    same, dead, moved = (cast.register(name=name, birth_date=OLD) for name in ("丛相同", "于去世", "王迁居"))
    turns = cast.register(name="姜到龄", birth_date=TURNING)
    cast.register(name="刘不在册", birth_date=OLD)
    cast.register(name="毕太小", birth_date=dt.date(1960, 1, 1))
    away = cast.register(name="宋在外", birth_date=OLD, village=VILLAGE_B1)
    new, young = id_no(OLD, 2, 77), id_no(dt.date(1960, 1, 1), 2, 78)
    held = brought(
        cast, row(same), row(dead, state="死亡", since="2024-08-01"), row(moved, "小西庄村委会"), row(turns),
        row(away), f"邹未建档,{new},{VILLAGE_A1},,", f"戚年轻,{young},{VILLAGE_A1},,",
        f"错号,{new[:-1]}0,{VILLAGE_A1},,", row(same),
    )  # fmt: skip
    assert fates(held) == ["done"] * 7 + ["error", "error"]
    assert "第 2 行是同一号码" in str(held.rows.get(line=10).problems)
    said = {name: (one.kind, one.said, one.ways) for name, one in found().items()}
    assert said == {
        "于去世": ("differs", "名单记为死亡（2024-08-01）", ("close", "edit")),
        "王迁居": ("differs", "名单在小西庄村委会", ("move", "edit")),
        "刘不在册": ("ours", "名单里没有", ("close", "edit")),
        "宋在外": ("theirs", "档案在温泉镇卫生院", ("transfer",)),
        "邹未建档": ("theirs", "没有档案", ("register",)),
    }
    page = client_of(cast, "public_health_a").get(URL).content.decode()
    assert '今年到龄 <b class="num">1</b>' in page and '现有底数 <b class="num">5</b>' in page
    named = client_of(cast, "public_health_a").get(URL, {"village": VILLAGE_A1, "kind": "all"}).content.decode()
    assert "邹未建档" in named and "宋在外" in named and new not in named


@pytest.mark.req("EHR-15")
def test_each_difference_is_settled_by_its_act_or_kept_with_a_reason(cast: Cast) -> None:
    dead, gone = (cast.register(name=name, birth_date=OLD) for name in ("于去世", "刘不在册"))
    new = id_no(OLD, 2, 77)
    brought(cast, row(dead, state="死亡", since="2024-08-01"), f"邹未建档,{new},{VILLAGE_A1},,")
    clerk, entry = client_of(cast, "public_health_a"), Enlisted.objects.get(name="邹未建档")
    opened = clerk.get("/register/", {"enlisted": entry.pk}).content.decode()
    assert new in opened and "邹未建档" in opened and "1950-03-01" in opened
    assert new not in client_of(cast, "public_health_b").get("/register/", {"enlisted": entry.pk}).content.decode()
    cast.register(name="邹未建档", birth_date=OLD, sex=2, id_no=new)
    how = Closing("died", dt.date(2024, 8, 1), cause_of_death="脑卒中", evidence="死亡医学证明")
    close_record(dead.pk, how, by=cast.staff["public_health_a"])
    assert set(found()) == {"刘不在册"}, "registering and closing settle theirs"
    typed = {"open": found()["刘不在册"].key, "sheet": "keep", "key": str(uuid.uuid4())}
    refused = clerk.post(URL, {**typed, "reason": ""})
    assert refused.status_code == 422 and not EnlistedWord.objects.exists()
    assert clerk.post(URL, {**typed, "reason": "户口在外，长住本村，已入户核实"}).status_code == 302
    assert clerk.post(URL, {**typed, "reason": "户口在外，长住本村，已入户核实"}).status_code == 302
    assert EnlistedWord.objects.get().resident == gone
    kept = found()["刘不在册"]
    assert kept.word is not None and kept.word.reason.startswith("户口在外")
    assert "户口在外" in clerk.get(URL, {"kind": "ours"}).content.decode()
    brought(cast, row(gone, state="迁出", since="2024-09-01"))
    assert found()["刘不在册"].word is None, "another difference is asked anew"


def test_the_newest_list_counts_and_an_import_is_taken_back(cast: Cast) -> None:
    person = cast.register(name="丛立春", birth_date=OLD)
    first = brought(cast, row(person))
    assert fates(brought(cast, row(person))) == ["same"]
    second = brought(cast, row(person, state="死亡", since="2024-08-01"))
    assert fates(second) == ["corrected"] and Enlisted.objects.get().state == "died"
    by = cast.staff["public_health_a"]
    assert fates(advance(start(first, "undoing"), by)) == ["kept"], "a later list has spoken since"
    assert fates(advance(start(second, "undoing"), by)) == ["undone"] and Enlisted.objects.get().state == "here"
    held = brought(cast, row(person, "虎口村委会"), who="public_health_b")
    assert fates(held) == ["doubt"] and "大西庄村委会" in str(held.rows.get().problems), "another centre's villager"
    assert fates(brought(cast, row(person, "虎口村委会"))) == ["error"], "only one's own villages"


def test_a_stranger_neither_sees_nor_settles(cast: Cast) -> None:
    brought(cast, f"邹未建档,{id_no(OLD, 2, 77)},{VILLAGE_A1},,")
    key = found()["邹未建档"].key
    typed = {"open": key, "sheet": "keep", "key": str(uuid.uuid4()), "reason": "查无此人"}
    away = client_of(cast, "public_health_b")
    assert "邹未建档" not in away.get(URL, {"kind": "all"}).content.decode()
    assert away.get(URL, {"open": key}).status_code == 404 and away.post(URL, typed).status_code == 404
    assert away.get(URL, {"village": VILLAGE_A1}).status_code == 404
    office = client_of(cast, "project_office")
    assert "邹未建档" in office.get(URL, {"kind": "all"}).content.decode()
    assert office.post(URL, typed).status_code == 403
    for role in ("finance", "admin", "line", "disabled_federation"):
        assert client_of(cast, role).get(URL).status_code == 403
    assert client_of(cast, "finance").get(UPLOAD).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.user("public_health_a"))
    assert strict.post(URL, typed).status_code == 403 and not EnlistedWord.objects.exists()
