"""团队日历: one day a person, exam days with their queue, and a visit or exam taken over as the follow-up."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client

from gongwei.catalogue.chapters import forms
from gongwei.kernel.clock import now
from gongwei.kernel.status import Window
from gongwei.obligations.refresh import refresh
from gongwei.obligations.verbs import record_service
from gongwei.obligations.worklist import Owed
from gongwei.pages.family_doctor.days import planned, seated
from gongwei.people.models import Resident
from gongwei.people.tests.cast import TODAY, VILLAGE_A1, VILLAGE_A2, VILLAGE_B1
from gongwei.programmes.family_doctor.models import ExamDay
from gongwei.programmes.family_doctor.tests.samples import signed, team_of
from gongwei.programmes.family_doctor.verbs.teams import bind_village
from gongwei.web.tests.visiting import Township, new_url, township, typed

URL = "/family_doctor/calendar/"
NOVEMBER = dt.date(2024, 11, 6)


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Township:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    return township()


def owed(who: int, step: str = "exam", due: dt.date = dt.date(2024, 12, 31), programme: str = "elderly") -> Owed:
    return Owed(who, programme, step, "2024", Window(dt.date(2024, 1, 1), due, due, None, None))


def day(on: dt.date, capacity: int | None = None, village: str = VILLAGE_A1) -> ExamDay:
    return ExamDay(id=uuid.UUID(int=on.toordinal()), village_id=village, on=on, capacity=capacity)


@pytest.mark.req("ELD-11")
def test_the_queue_goes_by_deadline_and_overflows_to_the_next_day() -> None:
    homes = dict.fromkeys((1, 2, 3, 4), VILLAGE_A1) | {5: VILLAGE_A2}
    all_owed = [owed(1), owed(2, due=dt.date(2024, 11, 30)), owed(3), owed(4), owed(5), owed(3, "followup", TODAY)]
    seats = seated(all_owed, homes, [day(dt.date(2024, 11, 13), 1), day(NOVEMBER, 2)])
    assert {who: (seat.on.day, seat.number) for who, seat in seats.items()} == {2: (6, 1), 1: (6, 2), 3: (13, 1)}
    assert len(seated(all_owed, homes, [day(NOVEMBER)])) == 4, "a day without a limit takes everybody of the village"


@pytest.mark.req("NCD-19")
def test_all_that_is_open_falls_on_one_day() -> None:
    visit = owed(1, "followup", dt.date(2024, 11, 20), "hypertension")
    late = owed(2, "followup", dt.date(2024, 10, 1), "hypertension")
    seats = seated([owed(1), visit], {1: VILLAGE_A1}, [day(NOVEMBER)])
    found = planned([owed(1), visit, late], {}, seats, TODAY)
    assert [(each.resident_id, each.on, each.why, len(each.owed)) for each in found] == [
        (2, TODAY, "逾期", 1), (1, NOVEMBER, "体检日", 2),
    ]  # fmt: skip
    [agreed] = planned([visit], {1: dt.date(2024, 11, 5)}, {}, TODAY)
    assert (agreed.on, agreed.why) == (dt.date(2024, 11, 5), "约定")
    [deadline] = planned([visit], {1: dt.date(2024, 11, 21)}, {}, TODAY)
    assert (deadline.on, deadline.why) == (dt.date(2024, 11, 20), "期限"), "what was agreed too late does not count"


def asked(**changes: Any) -> dict[str, Any]:
    return {"sheet": "exam_day", "key": str(uuid.uuid4()), "village": VILLAGE_A1, "on": NOVEMBER.isoformat(),
            "venue": "村委会", "transport": "7:30 村口上车", "capacity": "30", **changes}  # fmt: skip


def contracted(place: Township, name: str = "丛立春") -> Resident:
    person = place.patient("hypertension", name=name)
    team = team_of(place.cast)
    if not team.villages.filter(village=VILLAGE_A1, to_on=None).exists():
        bind_village(team, VILLAGE_A1, dt.date(2024, 1, 1), by=place.cast.staff["public_health_a"])
    signed(place.cast, person.pk)
    refresh([person.pk])
    return person


@pytest.mark.req("NCD-19", "ELD-11")
def test_a_planned_day_gathers_the_exam_the_follow_up_and_the_contract(place: Township) -> None:
    person, clerk = contracted(place), place.enter("public_health_a")
    answer = clerk.post(URL, asked())
    assert answer.status_code == 302
    shown = clerk.get(answer.headers["Location"])
    [row] = shown.context["rows"]
    text = shown.content.decode()
    assert row["person"].name == "丛立春" and row["number"] == 1 and len(row["tasks"]) > 1
    assert "体检日" in text and "7:30 村口上车" in text and "最多 30 人" in text and len(shown.content) < 60_000
    doctor = place.client.get(answer.headers["Location"]).content.decode()
    assert "丛立春" in doctor, "everybody of the team sees the same calendar"
    held = ExamDay.objects.get()
    assert clerk.post(f"{URL}{held.pk}/withdraw/").status_code == 302
    assert "7:30 村口上车" not in clerk.get(answer.headers["Location"]).content.decode()
    assert person.pk


def test_what_is_wrong_is_named_and_kept(place: Township) -> None:
    contracted(place)
    clerk = place.enter("public_health_a")
    for changes, words in (
        ({"on": "2024-10-01"}, "已经过去"), ({"capacity": "很多"}, "不是整数"), ({"capacity": "0"}, "应是 1 到"),
        ({"village": VILLAGE_B1}, "村（居）"),
    ):  # fmt: skip
        answer = clerk.post(URL, asked(**changes))
        assert answer.status_code == 422 and words in answer.content.decode()
        assert "7:30 村口上车" in answer.content.decode()
    assert clerk.post(URL, asked()).status_code == 302
    assert "已经安排过" in clerk.post(URL, asked()).content.decode()
    assert ExamDay.objects.count() == 1


def test_strangers_are_refused(place: Township) -> None:
    contracted(place)
    clerk, other = place.enter("public_health_a"), place.enter("public_health_b")
    clerk.post(URL, asked())
    held = ExamDay.objects.get()
    assert other.get(f"{URL}?team={held.team_id}").status_code == 404
    assert other.post(f"{URL}{held.pk}/withdraw/").status_code == 404
    assert place.enter("finance").get(URL).status_code == 403
    assert Client().get(URL).status_code == 302
    assert not ExamDay.objects.get().withdrawn
    for odd in ("?month=2024-13", "?day=never&page=99999999", "?month=&team="):
        assert clerk.get(URL + odd).status_code == 200


SEEN = {"subjective": "头晕", "objective": "血压偏高", "assessment": "高血压", "plan": "服药"}


def visited(place: Township, person: Resident, form: str, **values: Any) -> Any:
    return record_service(
        forms()[form], uuid.uuid4(), person.pk, {"served_on": TODAY, **values}, actor=place.cast.staff["doctor"]
    )


@pytest.mark.req("NCD-19", "ELD-11")
def test_a_clinic_visit_is_offered_as_the_follow_up_and_says_what_it_lacks(place: Township) -> None:
    person = place.patient("hypertension", name="丛立春")
    seen = visited(place, person, "encounter", **SEEN)
    page = place.client.get(new_url(person)).content.decode()
    assert "就诊、体检可作随访" in page and "作为本次随访" in page and "还缺 症状" in page
    link = f"{new_url(person)}?after=encounter%3A{seen.pk}"
    assert link in page
    taken = place.client.get(link).content.decode()
    assert 'value="2024-10-16"' in taken and "就诊、体检可作随访" not in taken


@pytest.mark.req("NCD-19")
def test_nothing_is_offered_after_a_follow_up_of_the_same_day(place: Township) -> None:
    person = place.patient("hypertension", name="丛立春")
    visited(place, person, "encounter", **(SEEN | {"served_on": dt.date(2024, 10, 8)}))
    assert "就诊、体检可作随访" in place.client.get(new_url(person)).content.decode()
    doctor = place.cast.staff["doctor"]
    forms()["hypertension_followup"].model._default_manager.create(
        id=uuid.uuid4(), resident=person, institution=place.cast.centre_a, staff=doctor, recorded_by=doctor,
        recorded_at=now(), served_on=dt.date(2024, 10, 8), mode=1, sbp=131, dbp=77,
    )  # fmt: skip
    assert "就诊、体检可作随访" not in place.client.get(new_url(person)).content.decode()


@pytest.mark.req("ELD-11")
def test_what_the_clinic_visit_measured_is_not_asked_again_at_the_exam(place: Township) -> None:
    person = place.patient("hypertension", name="丛立春")
    sent = place.client.post(new_url(person), typed())
    assert sent.status_code in (200, 302)
    seen = forms()["hypertension_followup"].model._default_manager.get(resident=person)
    link = f"{new_url(person, 'health_exam')}?after=hypertension_followup%3A{seen.pk}"
    exam = place.client.get(link).content.decode()
    assert "同一次服务已填的不再问" in exam and "138" in exam and "160" in exam
