"""责任到人: items × villages with a named person each, the village's share, and the start of the plan."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.catalogue.plans import plan
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import refuse
from gongwei.planning import duties
from gongwei.planning.duties import Board
from gongwei.ui.notices import Toast
from gongwei.web.frame.asking import Answers, attempt, key_of
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.planning.reach import Reach, reach

DONE = {
    "owners": "责任人已保存",
    "shares": "分工已保存",
    "fill": "空缺已按村医和公卫科带出，可再改",
    "start": "已启动实施",
}


@staff_page("figures")
def duty_board(request: HttpRequest) -> HttpResponseBase:
    """The office sees how far each institution is; an institution names its people, one item at a time."""
    held = reach(request)
    if held.village_only:
        return redirect("web:task_mine")
    place = _place(request, held)
    if place is None:
        return page(request, "web/planning/duties_all.html", {"boards": _all()}, at="plan", rail=True)
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        if not (held.divides and held.institution == place):
            raise PermissionDenied(f"分工由{place}公卫科办理")
        do = request.POST.get("do", "")
        if do not in DONE:
            raise Http404("没有这个操作")
        for problem in attempt(Answers({}, {}, (), key_of(request)), lambda: _do(request, held, place, do)):
            problems.setdefault(problem.field, []).append(problem.message)
        if not problems:
            say(request, Toast(DONE[do]))
            return redirect(f"{reverse('web:duties')}?{urlencode({'item': request.POST.get('item', '')})}")
    board = duties.board(plan(), place)
    context = {"held": held, "board": board, "may": held.divides and held.institution == place, **_shown(
        request, board, problems)}  # fmt: skip
    answer = page(request, "web/planning/duties.html", context, at="plan", rail=True)
    answer.status_code = 422 if problems else 200
    return answer


def _place(request: HttpRequest, held: Reach) -> Institution | None:
    wanted = request.GET.get("institution", "")
    if not wanted:
        if held.institution is None and not held.everything:
            raise PermissionDenied("责任分工由项目办和各机构使用")
        return held.institution
    found = Institution.objects.responsible().filter(pk=wanted).first() if wanted.isdecimal() else None
    if found is None or not (held.everything or found == held.institution):
        raise Http404("没有这个机构，或不在您的范围内")
    return found


def _all() -> list[Board]:
    return [duties.board(plan(), each) for each in Institution.objects.responsible()]


def _do(request: HttpRequest, held: Reach, place: Institution, do: str) -> None:
    if do == "start":
        duties.start(plan(), place, by=held.staff)
    elif do == "fill":
        duties.name(plan(), place, duties.proposed(plan(), place), by=held.staff)
    elif do == "shares":
        duties.divide(plan(), place, _shares(request), by=held.staff)
    else:
        duties.name(plan(), place, _owners(request, place), by=held.staff)


def _shares(request: HttpRequest) -> dict[str, int]:
    found = {}
    for item in duties.items(plan()):
        typed = request.POST.get(f"s-{item.chapter}", "0").strip().removesuffix("%") or "0"
        if not (typed.isdecimal() and len(typed) <= 3):
            raise refuse(f"s-{item.chapter}", f"{item.label}：“{typed[:10]}”不是整数")
        found[item.chapter] = int(typed)
    return found


def _owners(request: HttpRequest, place: Institution) -> dict[tuple[str, str], Staff]:
    """``o-village`` fields of one item: a name of the list, or a plain name that only one person there has."""
    item, found = request.POST.get("item", ""), {}
    asked = {name[2:]: request.POST.get(name, "").strip() for name in request.POST if name.startswith("o-")}
    typed = {village: text for village, text in asked.items() if text}
    people = _people(place)
    for village, text in typed.items():
        same = [who for who in people if text in (_called(who), who.name)]
        if len(same) != 1:
            said = "有几位同名，请从列表中选" if same else "不是本机构或下属村卫生室（站）的在岗人员"
            raise refuse(f"o-{item}-{village}", f"“{text[:20]}”{said}")
        found[item, village] = same[0]
    return found


def _people(place: Institution) -> list[Staff]:
    rows = Staff.objects.filter(institution__path__startswith=place.path, active_to=None)
    return list(rows.select_related("institution").order_by("institution__path", "pk")[:300])


def _called(who: Staff) -> str:
    return f"{who.name}（{who.institution}）"


def _shown(request: HttpRequest, board: Board, problems: dict[str, list[str]]) -> dict[str, Any]:
    """All items with their gaps on the left, the villages of one item on the right."""
    gaps: dict[str, int] = {}
    for item, _ in board.gaps:
        gaps[item.chapter] = gaps.get(item.chapter, 0) + 1
    known = [item.chapter for item in board.items]
    first = next((each for each in known if each in gaps), known[0] if known else "")
    asked = request.POST.get("item") or request.GET.get("item", "")
    chosen = asked if asked in known else first
    lines = [
        {
            "item": item, "gaps": gaps.get(item.chapter, 0), "on": item.chapter == chosen,
            "share": request.POST.get(f"s-{item.chapter}", board.portions[item.chapter].village_share
                                      if item.chapter in board.portions else ""),
            "said": problems.get(f"s-{item.chapter}", ()),
        }
        for item in board.items
    ]  # fmt: skip
    rows = [
        {
            "village": village, "value": request.POST.get(f"o-{village.pk}") or _held(board, chosen, village.pk),
            "said": problems.get(f"o-{chosen}-{village.pk}", ()),
        }
        for village in board.villages
    ]  # fmt: skip
    return {
        "lines": lines, "rows": rows, "chosen": next((i for i in board.items if i.chapter == chosen), None),
        "people": [_called(who) for who in _people(board.institution)],
        "share": board.percent, "gaps": sum(gaps.values()),
        "loose": [line for field in ("", "start") for line in problems.get(field, ())],
    }  # fmt: skip


def _held(board: Board, item: str, village: str) -> str:
    who = board.owners.get((item, village))
    return _called(who) if who else ""


urlpatterns = [path("plan/duties/", duty_board, name="duties")]
