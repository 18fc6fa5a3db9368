"""Every address of the staff pages, whoever asks: anonymous, a role that may not, another township, nonsense."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, reverse

from gongwei.care.models import Finding
from gongwei.care.tests.samples import exam_values, referral_values
from gongwei.catalogue.chapters import forms
from gongwei.obligations.verbs import record_service
from gongwei.people.tests.cast import VILLAGE_B1
from gongwei.programmes.elderly.tests.samples import LABORATORY
from gongwei.web import urls
from gongwei.web.tests.visiting import FOLLOWUP, Township, new_url, township, typed

PATTERNS = [pattern for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]
OPEN = {"log_in", "log_out", "register_key"}
"""Addresses for people who are not logged in yet."""
EVERYBODY = {
    "log_in",
    "log_out",
    "account",
    "end_session",
    "plan",
    "clause",
    "institutions",
    "institution",
    "scope",
}
"""Addresses without residents: any active account may open them, or they answer by themselves."""
NAMES = ("due", "due_export", "exam_day", "exam_part", "findings", "finding", "referrals", "referral", "screening",
         "suspicion", "exam_report", "search", "resident", "reveal", "record_new", "record_advise", "record_draft",
         "record", "record_void", "record_undo", "record_print", "home")  # fmt: skip
"""The pages of care, whose addresses carry a resident or a record."""
JUNK = ("\x00", "9" * 30, "-1", "'; DROP TABLE resident; --", "<b>", "ﷺ")
QUERIES = ("q", "span", "programme", "village", "doctor", "late", "page", "sort", "view", "list", "station", "after",
           "draft", "place", "visit", "sign", "field")  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Township:
    return township()


def theirs(place: Township) -> dict[str, Any]:
    """A resident of the other township with one of everything: the arguments that addresses take."""
    person = place.patient("hypertension", village=VILLAGE_B1)
    by = place.cast.staff["public_health_b"]
    place.enter("public_health_b").post(new_url(person), typed())
    values = {**exam_values(served_on=dt.date(2024, 10, 10)), **LABORATORY, "bp_left_sys": 186, "assessment": 2,
              "abnormal_1": "血压偏高", "guidance": [2]}  # fmt: skip
    exam = record_service(
        forms()["health_exam"], uuid.uuid4(), person.pk, values, actor=by, confirmed=["bp_left_sys:186"]
    )
    sent = record_service(forms()["referral"], uuid.uuid4(), person.pk, referral_values(), actor=by)
    visit: Any = forms()[FOLLOWUP].model._default_manager.get()
    return {
        "resident_id": person.pk, "form_id": FOLLOWUP, "record_id": visit.pk, "station": "measure",
        "finding_id": Finding.objects.filter(source_id=exam.pk).values_list("pk", flat=True)[0],
        "referral_id": sent.pk, "screen_id": "hypertension_suspect", "exam": exam.pk,
    }  # fmt: skip


def address(name: str, known: dict[str, Any]) -> str:
    """The address of a name with what it takes."""
    pattern = next(each for each in PATTERNS if each.name == name)
    wanted = pattern.pattern.converters
    given = {key: known.get(key, _any(converter)) for key, converter in wanted.items()}
    if name == "exam_report":
        given["record_id"] = known.get("exam", given["record_id"])
    return reverse(f"web:{name}", kwargs=given)


def _any(converter: Any) -> Any:
    kind = type(converter).__name__
    return {"IntConverter": 1, "UUIDConverter": uuid.uuid4()}.get(kind, "x")


@pytest.mark.req("DATA-07")
def test_nobody_sees_anything_without_logging_in() -> None:
    asked = [pattern.name for pattern in PATTERNS if pattern.name and pattern.name not in OPEN]
    assert len(asked) > 40
    for name in asked:
        for answer in (Client().get(address(name, {})), Client().post(address(name, {}))):
            assert answer.status_code == 302, name
            assert (
                answer["Location"].startswith(str(settings.LOGIN_URL)) or "/login/" in answer["Location"]
            ), name


@pytest.mark.req("DATA-07")
def test_a_role_without_residents_is_told_so(place: Township) -> None:
    known = theirs(place)
    for role in ("finance", "admin"):
        client = place.enter(role)
        for name in (each for each in NAMES if each != "home"):
            answers = {
                client.get(address(name, known)).status_code,
                client.post(address(name, known)).status_code,
            }
            assert answers <= {403, 404, 405}, (role, name, answers)


@pytest.mark.req("DATA-07")
def test_another_township_is_not_there(place: Township) -> None:
    known = theirs(place)
    taking = [name for name in NAMES if {"resident_id", "record_id", "finding_id", "referral_id"}
              & set(next(each for each in PATTERNS if each.name == name).pattern.converters)]  # fmt: skip
    assert len(taking) > 12
    for role in ("doctor", "village_doctor", "public_health_a"):
        client = place.enter(role)
        for name in taking:
            url = address(name, known)
            answers = {client.get(url).status_code, client.post(url, typed(reason="试")).status_code}
            assert answers <= {404, 405, 403}, (role, name, answers)
            assert 404 in answers or role == "village_doctor", (role, name, answers)


def test_whoever_may_only_read_cannot_write(place: Township) -> None:
    known = theirs(place)
    line = place.enter("line")
    assert line.get(address("record", known)).status_code == 200
    for name in ("record_new", "record_draft", "record_advise", "record_void", "record_undo", "record"):
        assert line.post(address(name, known), typed(reason="试")).status_code == 403, name


@pytest.mark.parametrize(
    "name", ["home", "due", "exam_day", "findings", "referrals", "screening", "search", "scope"]
)
def test_nonsense_in_the_address_is_answered(place: Township, name: str) -> None:
    place.patient("hypertension")
    for text in JUNK:
        for key in QUERIES:
            answer = place.client.get(reverse(f"web:{name}"), {key: text})
            assert answer.status_code in (200, 302, 404), (name, key, text)
    answer = place.client.post(reverse("web:scope"), {"institution": "\x00", "village": "9' OR 1=1"})
    assert answer.status_code == 302


def test_nonsense_in_the_address_of_a_form_is_answered(place: Township) -> None:
    person = place.patient("hypertension")
    for text in JUNK:
        for key in ("after", "draft", "span", "programme", "place"):
            assert place.client.get(new_url(person), {key: text}).status_code == 200, (key, text)
