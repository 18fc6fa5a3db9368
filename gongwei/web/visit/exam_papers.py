"""体检报告: what the person is given after an exam, with three years beside each other; handing it over is recorded."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.care.exam_report import exam_report
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.web.frame import words
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.person.resident import short_number
from gongwei.web.visit.answers import answers_of
from gongwei.web.visit.entering import EXAM
from gongwei.web.visit.record import form_of, person_for, stored_record
from gongwei.web.visit.yearly import years_of

FEEDBACK = "exam_feedback"
MEASURED = (
    "体温",
    "脉率",
    "血压",
    "身高",
    "体重",
    "腰围",
    "体质指数",
    "空腹血糖",
    "血红蛋白",
    "总胆固醇",
    "甘油三酯",
)


@staff_page()
def report(request: HttpRequest, record_id: uuid.UUID) -> HttpResponse:
    """The report as a sheet of paper (ELD-03); opening it to print is logged."""
    form = form_of(EXAM)
    exam = stored_record(request, form, record_id)
    person = person_for(request, exam.resident_id, form, "read", "打印体检报告")
    found = exam_report(exam, values_on(form.programme, exam.served_on))
    read = [(label, text) for label, text in answers_of(form, exam) if label.startswith(MEASURED)]
    context = {
        "report": found, "person": words.person(person, exam.served_on), "number": short_number(person), "exam": exam,
        "read": read, "years": years_of(found.comparison) if len(found.comparison.exams) > 1 else None,
        "late": found.feedback_late(clock.today()), "clinic": exam.institution, "resident_id": person.pk,
        "feedback_url": reverse("web:record_new", args=[person.pk, FEEDBACK]) + f"?after={EXAM}:{exam.pk}",
        "phone": exam.institution.phone or "",
    }  # fmt: skip
    return page(request, "web/exam_report.html", context, at=form.programme, rail=True)


urlpatterns = [path("records/health_exam/<uuid:record_id>/report/", report, name="exam_report")]
