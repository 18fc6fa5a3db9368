"""Questionnaires: shares with their interval by institution, each question's answers, and asking one resident more."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.appraisal.intervals import Share, wanted
from gongwei.appraisal.models import ASKED
from gongwei.appraisal.places import clinics_of, townships
from gongwei.appraisal.polling import answer, shares, splits
from gongwei.appraisal.surveys import Questionnaire, questionnaires
from gongwei.catalogue.plans import plan
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import Institution, Staff
from gongwei.ui.notices import Toast
from gongwei.web.appraisal.reach import fill, reader
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Answers, Question, Sheet
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label

HALF_WIDTH = 0.05


@staff_page("")
def survey(request: HttpRequest, survey_id: str) -> HttpResponse:
    """One questionnaire; POST keeps one person's answers."""
    staff = reader(request)
    held = questionnaires().get(survey_id)
    if held is None:
        raise Http404("没有这份问卷")
    places = _places(request, staff)
    asked = [place for place in places if not staff.institution.path.startswith(place.path)]
    asks = may(request.user, "inspect") or may(request.user, "appraise")
    sheet = asking(held, asked) if asked and asks else None
    if request.method == "POST" and sheet is not None:
        sheet = fill(request, sheet, lambda answers: _keep(held, asked, answers, staff))
        if sheet is None:
            say(request, Toast("已记下一份问卷"))
            return redirect("web:appraisal_survey", held.id)
    first, today = dt.date(plan().year, 1, 1), clock.today()
    found = shares(held.id, places, first, today)
    rows = [(place, _drawn(found[place.pk]), found[place.pk]) for place in places]
    chosen = next((place for place in places if str(place.pk) == request.GET.get("place")), None)
    everybody = None if may(request.user, "appraise") else staff.institution
    context = {
        "survey": held, "rows": rows, "splits": splits(held, chosen or everybody), "sheet": sheet, "place": chosen,
        "others": questionnaires().values(), "wanted": wanted(HALF_WIDTH), "at": "surveys",
        "clause": (clause_label(held.ref), clause_url(held.ref)),
    }  # fmt: skip
    drawn = page(request, "web/appraisal/survey.html", context, at="appraisal", rail=True)
    drawn.status_code = 422 if sheet is not None and sheet.problems else 200
    return drawn


def asking(held: Questionnaire, places: list[Institution]) -> Sheet:
    """The questionnaire as a sheet."""
    return Sheet("ask", f"记一份{held.label}问卷", "保存，下一份", (
        Question("place", "服务机构", "choice", must=True, options=tuple((str(p.pk), str(p)) for p in places)),
        Question("mode", "方式", "radio", must=True, options=tuple(ASKED.items())),
        *(Question(q.id, q.label, "radio", must=True, options=tuple(q.options.items())) for q in held.questions),
    ), note="不记名；每个问题都要回答")  # fmt: skip


def _keep(held: Questionnaire, places: list[Institution], answers: Answers, staff: Staff) -> None:
    place = next(each for each in places if str(each.pk) == answers["place"])
    given = {question.id: answers[question.id] for question in held.questions}
    answer(answers.id, held.id, place, answers["mode"], given, by=staff)


def _places(request: HttpRequest, staff: Staff) -> list[Institution]:
    """The institutions of the county, or one's own with its clinics."""
    if may(request.user, "appraise"):
        return townships()
    own = staff.institution
    return [own, *clinics_of(own)] if own.kind in Institution.PRIMARY else [own]


def _drawn(share: Share) -> dict[str, float] | None:
    """Where bar and interval stand, in percent."""
    if share.value is None or share.interval is None:
        return None
    low, high = share.interval
    return {"at": share.value * 100, "low": low * 100, "high": high * 100, "width": (high - low) * 100}


urlpatterns = [path("appraisal/surveys/<str:survey_id>/", survey, name="appraisal_survey")]
