"""条线工作台: a body's items with who is behind, urging and guidance; 项目办 sees all, 公卫科 what it was sent."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.catalogue.chapters import chapter, measures
from gongwei.kernel import clock
from gongwei.organisation.models import Body, Paper, Urging, Visit
from gongwei.organisation.queries import Desk, desk_of, holding
from gongwei.organisation.urging import About, days_late, urge, visible
from gongwei.organisation.visiting import plan_visit, uncovered
from gongwei.people.models import Institution
from gongwei.ui.notices import Toast
from gongwei.web.appraisal.reach import fill
from gongwei.web.figures.standing import freshness
from gongwei.web.frame.asking import Answers, Question, Sheet
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.organisation.lagging import behind, figures, said, totals
from gongwei.web.organisation.reach import Reach, concerned, desk_for, reach, visits_of

SHOWN = 15
DONE = {"urge": "已发催办，对方会在“督导催办”里看到", "visit": "已列入督导计划"}


@staff_page("", offered=concerned)
@leaves()
def desk_page(request: HttpRequest) -> HttpResponse:
    """One address for three readers; POST urges or plans a visit."""
    held = reach(request)
    desk = desk_for(held, request.GET.get("body", ""))
    if desk is None:
        return _overview(request, held) if held.office else _received(request, held)
    sheets = _sheets(request, desk) if held.sits(desk.body) else {}
    if request.method == "POST":
        wanted = request.POST.get("sheet", "")
        if wanted not in sheets:
            raise Http404("没有这个动作，请刷新页面")
        left = fill(request, sheets[wanted], lambda answers: ACTS[wanted](request, held, desk, answers))
        if left is None:
            say(request, Toast(DONE[wanted]))
            return redirect(f"{reverse('web:desk')}?body={desk.body.pk}")
        sheets[wanted] = left
    answer = page(request, "web/organisation/desk.html", _context(request, held, desk, sheets), at="desk",
                  as_of=freshness(), rail=True)  # fmt: skip
    answer.status_code = 422 if any(each.problems for each in sheets.values()) else 200
    return answer


def _context(request: HttpRequest, held: Reach, desk: Desk, sheets: dict[str, Sheet]) -> dict[str, Any]:
    size = per_page(request, SHOWN)
    found, today = figures(request.user, desk), clock.today()
    late = behind(found, desk)
    sent = Urging.objects.filter(body=desk.body).select_related("institution", "sent_by")
    visits = Visit.objects.filter(body=desk.body).select_related("institution")
    return {
        "desk": desk, "desks": held.desks, "items": [chapter(each) for each in desk.chapters], "at": "desk",
        "behind": [(row, _urge_url(desk, row.figure.indicator, row.institution)) for row in late[:size]],
        "more_behind": max(len(late) - size, 0), "totals": totals(found), "sheets": list(sheets.values()),
        "sent": _urgings(sent[:size]), "visits": _visits(visits[:size]), "mine": held.sits(desk.body),
        "uncovered": uncovered(desk.body, today), "today": today, "no_build": not found and not late,
        "papers": Paper.objects.filter(holding(today), body=desk.body)[:6],
    }  # fmt: skip


def _urge_url(desk: Desk, indicator: str, to: Institution) -> str:
    asked = urlencode({"body": str(desk.body.pk), "indicator": indicator, "to": str(to.pk)})
    return f"{reverse('web:desk')}?{asked}#urge"


def _urgings(rows: Any) -> list[tuple[Urging, int]]:
    return [(row, days_late(row, clock.today())) for row in rows]


def _visits(rows: Any) -> list[tuple[Visit, bool]]:
    """With whether it should have been made, or put right, by today."""
    today = clock.today()
    return [
        (row, (row.done_on is None and row.planned_on < today)
         or bool(row.follow_due_on and not row.follow_up and row.follow_due_on < today))
        for row in rows
    ]  # fmt: skip


def _sheets(request: HttpRequest, desk: Desk) -> dict[str, Sheet]:
    """Urging and planning a visit, prefilled from the line that was pressed."""
    places = tuple((str(each.pk), str(each)) for each in desk.institutions())
    own = [name for name, (at, _) in measures().items() if at.id in desk.chapters]
    labels = tuple((name, measures()[name][1].label) for name in own)
    items = tuple((each, chapter(each).label) for each in desk.chapters)
    asked, action = request.GET, f"{reverse('web:desk')}?body={desk.body.pk}"
    to = Question("institution", "对象", "choice", must=True, options=places, value=asked.get("to", ""))
    return {
        "urge": Sheet("urge", "催办", "发出", (
            to,
            Question("indicator", "指标", "choice", must=True, options=labels, value=asked.get("indicator", "")),
            Question("words", "要求", "long", must=True, longest=300, hint="要做什么；当前的数会一并附上"),
            Question("due_on", "期限", "day", must=True),
        ), action=action),
        "visit": Sheet("visit", "计划督导", "列入计划", (
            to,
            Question("chapters", "项目", "many", options=items),
            Question("kind", "种类", "radio", must=True, options=tuple(Visit.KINDS), value="regular"),
            Question("purpose", "内容", "long", must=True, longest=300),
            Question("planned_on", "日期", "day", must=True),
        ), action=action),
    }  # fmt: skip


def _urge(request: HttpRequest, held: Reach, desk: Desk, answers: Answers) -> None:
    name, place = answers["indicator"], Institution.objects.get(pk=answers["institution"])
    now = {(each.indicator, each.group_id): each for each in figures(request.user, desk)}
    figure = now.get((name, str(place.pk)))
    label = measures()[name][1].label
    about = About(measures()[name][0].id, name, f"{label} {said(figure)}" if figure else label)
    urge(answers.id, desk.body, place, about, answers["words"], answers["due_on"], by=held.staff)


def _plan(request: HttpRequest, held: Reach, desk: Desk, answers: Answers) -> None:
    place = Institution.objects.get(pk=answers["institution"])
    plan_visit(
        answers.id, desk.body, place, answers["chapters"], answers["purpose"], answers["planned_on"], by=held.staff,
        kind=answers["kind"],
    )  # fmt: skip


ACTS = {"urge": _urge, "visit": _plan}


def _overview(request: HttpRequest, held: Reach) -> HttpResponse:
    """Every line with what is open, late, and waiting for the commission's answer."""
    size = per_page(request, SHOWN)
    today = clock.today()
    rows = []
    for body in Body.objects.filter(holding(today)).select_related("institution__region"):
        desk = desk_of(body, today)
        if not desk.chapters:
            continue
        sent = Urging.objects.filter(body=body)
        visits = Visit.objects.filter(body=body, planned_on__year=today.year)
        rows.append({
            "body": body, "items": [chapter(each).short for each in desk.chapters],
            "open": sent.filter(closed_on=None).count(), "late": sent.filter(answer="", due_on__lt=today).count(),
            "planned": visits.count(), "done": visits.exclude(done_on=None).count(),
            "waiting": visits.exclude(reported_on=None).filter(reply="").count(),
            "people": body.members.filter(holding(today), staff__isnull=False).count(),
        })  # fmt: skip
    waiting = Visit.objects.exclude(reported_on=None).filter(reply="")
    told = waiting.select_related("body__institution", "institution")[:size]
    context = {"rows": rows, "waiting": told, "at": "desk"}
    return page(request, "web/organisation/lines.html", context, at="desk", rail=True)


def _received(request: HttpRequest, held: Reach) -> HttpResponse:
    """What was sent to the own institution, and the visits it had or will have."""
    size = per_page(request, SHOWN)
    sent = Urging.objects.filter(visible(request.user)).select_related("body__institution", "institution")
    visits = Visit.objects.filter(visits_of(held)).select_related("body__institution", "institution")
    context = {
        "held": held, "sent": _urgings(sent[:size * 2]), "visits": _visits(visits[:size]), "at": "desk",
        "open": sent.filter(answer="").count(),
        "norms": Paper.objects.filter(holding(clock.today()), kind="norm").select_related("body__institution")[:10],
    }  # fmt: skip
    return page(request, "web/organisation/received.html", context, at="desk", rail=True)


urlpatterns = [path("desk/", desk_page, name="desk")]
