"""Before a list of people leaves as a file, its purpose is asked and a second person lets it go (DATA-16)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from gongwei.kernel import clock
from gongwei.people import access
from gongwei.people.models import ListRelease, Resident
from gongwei.people.verbs.release import Wanted, ask_release, released
from gongwei.ui.lists import Column, Held, Listing
from gongwei.ui.notices import Toast
from gongwei.ui.workbook import export
from gongwei.web.frame.asking import Question, Sheet, again, attempt, read
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page
from gongwei.web.frame.toasts import say

IGNORED = ("page", "sort", "view")
PART = "part"
"""In the address of a page: what of it leaves as a workbook; then the ``view`` that is open is part of the list."""


def let_go(
    request: HttpRequest, label: str, people: Iterable[Resident], count: int, programme: str = ""
) -> HttpResponse | None:
    """None once released: everybody in it is logged with purpose and approver. Else the page that asks what for."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    wanted = Wanted(label, request.path[:200], _filters(request), _place(scope), count, programme)
    held = released(wanted, to=scope.staff)
    if held is None:
        return _asked(request, scope, wanted)
    by = held.decided_by.name if held.decided_by else ""
    access.looked_at(request.user, people, f"导出{label}：{held.purpose}"[:100], request, f"{by} 批准")
    return None


def take_out(
    request: HttpRequest, label: str, columns: tuple[Column, ...], rows: Sequence[Any], people: Iterable[int],
    programme: str = "",
) -> HttpResponseBase:  # fmt: skip
    """One part of a page's list as a workbook, once released; ``part`` in the address says which part."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    known = Resident.objects.filter(pk__in=set(people))
    if (asking := let_go(request, label, known, len(rows), programme)) is not None:
        return asking
    about = f"{label} · {scope.words} · 截至 {clock.today()} · 导出人 {scope.staff.name}"
    return export(Listing("taken", label, columns), Held(rows), about=(about,))


def _asked(request: HttpRequest, scope: Scope, wanted: Wanted) -> HttpResponse:
    sheet = Sheet(
        "release", f"申请导出：{wanted.label}", "提交申请",
        (Question("purpose", "用途", must=True, longest=80, hint="给谁、作什么用，例如：送村委会上门动员体检"),),
        note="名单里的证件号和电话是遮盖的。由本机构公卫科或项目办的另一位同事批准后，7 天内可以下载。",
    )  # fmt: skip
    problems: tuple[Any, ...] = ()
    if request.method == "POST":
        answers = read(sheet, request)
        problems = attempt(
            answers, lambda: ask_release(answers.id, wanted, answers["purpose"], by=scope.staff)
        )
        if not problems:
            say(request, Toast("已提交，批准后在这里下载"))
            return redirect("web:releases")
        sheet = again(sheet, answers, problems)
    last = ListRelease.objects.filter(
        asked_by=scope.staff, address=wanted.address, filters=wanted.filters, place=wanted.place
    )
    context = {"sheet": sheet, "wanted": wanted, "scope_words": scope.words, "last": last.order_by("-asked_at").first()}
    answer = page(request, "web/release_ask.html", context, at="releases")
    answer.status_code = 422 if problems else 200
    return answer


def _filters(request: HttpRequest) -> str:
    """What narrows the list, in one order, so that the same list is the same text."""
    asked = ((key, text) for key, texts in request.GET.lists() for text in texts)
    ignored = IGNORED[:2] if PART in request.GET else IGNORED
    return urlencode(sorted((key, text) for key, text in asked if text and key not in ignored))


def _place(scope: Scope) -> str:
    institution = scope.institution.pk if scope.institution else ""
    return f"{institution}/{scope.village.pk if scope.village else ''}"
