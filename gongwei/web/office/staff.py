"""人员: the roles, villages and account of one member of staff; granted, ended and reset by an administrator."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.chapters import chapters
from gongwei.kernel import clock
from gongwei.people import accounts, one_time
from gongwei.people.grants import may
from gongwei.people.models import Institution, InstitutionVillage, Staff, StaffRole
from gongwei.people.verbs import accounts as verbs
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.office.institutions import administered, reachable
from gongwei.web.person.matters import done
from gongwei.web.person.matters import staff as actor


@staff_page("")
def person(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Who this is, which roles hold, and for an administrator the sheets that change them."""
    found = (
        Staff.objects.visible_to(request.user)
        .select_related("institution", "account")
        .filter(pk=staff_id)
        .first()
    )
    if found is None:
        raise Http404("没有这个人员，或不在您的范围内")
    manages = may(request.user, "accounts", institution=found.institution)
    sheets = sheets_of(request, found) if manages else []
    shown: dict[str, str] = {}
    if request.method == "POST":
        administered(request, found.institution)
        sheet = next((each for each in sheets if each.id == request.POST.get("sheet")), None)
        if sheet is None:
            return done(request, "人员资料已经改变，请核对后再办理", "web:staff", found.pk)
        answers, who = read(sheet, request), found
        problems = attempt(answers, lambda: shown.update(act(who, sheet.id, answers, actor(request))))
        if not problems and not shown:
            return done(request, f"已办理：{found.name} {sheet.title}", "web:staff", found.pk)
        found = Staff.objects.select_related("institution", "account").get(pk=found.pk)
        fresh = sheets_of(request, found)
        sheets = [
            again(each, answers, problems) if problems and each.id == sheet.id else each for each in fresh
        ]
    context = {
        "who": found,
        "sheets": sheets,
        "manages": manages,
        "password": shown.get("password", ""),
        "roles": found.roles.select_related("institution").order_by("-from_on"),
        "villages": found.villages.select_related("village").filter(to_on=None),
        "account": _account(found) if manages else None,
        "today": clock.today(),
    }
    answer = page(request, "web/staff.html", context, at="institutions")
    if any(sheet.problems for sheet in sheets):
        answer.status_code = 422
    return answer


@staff_page("accounts")
def add(request: HttpRequest, institution_id: int) -> HttpResponse:
    """A new member of staff of an institution."""
    at = reachable(request, institution_id)
    administered(request, at)
    sheet = Sheet(
        "add",
        f"添加人员 · {at}",
        "添加",
        (
            Question("name", "姓名", must=True, longest=50),
            Question("title", "职称", longest=50),
            Question("phone", "联系电话", longest=20),
            Question("on", "到岗日期", "day", must=True, value=clock.today().isoformat()),
        ),
        note="添加后再授予角色、开通账号",
    )
    made: list[Staff] = []
    if request.method == "POST":
        answers = read(sheet, request)

        def make() -> None:
            told = {name: answers[name] for name in ("title", "phone", "on")}
            made.append(verbs.add_staff(at, answers["name"], by=actor(request), **told))

        problems = attempt(answers, make)
        if not problems:
            return done(request, f"已添加 {made[0].name}，请授予角色", "web:staff", made[0].pk)
        sheet = again(sheet, answers, problems)
    answer = page(request, "web/staff_add.html", {"sheet": sheet, "place": at}, at="institutions")
    if sheet.problems:
        answer.status_code = 422
    return answer


def _account(found: Staff) -> dict[str, Any] | None:
    if found.account is None:
        return None
    user = found.account
    return {
        "user": user,
        "sessions": len(accounts.running_sessions(user)),
        "one_time": one_time.is_required(user),
    }


def sheets_of(request: HttpRequest, found: Staff) -> list[Sheet]:
    """What an administrator may do with this person today."""
    if found.active_to is not None:
        return []
    on = Question("on", "日期", "day", must=True, value=clock.today().isoformat())
    return [_grant(request, found, on), *_end(found, on), *_serve(found), *_account_sheets(found, on)]


def _grant(request: HttpRequest, found: Staff, on: Question) -> Sheet:
    stations = ("village_clinic", "community_health_station")
    places = [
        each
        for each in Institution.objects.visible_to(request.user).exclude(kind__in=stations)
        if may(request.user, "accounts", institution=each)
    ]
    places += [found.institution] if found.institution not in places else []
    offered, here = [(str(each.pk), str(each)) for each in places], str(found.institution_id)
    programmes = [(each.id, each.short) for each in chapters()]
    asked = (
        Question("role", "角色", "choice", must=True, options=StaffRole.ROLES),
        Question("over", "管辖机构", "choice", must=True, options=offered, value=here),
        Question("programmes", "项目", "many", options=programmes, hint="不选即全部；条线角色必须选"),
        on,
    )
    return Sheet("grant", "授予角色", "授予", asked)


def _end(found: Staff, on: Question) -> list[Sheet]:
    held = found.roles.filter(to_on=None).select_related("institution")
    roles = [(str(each.pk), f"{each.get_role_display()}（{each.institution}）") for each in held]
    which = Question("role", "角色", "choice", must=True, options=roles)
    return [Sheet("end", "结束角色", "结束", (which, on), danger=True)] if roles else []


def _serve(found: Staff) -> list[Sheet]:
    served = InstitutionVillage.objects.filter(institution__in=_above(found), to_on=None).order_by("village")
    villages = list(served.values_list("village_id", "village__name"))
    which = Question("village", "村（居）", "choice", must=True, options=villages)
    return [Sheet("village", "分配村（居）", "分配", (which,))] if villages else []


def _above(found: Staff) -> list[int]:
    return [int(part) for part in found.institution.path.split("/") if part]


def _account_sheets(found: Staff, on: Question) -> list[Sheet]:
    leave = Sheet(
        "leave", "离岗", "办理离岗", (on,), danger=True, note="角色全部结束，账号停用；以前的记录仍署此人姓名"
    )
    if found.account is None:
        asked = (Question("username", "账号", must=True, longest=30, hint="小写字母或数字"),)
        return [Sheet("open", "开通账号", "开通", asked, note="初始密码只显示一次"), leave]
    reset = Sheet(
        "reset",
        "重置密码",
        "重置",
        note="在用的登录全部结束，动态口令一并停用；新密码只显示一次",
        danger=True,
    )
    if found.account.is_active:
        return [reset, Sheet("shut", "停用账号", "停用", danger=True), leave]
    return [Sheet("reopen", "启用账号", "启用"), leave]


def act(found: Staff, sheet: str, answers: Answers, by: Staff) -> dict[str, str]:
    """One act; a new password comes back to be shown once."""
    if sheet == "open":
        return {"password": verbs.open_account(found.pk, answers["username"], by=by)}
    if sheet == "reset":
        return {"password": verbs.reset_password(found.pk, by=by)}
    if sheet == "grant":
        over = Institution.objects.get(pk=int(answers["over"]))
        verbs.grant_role(
            found.pk, answers["role"], over, by=by, programmes=tuple(answers["programmes"]), on=answers["on"]
        )
    elif sheet == "end":
        verbs.end_role(int(answers["role"]), answers["on"], by=by)
    elif sheet == "village":
        verbs.serve_village(found.pk, answers["village"], by=by)
    elif sheet == "leave":
        verbs.leave(found.pk, answers["on"], by=by)
    else:
        verbs.set_account_active(found.pk, sheet == "reopen", by=by)
    return {}


urlpatterns = [
    path("staff/<int:staff_id>/", person, name="staff"),
    path("institutions/<int:institution_id>/staff/new/", add, name="staff_add"),
]
