"""What every staff page needs: somebody logged in, the frame around the page, and the same answer to every refusal."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from gongwei.catalogue.chapters import Chapter, chapters
from gongwei.catalogue.plans import plan
from gongwei.kernel import clock
from gongwei.people.grants import grants_of, may, staff_of, tags_of
from gongwei.people.models import Region
from gongwei.ui.frame import AsOf, Frame, Link, NavGroup, NavItem, User
from gongwei.web.appraisal.reach import concerned as judges
from gongwei.web.frame import doors
from gongwei.web.frame.extensions import landing, owes_residents, tab_row
from gongwei.web.frame.scope import Scope, scope_of
from gongwei.web.frame.toasts import heard
from gongwei.web.funds.reach import concerned
from gongwei.web.organisation.reach import concerned as lines

View = Callable[..., HttpResponseBase]


def staff_page(action: str = "read", *, offered: Callable[[HttpRequest], bool] | str = "") -> Callable[[View], View]:
    """A page for active staff whose roles allow the action; others are told whose it is and how to ask (403).

    An empty action is a page for every member of staff. ``offered`` is the right (or the question) that a link to the
    page needs where the page itself asks more exactly: no link leads to a refusal that could be foreseen.
    """

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            staff = staff_of(request.user)
            if staff is not None and request.path == "/" and not may(request.user, action):
                return redirect("web:indicators" if may(request.user, "figures") else "web:institutions")
            if staff is None or (action and not may(request.user, action)):
                raise PermissionDenied("您的账号没有这个页面的权限；如工作需要，请向本机构管理员申请")
            if tags_of(staff) and (of := _chapter_of(request)) and not may(request.user, action or "read", of):
                raise PermissionDenied("您的账号只看持证居民自己的项目和签约；如工作需要，请与项目办联系")
            request.scope = scope_of(request, staff)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        doors.mark(guarded, action, offered)
        return guarded

    return wrap


def _chapter_of(request: HttpRequest) -> str:
    """The chapter whose own page this is: its addresses stand in a namespace of its name."""
    space = request.resolver_match.namespace if request.resolver_match else ""
    return space if space in {each.id for each in chapters()} else ""


def programme_page(programme: str, refusal: str) -> Callable[..., Callable[[View], View]]:
    """``staff_page`` for a sensitive programme: the account must have the action within it, else 403 in these words."""

    def asking(action: str = "read") -> Callable[[View], View]:
        def wrap(view: View) -> View:
            @staff_page(action)
            @wraps(view)
            def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
                if not may(request.user, action, programme):
                    raise PermissionDenied(refusal)
                return view(request, *args, **kwargs)

            return guarded

        return wrap

    return asking


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    at: str,
    as_of: AsOf | None = None,
    rail: bool = False,
) -> HttpResponse:
    """Render a template inside the frame; ``at`` names the navigation entry that is current."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    frame = frame_of(request, scope, at, as_of, rail)
    toast, saved = heard(request)
    around = {"frame": frame, "scope": scope, "today": clock.today(), "toast": toast, "saved": saved}
    return render(request, template, {**around, **context})


def frame_of(request: HttpRequest, scope: Scope, at: str, as_of: AsOf | None, rail: bool) -> Frame:
    """Navigation in the order of the specification, the scope path, freshness, and who is logged in."""
    places = [Link(scope.staff.institution.short_name or scope.staff.institution.name, reverse("web:scope"))]
    if scope.institution is not None and scope.institution != scope.staff.institution:
        places.append(Link(scope.institution.short_name or scope.institution.name, reverse("web:scope")))
    if scope.village is not None:
        places.append(Link(scope.village.name, reverse("web:scope")))
    return Frame(
        groups=_navigation(request, at),
        scope=tuple(places),
        year=scope.year,
        as_of=as_of or AsOf(clock.now(), year=scope.year),
        user=User(scope.staff.pk, scope.staff.name, scope.staff.title or ""),
        region=region_name(plan().file.region),
        search_url=reverse("web:search"),
        scope_url=reverse("web:scope") if may(request.user, "read") else "",
        log_out_url=reverse("web:log_out"),
        settings_url=reverse("web:account"),
        rail=rail,
        tabs=tab_row(request, at) if at in {each.id for each in chapters()} else (),
        addresses={"h": reverse("web:home"), "i": reverse("web:indicators"), "s": reverse("web:scope")},
    )


@cache
def region_name(code: str) -> str:
    """The printed name of the plan's region (six digits)."""
    return Region.objects.filter(pk=code.ljust(12, "0")).values_list("name", flat=True).first() or ""


def _reads(request: HttpRequest, held: Chapter) -> bool:
    """People's services, or institutions' own work: whoever sees some residents by their tag sees no such work."""
    staff = staff_of(request.user)
    works = staff is not None and any(grant.works("read", held.id) for grant in grants_of(staff))
    return may(request.user, "read", held.id) and (owes_residents(held) or works)


def _navigation(request: HttpRequest, at: str) -> tuple[NavGroup, ...]:
    def item(name: str, label: str, short: str, icon: str) -> NavItem:
        return NavItem(label, short, reverse(f"web:{name}"), icon=icon, current=at == name)

    daily, manage = [], []
    if may(request.user, "read"):
        daily = [
            item("home", "工作台", "工作", "layout-dashboard"),
            item("residents", "居民", "居民", "users"),
            item("due", "应服务", "应做", "list-check"),
        ]
    if doors.opens(request, "web:exam_day"):
        daily.append(item("exam_day", "体检日", "体检", "clipboard-heart"))
    if may(request.user, "whole"):
        daily += [
            item("findings", "异常处理", "异常", "alert-triangle"),
            item("referrals", "双向转诊", "转诊", "user-share"),
            item("screening", "筛查", "筛查", "stethoscope"),
        ]
    served = tuple(
        NavItem(
            each.label,
            each.short,
            landing(each),
            mark=each.number,
            current=at == each.id,
        )
        for each in chapters()
        if _reads(request, each) and plan().in_force(each.id, clock.today())
    )
    if may(request.user, "figures"):
        manage.append(item("indicators", "指标", "指标", "chart-bar"))
    if lines(request):
        manage.append(item("desk", "条线工作" if not may(request.user, "split") else "督导催办", "条线", "flag"))
    if judges(request):
        manage.append(item("appraisal", "绩效评价", "评价", "clipboard-check"))
    if concerned(request):
        manage.append(item("funds", "资金结算", "资金", "coin-yuan"))
    if may(request.user, "release"):
        manage.append(item("releases", "导出审批", "导出", "download"))
    manage += [
        item("plan", "年度方案", "方案", "file-text"),
        item("institutions", "机构与人员", "机构", "building-hospital"),
    ]
    return tuple(group for group in (
        NavGroup("今日", tuple(daily)), NavGroup("服务项目", served), NavGroup("管理", tuple(manage)),
    ) if group.items)  # fmt: skip
