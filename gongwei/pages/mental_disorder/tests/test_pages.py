"""The roster, the arrivals and the reconciliation: what they list, what their buttons do."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from gongwei.obligations.models import Obligation
from gongwei.people.models import AccessLog, Resident
from gongwei.people.tests.cast import TODAY, VILLAGE_B1, Cast, make_cast
from gongwei.programmes.mental_disorder.consents import standing_consents
from gongwei.programmes.mental_disorder.models import Arrival, Check, Difference, Match
from gongwei.programmes.mental_disorder.tests.samples import patient, record, registered, says, visit
from gongwei.web.tests.people_pages import client_of
from gongwei.web.tests.releasing import taken_out


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def client(cast: Cast) -> Client:
    found = Client()
    found.force_login(cast.user("public_health_a"))
    return found


def names(response: Any) -> list[str]:
    return [row["person"].name for row in response.context["rows"]]


@pytest.mark.req("SMI-02", "SMI-11")
def test_the_roster_keeps_who_did_not_agree_and_puts_danger_first(cast: Cast, client: Client) -> None:
    stable, dangerous, asked = (
        patient(cast, name="丛立春"),
        patient(cast, name="王芒种"),
        registered(cast, name="于白露"),
    )
    visit(cast, stable, dt.date(2024, 9, 1))
    visit(cast, dangerous, dt.date(2024, 9, 2), visit_class=1, danger_level=4)
    url = reverse("mental_disorder:roster")
    everybody = client.get(url)
    assert names(everybody)[0] == "王芒种" and set(names(everybody)) == {"丛立春", "王芒种", "于白露"}
    assert names(client.get(url, {"view": "unconsented"})) == ["于白露"]
    assert (
        names(client.get(url, {"view": "danger"}))
        == names(client.get(url, {"view": "unstable"}))
        == ["王芒种"]
    )
    says(cast, asked, TODAY, True)
    assert client.get(url).context["numbers"][1] == {"label": "在管", "value": 3, "change": 1}
    assert len(everybody.content) < 60_000


def test_consent_is_the_same_rule_for_pages_and_schedule(cast: Cast) -> None:
    agrees, refuses, unasked = patient(cast), patient(cast), registered(cast)
    says(cast, refuses, dt.date(2024, 5, 1), False)
    people = [agrees.pk, refuses.pk, unasked.pk]
    assert standing_consents(people, TODAY) == {agrees.pk: True, refuses.pk: False}
    assert standing_consents(people, dt.date(2024, 4, 30)) == {agrees.pk: True, refuses.pk: True}


@pytest.mark.req("SMI-09")
def test_an_arrival_is_accepted_or_returned_with_a_reason(cast: Cast, client: Client) -> None:
    resident, other = patient(cast, name="丛立春"), patient(cast, name="王芒种")
    news = {"kind": 1, "from_org": "威海市精神卫生中心", "discharged_on": dt.date(2024, 9, 1), "answer": 0}
    first, second = (record(cast, Arrival, each, dt.date(2024, 9, 2), **news) for each in (resident, other))
    found = client.get(reverse("mental_disorder:arrivals"))
    assert names(found) == ["丛立春", "王芒种"] and found.context["late"] == 2
    client.post(reverse("mental_disorder:arrival_answer", args=[first.pk]), {"answer": "accept"})
    first.refresh_from_db()
    assert (first.answer, first.answered_on) == (1, TODAY)
    assert Obligation.objects.filter(resident=resident, step="discharge", met_on=None).exists()
    url = reverse("mental_disorder:arrival_answer", args=[second.pk])
    client.post(url, {"answer": "return"})
    second.refresh_from_db()
    assert second.answer == 0
    client.post(url, {"answer": "return", "return_reason": "已迁往外地"})
    second.refresh_from_db()
    assert (second.answer, second.return_reason) == (2, "已迁往外地")


def test_an_arrival_of_another_township_is_not_there(cast: Cast, client: Client) -> None:
    stranger = patient(cast, village=VILLAGE_B1)
    news = {"kind": 2, "from_org": "国家系统", "answer": 0}
    made = record(cast, Arrival, stranger, dt.date(2024, 9, 2), **news)
    url = reverse("mental_disorder:arrival_answer", args=[made.pk])
    assert client.post(url, {"answer": "accept"}).status_code == 404


HEADS = [
    "序号",
    "姓名",
    "身份证号",
    "诊断",
    "监护人电话",
    "知情同意",
    "最近随访日期",
    "随访分类",
    "危险性评估",
]


def listed(person: Resident, **changes: str) -> list[str]:
    values = {
        "diagnosis": "精神分裂症", "phone": "13806310012", "consent": "1", "last": "2024/9/1", "class": "3",
        "danger": "0", **changes,
    }  # fmt: skip
    return ["1", person.name, person.id_no or "", *values.values()]


def sent(client: Client, rows: list[list[str]]) -> Check:
    text = "\n".join("\t".join(row) for row in [HEADS, *rows])
    answer = client.post(reverse("mental_disorder:reconcile_start"), {"pasted": text})
    assert answer.status_code == 302
    return Check.objects.latest("pk")


def told(check: Check) -> set[tuple[str, str, str, str]]:
    rows = Difference.objects.filter(match__reconciliation=check).select_related("match")
    return {(each.match.name, each.field, each.ours, each.theirs) for each in rows}


@pytest.fixture
def three(cast: Cast) -> list[Resident]:
    people = [patient(cast, name=name) for name in ("丛立春", "王芒种", "姜小满")]
    for each in people:
        visit(cast, each, dt.date(2024, 9, 1))
    return people


@pytest.mark.req("SMI-10", "DATA-06")
def test_a_pasted_list_is_compared_person_by_person_and_field_by_field(
    cast: Cast, client: Client, three: list[Resident]
) -> None:
    same, other, absent = three
    known = cast.register("毕寒露")
    stranger = ["9", "邹大雪", "37100219700101001X", "精神分裂症", "", "1", "", "", ""]
    check = sent(client, [listed(same), listed(other, diagnosis="4", danger="3级"), listed(known), stranger])
    assert told(check) == {
        ("王芒种", "diagnosis", "精神分裂症", "双相（情感）障碍"),
        ("王芒种", "danger_level", "0", "3"),
        ("姜小满", "missing_there", "在册", ""),
        ("毕寒露", "missing_here", "", "在册"),
        ("邹大雪", "missing_here", "", "在册"),
    }
    assert Match.objects.get(name="毕寒露").resident == known
    assert Match.objects.get(name="邹大雪").resident is None
    page = client.get(reverse("mental_disorder:check", args=[check.pk]))
    assert page.context["same"] == 1 and len(page.context["rows"]) == 5
    assert absent.id_no and absent.id_no not in page.content.decode()


@pytest.mark.req("SMI-10")
def test_each_difference_is_solved_once_with_how_and_by_whom(
    cast: Cast, client: Client, three: list[Resident]
) -> None:
    check = sent(client, [listed(each) for each in three[:2]])
    difference = Difference.objects.get(match__reconciliation=check)
    url = reverse("mental_disorder:difference", args=[check.pk, difference.pk])
    client.post(url, {"how": "3", "note": ""})
    assert Difference.objects.filter(pk=difference.pk, solved_on=None).exists()
    client.post(url, {"how": "5", "note": "已补录"})
    client.post(url, {"how": "1", "note": "再来一次"})
    difference.refresh_from_db()
    assert (difference.solved_on, difference.solved_how, difference.solved_note) == (TODAY, 5, "已补录")
    assert difference.solved_by == cast.staff["public_health_a"]


@pytest.mark.req("SMI-10")
def test_a_workbook_and_a_csv_file_say_the_same(cast: Cast, client: Client, three: list[Resident]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [["严重精神障碍患者名单"], HEADS, *(listed(each, **{"class": "2"}) for each in three)]:
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    text = "\n".join(",".join(row) for row in [HEADS, *(listed(each, **{"class": "2"}) for each in three)])
    for name, content in (("名单.xlsx", data.getvalue()), ("名单.csv", text.encode("gb18030"))):
        client.post(reverse("mental_disorder:reconcile_start"), {"file": SimpleUploadedFile(name, content)})
        check = Check.objects.latest("pk")
        assert check.source == name
        assert {each[1:] for each in told(check)} == {("visit_class", "稳定", "基本稳定")}


def test_the_report_leaves_as_a_workbook_and_says_so_in_the_log(
    cast: Cast, client: Client, three: list[Resident]
) -> None:
    check = sent(client, [listed(each) for each in three[:2]])
    url = reverse("mental_disorder:check_export", args=[check.pk])
    answer = taken_out(client, client_of(cast, "project_office"), url)
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    texts = [str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell]
    assert "姜小满" in texts and "国家系统名单上没有" in texts and "待处理" in texts
    assert AccessLog.objects.filter(action="export", resident=three[2]).exists()


@pytest.mark.parametrize("text", ["", "姓名\n丛立春", "随便写的字"])
def test_a_list_without_name_and_number_is_refused_in_words(client: Client, text: str) -> None:
    client.post(reverse("mental_disorder:reconcile_start"), {"pasted": text})
    assert not Check.objects.exists()
    assert "没有核对" in client.get(reverse("mental_disorder:reconcile")).content.decode()


def test_a_file_that_is_no_list_is_refused_in_words(client: Client) -> None:
    client.post(
        reverse("mental_disorder:reconcile_start"),
        {"file": SimpleUploadedFile("名单.xlsx", b"PK\x03\x04 broken")},
    )
    assert "打不开" in client.get(reverse("mental_disorder:reconcile")).content.decode()
    assert not Check.objects.exists()


def test_the_comparison_of_another_township_is_not_there(
    cast: Cast, client: Client, three: list[Resident]
) -> None:
    check = sent(client, [listed(each) for each in three])
    other = Client()
    other.force_login(cast.user("public_health_b"))
    assert other.get(reverse("mental_disorder:check", args=[check.pk])).status_code == 404
    assert other.get(reverse("mental_disorder:check_export", args=[check.pk])).status_code == 404
