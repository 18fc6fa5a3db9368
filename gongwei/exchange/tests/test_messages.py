"""Messages of outside systems: matched, mapped, once, stamped; what cannot be taken is named."""

from __future__ import annotations

import argparse
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongwei.care.models import Encounter, HealthExam
from gongwei.exchange.commands import add_parser, run
from gongwei.exchange.messages.handling import waiting
from gongwei.exchange.messages.table import cells, sorts
from gongwei.exchange.models import Import, Received
from gongwei.exchange.reading import rows_in
from gongwei.exchange.steps import all_parts, start
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.ui.sheets import MEGABYTE

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-16")
    return make_cast()


def message(cast: Cast, person: Resident, key: str, **changes: Any) -> dict[str, Any]:
    said = {
        "id": key, "sender": cast.centre_b.name, "author": "张三", "sent_at": "2024-10-12T10:20:00+08:00",
        "kind": "exam", "person": {"name": person.name, "id_no": person.id_no}, "served_on": "2024-10-12",
        "items": {"SBP": 152, "DBP": 94, "GLU": {"value": 140, "unit": "mg/dL"}, "ECG": "正常", "NSE": 3},
    }  # fmt: skip
    return {**said, **changes}


def sent(cast: Cast, place: Path, *said: dict[str, Any] | str, by: str = "public_health_a") -> Import:
    """A file taken in by the command; the import with the fate of every line."""
    lines = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in said]
    file = place / f"{Import.objects.count()}.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="verb"))
    account = str(cast.user(by).get_username())
    run(parser.parse_args(["import", str(file), "--kind", "messages", "--as", account, "--commit"]))
    return Import.objects.order_by("made_at").last()  # type: ignore[return-value]


def fates(held: Import) -> list[str]:
    return list(held.rows.order_by("line").values_list("fate", flat=True))


def why(held: Import, line: int) -> str:
    return str(held.rows.get(line=line).problems)


@pytest.mark.req("EHR-02", "ELD-13")
def test_an_exam_is_mapped_matched_stamped_and_waits_at_the_health_centre(cast: Cast, tmp_path: Path) -> None:
    person = cast.register()
    held = sent(cast, tmp_path, message(cast, person, "H-1"))
    assert fates(held) == ["done"] and "NSE：对照表里没有这个项目" in why(held, 1)
    exam, kept = HealthExam.objects.get(), Received.objects.get()
    assert (exam.resident, exam.bp_left_sys, exam.bp_left_dia, exam.ecg) == (person, 152, 94, 1)
    assert exam.fasting_glucose == Decimal("7.77") and exam.unfinished
    assert exam.institution == cast.centre_b and exam.recorded_by == cast.staff["public_health_a"] and exam.source == 3
    assert (kept.sender, kept.author, kept.key, kept.record) == (cast.centre_b, "张三", "H-1", exam.pk)
    assert kept.sent_at.isoformat() == "2024-10-12T02:20:00+00:00" and kept.unknown == ["NSE"]
    assert list(waiting(cast.staff["doctor"])) == [kept] and not waiting(cast.staff["public_health_b"])


@pytest.mark.req("EHR-02", "ELD-13")
def test_a_message_counts_once_and_a_changed_one_corrects(cast: Cast, tmp_path: Path) -> None:
    person = cast.register()
    first = message(cast, person, "H-1")
    assert fates(sent(cast, tmp_path, first, first)) == ["done", "same"]
    assert fates(sent(cast, tmp_path, first, " ")) == ["same"]
    twin = sent(cast, tmp_path, message(cast, person, "X-9", sender=cast.centre_a.code))
    assert fates(twin) == ["same"] and "已有健康体检表" in why(twin, 1)
    changed = sent(cast, tmp_path, {**first, "items": {**first["items"], "SBP": 148}})
    assert fates(changed) == ["corrected"] and HealthExam.objects.get().bp_left_sys == 148
    assert Received.objects.count() == 1 and Received.objects.get().items["SBP"] == 148
    visit = message(cast, person, "H-2", kind="visit", items={
        "COMPLAINT": "头晕", "FINDING": "血压 168/96", "DIAGNOSIS": "高血压", "TREATMENT": "调药"})  # fmt: skip
    monitor = message(cast, person, "H-3", kind="monitor", items={"SBP": 151, "DBP": 92, "DEVICE": "家庭血压计"})
    assert fates(sent(cast, tmp_path, visit, monitor)) == ["done", "done"]
    assert Encounter.objects.filter(objective="收缩压 151 mmHg，舒张压 92 mmHg，设备 家庭血压计").exists()
    assert Received.objects.filter(waits=True).count() == 1


@pytest.mark.req("EHR-02")
def test_what_cannot_be_taken_in_is_named_and_the_rest_goes_on(cast: Cast, tmp_path: Path) -> None:
    person, away = cast.register(), cast.register("于谷雨", village="371002102101")
    good = message(cast, person, "H-9")
    wrong: tuple[tuple[dict[str, Any] | str, str], ...] = (
        (json.dumps(good)[:80], "不是完整的报文"), ({**good, "sender": "天上医院"}, "没有“天上医院”"),
        ({**good, "kind": "x"}, "应是 exam"), ({**good, "sent_at": "昨天"}, "发送时间"),
        ({**good, "person": {"name": "王五", "id_no": person.id_no}}, "姓名与档案不符"),
        (message(cast, away, "H-9"), "不在您的服务范围内"), ({**good, "items": {"ECG": "大致正常"}}, "不在对照表里"),
        ({**good, "items": {"GLU": {"value": 1, "unit": "g"}}}, "单位“g”"), ({**good, "items": {"SBP": 900}}, "收缩压"),
        ({**good, "served_on": "2024-12-01"}, "2024"), ({**good, "items": {}}, "至少一项"),
    )  # fmt: skip
    held = sent(cast, tmp_path, *(said for said, _ in wrong), good)
    assert fates(held) == ["error"] * len(wrong) + ["done"]
    for number, (_, reason) in enumerate(wrong, 1):
        assert reason in why(held, number), (number, why(held, number))
    assert HealthExam.objects.count() == 1


def test_a_file_is_taken_back_and_may_come_again(cast: Cast, tmp_path: Path) -> None:
    person = cast.register()
    held = sent(cast, tmp_path, message(cast, person, "H-1"))
    for _ in all_parts(start(held, "undoing"), cast.staff["public_health_a"], 100, owing=False):
        pass
    assert HealthExam.objects.get().voided_at is not None and not waiting(cast.staff["doctor"])
    again = sent(cast, tmp_path, message(cast, person, "H-1"))
    assert fates(again) == ["done"] and Received.objects.get().waits
    assert HealthExam.objects.filter(voided_at=None).count() == 1


def test_every_code_leads_to_a_column_of_its_form() -> None:
    for sort in sorts().values():
        said, unknown = cells(sort, {code: next(iter(about.values), "1") for code, about in sort.items.items()})
        assert unknown == [] and set(said) >= {about.to for about in sort.items.values() if about.to}
    from_lines = list(rows_in(b'{"id": "1"}\n{"id"', 10, MEGABYTE))
    assert [number for number, _ in from_lines] == [0, 1, 2]
