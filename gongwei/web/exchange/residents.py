"""批量导入居民: template, upload, which column is what, every row's fate, import, refused rows back, undo."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongwei.exchange import books, columns, steps
from gongwei.exchange.fates import CHANGED, DOUBT, ERROR, NEW, WORDS, said
from gongwei.exchange.models import ResidentImport, ResidentImportRow
from gongwei.exchange.reading import headed, rows_in
from gongwei.kernel import clock
from gongwei.people.models import Staff
from gongwei.ui.lists import Column, Filter, Listing
from gongwei.ui.lists import page as list_page
from gongwei.ui.sheets import MEGABYTE, PACKED, Unreadable
from gongwei.web.frame.shell import page, staff_page

MOST_ROWS = 20_000
MOST_BYTES = 20 * MEGABYTE
SAMPLES = 3
VERBS = {"checking": "正在逐行检查", "importing": "正在导入", "undoing": "正在撤销", "owing": "正在计算应服务"}


@staff_page("register")
def opening(request: HttpRequest) -> HttpResponse:
    """GET explains and lists former imports; POST takes a file and asks what its columns are."""
    staff = _staff(request)
    wrong = ""
    if request.method == "POST":
        try:
            held = _received(request, staff)
        except Unreadable as refused:
            wrong = str(refused)
        else:
            return redirect("web:residents_import_one", held.pk)
    former = ResidentImport.objects.filter(staff=staff).order_by("-made_at")[:10]
    context = {
        "wrong": wrong, "former": [(each, said(steps.counts(each))) for each in former], "most": MOST_ROWS,
        "megabytes": MOST_BYTES // MEGABYTE,
    }  # fmt: skip
    answer = page(request, "web/exchange/opening.html", context, at="residents")
    answer.status_code = 422 if wrong else 200
    return answer


def _received(request: HttpRequest, staff: Staff) -> ResidentImport:
    sent = request.FILES.get("file")
    if sent is None:
        raise Unreadable("请先选择要导入的文件（.xlsx 或 .csv）")
    if (sent.size or 0) > MOST_BYTES:
        raise Unreadable(f"文件超过 {MOST_BYTES // MEGABYTE} MB；请分成几个文件，或请管理员用命令 gongwei import 导入")
    data = sent.read()
    headers, rows = headed(rows_in(data, MOST_ROWS + 1, MOST_BYTES))
    padded, digest = data[:2] == PACKED, hashlib.sha256(data).hexdigest()
    held = steps.begin(staff, sent.name or "名单", digest, headers, rows, MOST_ROWS, padded=padded)
    known = columns.remembered(staff.institution_id, headers)
    return steps.start(held, "checking") if known and not columns.wrong(known) else held


@staff_page("register")
def template(request: HttpRequest) -> FileResponse:
    """The empty workbook."""
    return books.template()


@staff_page("register")
def one(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """An import: which column is what; under way; or the fate of every row with what can be done."""
    held = _held(request, import_id)
    if held.state == "mapping" or (held.state == "checked" and "columns" in request.GET):
        return _asked(request, held, held.mapping)
    counts = steps.counts(held)
    twin = ResidentImport.objects.filter(
        staff=held.staff, digest=held.digest, state="imported", made_at__lt=held.made_at
    ).last()
    context = {
        "held": held, "summary": said(counts), "ready": counts.get(NEW, 0) + counts.get(CHANGED, 0),
        "doubt": counts.get(DOUBT, 0), "errors": counts.get(ERROR, 0), "twin": twin,
        "done": counts.get("done", 0) + counts.get("corrected", 0), "work": _work(held, counts),
        "list": list_page(_listing(counts), held.rows.order_by("line"), request.GET),
    }  # fmt: skip
    return page(request, "web/exchange/one.html", context, at="residents")


@staff_page("register")
@require_POST
def mapped(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Take what was said of the columns, remember it for the institution, and begin to check."""
    held = _held(request, import_id)
    known = {each.key for each in columns.columns()}
    chosen = [request.POST.get(f"column-{number}", "") for number in range(len(held.headers))]
    chosen = [key if key in known else "" for key in chosen]
    if wrong := columns.wrong(chosen):
        return _asked(request, held, chosen, wrong)
    if held.state in ("mapping", "checked"):
        held.mapping = chosen
        held.save(update_fields=["mapping"])
        steps.start(held, "checking")
    return redirect("web:residents_import_one", held.pk)


