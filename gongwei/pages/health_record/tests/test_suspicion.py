"""数据疑点: each kind is found at its limit and not below it; institutions explain, the office decides."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import duckdb
import pytest
from django.db import connection
from django.urls import reverse

from gongwei.catalogue.chapters import forms
from gongwei.engine.slots import PeriodDates
from gongwei.facts import reader
from gongwei.kernel.clock import CHINA
from gongwei.pages.health_record import suspicion as pages
from gongwei.people.models import Resident, Standing
from gongwei.people.tests.cast import TODAY, VILLAGE_A1, VILLAGE_B1
from gongwei.quality import reviewing, suspicion
from gongwei.quality.models import DoubtReview
from gongwei.web.tests.releasing import cells
from gongwei.web.tests.visiting import Township, township

URL, CASE = "/health_record/doubts/", "/health_record/doubts/case/"
MAY = dt.date(2024, 5, 6)
LIMITS = {"people": 3, "visits": 3, "readings": 30, "percent": 60, "day": 40, "hour": 30, "late": 30}
"""As parameters.yaml has them."""
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Township:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    monkeypatch.setattr(suspicion, "found", held)
    monkeypatch.setattr(reader, "freshness", lambda: Fresh)
    monkeypatch.setattr(reader, "newest", lambda: 7)
    monkeypatch.setattr(pages, "as_of_day", lambda: TODAY)
    return township()


class Fresh:
    number = 7
    snapshot_at = dt.datetime(2024, 10, 16, 9, 0, tzinfo=dt.UTC)


def rows() -> list[dict[str, Any]]:
    """What the detectors find in the test's own database."""
    made = suspicion.statement("postgres")
    values = PeriodDates.year_to(TODAY).values()
    with connection.cursor() as cursor:
        cursor.execute(made.text, {slot: values[slot] for slot in made.slots})
        return [dict(zip(suspicion.ROW, row, strict=True)) for row in cursor.fetchall()]


