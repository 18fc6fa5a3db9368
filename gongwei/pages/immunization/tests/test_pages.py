"""The pages of vaccination: what they show, what they save, and whom they refuse."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from gongwei.kernel.clock import CHINA, now
from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.obligations.worklist import open_of
from gongwei.people.models import Resident
from gongwei.people.tests.cast import TODAY, VILLAGE_B1, Cast, make_cast
from gongwei.programmes.immunization.models import Aefi, AefiVaccine, Dose, Inquiry, Roster, Stock
from gongwei.programmes.immunization.tests.samples import card, child, code, dose, record
from gongwei.web.frame.words import record_url, task

BORN = dt.date(2024, 4, 16)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def client(cast: Cast) -> Client:
    found = Client()
    found.force_login(cast.user("doctor"))
    return found


def stock(cast: Cast, name: str, lot: str, quantity: int = 10, **changes: Any) -> Stock:
    by = cast.staff["doctor"]
    made: Stock = Stock.objects.create(
        id=uuid.uuid4(), institution=by.institution, staff=by, served_on=dt.date(2024, 1, 5), recorded_at=now(),
        recorded_by=by, **{
            "kind": 1, "vaccine": code(name), "manufacturer": "立春生物", "lot_no": lot, "quantity": quantity,
            "expiry_on": dt.date(2026, 6, 30), **changes,
        },
    )  # fmt: skip
    return made


def infant(cast: Cast, name: str = "丛小雪", village: str = "") -> Resident:
    """Six months old today, on schedule until now."""
    where = {"village": village} if village else {}
    resident = child(cast, name, BORN, **where)
    for vaccine, number, month in (
        ("HepB", 1, 4), ("BCG", 1, 4), ("HepB", 2, 5), ("IPV", 1, 6), ("IPV", 2, 7), ("DTaP", 1, 7), ("bOPV", 3, 8),
        ("DTaP", 2, 8), ("DTaP", 3, 9),
    ):  # fmt: skip
        dose(cast, resident, vaccine, number, dt.date(2024, month, 17))
    return resident


def visit(response: Any, **changes: str) -> dict[str, str]:
    """The sheet of the page as the browser would send it."""
    sheet = response.context["visit"]
    sent = {**sheet.common, "temperature": "36.6"}
    for line in sheet.lines:
        sent[f"d{line.number}-id"] = line.key
        sent |= {f"d{line.number}-{name}": value for name, value in line.typed.items()}
        if line.on:
            sent[f"d{line.number}-on"] = "1"
    return sent | changes


@pytest.mark.req("VAC-02", "VAC-09")
def test_the_card_proposes_what_is_due_with_the_lot_that_expires_first(cast: Cast, client: Client) -> None:
    resident = infant(cast)
    stock(cast, "HepB", "H-LATE")
    stock(cast, "HepB", "H-SOON", expiry_on=dt.date(2025, 1, 31))
    stock(cast, "HepB", "H-OLD", expiry_on=dt.date(2024, 10, 15))
    shown = client.get(reverse("immunization:card", args=[resident.pk]))
    lines = shown.context["visit"].lines
    assert [(line.label, line.on) for line in lines[:2]] == [("乙肝疫苗", True), ("A群流脑多糖疫苗", False)]
    assert [lot.lot_no for lot in lines[0].lots] == ["H-SOON", "H-LATE"]
    assert len(shown.content) < 60_000
    text = shown.content.decode()
    assert "库存没有这种疫苗" in text and "满6月龄" in text


@pytest.mark.req("VAC-02")
def test_several_doses_are_saved_together_and_the_stock_follows(cast: Cast, client: Client) -> None:
    resident = infant(cast)
    stock(cast, "HepB", "H-1", 2)
    stock(cast, "MPSV-A", "A-1", 2)
    refresh([resident.pk])
    sent = visit(client.get(reverse("immunization:card", args=[resident.pk])), exam_override="体检在下午")
    saved = client.post(reverse("immunization:give", args=[resident.pk]), sent)
    assert saved.status_code == 302
    given = Dose.objects.filter(resident=resident, served_on=TODAY).order_by("vaccine")
    assert [(each.vaccine, each.lot_no, each.dose_no, each.fee) for each in given] == [
        (1, "H-1", 3, None), (10, "A-1", 1, None),
    ]  # fmt: skip
    met = Obligation.objects.filter(resident=resident, step="dose", met_on=TODAY).values_list(
        "seq", flat=True
    )
    assert sorted(met) == ["HepB-3", "MPSV-A-1"]
    again = client.post(reverse("immunization:give", args=[resident.pk]), sent)
    assert again.status_code == 302 and Dose.objects.filter(resident=resident).count() == 11
    rows = client.get(reverse("immunization:stock")).context["rows"]
    assert {row["lot"].lot_no: row["lot"].balance for row in rows} == {"H-1": 1, "A-1": 1}


@pytest.mark.req("VAC-08")
def test_one_wrong_line_saves_nothing_and_keeps_what_was_typed(cast: Cast, client: Client) -> None:
    resident = infant(cast)
    stock(cast, "HepB", "H-1")
    stock(cast, "MPSV-A", "A-1")
    refresh([resident.pk])
    url = reverse("immunization:give", args=[resident.pk])
    page = client.get(reverse("immunization:card", args=[resident.pk]))
    unexamined = client.post(url, visit(page))
    assert unexamined.status_code == 422 and not Dose.objects.filter(served_on=TODAY).exists()
    assert any("先体检后接种" in problem.message for problem in unexamined.context["visit"].problems)
    wrong = visit(page, exam_override="体检在下午")
    wrong["d1-expiry_on"] = "2024-10-01"
    refused = client.post(url, wrong)
    assert refused.status_code == 422 and not Dose.objects.filter(served_on=TODAY).exists()
    assert refused.context["visit"].lines[1].typed["expiry_on"] == "2024-10-01"
    assert "不能接种" in refused.context["visit"].lines[1].problems[0].message


def test_a_doubt_is_confirmed_on_its_line(cast: Cast, client: Client) -> None:
    resident = infant(cast)
    stock(cast, "MMR", "M-1")
    page = client.get(reverse("immunization:card", args=[resident.pk]))
    sent = visit(page, exam_override="应监护人要求")
    line = page.context["visit"].lines[-2].number
    sent |= {
        f"d{line}-on": "1", f"d{line}-vaccine": "7", f"d{line}-dose_no": "1", f"d{line}-lot_no": "M-1",
        f"d{line}-site": "1",
    }  # fmt: skip
    url = reverse("immunization:give", args=[resident.pk])
    doubted = client.post(url, sent)
    [(key, message)] = doubted.context["visit"].lines[line].doubts
    assert key == "vaccine:7" and "未满最小年龄" in message
    assert client.post(url, sent | {f"d{line}-confirm": key}).status_code == 302


def test_the_panel_stands_on_the_residents_page(cast: Cast, client: Client) -> None:
    resident = infant(cast)
    text = client.get(reverse("web:resident", args=[resident.pk])).content.decode()
    assert "未建证" in text and "A群流脑疫苗第1剂" in text
    card(cast, resident, TODAY)
    assert "已建证" in client.get(reverse("web:resident", args=[resident.pk])).content.decode()
    grown = cast.register("王白露")
    assert "预防接种证" not in client.get(reverse("web:resident", args=[grown.pk])).content.decode()


def test_a_lot_opens_to_every_child_who_received_it(cast: Cast, client: Client) -> None:
    mine, other = infant(cast), infant(cast, "王白露", VILLAGE_B1)
    found = client.get(reverse("immunization:lot", args=[code("HepB"), "HepB-2024"]))
    assert {row["dose"].resident_id for row in found.context["rows"]} == {mine.pk}
    assert (found.context["reached"], found.context["elsewhere"]) == (2, 2)
    assert other.name not in found.content.decode()
    assert client.get(reverse("immunization:lot", args=[code("HepB"), "NONE"])).status_code == 404
    watched = client.get(reverse("immunization:stock"), {"view": "watch"}).context["rows"]
    assert {row["words"] for row in watched} == {"用了没有入库的批号"}


ROSTER = {
    "school": "立夏幼儿园",
    "school_kind": "2",
    "class_name": "小一班",
    "entry": "1",
    "term_on": "2024-09-01",
}


@pytest.mark.req("VAC-05")
def test_a_pasted_roster_says_who_lacks_what_and_follows_the_catch_up(cast: Cast, client: Client) -> None:
    late, whole = child(cast, "丛小雪", dt.date(2021, 8, 1)), child(cast, "王白露", BORN)
    infant_doses = infant(cast, "于谷雨")
    text = f"姓名\t身份证号\t证\n丛小雪\t{late.id_no}\t有\n于谷雨，{BORN}，无\n姜寒露 2021-05-05 有"
    posted = {
        **ROSTER,
        "checked_on": "2024-09-10",
        "roster": text,
        "key": str(uuid.uuid4()),
        "sheet": "roster",
    }
    answer = client.post(reverse("immunization:roster_new"), posted)
    assert answer.status_code == 302
    assert client.post(reverse("immunization:roster_new"), posted).status_code == 302
    [roster] = Roster.objects.all()
    page = client.get(reverse("immunization:roster", args=[roster.pk]))
    [row] = [row for row in page.context["rows"] if row["child"].resident_id == late.pk]
    assert "麻腮风疫苗第1剂" in row["lacks"] and "百白破疫苗第1剂" in row["lacks"]
    assert [count for *_, count in page.context["views"]] == [1, 1, 3]
    unknown = client.get(reverse("immunization:roster", args=[roster.pk]), {"view": "unknown"})
    assert "查无档案" in unknown.content.decode()
    slip = client.get(reverse("immunization:roster_notice", args=[roster.pk])).content.decode()
    assert "丛小雪" in slip and "12月31日" in slip and "于谷雨" not in slip
    reissued = client.post(reverse("immunization:roster_certificate", args=[roster.pk, 2]))
    assert reissued.status_code == 302
    client.post(reverse("immunization:roster_recheck", args=[roster.pk]))
    [child_row] = roster.children.filter(resident=late)
    assert (child_row.recheck_result, child_row.caught_up_on) == (2, None)
    assert roster.children.get(resident=infant_doses).reissued_on == TODAY
    assert whole.pk not in roster.children.values_list("resident_id", flat=True)


def test_a_roster_is_read_from_a_workbook(cast: Cast, client: Client) -> None:
    book = Workbook()
    for row in (
        ("姓名", "出生日期", "证"),
        ("丛小雪", dt.date(2021, 8, 1), "有"),
        ("王白露", "2021-09-01", "无"),
    ):
        book.active.append(row)  # type: ignore[union-attr]
    held = io.BytesIO()
    book.save(held)
    file = SimpleUploadedFile("名册.xlsx", held.getvalue())
    text = client.post(reverse("immunization:roster_new"), {"file": file}).content.decode()
    assert re.search(r"丛小雪\t2021-08-01\t有\s+王白露\t2021-09-01\t无", text)
    bad = client.post(reverse("immunization:roster_new"), {"file": SimpleUploadedFile("x.xlsx", b"no")})
    assert "打不开" in bad.content.decode()


def test_a_roster_without_dates_is_refused_with_its_line(cast: Cast, client: Client) -> None:
    posted = {
        **ROSTER,
        "checked_on": "2024-09-10",
        "roster": "丛小雪",
        "key": str(uuid.uuid4()),
        "sheet": "roster",
    }
    answer = client.post(reverse("immunization:roster_new"), posted)
    assert answer.status_code == 422 and "第1行“丛小雪”没有身份证号或出生日期" in answer.content.decode()
    assert not Roster.objects.exists()


def reaction(cast: Cast, resident: Resident, on: dt.date) -> Aefi:
    """A report card of a day at eight, reported three hours later."""
    found_at = dt.datetime.combine(on, dt.time(8), CHINA)
    made: Aefi = record(
        cast, Aefi, resident, on, onset_on=on, found_at=found_at, course="皮疹",
        fever=4, redness=4, induration=4, hospitalised=2, outcome=2, first_class=2, urgent=[0], found_how=1,
        reported_at=found_at + dt.timedelta(hours=3), reporter_org="甲", reporter="于立夏", diagnosis="过敏性皮疹",
    )  # fmt: skip
    return made


def test_an_inquiry_belongs_to_the_card_from_which_it_was_opened(cast: Cast, client: Client) -> None:
    resident, other = infant(cast), infant(cast, "王小雪", VILLAGE_B1)
    first = reaction(cast, resident, dt.date(2024, 10, 10))
    second = reaction(cast, resident, dt.date(2024, 10, 14))
    foreign = reaction(cast, other, dt.date(2024, 10, 14))
    links = [row["inquire"] for row in client.get(reverse("immunization:reactions")).context["rows"]]
    assert [link.partition("?after=immunization_aefi:")[2] for link in links] == [str(second.pk), str(first.pk)]

    def inquired(**more: str) -> Any:
        typed = {"id": str(uuid.uuid4()), "version": "0", "served_on": "2024-10-15", "investigators": "于立夏"}
        there = reverse("web:record_new", args=[resident.pk, "immunization_aefi_inquiry"])
        answer = client.post(there, {**typed, "begun_at": "2024-10-15 09:00", **more})
        assert answer.status_code == 302
        return Inquiry.objects.get(pk=typed["id"]).aefi

    assert inquired(after=f"immunization_aefi:{first.pk}") == first
    assert inquired() == second, "the newest that nobody has inquired into"
    assert inquired(after=f"immunization_aefi:{foreign.pk}") == second, "never a card of somebody else"


def test_the_clocks_of_a_reaction(cast: Cast, client: Client) -> None:
    resident = infant(cast)
    made = reaction(cast, resident, dt.date(2024, 10, 14))
    AefiVaccine.objects.create(record=made, vaccine=10, manufacturer="甲", lot_no="A-1", given_on=dt.date(2024, 10, 14),
                               organised=1, dose_no=1, volume="0.5 ml", route=2, site=1)  # fmt: skip
    [row] = client.get(reverse("immunization:reactions")).context["rows"]
    assert [(each.label, each.open) for each in row["clocks"]] == [("报告", False), ("调查", True)]
    assert (row["clocks"][0].words, row["vaccines"]) == ("按时", "A群流脑多糖疫苗")


def test_a_dose_on_the_worklist_leads_to_the_card(cast: Cast) -> None:
    resident = infant(cast)
    refresh([resident.pk])
    [owed] = [each for each in open_of([resident.pk], TODAY)[resident.pk] if each.seq == "HepB-3"]
    assert record_url(cast.user("public_health_a"), owed) == reverse("immunization:card", args=[resident.pk])
    assert task(owed) == "乙肝疫苗第3剂"


def test_the_pages_refuse_strangers(cast: Cast) -> None:
    resident = infant(cast)
    roster = Roster.objects.create(
        id=uuid.uuid4(), institution=cast.centre_a, staff=cast.staff["doctor"], school="x", school_kind=2,
        school_year=2024, term_on=dt.date(2024, 9, 1), checked_on=dt.date(2024, 9, 2), recorded_at=now(),
    )  # fmt: skip
    own = {
        "card": reverse("immunization:card", args=[resident.pk]),
        "give": reverse("immunization:give", args=[resident.pk]),
        "roster": reverse("immunization:roster", args=[roster.pk]),
        "notice": reverse("immunization:roster_notice", args=[roster.pk]),
        "recheck": reverse("immunization:roster_recheck", args=[roster.pk]),
        "certificate": reverse("immunization:roster_certificate", args=[roster.pk, 1]),
    }
    posts = {"give", "recheck", "certificate"}
    other, money = Client(), Client()
    other.force_login(cast.user("public_health_b"))
    money.force_login(cast.user("finance"))
    for name, url in own.items():
        stranger = other.post(url) if name in posts else other.get(url)
        outsider = money.post(url) if name in posts else money.get(url)
        assert (name, stranger.status_code, outsider.status_code) == (name, 404, 403)
    for name in ("stock", "rosters", "roster_new", "reactions"):
        assert money.get(reverse(f"immunization:{name}")).status_code == 403
    assert Client().get(own["card"]).status_code == 302
    assert not Dose.objects.filter(served_on=TODAY).exists()
