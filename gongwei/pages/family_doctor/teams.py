"""团队: leader and qualification, members, villages, how many are signed (FD-01, FD-22)."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from gongwei.kernel import clock
from gongwei.pages.family_doctor.doors import PROGRAMME, fd_page
from gongwei.pages.family_doctor.facts import holding
from gongwei.people.grants import may
from gongwei.people.models import Institution, InstitutionVillage, Staff
from gongwei.people.problems import refuse
from gongwei.programmes.family_doctor import codes
from gongwei.programmes.family_doctor.models import Rating, Team
from gongwei.programmes.family_doctor.verbs.teams import (
    add_member,
    bind_village,
    form_team,
    qualify_lead,
    remove_member,
)
from gongwei.ui.notices import Toast
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page
from gongwei.web.frame.toasts import say


def visible(request: HttpRequest) -> Any:
    """Teams of the institutions in reach."""
    places = Institution.objects.visible_to(request.user)
    return Team.objects.filter(institution__in=places, to_on=None).select_related("lead", "institution")


def _staff(place: Institution) -> tuple[tuple[str, str], ...]:
    own = Staff.objects.filter(institution__path__startswith=place.path, active_to=None).order_by("id")
    return tuple((str(each.pk), f"{each.name}（{each.title or each.institution}）") for each in own[:200])


def homes(request: HttpRequest) -> list[Institution]:
    """The institutions whose teams this account may form."""
    places = Institution.objects.visible_to(request.user).responsible()
    return [each for each in places if may(request.user, "assign", PROGRAMME, each)]


def new_sheet(place: Institution) -> Sheet:
    """A team with its leader."""
    return Sheet("new", f"{place} 成立团队", "成立", (
        Question("name", "团队名称", must=True, longest=60),
        Question("lead", "家庭医生（团队长）", "choice", True, _staff(place)),
        Question("certificate", "全科医生资格证书编号", longest=40, hint="没有的留空"),
        Question("phone", "联系电话", longest=20),
    ), action=reverse("family_doctor:teams"))  # fmt: skip


@fd_page()
@leaves(PROGRAMME)
def teams(request: HttpRequest) -> HttpResponse:
    """Every team in reach with members, villages and signed people."""
    today = clock.today()
    places = homes(request)
    sheets = [new_sheet(places[0])] if len(places) == 1 else []
    if request.method == "POST" and sheets:
        [sheet] = sheets
        answers = read(sheet, request)
        problems = attempt(answers, lambda: _form(answers, places[0], request))
        if not problems:
            say(request, Toast(f"已成立 {answers['name']}"))
            return redirect("family_doctor:team", answers.id)
        sheets = [again(sheet, answers, problems)]
    signed = dict(holding(today).values_list("team").annotate(n=Count("pk")))
    rated = {
        row["agreement__team"]: (row["n"], row["good"])
        for row in Rating.objects.filter(rated_on__year=today.year)
        .values("agreement__team")
        .annotate(n=Count("pk"), good=Count("pk", filter=Q(score__gte=4)))
    }
    found = visible(request).annotate(
        people=Count("members", filter=Q(members__to_on=None), distinct=True),
        grids=Count("villages", filter=Q(villages__to_on=None), distinct=True),
    )
    rows = [
        {"team": each, "signed": signed.get(each.pk, 0), "rated": rated.get(each.pk)}
        for each in found.order_by("institution__position", "name")
    ]
    context = {"rows": rows, "sheets": sheets, "unqualified": sum(not row["team"].lead_is_gp for row in rows)}
    answer = page(request, "family_doctor/teams.html", context, at=PROGRAMME)
    answer.status_code = 422 if any(sheet.problems for sheet in sheets) else 200
    return answer


def _form(answers: Answers, place: Institution, request: HttpRequest) -> None:
    lead = Staff.objects.select_related("institution").get(pk=int(answers["lead"]))
    form_team(
        answers.id, answers["name"], place, lead, certificate=answers["certificate"], phone=answers["phone"],
        by=request.scope.staff,  # type: ignore[attr-defined]
    )  # fmt: skip


def sheets_of(team: Team) -> list[Sheet]:
    """Members, villages, the leader's qualification."""
    today = clock.today().isoformat()
    roles = tuple((str(code), label) for code, label in codes.ROLE)
    members = tuple(
        (str(m.pk), m.staff.name) for m in team.members.filter(to_on=None).select_related("staff")
    )
    served = InstitutionVillage.objects.filter(institution=team.institution, to_on=None).select_related(
        "village"
    )
    villages = tuple((row.village_id, row.village.name) for row in served.order_by("village_id"))
    on = Question("on", "日期", "day", True, value=today)
    return [
        Sheet("member", "加入成员", "加入", (
            Question("staff", "成员", "choice", True, _staff(team.institution)),
            Question("role", "角色", "choice", True, roles), on,
        )),
        Sheet("leave", "成员离开", "离开", (Question("member", "成员", "choice", True, members), on)),
        Sheet("village", "划定责任村", "划定", (Question("village", "村（居）", "choice", True, villages), on)),
        Sheet("lead", "团队长和资格", "保存", (
            Question("lead", "家庭医生（团队长）", "choice", True, _staff(team.institution), value=str(team.lead_id)),
            Question("certificate", "全科医生资格证书编号", longest=40, hint="没有的留空", value=team.certificate),
        )),
    ]  # fmt: skip


