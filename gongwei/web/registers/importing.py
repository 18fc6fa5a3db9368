"""导入: template, upload, what would become of every row, import, the refused rows back as a workbook, undo."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongwei.kernel import clock
from gongwei.people.models import Resident
from gongwei.records.layout import Form
from gongwei.ui.lists import Column, Filter, Listing
from gongwei.ui.lists import page as list_page
from gongwei.ui.notices import Toast
from gongwei.ui.sheets import Unreadable
from gongwei.web.frame.releasing import let_go
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.models import Import
from gongwei.web.registers import books, steps
from gongwei.web.registers.fates import CHANGED, DOUBT, ERROR, NEW, WORDS
from gongwei.web.registers.owners import about_people, register_form
from gongwei.web.registers.pages import source
from gongwei.web.registers.reading import read
from gongwei.web.registers.sheet import PERSON, cells_of

MOST_BACK = 5_000
ORDER = (ERROR, DOUBT, CHANGED, NEW, "same", "done", "corrected", "undone")


@staff_page("write")
def opening(request: HttpRequest, form_id: str) -> HttpResponse:
    """GET explains and lists former imports; POST takes a workbook and leads to its check."""
    form = register_form(request, form_id, "write")
    staff = request.scope.staff  # type: ignore[attr-defined]
    wrong = ""
    if request.method == "POST":
        sent = request.FILES.get("workbook")
        try:
            if sent is None:
                raise Unreadable("请先选择要导入的 .xlsx 文件")
            found = read(form, sent.read())
        except Unreadable as refused:
            wrong = str(refused)
        else:
            held = steps.begin(form, staff, sent.name or "工作簿", found)
            if found.unknown:
                say(
                    request,
                    Toast(f"这些列不认识，没有读取：{'、'.join(found.unknown[:5])}", icon="alert-triangle"),
                )
            return redirect("web:registers_import_one", form.id, held.pk)
    former = Import.objects.filter(form=form.id, staff=staff).order_by("-made_at")[:10]
    context = {"form": form, "wrong": wrong, "former": [(each, _said(steps.counts(each))) for each in former]}
    answer = page(request, "web/registers/import.html", context, at=form.programme)
    answer.status_code = 422 if wrong else 200
    return answer


@staff_page("write")
def template(request: HttpRequest, form_id: str) -> FileResponse:
    """The empty workbook of the register."""
    return books.template(register_form(request, form_id, "write"))


@staff_page("export")
def returnable(request: HttpRequest, form_id: str) -> HttpResponse | FileResponse:
    """The register's records in the columns of the template, with their numbers: to correct many and import again."""
    form = register_form(request, form_id, "export")
    scope: Scope = request.scope  # type: ignore[attr-defined]
    rows = source(request, form, scope).order_by("-served_on", "pk")
    if rows.count() > MOST_BACK:
        say(request, Toast(f"一次最多取 {MOST_BACK:,} 条，请先加条件", icon="alert-triangle"))
        return redirect("web:registers_list", form.id)
    found = list(rows)
    if about_people(form):
        people = Resident.objects.filter(pk__in={each.resident_id for each in found})
        label = f"{form.label}（更正用）"
        if (asking := let_go(request, label, people, people.count(), form.programme)) is not None:
            return asking
    return books.records(
        form, (_row(form, each) for each in found), f"{form.label} · {scope.words} · {clock.today()}"
    )


def _row(form: Form, record: Any) -> dict[str, str]:
    who = {"record": str(record.pk)}
    if about_people(form):
        person = record.resident
        who |= dict(
            zip(PERSON, (person.name, "", person.record_no or "", person.birth_date.isoformat()), strict=True)
        )
    else:
        who["place"] = record.institution.name
    return {**who, **cells_of(form, record)}


@staff_page("write")
def one(request: HttpRequest, form_id: str, import_id: uuid.UUID) -> HttpResponse:
    """An import: under way, or the fate of every row with what can be done."""
    form, held = _held(request, form_id, import_id)
    counts = steps.counts(held)
    context = {
        "form": form, "held": held, "counts": counts, "summary": _said(counts), "total": sum(counts.values()),
        "ready": counts.get(NEW, 0) + counts.get(CHANGED, 0), "doubt": counts.get(DOUBT, 0),
        "errors": counts.get(ERROR, 0), "done": counts.get("done", 0), "work": _work(held, counts),
        "list": list_page(_listing(counts), held.rows.select_related("resident").order_by("line"), request.GET),
        "undone": held.state == "undone", "about_people": about_people(form),
    }  # fmt: skip
    return page(request, "web/registers/import_one.html", context, at=form.programme)


