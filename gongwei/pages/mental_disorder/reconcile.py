"""与国家系统核对: paste or send a list, see what is missing where and what differs, solve it one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from gongwei.kernel import clock
from gongwei.pages.mental_disorder.doors import PROGRAMME, smi_page
from gongwei.pages.mental_disorder.roster import registered
from gongwei.people.access import mask_id
from gongwei.people.grants import grants_of
from gongwei.people.models import Resident
from gongwei.people.problems import Invalid
from gongwei.programmes.mental_disorder import reconciling
from gongwei.programmes.mental_disorder.models import Check, Difference
from gongwei.ui.lists import Column, Held, Listing
from gongwei.ui.notices import Toast
from gongwei.ui.sheets import MEGABYTE, Unreadable, table_rows, text_rows
from gongwei.ui.workbook import export
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.releasing import let_go
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page
from gongwei.web.frame.toasts import say

MOST_BYTES, SHOWN, PAGE = 5 * MEGABYTE, 20, 50
MOST_LINES = reconciling.MOST_ROWS + 20
VIEWS = {"open": "待处理", "missing": "一方没有", "differing": "内容不同", "solved": "已处理", "all": "全部"}


@smi_page()
@leaves(PROGRAMME)
def reconcile(request: HttpRequest) -> HttpResponse:
    """Past comparisons of the scope, and the sheet for a new one."""
    checks = _checks(request).select_related("institution", "staff").order_by("-checked_on", "-pk")[:SHOWN]
    counted = Difference.objects.filter(match__reconciliation__in=[each.pk for each in checks])
    waits = Count("pk", filter=Q(solved_on=None))
    sums = counted.values("match__reconciliation").annotate(every=Count("pk"), waits=waits)
    found = {each["match__reconciliation"]: each for each in sums}
    rows = [
        {"check": each, "every": _sum(found, each.pk, "every"), "waits": _sum(found, each.pk, "waits")}
        for each in checks
    ]
    return page(request, "mental_disorder/reconcile.html", {"rows": rows, "headings": HEADINGS}, at=PROGRAMME)


HEADINGS = "姓名、身份证号、诊断、监护人电话、知情同意、最近随访日期、随访分类、危险性评估"


def _sum(found: Mapping[int, Mapping[str, Any]], pk: int, name: str) -> int:
    return int(found.get(pk, {}).get(name, 0))


def _checks(request: HttpRequest) -> Any:
    """Comparisons of the institutions that this account reaches."""
    staff = request.scope.staff  # type: ignore[attr-defined]
    within = [grant.path for grant in _grants(staff)]
    either = Q(pk__in=())
    for head in within:
        either |= Q(institution__path__startswith=head)
    return Check.objects.filter(either)


def _grants(staff: Any) -> list[Any]:
    return [grant for grant in grants_of(staff) if grant.includes(PROGRAMME)]


@smi_page("write")
def start(request: HttpRequest) -> HttpResponse:
    """Read the list, compare it with the registered patients of the scope, and lead to the report."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    sent = request.FILES.get("file")
    try:
        lines = _lines_of(sent, request.POST.get("pasted", ""))
        table = reconciling.table_of(lines)
    except Invalid as refused:
        return _not_compared(request, "；".join(each.message for each in refused.problems))
    except Unreadable as refused:
        return _not_compared(request, str(refused))
    here = registered(scope.residents().filter(living=True), today)
    numbers = [each.values["id_no"] for each in table.rows]
    visible = Resident.objects.visible_to(request.user)
    people = {each.pk: each for each in visible.filter(pk__in=here)}
    known = {each.id_no.upper(): each for each in visible.filter(id_no__in=numbers) if each.id_no}
    check = reconciling.compare(
        table, people, known, day=today, institution=scope.institution or scope.staff.institution, by=scope.staff,
        source=str(sent.name) if sent else "粘贴的名单",
    )  # fmt: skip
    told = f"已核对 {len(table.rows)} 人"
    if table.refused:
        told += f"，另有 {len(table.refused)} 行没有用上：{'；'.join(table.refused[:3])}"
    if table.unknown:
        told += f"；没有用到的列：{'、'.join(table.unknown[:5])}"
    say(request, Toast(told))
    return redirect("mental_disorder:check", check.pk)


def _not_compared(request: HttpRequest, why: str) -> HttpResponse:
    say(request, Toast(f"没有核对：{why}"))
    return redirect("mental_disorder:reconcile")


def _lines_of(sent: Any, pasted: str) -> list[list[str]]:
    """A workbook, a CSV file, or text copied from a sheet → rows of texts."""
    if sent is not None:
        return table_rows(sent.read(), MOST_LINES, MOST_BYTES)
    if not pasted.strip():
        raise Unreadable("请选文件，或把名单连同列名粘贴进来")
    return text_rows(pasted[:MEGABYTE], MOST_LINES)


