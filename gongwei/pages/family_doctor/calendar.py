"""团队日历: one for the whole team; follow-ups, contract duties and exams of a person fall on one day (NCD-19).

A person's day is the village's exam day where an exam is owed and there is room, else the day agreed at the last visit,
else the first deadline; what is overdue stands under today. Whatever else is open by then is done on that day too.
"""

from __future__ import annotations

import calendar as months
import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from gongwei.catalogue.chapters import chapter
from gongwei.kernel import clock
from gongwei.kernel.dates import add_months
from gongwei.pages.family_doctor.days import KINDS, Planned, booked_days, open_by, planned, seated
from gongwei.pages.family_doctor.doors import PROGRAMME, fd_page
from gongwei.pages.family_doctor.facts import holding
from gongwei.pages.family_doctor.teams import visible
from gongwei.people.grants import may
from gongwei.people.problems import refuse
from gongwei.programmes.family_doctor.models import ExamDay, Team, TeamMember
from gongwei.programmes.family_doctor.verbs.teams import plan_exam_day, withdraw_exam_day
from gongwei.ui.notices import Toast
from gongwei.web.frame import words
from gongwei.web.frame.asking import Question, Sheet, again, attempt, read
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page
from gongwei.web.frame.toasts import say
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE, LONGEST_CHOICE = 40, 200


def month_of(text: str, today: dt.date) -> dt.date:
    """The first day of the month that an address names; this month otherwise."""
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


@fd_page()
@leaves(PROGRAMME)
def calendar(request: HttpRequest) -> HttpResponse:
    """A month of one team, and the people of one of its days."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    teams = list(visible(request).order_by("institution__position", "name")[:LONGEST_CHOICE])
    team = _chosen(request, teams)
    start = month_of(request.GET.get("month", ""), today)
    last = add_months(start, 1) - dt.timedelta(1)
    days = _days(team, scope, start, last, today) if team else []
    shown = _day(request.GET.get("day", ""), days, start, last, today)
    people = [each for each in days if each.on == shown]
    number = max(1, page_of(request.GET.get("page", "")) or 1)
    writes = team is not None and may(request.user, "write", PROGRAMME, team.institution)
    sheet = _sheet(team) if team is not None and writes else None
    if request.method == "POST" and team is not None and sheet is not None:
        answers = read(sheet, request)
        by = scope.staff
        problems = attempt(answers, lambda: plan_exam_day(
            answers.id, team, answers["village"], answers["on"], by=by, venue=answers["venue"],
            capacity=_capacity(answers["capacity"]), transport=answers["transport"],
        ))  # fmt: skip
        if not problems:
            say(request, Toast(f"已安排 {answers['on']} 体检日"))
            return redirect(f"{reverse('family_doctor:calendar')}?{_query(team, answers['on'])}")
        sheet = again(sheet, answers, problems)
    context = {
        "team": team, "teams": [(str(each.pk), str(each)) for each in teams], "start": start, "shown": shown,
        "before": add_months(start, -1), "after": add_months(start, 1), "weeks": _weeks(days, start, today, shown),
        "rows": _rows(request, people[(number - 1) * size : number * size], today), "count": len(people),
        "page_number": number, "pages": -(-len(people) // size), "sheet": sheet,
        "merged": sum(len(each.owed) for each in people), "writes": writes,
        "exam_days": _exam_days(team, start, last).select_related("village") if team else [],
    }  # fmt: skip
    answer = page(request, "family_doctor/calendar.html", context, at=PROGRAMME)
    answer.status_code = 422 if sheet is not None and sheet.problems else 200
    return answer


def _chosen(request: HttpRequest, teams: Sequence[Team]) -> Team | None:
    """The team asked for; else one's own, else the first in reach. A team out of reach is not found."""
    wanted = request.GET.get("team", "")
    if wanted:
        found = next((each for each in teams if str(each.pk) == wanted), None)
        if found is None:
            raise Http404("没有这个团队，或不在您的服务范围内")
        return found
    staff = request.scope.staff.pk  # type: ignore[attr-defined]
    own = set(TeamMember.objects.filter(team__in=teams, staff=staff, to_on=None).values_list("team", flat=True))
    return next((each for each in teams if each.pk in own), teams[0] if teams else None)


