"""Files are drawn by a seed, checked by others than their doctor, and not counted from failing until put right."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection

from gongwei.care.models import Exclusion
from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import statement
from gongwei.obligations.models import Obligation
from gongwei.people.models import Resident
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import TODAY, VILLAGE_B1
from gongwei.quality import verifying
from gongwei.quality.models import Verification, VerifiedFile
from gongwei.web.tests.visiting import Township, township

DUE = dt.date(2024, 11, 30)
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Township:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    made = township()
    for number in range(3):
        made.patient("hypertension", "diabetes", name=f"丛立春{number}")
    made.patient("hypertension", name="外乡人", village=VILLAGE_B1)
    return made


def opened(place: Township, size: int | None = None, seed: int = 7) -> Verification:
    office = place.cast.staff["project_office"]
    return verifying.open_verification(
        uuid.uuid4(), "年底核查", ("hypertension",), size, seed, DUE, by=office
    )


def managed(programme: str, as_of: dt.date = TODAY) -> set[int]:
    """The denominator of 规范管理率 as PostgreSQL counts it."""
    with connection.cursor() as cursor:
        values = PeriodDates.year_to(as_of).values()
        cursor.execute(statement(f"{programme}.managed", "postgres", False).text, values)
        at = [column.name for column in cursor.description].index("resident_id")
        return {row[at] for row in cursor.fetchall()}


def checked(place: Township, file: VerifiedFile, outcome: str, words: str = "") -> None:
    verifying.check(uuid.uuid4(), file, "phone", outcome, words, by=place.cast.staff["public_health_a"])


@pytest.mark.req("EHR-20", "NCD-23")
def test_a_failing_file_leaves_the_managed_count_until_it_is_put_right(
    place: Township, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = opened(place)
    assert round_.files.count() == 4
    file = round_.files.get(resident__name="丛立春0")
    owed = Obligation.objects.filter(resident=file.resident, programme="hypertension").count()
    everybody = managed("hypertension")
    checked(place, file, "untrue", "本人说没有量过血压")
    assert managed("hypertension") == everybody - {file.resident_id}
    assert file.resident_id in managed("diabetes"), "the other disease is another file"
    assert file.resident_id in managed("hypertension", TODAY - dt.timedelta(days=1)), "counted until the day before"
    assert Obligation.objects.filter(resident=file.resident, programme="hypertension").count() == owed > 0
    checked(place, file, "not_reached")
    assert file.resident_id not in managed("hypertension")
    with pytest.raises(Invalid, match="更正了什么"):
        checked(place, file, "true")
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-20")
    checked(place, file, "true", "电话已更正，补测血压")
    back = dt.date(2024, 10, 20)
    assert file.resident_id in managed("hypertension", back)
    assert file.resident_id not in managed("hypertension", dt.date(2024, 10, 19))
    [kept] = Exclusion.objects.all()
    assert (kept.from_on, kept.to_on, kept.corrected) == (TODAY, back, "电话已更正，补测血压")
    assert [each.outcome for each in file.checks.all()] == ["untrue", "not_reached", "true"]


@pytest.mark.req("EHR-20")
def test_pass_rates_count_what_is_known_by_institution(place: Township) -> None:
    round_ = opened(place)
    first, second, third = round_.files.filter(institution=place.cast.centre_a).order_by("resident__name")
    checked(place, first, "true")
    checked(place, second, "irregular", "随访表缺项")
    checked(place, third, "not_reached")
    rows = {row.institution_id: row for row in verifying.results(round_.files.all())}
    own, other = rows[place.cast.centre_a.pk], rows[place.cast.centre_b.pk]
    assert (own.files, own.known, own.passed, own.waiting) == (3, 2, 1, 0)
    assert (other.files, other.known, other.waiting) == (1, 0, 1)


@pytest.mark.req("EHR-20")
def test_a_sample_is_drawn_by_its_seed_alone(place: Township) -> None:
    one, again, other = opened(place, 2, seed=7), opened(place, 2, seed=7), opened(place, 2, seed=8)
    named = [{f"{file.programme}:{file.resident_id}" for file in each.files.all()} for each in (one, again, other)]
    assert named[0] == named[1] == verifying.drawn_again(one) and len(named[0]) == 2
    assert named[2] == verifying.drawn_again(other)
    assert {file.institution_id for file in one.files.all()} == {place.cast.centre_a.pk, place.cast.centre_b.pk}


def test_nobody_checks_his_own_patient_or_another_centres(place: Township) -> None:
    round_ = opened(place)
    file = round_.files.get(resident__name="丛立春0")
    clerk = place.cast.staff["public_health_a"]
    for role in ("public_health_b", "doctor", "village_doctor", "finance"):
        with pytest.raises(Forbidden):
            verifying.check(uuid.uuid4(), file, "phone", "true", "", by=place.cast.staff[role])
    Resident.objects.filter(pk=file.resident_id).update(doctor=clerk)
    with pytest.raises(Forbidden, match="自己负责"):
        checked(place, VerifiedFile.objects.get(pk=file.pk), "true")
    with pytest.raises(Forbidden):
        verifying.open_verification(uuid.uuid4(), "x", ("diabetes",), None, 1, DUE, by=clerk)


def test_a_closed_round_takes_only_files_that_failed(place: Township) -> None:
    round_ = opened(place)
    first, second, _ = round_.files.filter(institution=place.cast.centre_a).order_by("resident__name")
    checked(place, first, "untrue", "查无此人")
    verifying.close_verification(round_, by=place.cast.staff["project_office"])
    with pytest.raises(Conflict, match="已经结束"):
        checked(place, VerifiedFile.objects.get(pk=second.pk), "true")
    checked(place, VerifiedFile.objects.get(pk=first.pk), "true", "身份已核对")
    assert not Exclusion.objects.filter(to_on=None).exists()
