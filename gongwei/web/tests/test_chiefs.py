"""首席公共卫生医师: named by 项目办, guides his institutions, decides their cases; nobody else does."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from gongwei.care.verbs import enrol
from gongwei.organisation import guiding
from gongwei.organisation.models import ChiefPost, DifficultCase, Guidance
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import START, TODAY, VILLAGE_B1, Cast, make_cast
from gongwei.web.tests.people_pages import client_of, sheet, text

pytestmark = [pytest.mark.django_db, pytest.mark.req("NCD-26")]
PAGE = "/organisation/chiefs/"


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The line's doctor guides the first township, the second township's 公卫科 its own."""
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    made = make_cast()
    office = made.staff["project_office"]
    guiding.appoint(made.staff["line"], made.centre_a, START, by=office)
    guiding.appoint(made.staff["public_health_b"], made.centre_b, START, by=office)
    return made


def asked(cast: Cast, question: str = "三种药足量后血压仍 168/100") -> DifficultCase:
    person = cast.register()
    return guiding.submit_case(uuid.uuid4(), person, "hypertension", question, by=cast.staff["doctor"])


def test_a_doctor_asks_the_chief_answers_and_both_read_it_on_the_residents_page(cast: Cast) -> None:
    person, doctor, chief = cast.register(), client_of(cast, "doctor"), client_of(cast, "line")
    enrol(person.pk, "hypertension", actor=cast.staff["doctor"], from_on=START)
    typed = sheet("ask", resident=str(person.pk), chapter="hypertension", question="")
    refused = doctor.post(PAGE, typed)
    assert refused.status_code == 422 and not DifficultCase.objects.exists(), "a question is needed"
    assert doctor.post(PAGE, {**typed, "question": "三种药足量后血压仍高"}).status_code == 302
    case = DifficultCase.objects.get()
    assert case.resident == person and case.post.staff == cast.staff["line"]
    assert "三种药足量后血压仍高" in text(chief.get(PAGE)) and "待答复" in text(chief.get(PAGE))
    answer = sheet("decide", case=str(case.pk), decision="refer_up", words="转上级排查继发性高血压")
    assert chief.post(PAGE, {**answer, "words": ""}).status_code == 422
    assert chief.post(PAGE, answer).status_code == 302
    for role in ("doctor", "line"):
        shown = text(client_of(cast, role).get(reverse("web:resident", args=[person.pk])))
        assert "三种药足量后血压仍高" in shown and "转上级排查继发性高血压" in shown
    case.refresh_from_db()
    with pytest.raises(Conflict, match="刘秋分"):
        guiding.decide(case, "approve", "同意", by=cast.staff["line"])


def test_another_townships_chief_and_who_holds_no_post_neither_read_nor_answer(cast: Cast) -> None:
    case = asked(cast)
    for role in ("public_health_b", "finance", "village_doctor", "doctor", "project_office"):
        with pytest.raises(Forbidden):
            guiding.decide(case, "approve", "同意", by=cast.staff[role])
        with pytest.raises(Forbidden):
            guiding.guide(uuid.uuid4(), cast.centre_a, TODAY, "随访", "补测", by=cast.staff[role])
    other = client_of(cast, "public_health_b")
    assert case.question not in text(other.get(PAGE))
    refused = other.post(PAGE, sheet("decide", case=str(case.pk), decision="approve", words="同意"))
    assert refused.status_code == 403
    assert other.get(f"{PAGE}?resident={case.resident_id}").status_code == 404
    case.refresh_from_db()
    assert case.decision == ""


def test_only_who_records_for_the_resident_asks_and_only_with_a_question_and_a_chief(cast: Cast) -> None:
    away = cast.register("刘小雪", village=VILLAGE_B1)
    for role, person in (("doctor", away), ("finance", cast.register())):
        with pytest.raises(Forbidden):
            guiding.submit_case(uuid.uuid4(), person, "hypertension", "问题", by=cast.staff[role])
    with pytest.raises(Invalid):
        asked(cast, "  ")
    case = asked(cast)
    with pytest.raises(Conflict):
        guiding.submit_case(uuid.uuid4(), case.resident, "hypertension", "再问", by=cast.staff["doctor"])
    ChiefPost.objects.update(to_on=TODAY)
    with pytest.raises(Invalid):
        asked(cast)


def test_a_chief_from_elsewhere_reads_the_case_without_the_name(cast: Cast) -> None:
    person = cast.register("丛立春")
    guiding.appoint(cast.staff["public_health_b"], cast.centre_a, TODAY, by=cast.staff["project_office"])
    guiding.submit_case(uuid.uuid4(), person, "hypertension", "三种药足量后血压仍高", by=cast.staff["doctor"])
    shown = text(client_of(cast, "public_health_b").get(PAGE))
    assert "三种药足量后血压仍高" in shown and "丛立春" not in shown


def test_who_waits_for_an_answer_is_not_offered_to_ask_again(cast: Cast) -> None:
    person, doctor = cast.register(), client_of(cast, "doctor")
    enrol(person.pk, "hypertension", actor=cast.staff["doctor"], from_on=START)
    url = reverse("web:resident", args=[person.pk])
    assert "提交疑难病例" in text(doctor.get(url))
    guiding.submit_case(uuid.uuid4(), person, "hypertension", "血压仍高", by=cast.staff["doctor"])
    assert "提交疑难病例" not in text(doctor.get(url))


def test_guidance_is_logged_and_answered_once_by_the_institution(cast: Cast) -> None:
    chief, office = client_of(cast, "line"), client_of(cast, "public_health_a")
    sent = sheet("guide", institution=str(cast.centre_a.pk), on=TODAY.isoformat(), topic="两病随访", advice="补测腰围")
    assert chief.post(PAGE, sent).status_code == 302
    row = Guidance.objects.get()
    with pytest.raises(Forbidden):
        guiding.answer_guidance(row, "已补", by=cast.staff["public_health_b"])
    assert office.post(PAGE, sheet("answer", guidance=str(row.pk), words="已补测 12 人")).status_code == 302
    assert "已补测 12 人" in text(chief.get(PAGE))
    with pytest.raises(Conflict):
        guiding.answer_guidance(row, "再答", by=cast.staff["public_health_a"])


def test_the_office_names_the_chief_and_the_former_post_ends(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        guiding.appoint(cast.staff["doctor"], cast.centre_a, TODAY, by=cast.staff["public_health_a"])
    typed = sheet("appoint", institution=str(cast.centre_a.pk), staff=str(cast.staff["doctor"].pk), on=str(TODAY))
    assert client_of(cast, "project_office").post(PAGE, typed).status_code == 302
    former, now = ChiefPost.objects.filter(institution=cast.centre_a).order_by("from_on")
    assert (former.staff.name, former.to_on, now.staff.name, now.to_on) == ("刘秋分", TODAY, "于白露", None)
    case = asked(cast)
    with pytest.raises(Forbidden):
        guiding.decide(case, "approve", "同意", by=cast.staff["line"])
    assert guiding.decide(case, "approve", "同意", by=cast.staff["doctor"]).decision == "approve"
