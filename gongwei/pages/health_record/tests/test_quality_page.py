"""档案质量: whose records are shown, what each deduction says and where it leads; strangers are refused."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest
from django.db import connection
from django.test import Client

from gongwei.engine.slots import PeriodDates
from gongwei.facts import reader
from gongwei.pages.health_record import quality
from gongwei.people.models import Resident
from gongwei.people.tests.cast import VILLAGE_B1, Cast, make_cast
from gongwei.programmes.health_record.tests.test_measures import COMPLETE
from gongwei.quality import judging, worklist
from gongwei.quality.worklist import Cut, Judged

DAY = dt.date(2024, 10, 16)
URL = "/health_record/quality/"
pytestmark = pytest.mark.django_db


def judged(chapter: str, as_of: dt.date, build: int) -> tuple[duckdb.DuckDBPyConnection, str]:
    """The judged records of the test's own database, held by DuckDB as the mart would."""
    duck = duckdb.connect()
    with connection.cursor() as cursor:
        cursor.execute(judging.statement(chapter, "postgres", False).text, PeriodDates.year_to(as_of).values())
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    kinds = {"village_id": "VARCHAR", "score": "INT", **dict.fromkeys(
        ("resident_id", "creator_id", "created_by_id", "institution_id", "doctor_id"), "BIGINT")}  # fmt: skip
    columns = ", ".join(f'"{name}" {kinds.get(name, "BOOLEAN")}' for name in names)
    duck.execute(f"CREATE TABLE held ({columns})")
    duck.executemany(f"INSERT INTO held VALUES ({', '.join('?' * len(names))})", rows)
    return duck, "held"


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_TODAY", DAY.isoformat())
    monkeypatch.setattr(worklist, "judged", judged)
    monkeypatch.setattr(reader, "freshness", lambda: Fresh)
    monkeypatch.setattr(reader, "newest", lambda: 7)
    monkeypatch.setattr(quality, "as_of_day", lambda: DAY)
    made = make_cast()
    for person in (made.register("丛立春"), made.register("外乡人", village=VILLAGE_B1)):
        Resident.objects.filter(pk=person.pk).update(**{**COMPLETE, "education": None, "surgery": None, "phone": "12"})
    return made


class Fresh:
    number = 7
    snapshot_at = dt.datetime(2024, 10, 16, 9, 0, tzinfo=dt.UTC)


def enter(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.user(role))
    return client


@pytest.mark.req("EHR-03")
def test_a_centre_sees_its_own_records_each_deduction_leading_to_the_field(cast: Cast) -> None:
    person = Resident.objects.get(name="丛立春")
    shown = enter(cast, "public_health_a").get(URL).content.decode()
    assert "丛立春" in shown and "外乡人" not in shown and len(shown.encode()) < 60_000
    assert "缺 文化程度、既往史·手术" in shown and "陈旧档案" in shown
    assert f'href="/residents/{person.pk}/edit/#f-education"' in shown
    assert f'href="/residents/{person.pk}/edit/#f-phone"' in shown
    assert 'id="f-phone"' in enter(cast, "public_health_a").get(f"/residents/{person.pk}/edit/").content.decode()
    [row] = enter(cast, "public_health_a").get(URL).context["list"].rows
    assert row.row.score < 100 and row.row.created_by == person.created_by.name  # type: ignore[union-attr]
    assert "没有" not in row.row.said


@pytest.mark.req("EHR-03")
def test_the_office_cuts_by_institution_creator_and_kind_of_defect(cast: Cast) -> None:
    office = enter(cast, "project_office")
    everybody = office.get(URL).content.decode()
    assert "丛立春" in everybody and "外乡人" in everybody
    assert "/edit/" not in everybody, "the office reads records, it does not correct them"
    only = office.get(URL, {"institution": str(cast.centre_b.pk), "by": "staff"}).content.decode()
    assert "外乡人" in only and "丛立春" not in only
    by = Resident.objects.get(name="外乡人").created_by_id or 0
    filed = office.get(URL, {"by": "staff", "staff": str(by)}).content.decode()
    assert "外乡人" in filed and "丛立春" not in filed
    assert "丛立春" not in office.get(URL, {"defect": "重复"}).content.decode()
    held = Judged("health_record", DAY, 7)
    assert held.whole(Cut()).records == 2 == held.count(Cut()) and held.whole(Cut()).sound == 0
    assert sum(each.records for each in held.shares(Cut(), "creator")) == 2
    assert held.reasons(Cut())["phones_valid"] == 2


def test_a_stranger_is_refused(cast: Cast) -> None:
    assert enter(cast, "public_health_a").get(URL, {"institution": cast.centre_b.pk}).status_code == 403
    assert enter(cast, "village_doctor").get(URL, {"village": VILLAGE_B1}).status_code == 403
    for role in ("finance", "admin"):
        assert enter(cast, role).get(URL).status_code == 403
    assert enter(cast, "village_doctor").get(f"{URL}export/").status_code == 403
    assert "申请导出" in enter(cast, "public_health_a").get(f"{URL}export/").content.decode()