def held(as_of: dt.date, build: int) -> tuple[duckdb.DuckDBPyConnection, str]:
    """The same in DuckDB, as the mart holds it."""
    duck = duckdb.connect()
    duck.execute(
        'CREATE TABLE held (kind VARCHAR, "case" VARCHAR, form VARCHAR, record VARCHAR, resident_id BIGINT,'
        " institution_id BIGINT, staff_id BIGINT, served_on DATE, said VARCHAR)"
    )
    for row in rows():
        duck.execute("INSERT INTO held VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [row[name] for name in suspicion.ROW])
    return duck, "held"


def kinds() -> set[str]:
    return {row["kind"] for row in rows()}


def visit(place: Township, person: Resident, on: dt.date = MAY, **values: Any) -> Any:
    """A follow-up as it stands in the database, typed at ten on its day, unless told otherwise."""
    form, doctor = values.pop("form", "hypertension_followup"), place.cast.staff["doctor"]
    read = {"mode": 2, "sbp": 131, "dbp": 77} if form == "hypertension_followup" else {}
    typed = {"recorded_at": dt.datetime.combine(on, dt.time(10), CHINA), **read, **values}
    return forms()[form].model._default_manager.create(
        id=uuid.uuid4(), resident=person, institution=typed.pop("institution", place.cast.centre_a), staff=doctor,
        recorded_by=doctor, served_on=on, **typed,
    )  # fmt: skip


def people(place: Township, count: int) -> list[Resident]:
    return [place.cast.register(f"居民{number}") for number in range(count)]


@pytest.mark.req("DATA-03")
def test_the_same_numbers_for_several_people_on_one_day(place: Township) -> None:
    whom = people(place, LIMITS["people"] + 1)
    for person in whom[: LIMITS["people"] - 1]:
        visit(place, person, weight_cur="66.0", heart_rate=72)
    visit(place, whom[-2], weight_cur="66.5", heart_rate=72)
    visit(place, whom[-1], MAY + dt.timedelta(days=1), weight_cur="66.0", heart_rate=72)
    assert "same_values" not in kinds(), "two people alike, one other, one on another day"
    visit(place, whom[-1], weight_cur="66.0", heart_rate=72)
    found = [row for row in rows() if row["kind"] == "same_values"]
    assert len(found) == LIMITS["people"] and len({row["case"] for row in found}) == 1
    assert {row["said"] for row in found} == {"131/77/66.0/72"}


@pytest.mark.req("DATA-03")
def test_two_numbers_alike_are_not_enough(place: Township) -> None:
    for person in people(place, 5):
        visit(place, person)
    assert kinds() == set()


@pytest.mark.req("DATA-03")
def test_numbers_copied_from_visit_to_visit(place: Township) -> None:
    [person] = people(place, 1)
    for month in range(1, LIMITS["visits"]):
        visit(place, person, dt.date(2024, month, 9), weight_cur="66.0", heart_rate=72)
    visit(place, person, dt.date(2023, 12, 9), weight_cur="66.0", heart_rate=72)
    assert "copied" not in kinds(), "the third is of another year"
    last = visit(place, person, dt.date(2024, 9, 9), weight_cur="66.0", heart_rate=72)
    assert [row["kind"] for row in rows()].count("copied") == LIMITS["visits"]
    type(last).objects.filter(pk=last.pk).update(voided_at=Fresh.snapshot_at, void_reason="照抄")
    assert "copied" not in kinds(), "a voided record is no case any more"


@pytest.mark.req("DATA-03")
def test_readings_that_end_in_nought(place: Township) -> None:
    whom = people(place, LIMITS["readings"])
    many = LIMITS["readings"] * LIMITS["percent"] // 100
    for number, person in enumerate(whom[:-1]):
        visit(place, person, sbp=130 if number < many else 133, dbp=80, heart_rate=60 + number)
    assert "round" not in kinds(), "one reading too few"
    visit(place, whom[-1], sbp=133, dbp=80)
    assert [row["kind"] for row in rows()].count("round") == many
    visit(place, whom[-1], MAY + dt.timedelta(days=1), sbp=133, dbp=80)
    assert "round" not in kinds(), "below the share"


@pytest.mark.req("DATA-03")
def test_too_many_in_a_day_and_in_an_hour(place: Township) -> None:
    whom = people(place, LIMITS["day"] + 1)
    for number, person in enumerate(whom[:-1]):
        at = dt.datetime.combine(MAY, dt.time(10 + (number >= LIMITS["hour"]), number % 60), CHINA)
        visit(place, person, heart_rate=60 + number, recorded_at=at)
    assert kinds() == set()
    late = dt.datetime.combine(MAY, dt.time(10, 59), CHINA)
    visit(place, whom[-1], recorded_at=late, source=3)
    assert kinds() == {"crowded_day"}, "an imported record is not typed"
    visit(place, whom[-1], MAY - dt.timedelta(days=1), recorded_at=late)
    assert kinds() == {"crowded_day", "crowded_hour"}


@pytest.mark.req("DATA-03")
def test_typed_late_after_death_in_hospital_and_elsewhere(place: Township) -> None:
    dead, ill, away = people(place, 3)
    at = dt.datetime.combine(MAY, dt.time(9), CHINA)
    visit(place, ill, recorded_at=at + dt.timedelta(days=LIMITS["late"]))
    assert kinds() == set()
    visit(place, away, recorded_at=at + dt.timedelta(days=LIMITS["late"] + 1))
    assert kinds() == {"late"}
    Standing.objects.filter(resident=dead).update(to_on=MAY)
    Standing.objects.create(
        resident=dead, state="died", from_on=MAY, reason="死亡", cause_of_death="脑卒中", evidence="死亡证明"
    )
    visit(place, dead)
    assert kinds() == {"late"}, "on the day of death is not after it"
    visit(place, dead, MAY + dt.timedelta(days=1))
    assert kinds() == {"late", "after_death"}
    exam = visit(place, ill, dt.date(2024, 9, 1), form="health_exam")
    stay = forms()["health_exam"].rows["admissions"]
    stay._default_manager.create(
        record=exam, position=1, admitted_on=MAY - dt.timedelta(days=1), discharged_on=MAY, reason="肺炎",
        institution_name="威海市立医院",
    )  # fmt: skip
    assert "in_hospital" not in kinds(), "the day of discharge is outside"
    stay._default_manager.filter(record=exam).update(discharged_on=MAY + dt.timedelta(days=1))
    assert [row["said"] for row in rows() if row["kind"] == "in_hospital"] == ["住院 2024-05-05 至 2024-05-07"]
    visit(place, away, MAY + dt.timedelta(days=3), institution=place.cast.centre_b)
    assert [row["resident_id"] for row in rows() if row["kind"] == "outside"] == [away.pk]


def alike(place: Township, village: str = VILLAGE_A1) -> str:
    for number in range(LIMITS["people"]):
        person = place.patient("hypertension", name=f"某{'甲乙丙'[number]}", village=village)
        visit(place, person, weight_cur="66.0", heart_rate=72)
    return next(str(row["case"]) for row in rows() if row["kind"] == "same_values")


def said(outcome: str, words: str = "电话问了三人，当天确有随访") -> dict[str, str]:
    return {"key": str(uuid.uuid4()), "outcome": outcome, "words": words}


@pytest.mark.req("DATA-03")
def test_the_institution_explains_and_the_office_decides(place: Township) -> None:
    case = alike(place)
    clerk, office = place.enter("public_health_a"), place.enter("project_office")
    listed = clerk.get(URL).content.decode()
    assert "多人数值相同" in listed and "待复核" in listed and len(listed.encode()) < 60_000
    at = f"{CASE}?case={case.replace('|', '%7C')}"
    shown = clerk.get(at).content.decode()
    assert "某甲" in shown and "131/77/66.0/72" in shown and reverse("web:record", args=[
        "hypertension_followup", next(row["record"] for row in rows())]) in shown  # fmt: skip
    assert clerk.post(at, said("explained")).status_code == 422, "only the office decides"
    assert clerk.post(at, said("told", " ")).status_code == 422
    assert clerk.post(at, said("told")).status_code == 302
    assert "机构已说明" in office.get(URL).content.decode()
    assert office.post(at, said("explained")).status_code == 302
    assert DoubtReview.objects.count() == 2 and "有合理解释" in office.get(URL).content.decode()
    more = place.patient("hypertension", name="某丁")
    visit(place, more, weight_cur="66.0", heart_rate=72)
    assert "复核后又增加" in office.get(URL).content.decode()


def test_asked_twice_is_written_once(place: Township) -> None:
    case, by = alike(place), place.cast.staff["project_office"]
    found = reviewing.cases(TODAY, 7, reviewing.Sight(("hypertension_followup",)))
    [one] = [each for each in found if each.key == case]
    key = uuid.uuid4()
    first = reviewing.review(key, one, "untrue", "三人都说没来过", by=by)
    assert reviewing.review(key, one, "untrue", "三人都说没来过", by=by) == first
    assert DoubtReview.objects.count() == 1


def test_strangers_are_refused(place: Township) -> None:
    case = alike(place)
    at = f"{CASE}?case={case.replace('|', '%7C')}"
    assert place.enter("doctor").get(URL).status_code == 403
    assert place.enter("doctor").get(at).status_code == 403
    assert place.enter("finance").get(URL).status_code == 403
    other = place.enter("public_health_b")
    assert "某甲" not in other.get(URL).content.decode() and other.get(at).status_code == 404
    assert other.post(at, said("told")).status_code == 404
    assert place.enter("project_office").get(f"{CASE}?case=nothing").status_code == 404
    assert not DoubtReview.objects.exists()


def test_the_cases_leave_as_a_workbook_without_names(place: Township) -> None:
    alike(place)
    book = place.enter("public_health_a").get(f"{URL}export/")
    found = cells(book)
    assert "多人数值相同" in found and "待复核" in found and not any("某甲" in each for each in found)
    assert place.enter("village_doctor").get(f"{URL}export/").status_code == 403


def test_who_lives_elsewhere_stays_unnamed(place: Township) -> None:
    case = alike(place, VILLAGE_B1)
    at = f"{CASE}?case={case.replace('|', '%7C')}"
    own = place.enter("public_health_a")
    assert own.get(at).status_code == 200 and "不在您的名单内" in own.get(at).content.decode()
