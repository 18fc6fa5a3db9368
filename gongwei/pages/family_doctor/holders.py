"""残疾人签约: certificate holders by team and village, who was visited, and the joint appeals to teams (FD-26, DIS-07).

残联 and 项目办 open the same page; a visit is an offer that a team noted at somebody's home.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.catalogue.plans import plan, values_on
from gongwei.kernel import clock
from gongwei.pages.family_doctor.doors import PROGRAMME, fd_page
from gongwei.pages.family_doctor.facts import has_agreement, in_group
from gongwei.people.models import Institution
from gongwei.people.queries import ResidentQuery
from gongwei.programmes.family_doctor.models import Appeal, Offer, TeamVillage
from gongwei.programmes.family_doctor.verbs.appealing import appeal, cosign, side_of
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.extensions import Notice
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page
from gongwei.web.frame.toasts import say

GROUP, AT_HOME = "disabled", 1
RATE = "family_doctor.disabled_rate"
SHOWN = 20


def holders_of(residents: ResidentQuery, today: dt.date) -> ResidentQuery:
    """Living certificate holders with a record, each with whether they are signed and were visited this year."""
    people = in_group(residents.filter(living=True, record_no__isnull=False), GROUP, today, values_on(PROGRAMME, today))
    home = Offer.objects.filter(resident=OuterRef("pk"), measure=AT_HOME, offered_on__year=today.year)
    return people.annotate(signed=has_agreement(today), visited=Exists(home))


def by_village(people: ResidentQuery, today: dt.date) -> list[dict[str, Any]]:
    """Per institution, team of the village and village; where most are unsigned first within a team."""
    teams = {
        each.village_id: each.team.name
        for each in TeamVillage.objects.filter(from_on__lte=today).exclude(to_on__lte=today).select_related("team")
    }
    open_one = Q(signed=False)
    counted = people.values_list("institution__name", "village_id", "village__name").annotate(
        total=Count("pk"), done=Count("pk", filter=Q(signed=True)),
        seen=Count("pk", filter=open_one & Q(visited=True)),
    )  # fmt: skip
    rows = [
        {"institution": place, "team": teams.get(code, ""), "village_id": code, "village": name, "total": total,
         "signed": done, "open": total - done, "visited": seen, "waiting": total - done - seen,
         "share": 100 * done / total}
        for place, code, name, total, done, seen in counted.order_by("village_id")
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["institution"] or "", row["team"] or "~", -row["open"], row["village_id"]))


def by_team(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The villages of each team added up; villages that no team serves stand together."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        team = found.setdefault(
            (row["institution"], row["team"]),
            {"institution": row["institution"], "team": row["team"], "villages": [],
             **dict.fromkeys(("total", "signed", "open", "visited", "waiting"), 0)},
        )  # fmt: skip
        team["villages"].append(row)
        for name in ("total", "signed", "open", "visited", "waiting"):
            team[name] += row[name]
    for team in found.values():
        team["share"] = 100 * team["signed"] / team["total"]
    return sorted(found.values(), key=lambda team: (team["share"], team["institution"] or "", team["team"]))


def target() -> float | None:
    """What the plan asks of the rate, in percent."""
    issued = plan().effective_target(RATE, clock.today()).governing
    value = issued.provision.value if issued else None
    return None if value is None or isinstance(value, tuple) else float(value)


@fd_page()
@leaves(PROGRAMME)
def holders(request: HttpRequest) -> HttpResponse:
    """Progress at the left; appeals with who has signed and what followed at the right."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    rows = by_village(holders_of(scope.residents(), today), today)
    sheets = sheets_of(request, today)
    if request.method == "POST":
        if not side_of(scope.staff):
            raise NotYours("签约联合动员由区卫健局项目办和区残联共同发出")
        sheets, saved = _post(request, sheets, today)
        if saved:
            return redirect("family_doctor:holders")
    total, signed = sum(row["total"] for row in rows), sum(row["signed"] for row in rows)
    context = {
        "teams": by_team(rows), "total": total, "signed": signed, "share": 100 * signed / total if total else None,
        "target": target(), "waiting": sum(row["waiting"] for row in rows), "sheets": sheets,
        "visited": sum(row["visited"] for row in rows), "appeals": appeals_of(request, today),
    }  # fmt: skip
    answer = page(request, "family_doctor/holders.html", context, at=PROGRAMME)
    answer.status_code = 422 if any(sheet.problems for sheet in sheets) else 200
    return answer