@staff_page("register")
@require_POST
def go(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Begin a step (``start=importing|undoing``) or do its next part; the page asks again until it is done."""
    held = _held(request, import_id)
    if (begin := request.POST.get("start", "")) in ("importing", "undoing"):
        held = steps.start(held, begin, doubtful=request.POST.get("doubtful") == "1")
    held = steps.advance(held, _staff(request))
    there = reverse("web:residents_import_one", args=[held.pk])
    by_script = bool(request.htmx)  # type: ignore[attr-defined]
    if held.state in VERBS and by_script:
        context = {"held": held, "work": _work(held, steps.counts(held))}
        return render(request, "web/exchange/work.html", context)
    return HttpResponse(status=204, headers={"HX-Redirect": there}) if by_script else redirect(there)


@staff_page("register")
def refused(request: HttpRequest, import_id: uuid.UUID) -> FileResponse:
    """The rows that were not taken in, in the columns of the file, with the reason of each."""
    held = _held(request, import_id)
    return books.refused(held, held.rows.filter(fate__in=(ERROR, DOUBT)).order_by("line").iterator())


def _staff(request: HttpRequest) -> Staff:
    staff: Staff = request.scope.staff  # type: ignore[attr-defined]
    return staff


def _held(request: HttpRequest, import_id: uuid.UUID) -> ResidentImport:
    """One's own import: its rows hold names and numbers."""
    held = ResidentImport.objects.filter(pk=import_id, staff=_staff(request)).first()
    if held is None:
        raise Http404("没有这次导入，或不是您导入的")
    return held


def _asked(request: HttpRequest, held: ResidentImport, mapping: list[str], wrong: str = "") -> HttpResponse:
    """Every heading with the first values below it, and which field it is."""
    rows = list(held.rows.order_by("line").values_list("cells", flat=True)[:SAMPLES])
    samples = [
        "、".join(row[place] for row in rows if place < len(row) and row[place])[:40]
        for place in range(len(held.headers))
    ]
    heads = zip(held.headers, mapping, samples, strict=True)
    context = {"held": held, "heads": list(heads), "asked": columns.columns(), "wrong": wrong}
    answer = page(request, "web/exchange/columns.html", context, at="residents")
    answer.status_code = 422 if wrong else 200
    return answer


def _work(held: ResidentImport, counts: dict[str, int]) -> dict[str, Any] | None:
    if held.state not in VERBS:
        return None
    left = steps.waiting(held).count()
    total = held.total if held.state == "checking" else left + counts.get("done", 0) + counts.get("corrected", 0)
    if held.state == "undoing":
        total = left + counts.get("undone", 0) + counts.get("kept", 0)
    seconds = steps.seconds_left(held, total - left, left, clock.now())
    return {
        "label": VERBS[held.state], "done": total - left, "total": total, "bad": counts.get(ERROR, 0),
        "left": "" if seconds is None else f"约剩 {seconds // 60} 分 {seconds % 60} 秒",
    }  # fmt: skip


def changes(row: ResidentImportRow) -> list[tuple[str, str, str]]:
    """What a correction changes: (column, before, after)."""
    return [
        (columns.label_of(key), _shown(before), _shown((row.said or {}).get(key)))
        for key, before in (row.before or {}).items()
        if before != (row.said or {}).get(key)
    ]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "空" if value is None else str(value)


def _listing(counts: dict[str, int]) -> Listing:
    fates = tuple((fate, f"{word} {counts[fate]:,}") for fate, word in WORDS.items() if counts.get(fate))
    return Listing(
        "residents-import",
        "导入的行",
        (
            Column("line", "行", sort=("line",), format="integer", width=56),
            Column("name", "姓名", lambda row: row.name, width=90),
            Column("birth_date", "出生日期", lambda row: row.birth_date, format="date", width=100),
            Column("fate", "结果", cell="web/exchange/fate_cell.html", width=150),
            Column("why", "哪一格、怎么改", lambda row: changes(row), cell="web/exchange/why_cell.html"),
        ),
        (Filter("fate", "结果", lambda rows, value: rows.filter(fate=value), fates),),
        order="line",
        unit="行",
        page_size=100,
    )


urlpatterns = [
    path("residents/import/", opening, name="residents_import"),
    path("residents/import/template/", template, name="residents_import_template"),
    path("residents/import/<uuid:import_id>/", one, name="residents_import_one"),
    path("residents/import/<uuid:import_id>/columns/", mapped, name="residents_import_columns"),
    path("residents/import/<uuid:import_id>/go/", go, name="residents_import_go"),
    path("residents/import/<uuid:import_id>/refused/", refused, name="residents_import_refused"),
]
