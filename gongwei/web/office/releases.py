"""导出审批: lists of people that somebody asked for; another one lets them go or says why not (DATA-16)."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.kernel import clock
from gongwei.people.grants import ACTIONS, grants_of, may
from gongwei.people.models import ListRelease, Staff
from gongwei.people.verbs.release import decide_release, may_decide
from gongwei.ui.notices import Toast
from gongwei.web.frame.asking import Answers, attempt
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say

PER_PAGE = 30


def concerning(staff: Staff) -> QuerySet[ListRelease]:
    """What one asked for oneself, and what institutions asked over which one's right to release reaches."""
    reach = Q(asked_by=staff)
    for grant in grants_of(staff):
        if "release" in ACTIONS[grant.role]:
            reach |= Q(institution__path__startswith=grant.path)
    return ListRelease.objects.filter(reach).select_related("asked_by", "decided_by", "institution")


@staff_page("")
def releases(request: HttpRequest) -> HttpResponse:
    """Waiting lists first, each with its purpose; the second person decides with one press."""
    staff: Staff = request.scope.staff  # type: ignore[attr-defined]
    if not (may(request.user, "export") or may(request.user, "release")):
        raise PermissionDenied("您的角色不能导出名单，也不审批导出")
    found = concerning(staff)
    problems: list[str] = []
    if request.method == "POST":
        problems = _decided(request, found, staff)
        if not problems:
            return redirect("web:releases")
    waiting = [(each, may_decide(each, staff)) for each in found.filter(state="waiting").order_by("asked_at")[:30]]
    decided = found.exclude(state="waiting").order_by("-decided_at")
    context = {
        "waiting": waiting, "problems": problems, "typed": request.POST.get("reason", ""), "staff": staff,
        "decided": Paginator(decided, PER_PAGE).get_page(request.GET.get("page")), "day": clock.today(),
    }  # fmt: skip
    answer = page(request, "web/releases.html", context, at="releases")
    answer.status_code = 422 if problems else 200
    return answer


def _decided(request: HttpRequest, found: QuerySet[ListRelease], staff: Staff) -> list[str]:
    key = _key(request.POST.get("release", ""))
    asked = found.filter(pk=key).first() if key else None
    if asked is None:
        raise Http404("没有这份申请")
    yes = request.POST.get("do") == "release"

    def act() -> Any:
        return decide_release(asked, yes, request.POST.get("reason", "")[:200], by=staff)

    problems = [each.message for each in attempt(Answers({}, {}, (), str(asked.pk)), act)]
    if not problems:
        say(request, Toast("已批准，申请人 7 天内可以下载" if yes else "未批准，原因已告知申请人"))
    return problems


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


urlpatterns = [path("releases/", releases, name="releases")]
