"""批量导入居民 in the browser's terms: columns asked once, fates shown, refused rows back, and who may not."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from gongwei.exchange.models import Import
from gongwei.exchange.tests.lists import csv_of, line
from gongwei.people.models import Resident
from gongwei.web.tests.people_pages import text
from gongwei.web.tests.visiting import Township, township

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Township:
    return township()


def upload(client: Client, data: bytes, name: str = "名单.csv") -> Import:
    answer = client.post(reverse("web:import", args=["residents"]), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, text(answer)
    return Import.objects.latest("made_at")


def at(name: str, held: Import) -> str:
    return reverse(f"web:import{name}", args=["residents", held.pk])


def test_columns_are_asked_once_and_remembered(place: Township) -> None:
    data = csv_of([line(1)]).decode("utf-8-sig").replace("联系电话", "号码一").encode()
    held = upload(place.client, data)
    assert "哪一列是什么" in text(place.client.get(at("_one", held))) and held.mapping[4] == ""
    chosen = {f"column-{number}": key for number, key in enumerate(held.mapping)}
    twice = place.client.post(at("_columns", held), {**chosen, "column-4": "name"})
    assert twice.status_code == 422 and "姓名：有两列" in text(twice)
    place.client.post(at("_columns", held), {**chosen, "column-4": "phone"})
    place.client.post(at("_go", held))
    assert held.rows.get().phone == "13906310001"
    again = upload(place.client, data)
    assert again.state == "checking" and again.mapping[4] == "phone"


def test_a_list_is_checked_taken_in_and_its_refused_rows_come_back(place: Township) -> None:
    held = upload(place.client, csv_of([line(1), line(2, 性别="女")]))
    place.client.post(at("_columns", held), {f"column-{n}": key for n, key in enumerate(held.mapping)})
    assert "正在逐行检查" in text(place.client.get(at("_one", held)))
    place.client.post(at("_go", held))
    said = text(place.client.get(at("_one", held)))
    assert "新增 1" in said and "错误 1" in said and "与身份证号不符" in said
    assert Resident.objects.count() == 0
    place.client.post(at("_go", held), {"start": "importing"})
    assert "已导入 1 人" in text(place.client.get(at("_one", held)))
    back = place.client.get(at("_refused", held))
    sheet = load_workbook(io.BytesIO(back.getvalue()))["名单"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][-1] == "原因" and rows[1][0] == "于清明2" and "性别：与身份证号不符" in str(rows[1][-1])
    place.client.post(at("_go", held), {"start": "undoing"})
    assert Resident.objects.count() == 0 and "已整批撤销" in text(place.client.get(at("_one", held)))


def test_the_template_can_be_sent_back(place: Township) -> None:
    book = load_workbook(io.BytesIO(place.client.get(reverse("web:import_template", args=["residents"])).getvalue()))
    assert book.sheetnames == ["名单", "说明与示例", "代码"]
    sheet = book["名单"]
    heads = {str(cell.value).rstrip("*"): place for place, cell in enumerate(sheet[1], start=1)}
    filled = {"村（居）委会": "大西庄村", "姓名": "于清明", "性别": "1 男", "出生日期": "1958-03-01"}
    for heading, cell in filled.items():
        sheet.cell(2, heads[heading], cell)
    target = io.BytesIO()
    book.save(target)
    held = upload(place.client, target.getvalue(), "模板.xlsx")
    assert held.total == 1 and "" not in held.mapping
    assert ("既往史·疾病", "2 高血压") in list(book["代码"].iter_rows(values_only=True))


def test_what_is_no_list_is_refused_in_words(place: Township) -> None:
    for data, said in ((b"PK\x03\x04broken", "打不开"), (b"", "没有表头"), (csv_of([]), "没有数据行")):
        answer = place.client.post(
            reverse("web:import", args=["residents"]), {"file": SimpleUploadedFile("a.xlsx", data or b"\n")}
        )
        assert answer.status_code == 422 and said in text(answer)
    assert Import.objects.count() == 0


@pytest.mark.parametrize("role", ["line", "project_office", "finance", "disabled_federation", "admin"])
def test_who_may_not_register_people_may_not_import_them(place: Township, role: str) -> None:
    held = upload(place.client, csv_of([line(1)]))
    other = place.enter(role)
    for address in (reverse("web:import", args=["residents"]), at("_one", held), at("_refused", held)):
        assert other.get(address).status_code == 403
    assert other.post(at("_go", held), {"start": "importing"}).status_code == 403


def test_anothers_import_is_not_found(place: Township) -> None:
    held = upload(place.client, csv_of([line(1)]))
    other = place.enter("public_health_b")
    for name in ("_one", "_refused"):
        assert other.get(at(name, held)).status_code == 404
    for name in ("_columns", "_go"):
        assert other.post(at(name, held)).status_code == 404
    assert Client(enforce_csrf_checks=True).post(at("_go", held)).status_code == 403
