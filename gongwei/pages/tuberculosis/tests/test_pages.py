"""Courses, the dose calendar and the tracing of suspects: what they show, what a mark does, who is refused."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.care.models import Enrolment
from gongwei.obligations.verbs import record_service
from gongwei.people.models import AccessLog, Resident
from gongwei.people.tests.cast import TODAY, Cast, make_cast
from gongwei.programmes.tuberculosis.forms import CLOSING
from gongwei.programmes.tuberculosis.models import Dose, Suspect, Trace
from gongwei.programmes.tuberculosis.tests.samples import first_visit, mark, open_span, patient, record, visit

ENDED = {
    "served_on": TODAY, "stop_date": dt.date(2024, 10, 8), "stop_reason": 1, "should_visits": 10, "actual_visits": 10,
    "should_doses": 183, "actual_doses": 175,
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def client_of(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.user(role))
    return client


@pytest.fixture
def client(cast: Cast) -> Client:
    return client_of(cast, "doctor")


@pytest.fixture
def ill(cast: Cast) -> Resident:
    return patient(cast)


def span(resident: Resident) -> Enrolment:
    return Enrolment.objects.get(resident=resident, programme="tuberculosis")


def address(name: str, resident: Resident) -> str:
    return reverse(f"tuberculosis:{name}", args=[span(resident).pk])


@pytest.mark.req("TB-04")
def test_a_tap_marks_a_day_and_answers_with_the_counts(cast: Cast, client: Client, ill: Resident) -> None:
    mark(cast, ill, dt.date(2024, 4, 9), 9, 1)
    url = address("fill", ill)
    answer = client.post(url, {"day": "2024-04-18", "state": "2"})
    assert answer.json() | {"tint": ""} == {
        "due": 191, "taken": 9, "missed": 1, "stopped": 0, "unmarked": 181, "rate": "4.7%", "tint": "", "gap": 1,
        "report": 7,
    }  # fmt: skip
    dose = Dose.objects.get(resident=ill, day=dt.date(2024, 4, 18))
    assert (dose.state, dose.staff) == (2, cast.staff["doctor"])
    client.post(url, {"day": "2024-04-18", "state": "0"})
    dose.refresh_from_db()
    assert dose.state is None


@pytest.mark.req("TB-04")
def test_a_span_fills_only_days_that_nobody_marked(cast: Cast, client: Client, ill: Resident) -> None:
    client.post(address("fill", ill), {"day": "2024-04-12", "state": "2"})
    client.post(address("fill", ill), {"first": "2024-04-09", "last": "2024-04-30", "state": "1"})
    states = dict(Dose.objects.filter(resident=ill).values_list("day", "state"))
    assert len(states) == 22 and states[dt.date(2024, 4, 12)] == 2
    assert {state for day, state in states.items() if day != dt.date(2024, 4, 12)} == {1}


@pytest.mark.parametrize(
    ("day", "state"), [("2024-04-08", "1"), ("2024-10-17", "1"), ("2024-04-18", "9"), ("某日", "1")]
)
def test_days_outside_the_course_and_unknown_states_are_refused(
    client: Client, ill: Resident, day: str, state: str
) -> None:
    answer = client.post(address("fill", ill), {"day": day, "state": state})
    assert answer.status_code == 422 and answer.json()["problem"]
    assert not Dose.objects.exists()


def test_a_closed_course_is_read_only(cast: Cast, client: Client, ill: Resident) -> None:
    record_service(CLOSING, uuid.uuid4(), ill.pk, ENDED, actor=cast.staff["public_health_a"])
    assert (
        "已于 2024-10-16 结案评估"
        in client.post(address("fill", ill), {"day": "2024-04-18", "state": "1"}).json()["problem"]
    )
    assert "data-doses=" not in client.get(address("course", ill)).content.decode()


@pytest.mark.req("TB-04")
def test_a_week_without_medicine_is_said_on_the_page_and_on_the_persons_card(
    cast: Cast, client: Client, ill: Resident
) -> None:
    mark(cast, ill, dt.date(2024, 10, 3), 7, 2)
    assert "data-report>" in client.get(address("course", ill)).content.decode()
    card = client.get(reverse("web:resident", args=[ill.pk])).content.decode()
    assert "曾连续漏服 7 天" in card and "肺结核疗程" in card
    Dose.objects.filter(resident=ill, day=dt.date(2024, 10, 6)).update(state=1)
    assert "data-report hidden>" in client.get(address("course", ill)).content.decode()


@pytest.mark.req("TB-04")
def test_the_paper_calendar_has_a_box_for_every_day_to_come(client: Client, ill: Resident) -> None:
    found = client.get(address("course_print", ill)).content.decode()
    assert "肺结核患者服药日历" in found and "2024年10月" in found
    assert AccessLog.objects.filter(resident=ill, purpose="打印服药日历").count() == 1


@pytest.mark.req("TB-03")
def test_the_list_shows_the_clock_until_the_first_visit(cast: Cast, client: Client) -> None:
    resident = patient(cast, on=dt.date(2024, 10, 15))
    found = client.get(reverse("tuberculosis:roster"), {"view": "clock"})
    [row] = found.context["rows"]
    assert 0 < row["hours"] < 72 and "小时入户" in found.content.decode()
    first_visit(cast, resident, TODAY)
    assert client.get(reverse("tuberculosis:roster"), {"view": "clock"}).context["rows"] == []
    assert len(found.content) < 60_000


def test_the_parts_of_the_list(cast: Cast, client: Client, ill: Resident) -> None:
    mark(cast, ill, dt.date(2024, 10, 3), 13, 2)
    counts = {key: count for key, _, _, count in client.get(reverse("tuberculosis:roster")).context["views"]}
    assert counts == {"now": 1, "clock": 1, "gaps": 1, "irregular": 1, "ending": 1, "ended": 0}
    record_service(CLOSING, uuid.uuid4(), ill.pk, ENDED, actor=cast.staff["public_health_a"])
    counts = {key: count for key, _, _, count in client.get(reverse("tuberculosis:roster")).context["views"]}
    assert (counts["now"], counts["ended"]) == (0, 1)


@pytest.mark.req("TB-01")
def test_suspects_wait_until_somebody_asks_and_who_did_not_go_stays_visible(
    cast: Cast, client: Client
) -> None:
    waits, absent, went = (cast.register(name) for name in ("丛立春", "王芒种", "姜小满"))
    for each in (waits, absent, went):
        record(cast, Suspect, each, dt.date(2024, 9, 2), groups=[8], symptoms=[1], referral_org="市结防所")
    record(cast, Trace, absent, dt.date(2024, 9, 5), mode=3, attended=2, not_attended_reason="外出")
    record(
        cast, Trace, went, dt.date(2024, 9, 5), mode=3, attended=1, attended_on=dt.date(2024, 9, 4), result=2
    )
    found = client.get(reverse("tuberculosis:suspects"))
    assert [row["person"].name for row in found.context["rows"]][-1] == "姜小满"
    assert (found.context["waiting"], found.context["late"], found.context["absent"]) == (1, 1, 1)


@pytest.mark.req("SMI-13", "DATA-16")
@pytest.mark.parametrize(
    ("role", "status"),
    [("line", 403), ("disabled_federation", 403), ("public_health_b", 404), ("doctor", 200)],
)
def test_a_course_by_guessed_address_opens_only_to_who_may_read_it(
    cast: Cast, ill: Resident, role: str, status: int
) -> None:
    client = client_of(cast, role)
    for name in ("course", "course_print"):
        assert client.get(address(name, ill)).status_code == status
    marked = client.post(address("fill", ill), {"day": "2024-04-18", "state": "1"})
    assert marked.status_code == status
    assert Dose.objects.exists() is (status == 200)


@pytest.mark.parametrize("name", ["roster", "suspects"])
def test_the_lists_open_only_to_readers_of_the_programme(cast: Cast, name: str) -> None:
    url = reverse(f"tuberculosis:{name}")
    assert [client_of(cast, role).get(url).status_code for role in ("line", "finance", "doctor")] == [
        403,
        403,
        200,
    ]


@pytest.mark.req("TB-07")
def test_the_line_of_tuberculosis_reads_all_townships_and_marks_nothing(cast: Cast, ill: Resident) -> None:
    cast.staff["line"].roles.update(programmes=["tuberculosis"])
    client = client_of(cast, "line")
    assert client.get(reverse("tuberculosis:roster")).context["views"][0][3] == 1
    assert "data-doses=" not in client.get(address("course", ill)).content.decode()
    assert client.post(address("fill", ill), {"day": "2024-04-18", "state": "1"}).status_code == 403


def test_the_forms_open_with_what_is_known(cast: Cast, client: Client, ill: Resident) -> None:
    assert open_span(ill) is not None
    first_visit(cast, ill, dt.date(2024, 4, 12))
    visit(cast, ill, dt.date(2024, 10, 2), phase=2)
    mark(cast, ill, dt.date(2024, 10, 2), 3, 2)
    found = client.get(reverse("web:record_new", args=[ill.pk, "tuberculosis_followup"])).content.decode()
    assert (
        'name="missed_doses" value="3"' in found
        and 'name="treat_month" value="7"' in found
    )
    closing = client.get(reverse("web:record_new", args=[ill.pk, "tuberculosis_closing"])).content.decode()
    assert 'name="should_doses" value="183"' in closing