def _days(team: Team, scope: Scope, start: dt.date, last: dt.date, today: dt.date) -> list[Planned]:
    signed = holding(today).filter(team=team, resident__in=scope.residents().filter(living=True)).values("resident")
    owed = open_by(signed, last, today, scope.hidden)
    days = list(_exam_days(team, today, last))
    homes = holding(today).filter(team=team, resident__village__in={each.village_id for each in days})
    seats = seated(owed, dict(homes.values_list("resident", "resident__village")), days)
    found = planned(owed, booked_days(signed, today, scope.hidden), seats, today)
    return [each for each in found if start <= each.on <= last]


def _exam_days(team: Team, first: dt.date, last: dt.date) -> QuerySet[ExamDay]:
    """The days on which the team examines a village."""
    return ExamDay.objects.filter(team=team, withdrawn=False, on__range=(first, last))


def _day(text: str, days: Sequence[Planned], start: dt.date, last: dt.date, today: dt.date) -> dt.date:
    """The day asked for; else today, else the first day of the month with somebody on it."""
    try:
        asked = dt.date.fromisoformat(text)
    except ValueError:
        asked = None
    if asked is not None and start <= asked <= last:
        return asked
    if start <= today <= last and any(each.on == today for each in days):
        return today
    return days[0].on if days else (today if start <= today <= last else start)


def _weeks(days: Sequence[Planned], start: dt.date, today: dt.date, shown: dt.date) -> list[list[dict[str, Any]]]:
    """The month in weeks from Monday: people of each day by what they are seen for."""
    people = Counter(each.on for each in days)
    kinds = Counter((each.on, kind) for each in days for kind in each.kinds)
    return [
        [
            {"on": day, "inside": day.month == start.month, "people": people[day], "today": day == today,
             "chosen": day == shown,
             "kinds": [f"{label}{kinds[(day, kind)]}" for kind, label in KINDS.items() if kinds[(day, kind)]]}
            for day in week
        ]
        for week in months.Calendar().monthdatescalendar(start.year, start.month)
    ]  # fmt: skip


def _rows(request: HttpRequest, people: Sequence[Planned], today: dt.date) -> list[dict[str, Any]]:
    hidden = request.scope.hidden  # type: ignore[attr-defined]
    known = named([each.resident_id for each in people], hidden)
    return [
        {"person": words.person(known[each.resident_id], today),
         "village": words.place(known[each.resident_id].village.name),
         "why": each.why, "number": each.number,
         "tasks": [(chapter(one.programme).short, words.task(one)) for one in each.owed],
         "url": words.record_url(request.user, each.owed[0])}
        for each in people
        if each.resident_id in known
    ]  # fmt: skip


def _sheet(team: Team) -> Sheet:
    bound = team.villages.filter(to_on=None).select_related("village").order_by("village_id")
    villages = tuple((row.village_id, row.village.name) for row in bound)
    return Sheet("exam_day", "安排体检日", "安排", (
        Question("village", "村（居）", "choice", True, villages), Question("on", "体检日", "day", True),
        Question("venue", "地点", longest=100),
        Question("transport", "接送", longest=100, hint="例如：7:30 村委会上车"),
        Question("capacity", "最多几人", longest=4, hint="按期限先后排号，排不下的顺延到下一个体检日；不限留空"),
    ), note="这个村签约居民的体检和当天能一起做的服务都排到这一天",
        action=f"{reverse('family_doctor:calendar')}?{urlencode({'team': str(team.pk)})}")  # fmt: skip


def _capacity(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit()):
        raise refuse("capacity", f"最多几人：“{text[:10]}”不是整数，请只写数字")
    return int(text) if text else None


def _query(team: Team, on: dt.date) -> str:
    return urlencode({"team": str(team.pk), "month": f"{on:%Y-%m}", "day": on.isoformat()})


@fd_page("write")
@require_POST
def withdraw(request: HttpRequest, day_id: uuid.UUID) -> HttpResponse:
    """Take an exam day back; the people go to their own days again."""
    seen = ExamDay.objects.filter(team__in=visible(request))
    found = seen.filter(pk=day_id).select_related("team__institution").first()
    if found is None:
        raise Http404("没有这个体检日，或不在您的服务范围内")
    withdraw_exam_day(found, by=request.scope.staff)  # type: ignore[attr-defined]
    say(request, Toast(f"已取消 {found.on} 体检日"))
    return redirect(f"{reverse('family_doctor:calendar')}?{_query(found.team, found.on)}")


urlpatterns = [
    path("calendar/", calendar, name="calendar"),
    path("calendar/<uuid:day_id>/withdraw/", withdraw, name="withdraw_exam_day"),
]