def sheets_of(request: HttpRequest, today: dt.date) -> list[Sheet]:
    """Signing what the other side wrote, then writing a new one; nothing for anybody else."""
    side = side_of(request.scope.staff)  # type: ignore[attr-defined]
    if not side:
        return []
    waiting = _visible(request).filter(sent_on=None, due_on__gte=today, **{side: None})
    places = Institution.objects.visible_to(request.user).responsible().order_by("position", "code")
    return [
        *(
            Sheet(f"sign-{each.pk}", f"会签：{each.institution}", "签字发出", (),
                  note=f"{each.words}（{each.due_on} 前）")
            for each in waiting[:5]
        ),
        Sheet("appeal", "联合动员", "签字，送另一方会签", (
            Question("institution", "对象机构", "choice", True, tuple((str(one.pk), str(one)) for one in places)),
            Question("words", "要求", "long", True, longest=300, hint="如：两周内逐户上门，说明政策，愿意的当场签约"),
            Question("due_on", "期限", "day", True),
        ), note="卫健局和残联都签字后发到机构的工作台，当时的持证和签约人数一并记下"),
    ]  # fmt: skip


def _visible(request: HttpRequest) -> Any:
    """Both sides see all of their tree; an institution those that were sent to it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    rows = Appeal.objects.filter(institution__in=Institution.objects.visible_to(request.user))
    rows = rows.select_related("institution", "office_by", "federation_by")
    return rows if side_of(scope.staff) else rows.exclude(sent_on=None)


def appeals_of(request: HttpRequest, today: dt.date) -> list[dict[str, Any]]:
    """The newest appeals with what became of them: visits since, and signed now beside signed then."""
    found = []
    for each in _visible(request)[:SHOWN]:
        here = request.scope.residents().filter(institution__path__startswith=each.institution.path)  # type: ignore[attr-defined]
        people = holders_of(here, today)
        since = Offer.objects.filter(
            resident__in=people.values("pk"), measure=AT_HOME, offered_on__gte=each.sent_on or today,
            offered_on__lte=today,
        )  # fmt: skip
        found.append({
            "row": each, "now": people.filter(has_agreement(today)).count(), "all": people.count(),
            "visits": since.count() if each.sent_on else None, "late": each.due_on < today,
            "lacking": [
                label for label, by in (("卫健局", each.office_by_id), ("残联", each.federation_by_id)) if by is None
            ],
        })  # fmt: skip
    return found


def _post(request: HttpRequest, sheets: list[Sheet], today: dt.date) -> tuple[list[Sheet], bool]:
    sheet = next((each for each in sheets if each.id == request.POST.get("sheet")), None)
    if sheet is None:
        return sheets, False
    answers = read(sheet, request)
    problems = attempt(answers, lambda: _act(request, sheet, answers, today))
    if problems:
        return [again(each, answers, problems) if each is sheet else each for each in sheets], False
    say(request, Toast("已签字，等另一方会签" if sheet.id == "appeal" else "双方已签字，已发到机构的工作台"))
    return sheets, True


def _act(request: HttpRequest, sheet: Sheet, answers: Answers, today: dt.date) -> None:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if sheet.id != "appeal":
        cosign(uuid.UUID(sheet.id.removeprefix("sign-")), by=scope.staff)
        return
    place = Institution.objects.get(pk=int(answers["institution"]))
    here = scope.residents().filter(institution__path__startswith=place.path)
    people = holders_of(here, today)
    appeal(
        answers.id, place, answers["words"], answers["due_on"], people.count(),
        people.filter(has_agreement(today)).count(), by=scope.staff,
    )  # fmt: skip


def asked(scope: Scope, today: dt.date) -> Notice | None:
    """On the workbench of who writes for the institution, until the day has passed or everybody is signed."""
    if not scope.writes:
        return None
    above = [int(part) for part in scope.staff.institution.path.split("/") if part]
    open_ones = Appeal.objects.filter(institution__in=above, due_on__gte=today).exclude(sent_on=None)
    held = open_ones.order_by("due_on").first()
    if held is None:
        return None
    left = holders_of(scope.residents(), today).filter(~has_agreement(today)).count()
    if not left:
        return None
    return Notice(
        f"残联和卫健局联合动员：{left} 位持证残疾人未签约，{held.due_on:%m-%d} 前上门", "family_doctor:holders"
    )


urlpatterns = [path("holders/", holders, name="holders")]
