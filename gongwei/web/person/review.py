"""复核升级: the five sections of a record on one sheet, each verified against the person (EHR-09, EHR-11)."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.plans import basic_from
from gongwei.kernel import clock
from gongwei.people.codes import SECTIONS
from gongwei.people.completeness import completeness
from gongwei.people.models import Resident, Staff
from gongwei.people.verbs.review import Finding, latest_reviews, mark_reviewed
from gongwei.people.verbs.update import verify_contact
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.shell import staff_page
from gongwei.web.person.matters import done, matter, needs, person_at, staff
from gongwei.web.person.services import records_of

VERDICTS = (("1", "准确真实"), ("0", "有问题"))


def sheet_of(person: Resident) -> Sheet:
    """One row of questions per section; a section left open stays as it was."""
    asked = [Question("contact", "电话和住址已与本人核实", "check")]
    for code, label in SECTIONS:
        asked += [
            Question(f"accurate_{code}", label, "radio", options=VERDICTS),
            Question(f"error_{code}", "发现的问题", longest=500),
            Question(f"correction_{code}", "更正情况", longest=500),
        ]
    return Sheet(
        "review", "本次复核", "保存复核", tuple(asked), note="五个部分都准确或已更正，才算完成复核升级"
    )


@staff_page("review")
def review(request: HttpRequest, resident_id: int) -> HttpResponse:
    """The sheet beside what the last review of each section said."""
    person = person_at(request, resident_id, "复核档案")
    needs(request, person, "review")
    sheet = sheet_of(person)
    if request.method == "POST":
        answers = read(sheet, request)
        problems = attempt(
            answers, lambda: act(person, answers, staff(request)), person.pk, owner=str(person.institution)
        )
        if not problems:
            fresh = Resident.objects.get(pk=person.pk)
            complete = fresh.reviewed_on == clock.today()
            return done(
                request,
                f"{person.name}：复核升级完成" if complete else "已保存复核结果",
                "web:review",
                person.pk,
            )
        sheet = again(sheet, answers, problems)
    latest = latest_reviews(person)
    records = records_of(request.user, person.pk)
    context: dict[str, Any] = {
        "rows": [{"label": label, "review": latest.get(code)} for code, label in SECTIONS],
        "complete": completeness(person, clock.today(), basic_from=basic_from(clock.today())),
        "exams": sum(form.id == "health_exam" for form, _ in records),
        "records": len(records),
    }
    return matter(
        request, person, "review", "复核升级", sheets=(sheet,), template="web/review.html", **context
    )


def act(person: Resident, answers: Answers, by: Staff) -> None:
    """Store each section that was judged; the same request again changes nothing."""
    if answers["contact"]:
        verify_contact(person.pk, by=by)
    for code, label in SECTIONS:
        if answers[f"accurate_{code}"]:
            finding = Finding(
                code,
                answers[f"accurate_{code}"] == "1",
                answers[f"error_{code}"],
                answers[f"correction_{code}"],
            )
            mark_reviewed(person.pk, finding, by=by, request_id=uuid.uuid5(answers.id, label))


urlpatterns = [path("residents/<int:resident_id>/review/", review, name="review")]
