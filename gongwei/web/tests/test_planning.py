"""Task pages: the office issues, the township confirms and divides; strangers are refused."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.organisation.posts import name_holder
from gongwei.people.tests.cast import VILLAGE_A1, VILLAGE_A2, Cast, make_cast
from gongwei.planning import sheets
from gongwei.planning.models import Notice, SheetCell, Split, TaskSheet, Undertaking
from gongwei.planning.splitting import population, propose, split

pytestmark = pytest.mark.django_db
LARGEST_PAGE = 60_000
SHEET, CHOSEN = "/plan/tasks/", ("population", "largest_remainder")


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    for _ in range(2):
        cast.register(village=VILLAGE_A1, doctor_id=cast.staff["village_doctor"].pk)
    cast.register(village=VILLAGE_A2)
    return cast


def enter(cast: Cast, role: str, checked: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checked)
    client.force_login(cast.user(role))
    return client


def press(client: Client, url: str, do: str = "", **more: Any) -> Any:
    given = {"do": do} if do else {}
    return client.post(url, {"key": str(uuid.uuid4()), **given, **more}, follow=True)


def issue(cast: Cast) -> TaskSheet:
    office = enter(cast, "project_office")
    press(office, SHEET, "prepare", reason="按方案下达")
    press(office, SHEET, "publish")
    found = sheets.current("huancui-2024")
    assert found is not None
    return found


def target(cast: Cast, place: str = "centre_a") -> SheetCell:
    return SheetCell.objects.get(
        institution=getattr(cast, place),
        column__indicator="hypertension.standard_rate",
        column__sheet__state="published",
    )


@pytest.mark.req("TASK-14", "TASK-12")
def test_a_number_from_the_office_to_the_village_doctor(cast: Cast) -> None:
    issue(cast)
    centre, village = enter(cast, "public_health_a"), enter(cast, "village_doctor")
    assert "请核对后签收" in centre.get(SHEET).content.decode()
    assert "已签收" in press(centre, SHEET, "confirm").content.decode()
    assert Notice.objects.get(institution=cast.centre_a).confirmed_by == cast.staff["public_health_a"]
    assert "未签收" in enter(cast, "project_office").get(SHEET).content.decode()
    url = reverse("web:task_split", args=[target(cast).pk])
    shown = centre.get(url + "?weights=population").content.decode()
    assert "大西庄村委会" in shown and "毕谷雨" in shown and len(shown) < LARGEST_PAGE
    press(centre, url, weights="population", method="largest_remainder")
    kept = Split.objects.get()
    share = kept.shares.get(village_id=VILLAGE_A1)
    own = village.get(SHEET, follow=True).content.decode()
    assert "我的任务" in own and f"{share.value:,}" in own and "小西庄" not in own


@pytest.mark.req("PLAN-06")
def test_what_was_typed_wrongly_stays_and_the_error_is_told(cast: Cast) -> None:
    issue(cast)
    centre, cell = enter(cast, "public_health_a"), target(cast)
    url = reverse("web:task_split", args=[cell.pk])
    shown = centre.get(url + "?weights=population").content.decode()
    fields = re.findall(r'name="(v-[0-9-]+)" value="(\d+)"', shown)
    typed = dict(fields) | {fields[0][0]: str(int(fields[0][1]) + 5)}
    refused = press(centre, url, weights="population", method="largest_remainder", reason="多做", **typed)
    page = refused.content.decode()
    assert refused.status_code == 422 and "多 5：不得层层加码" in page
    assert f'value="{int(fields[0][1]) + 5}"' in page and not Split.objects.exists()
    words = press(centre, url, weights="population", method="largest_remainder", **{fields[0][0]: "几个"})
    assert "不是整数" in words.content.decode()


def test_the_office_rebases_and_mends_in_a_draft(cast: Cast) -> None:
    issue(cast)
    office = enter(cast, "project_office")
    wrong = press(office, SHEET, "prepare", reason="新年报", column="elderly", by="manual", source="2024年报")
    assert wrong.status_code == 422 and "每个机构都要填" in wrong.content.decode()
    spread = {"column": "elderly", "by": "population", "total": "70,000", "source": "", "year": "2024"}
    press(office, SHEET, "prepare", reason="老年人总数调整", **spread)
    draft = sheets.drafted("huancui-2024")
    assert draft is not None and draft.columns.get(name="elderly").total == 70_000
    cell = {"cell_column": "elderly", "cell_code": "HC-JY"}
    assert press(office, SHEET, "change", **cell, value="多").status_code == 422
    assert "要写原因" in press(office, SHEET, "change", **cell, value="9000").content.decode()
    press(office, SHEET, "change", **cell, value="9000", cell_reason="核实后更正")
    refused = press(office, SHEET, "publish")
    assert "两者相等才能下达" in refused.content.decode()
    shown = office.get(SHEET).content.decode()
    assert "合计不符" in shown and len(shown) < LARGEST_PAGE
    assert "已放弃" in press(office, SHEET, "drop").content.decode()


def test_another_townships_numbers_and_acts_without_the_right_are_refused(cast: Cast) -> None:
    issue(cast)
    other, village = enter(cast, "public_health_b"), enter(cast, "village_doctor")
    url = reverse("web:task_split", args=[target(cast).pk])
    assert other.get(url).status_code == 404 and village.get(url).status_code == 404
    assert press(other, url, weights="population", method="to_largest").status_code == 404
    assert press(enter(cast, "public_health_a"), SHEET, "prepare", reason="越权").status_code == 403
    assert press(enter(cast, "finance"), SHEET, "publish").status_code == 403
    assert enter(cast, "admin").get(SHEET).status_code == 403
    assert press(enter(cast, "project_office"), SHEET, "confirm").status_code == 404
    unsigned = enter(cast, "project_office", checked=True)
    assert unsigned.post(SHEET, {"key": str(uuid.uuid4()), "do": "prepare"}).status_code == 403
    office = press(enter(cast, "project_office"), url, weights="population", method="to_largest")
    assert office.status_code == 403 and not Split.objects.exists()


@pytest.mark.req("ORG-29")
def test_the_principal_signs_the_division_and_the_county_sees_who_has_not(cast: Cast) -> None:
    sheet, doctor = issue(cast), cast.staff["doctor"]
    office, centre, principal = (enter(cast, who) for who in ("project_office", "public_health_a", "doctor"))
    assert "还没有登记主要负责人" in centre.get(SHEET).content.decode()
    name_holder(cast.centre_a, "principal", doctor, by=cast.staff["project_office"])
    early = press(principal, SHEET, "sign")
    assert early.status_code == 422 and "没有分解到村" in early.content.decode()
    for cell in SheetCell.objects.filter(column__sheet=sheet, column__kind="target", institution=cast.centre_a):
        made = propose(int(cell.value), population(cast.centre_a), "largest_remainder")
        split(uuid.uuid4(), cell, CHOSEN, made, made.values, "", by=cast.staff["public_health_a"])
    assert press(centre, SHEET, "sign").status_code == 403, "only the principal"
    assert press(enter(cast, "public_health_b"), SHEET, "sign").status_code == 422, "no principal there"
    assert "已签署" in press(principal, SHEET, "sign").content.decode()
    shown = office.get(SHEET).content.decode()
    assert "于白露 已签" in shown and "未分解 0/" in shown and Undertaking.objects.get().signed_by == doctor
    again = target(cast)
    made = propose(int(again.value), population(cast.centre_a), "to_largest")
    first, other = sorted(made.values)[:2]
    moved = {**made.values, first: made.values[first] + 1, other: made.values[other] - 1}
    split(uuid.uuid4(), again, CHOSEN, made, moved, "村里人口有变", by=cast.staff["public_health_a"])
    assert "签后有改动" in office.get(SHEET).content.decode()
