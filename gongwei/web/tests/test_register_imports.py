"""A register by Excel: template, the fate of every row before anything is written, import, refused rows, undo."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from gongwei.catalogue.chapters import forms
from gongwei.exchange.forms.columns import columns
from gongwei.exchange.models import Import
from gongwei.obligations.models import Obligation
from gongwei.people.models import Resident
from gongwei.people.tests.cast import VILLAGE_B1
from gongwei.web.tests.people_pages import text
from gongwei.web.tests.visiting import FOLLOWUP, PRESSURE, Township, township

pytestmark = pytest.mark.django_db
FORM = forms()[FOLLOWUP]
Records: Any = FORM.model._default_manager


@pytest.fixture
def place(db: None) -> Township:
    return township()


def line(person: Resident | None = None, /, **changes: str) -> dict[str, str]:
    """A row: a visit of the person, found by ID number."""
    who = {"person.name": person.name, "person.id_no": person.id_no or ""} if person else {}
    return {**PRESSURE, **who, **changes}


def workbook(rows: Sequence[dict[str, str]]) -> SimpleUploadedFile:
    """What somebody would send: a title, headings, rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    shown = columns(FORM)
    sheet.append(["随访"])
    sheet.append([column.heading for column in shown])
    for row in rows:
        sheet.append([row.get(column.key, "") for column in shown])
    target = io.BytesIO()
    book.save(target)
    return SimpleUploadedFile("随访.xlsx", target.getvalue())


def send(client: Client, rows: Sequence[dict[str, str]]) -> Import:
    """Upload and check."""
    answer = client.post(reverse("web:import", args=[FOLLOWUP]), {"file": workbook(rows)})
    assert answer.status_code == 302, text(answer)
    return run(client, Import.objects.latest("made_at"))


def run(client: Client, held: Import, **asked: str) -> Import:
    """Do every part of the step."""
    for _ in range(20):
        client.post(reverse("web:import_go", args=[FOLLOWUP, held.pk]), asked)
        held.refresh_from_db()
        if held.state in ("checked", "imported", "undone"):
            return held
        asked = {}
    raise AssertionError(held.state)


def fates(held: Import) -> list[str]:
    return list(held.rows.order_by("line").values_list("fate", flat=True))


def test_the_template_asks_what_the_form_asks(place: Township) -> None:
    answer = place.client.get(reverse("web:import_template", args=[FOLLOWUP]))
    book = load_workbook(io.BytesIO(answer.getvalue()))
    heads = [cell.value for cell in book["名单"][1]]
    assert heads[:5] == ["记录编号", "姓名*", "身份证号", "档案编号", "出生日期"] and "随访方式*" in heads
    assert ("随访方式", "2 家庭") in [row[:2] for row in book["代码"].iter_rows(values_only=True)]


def test_nothing_is_written_before_the_fates_were_seen(place: Township) -> None:
    person = place.patient("hypertension")
    held = send(place.client, [line(person), line(person, sbp="900"), line(person, sbp="225", dbp="80")])
    assert fates(held) == ["new", "error", "doubt"] and not Records.exists()
    page = text(place.client.get(reverse("web:import_one", args=[FOLLOWUP, held.pk])))
    assert "收缩压应在 50～300" in page and "少见" in page


def test_an_import_writes_records_with_all_that_follows(place: Township) -> None:
    person = place.patient("hypertension")
    held = run(place.client, send(place.client, [line(person, mode="2 家庭")]), start="importing")
    record = Records.get()
    assert fates(held) == ["done"] and (record.mode, record.source, record.sbp) == (2, 3, 138)
    assert record.medicines.get().name == "苯磺酸氨氯地平片"
    assert Obligation.objects.filter(resident=person, step="follow_up", met_by=record.pk).count() == 1


def test_the_same_file_twice_doubles_nothing(place: Township) -> None:
    person = place.patient("hypertension")
    rows = [line(person), line(person)]
    first = run(place.client, send(place.client, rows), start="importing")
    assert fates(first) == ["done", "same"]
    assert fates(send(place.client, rows)) == ["same", "same"] and Records.count() == 1


def test_people_are_found_by_number_record_or_name_with_birth_date(place: Township) -> None:
    person = place.patient("hypertension", name="丛立春")
    by_birth = line(None, **{"person.name": "丛立春", "person.birth_date": "1958-03-01"})
    by_record = line(None, **{"person.record_no": person.record_no or "", "served_on": "2024-09-02"})
    wrong_name = line(person, **{"person.name": "丛立夏"})
    nobody = line(None, **{"person.name": "无人", "person.birth_date": "1958-03-01"})
    held = send(place.client, [by_birth, by_record, wrong_name, nobody, line()])
    assert fates(held) == ["new", "new", "error", "error", "error"]
    said = [row.problems[0]["message"] for row in held.rows.filter(fate="error").order_by("line")]
    assert "姓名与档案不符" in said[0] and "请先建档" in said[1] and "请填身份证号" in said[2]


def test_nobody_imports_for_people_of_another_township(place: Township) -> None:
    other = place.patient("hypertension", village=VILLAGE_B1)
    held = send(place.client, [line(other)])
    assert fates(held) == ["error"] and "不在您的服务范围内" in held.rows.get().problems[0]["message"]