def perform(sheet: str, team: Team, answers: Answers, by: Staff) -> None:
    """The verb of a sheet."""
    if sheet == "member":
        staff = Staff.objects.select_related("institution").get(pk=int(answers["staff"]))
        add_member(team, staff, int(answers["role"]), answers["on"], by=by)
    elif sheet == "leave":
        member = team.members.filter(pk=int(answers["member"])).select_related("team").first()
        if member is None:
            raise refuse("member", "成员：请从列表中选择")
        remove_member(member, answers["on"], by=by)
    elif sheet == "village":
        bind_village(team, answers["village"], answers["on"], by=by)
    else:
        lead = Staff.objects.select_related("institution").get(pk=int(answers["lead"]))
        qualify_lead(team, lead, answers["certificate"], by=by)


@fd_page()
@leaves(PROGRAMME)
def team(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """One team; only its institution's own people change it."""
    found = visible(request).filter(pk=team_id).first()
    if found is None:
        raise Http404("没有这个团队，或不在您的服务范围内")
    sheets = sheets_of(found) if may(request.user, "assign", PROGRAMME, found.institution) else []
    if request.method == "POST":
        sheet = next((each for each in sheets if each.id == request.POST.get("sheet")), None)
        if sheet is None:
            return redirect("family_doctor:team", found.pk)
        answers = read(sheet, request)
        by = request.scope.staff  # type: ignore[attr-defined]
        problems = attempt(answers, lambda: perform(sheet.id, found, answers, by))
        if not problems:
            say(request, Toast("已保存"))
            return redirect("family_doctor:team", found.pk)
        sheets = [again(each, answers, problems) if each is sheet else each for each in sheets]
    context = {
        "team": found, "sheets": sheets, "signed": holding(clock.today()).filter(team=found).count(),
        "members": [
            (each, codes.ROLE.label(each.role))
            for each in found.members.select_related("staff", "staff__institution").order_by("to_on", "role", "pk")
        ],
        "villages": found.villages.select_related("village").order_by("to_on", "village_id"),
    }  # fmt: skip
    answer = page(request, "family_doctor/team.html", context, at=PROGRAMME)
    answer.status_code = 422 if any(sheet.problems for sheet in sheets) else 200
    return answer


urlpatterns = [path("teams/", teams, name="teams"), path("teams/<uuid:team_id>/", team, name="team")]