@smi_page()
def check(request: HttpRequest, check_id: int) -> HttpResponse:
    """The report of one comparison, by what waits, what is missing and what differs."""
    held = _held(request, check_id)
    view = request.GET.get("view", "open")
    view = view if view in VIEWS else "open"
    every = _differences(held)
    chosen = Paginator(_narrow(every, view), PAGE).get_page(request.GET.get("page"))
    matches = held.matches.count()
    open_people = every.filter(solved_on=None).values("match").distinct().count()
    context = {
        "check": held, "rows": [_row(each) for each in chosen], "part": chosen, "view": view,
        "views": [(key, label, key == view, _narrow(every, key).count()) for key, label in VIEWS.items()],
        "people": matches, "same": matches - open_people, "solved_ways": Difference.SOLVED,
    }  # fmt: skip
    return page(request, "mental_disorder/check.html", context, at=PROGRAMME)


def _held(request: HttpRequest, check_id: int) -> Check:
    found: Check | None = _checks(request).filter(pk=check_id).select_related("institution", "staff").first()
    if found is None:
        raise Http404("没有这次核对，或不在您的服务范围内")
    return found


def _differences(held: Check) -> Any:
    rows = Difference.objects.filter(match__reconciliation=held)
    return rows.select_related("match", "resident", "solved_by").order_by("match__name", "match", "pk")


def _narrow(every: Any, view: str) -> Any:
    missing = Q(field__in=(reconciling.MISSING_HERE, reconciling.MISSING_THERE))
    chosen = {
        "open": every.filter(solved_on=None),
        "missing": every.filter(missing),
        "differing": every.exclude(missing),
        "solved": every.exclude(solved_on=None),
    }
    return chosen.get(view, every)


def _row(each: Difference) -> dict[str, Any]:
    return {
        "difference": each, "name": each.match.name,
        "label": reconciling.LABELS.get(each.field, each.field), "id_no": mask_id(each.match.id_no),
        "how": each.get_solved_how_display() if each.solved_how else "",
        "missing": each.field in (reconciling.MISSING_HERE, reconciling.MISSING_THERE),
    }  # fmt: skip


@smi_page("write")
def solve(request: HttpRequest, check_id: int, difference_id: int) -> HttpResponse:
    """One difference: how it was solved."""
    held = _held(request, check_id)
    found = _differences(held).filter(pk=difference_id).first()
    if found is None or request.method != "POST":
        raise Http404("没有这条差异")
    how = request.POST.get("how", "")
    try:
        with transaction.atomic():
            reconciling.solve(
                found, int(how) if how.isdigit() and len(how) < 3 else 0, request.POST.get("note", ""),
                on=clock.today(), by=request.scope.staff,  # type: ignore[attr-defined]
            )  # fmt: skip
    except Invalid as refused:
        say(request, Toast("没有保存：" + "；".join(each.message for each in refused.problems)))
    else:
        say(
            request, Toast(f"{found.match.name} 的“{reconciling.LABELS.get(found.field, found.field)}”已处理")
        )
    back = request.POST.get("view", "open")
    return redirect(
        f"{reverse('mental_disorder:check', args=[held.pk])}?view={back if back in VIEWS else 'open'}"
    )


COLUMNS = (
    Column("name", "姓名"), Column("id_no", "身份证号"), Column("label", "项目"), Column("ours", "本系统"),
    Column("theirs", "国家系统"), Column("how", "处理方式"), Column("on", "处理日期", format="date"),
    Column("note", "说明"),
)  # fmt: skip


@smi_page("export")
def taken_out(request: HttpRequest, check_id: int) -> HttpResponseBase:
    """The whole difference report as a workbook; every resident in it is logged as taken out."""
    held = _held(request, check_id)
    every: Sequence[Difference] = list(_differences(held))
    people = {each.resident_id: each.resident for each in every if each.resident}
    label = "与国家系统的差异"
    if (asking := let_go(request, label, people.values(), len(people), "mental_disorder")) is not None:
        return asking
    rows = [
        {
            "name": each.match.name, "id_no": mask_id(each.match.id_no), "ours": each.ours, "theirs": each.theirs,
            "label": reconciling.LABELS.get(each.field, each.field), "on": each.solved_on, "note": each.solved_note,
            "how": each.get_solved_how_display() if each.solved_how else "待处理",
        }
        for each in every
    ]  # fmt: skip
    listing = Listing("smi_differences", "与国家系统的差异", COLUMNS)
    about = (f"{held.institution} {held.checked_on} 核对，名单：{held.source}，{held.listed} 人",)
    return export(listing, Held(rows), name=f"与国家系统的差异 {held.checked_on}", about=about)


urlpatterns = [
    path("reconcile/", reconcile, name="reconcile"),
    path("reconcile/start/", start, name="reconcile_start"),
    path("reconcile/<int:check_id>/", check, name="check"),
    path("reconcile/<int:check_id>/export/", taken_out, name="check_export"),
    path("reconcile/<int:check_id>/<int:difference_id>/", solve, name="difference"),
]