def test_a_visit_outside_management_or_in_the_future_is_refused_as_on_the_page(place: Township) -> None:
    stranger, person = place.patient(name="王芒种"), place.patient("hypertension")
    held = send(
        place.client, [line(stranger), line(person, served_on="2024-12-01", next_visit_date="2025-03-01")]
    )
    said = [row.problems[0]["message"] for row in held.rows.order_by("line")]
    assert "没有纳入管理" in said[0] and "在今天" in said[1]


def test_refused_rows_come_back_with_the_reason_and_can_be_sent_again(place: Township) -> None:
    person = place.patient("hypertension")
    held = run(place.client, send(place.client, [line(person), line(person, sbp="900")]), start="importing")
    answer = place.client.get(reverse("web:import_refused", args=[FOLLOWUP, held.pk]))
    book = load_workbook(io.BytesIO(answer.getvalue()))
    rows = list(book["名单"].iter_rows(values_only=True))
    assert len(rows) == 2 and "50～300" in str(rows[1][-1]) and rows[0][-1] == "原因"
    mended, heads = io.BytesIO(), [str(head).rstrip("*") for head in rows[0]]
    book["名单"].cell(2, heads.index("收缩压(mmHg)") + 1).value = 144
    book.save(mended)
    again = place.client.post(
        reverse("web:import", args=[FOLLOWUP]),
        {"file": SimpleUploadedFile("改.xlsx", mended.getvalue())},
    )
    assert again.status_code == 302
    assert fates(run(place.client, Import.objects.latest("made_at"), start="importing")) == ["new"]


def test_an_import_is_undone_as_one_act_and_may_come_again(place: Township) -> None:
    person = place.patient("hypertension")
    held = run(place.client, send(place.client, [line(person)]), start="importing")
    run(place.client, held, start="undoing")
    record = Records.get()
    assert record.voided_at is not None and "撤销导入" in record.void_reason and fates(held) == ["undone"]
    assert not Obligation.objects.filter(resident=person, met_by=record.pk).exists()
    again = run(place.client, send(place.client, [line(person)]), start="importing")
    assert fates(again) == ["done"] and Records.filter(voided_at=None).count() == 1


def test_exported_records_come_back_as_corrections(place: Township) -> None:
    person = place.patient("hypertension")
    run(place.client, send(place.client, [line(person)]), start="importing")
    record = Records.get()
    held = run(
        place.client, send(place.client, [line(person, record=str(record.pk), sbp="150")]), start="importing"
    )
    record.refresh_from_db()
    assert fates(held) == ["corrected"] and (record.sbp, record.version) == (150, 2)


def test_a_correction_is_taken_back_to_what_stood_before(place: Township) -> None:
    person = place.patient("hypertension")
    run(place.client, send(place.client, [line(person)]), start="importing")
    record = Records.get()
    held = run(
        place.client, send(place.client, [line(person, record=str(record.pk), sbp="150")]), start="importing"
    )
    run(place.client, held, start="undoing")
    record.refresh_from_db()
    assert fates(held) == ["undone"] and (record.sbp, record.version) == (138, 3)
    assert record.voided_at is None and record.medicines.get().name == "苯磺酸氨氯地平片"


def test_another_system_s_csv_is_explained_once(place: Township) -> None:
    person = place.patient("hypertension")
    told = {column.key: column.heading for column in columns(FORM)} | {"sbp": "高压", "person.id_no": "身份证号码"}
    row = {"mode": "1", **line(person)}
    data = "\r\n".join(",".join(each) for each in ([told[key] for key in row], list(row.values()))).encode("gb18030")
    url = reverse("web:import", args=[FOLLOWUP])
    place.client.post(url, {"file": SimpleUploadedFile("市系统.csv", data)})
    held = Import.objects.latest("made_at")
    assert held.state == "mapping" and held.mapping.count("") == 1 and "person.id_no" in held.mapping
    mapping = {f"column-{number}": key or "sbp" for number, key in enumerate(held.mapping)}
    place.client.post(reverse("web:import_columns", args=[FOLLOWUP, held.pk]), mapping)
    assert fates(run(place.client, held)) == ["new"]
    place.client.post(url, {"file": SimpleUploadedFile("市系统.csv", data)})
    assert Import.objects.latest("made_at").state == "checking"


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"PK\x03\x04broken", "不是 .xlsx"), (b"a,b,c", "没有表头"), (b"", "请先选择|空|不是")],
)
def test_what_is_no_workbook_is_refused_with_what_to_do(place: Township, data: bytes, words: str) -> None:
    sent = SimpleUploadedFile("x.xlsx", data)
    answer = place.client.post(reverse("web:import", args=[FOLLOWUP]), {"file": sent})
    assert answer.status_code == 422 and any(each in text(answer) for each in words.split("|"))


def test_an_import_is_seen_by_whoever_made_it_alone(place: Township) -> None:
    held = send(place.client, [line(place.patient("hypertension"))])
    url = reverse("web:import_one", args=[FOLLOWUP, held.pk])
    assert place.enter("public_health_a").get(url).status_code == 404
    assert place.enter("project_office").get(url).status_code == 403