@staff_page("write")
@require_POST
def go(request: HttpRequest, form_id: str, import_id: uuid.UUID) -> HttpResponse:
    """Begin a step (``start=import|undo``) or do its next part; the page asks again until it is done."""
    form, held = _held(request, form_id, import_id)
    start = request.POST.get("start", "")
    if start == "import" and held.state == "checked":
        held.state, held.takes_doubtful = "importing", request.POST.get("doubtful") == "1"
        held.save()
    elif start == "undo" and held.state == "imported":
        held.state = "undoing"
        held.save()
    held = steps.advance(held, form, request.user, request.scope.staff)  # type: ignore[attr-defined]
    there = reverse("web:registers_import_one", args=[form.id, held.pk])
    if held.state not in steps.PARTS or not request.htmx:  # type: ignore[attr-defined]
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponse(status=204, headers={"HX-Redirect": there})
        return redirect(there)
    context = {"form": form, "held": held, "work": _work(held, steps.counts(held))}
    return render(request, "web/registers/work.html", context)


@staff_page("write")
def refused(request: HttpRequest, form_id: str, import_id: uuid.UUID) -> FileResponse:
    """The rows that were not imported, with the reason of each."""
    form, held = _held(request, form_id, import_id)
    fates = (ERROR, DOUBT) if held.state != "imported" or not held.takes_doubtful else (ERROR,)
    return books.errors(form, held.columns, held.rows.filter(fate__in=fates).order_by("line"), held.name)


def _held(request: HttpRequest, form_id: str, import_id: uuid.UUID) -> tuple[Form, Import]:
    """One's own import: its rows hold names and numbers."""
    form = register_form(request, form_id, "write")
    staff = request.scope.staff  # type: ignore[attr-defined]
    held = Import.objects.filter(pk=import_id, form=form.id, staff=staff).first()
    if held is None:
        raise Http404("没有这次导入，或不是您导入的")
    return form, held


def _said(counts: dict[str, int]) -> str:
    return "、".join(f"{WORDS[fate]} {counts[fate]:,}" for fate in (*ORDER, "") if counts.get(fate))


VERBS = {"checking": "正在逐行检查", "importing": "正在导入", "undoing": "正在撤销"}


def _work(held: Import, counts: dict[str, int]) -> dict[str, Any] | None:
    if held.state not in steps.PARTS:
        return None
    total, left = sum(counts.values()), steps.waiting(held).count()
    return {"label": VERBS[held.state], "done": total - left, "total": total, "bad": counts.get(ERROR, 0)}


def _listing(counts: dict[str, int]) -> Listing:
    fates = tuple((fate, f"{WORDS[fate]} {counts[fate]:,}") for fate in ORDER if counts.get(fate))
    return Listing(
        "import",
        "导入的行",
        (
            Column("line", "行", sort=("line",), format="integer", width=56),
            Column(
                "name",
                "姓名",
                lambda row: row.typed.get("person.name") or row.typed.get("place", ""),
                width=90,
            ),
            Column("day", "日期", lambda row: row.typed.get("served_on", ""), width=100),
            Column("fate", "结果", cell="web/registers/fate_cell.html", width=110),
            Column("why", "哪一格、怎么改", cell="web/registers/why_cell.html"),
        ),
        (Filter("fate", "结果", lambda rows, value: rows.filter(fate=value), fates),),
        order="line",
        unit="行",
        page_size=100,
    )


urlpatterns = [
    path("registers/<slug:form_id>/import/", opening, name="registers_import"),
    path("registers/<slug:form_id>/import/template/", template, name="registers_template"),
    path("registers/<slug:form_id>/returnable/", returnable, name="registers_returnable"),
    path("registers/<slug:form_id>/import/<uuid:import_id>/", one, name="registers_import_one"),
    path("registers/<slug:form_id>/import/<uuid:import_id>/go/", go, name="registers_import_go"),
    path(
        "registers/<slug:form_id>/import/<uuid:import_id>/refused/", refused, name="registers_import_refused"
    ),
]
