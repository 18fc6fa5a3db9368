"""批量导入: residents or a form's records; template, upload, columns, every row's fate, import, refused rows, undo."""

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
from gongwei.exchange.forms.kind import Register
from gongwei.exchange.kinds import Kind, kind_of, may_bring_in
from gongwei.exchange.messages.kind import MESSAGES
from gongwei.exchange.models import Import, ImportRow
from gongwei.exchange.population.kind import POPULATION
from gongwei.exchange.reading import headed, rows_in
from gongwei.kernel import clock
from gongwei.people.models import Staff
from gongwei.ui.lists import Column, Filter, Listing
from gongwei.ui.lists import page as list_page
from gongwei.ui.refusals import NotYours
from gongwei.ui.sheets import MEGABYTE, PACKED, Unreadable
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.registers.owners import registered

MOST_ROWS = 20_000
MOST_BYTES = 20 * MEGABYTE
SAMPLES = 3
VERBS = {"checking": "正在逐行检查", "importing": "正在导入", "undoing": "正在撤销", "owing": "正在计算应服务"}


@staff_page("")
def opening(request: HttpRequest, kind_id: str) -> HttpResponse:
    """GET explains and lists former imports; POST takes a file and asks what its columns are."""
    kind, staff = _kind(request, kind_id), _staff(request)
    wrong = ""
    if request.method == "POST":
        try:
            held = _received(request, kind, staff)
        except Unreadable as refused:
            wrong = str(refused)
        else:
            return redirect("web:import_one", held.kind, held.pk)
    former = Import.objects.filter(kind=kind.id, staff=staff).order_by("-made_at")[:10]
    context = {
        **_about(kind), "wrong": wrong, "former": [(each, said(steps.counts(each))) for each in former],
        "most": MOST_ROWS, "megabytes": MOST_BYTES // MEGABYTE,
    }  # fmt: skip
    answer = page(request, "web/exchange/opening.html", context, at=_place(kind))
    answer.status_code = 422 if wrong else 200
    return answer


def _received(request: HttpRequest, kind: Kind, staff: Staff) -> Import:
    sent = request.FILES.get("file")
    if sent is None:
        raise Unreadable("请先选择要导入的文件（.xlsx、.csv，报文也可以是 .jsonl）")
    if (sent.size or 0) > MOST_BYTES:
        raise Unreadable(f"文件超过 {MOST_BYTES // MEGABYTE} MB；请分成几个文件，或请管理员用命令 gongwei import 导入")
    data = sent.read()
    headers, rows = headed(kind, rows_in(data, MOST_ROWS + 1, MOST_BYTES))
    padded, digest = data[:2] == PACKED, hashlib.sha256(data).hexdigest()
    held = steps.begin(kind, staff, sent.name or "名单", digest, headers, rows, MOST_ROWS, padded=padded)
    clear = columns.clear(kind, staff.institution_id, headers)
    return steps.start(held, "checking") if clear else held


@staff_page("")
def template(request: HttpRequest, kind_id: str) -> FileResponse:
    """The empty workbook."""
    return books.template(_kind(request, kind_id))


@staff_page("")
def one(request: HttpRequest, kind_id: str, import_id: uuid.UUID) -> HttpResponse:
    """An import: which column is what; under way; or the fate of every row with what can be done."""
    kind, held = _held(request, kind_id, import_id)
    if held.state == "mapping" or (held.state == "checked" and "columns" in request.GET):
        return _asked(request, kind, held, held.mapping)
    counts = steps.counts(held)
    twin = Import.objects.filter(
        kind=kind.id, staff=held.staff, digest=held.digest, state="imported", made_at__lt=held.made_at
    ).last()
    context = {
        **_about(kind), "held": held, "summary": said(counts), "ready": counts.get(NEW, 0) + counts.get(CHANGED, 0),
        "doubt": counts.get(DOUBT, 0), "errors": counts.get(ERROR, 0), "twin": twin,
        "done": counts.get("done", 0) + counts.get("corrected", 0), "work": _work(held, counts),
        "list": list_page(_listing(kind, counts), held.rows.order_by("line"), request.GET),
    }  # fmt: skip
    return page(request, "web/exchange/one.html", context, at=_place(kind))


@staff_page("")
@require_POST
def mapped(request: HttpRequest, kind_id: str, import_id: uuid.UUID) -> HttpResponse:
    """Take what was said of the columns, remember it for the institution, and begin to check."""
    kind, held = _held(request, kind_id, import_id)
    known = {each.key for each in kind.columns()}
    chosen = [request.POST.get(f"column-{number}", "") for number in range(len(held.headers))]
    chosen = [key if key in known else "" for key in chosen]
    if wrong := columns.wrong(kind, chosen):
        return _asked(request, kind, held, chosen, wrong)
    if held.state in ("mapping", "checked"):
        held.mapping = chosen
        held.save(update_fields=["mapping"])
        steps.start(held, "checking")
    return redirect("web:import_one", held.kind, held.pk)


@staff_page("")
@require_POST
def go(request: HttpRequest, kind_id: str, import_id: uuid.UUID) -> HttpResponse:
    """Begin a step (``start=importing|undoing``) or do its next part; the page asks again until it is done."""
    kind, held = _held(request, kind_id, import_id)
    if (begin := request.POST.get("start", "")) in ("importing", "undoing"):
        held = steps.start(held, begin, doubtful=request.POST.get("doubtful") == "1")
    held = steps.advance(held, _staff(request))
    there = reverse("web:import_one", args=[kind.id, held.pk])
    by_script = bool(request.htmx)  # type: ignore[attr-defined]
    if held.state in VERBS and by_script:
        context = {"kind": kind, "held": held, "work": _work(held, steps.counts(held))}
        return render(request, "web/exchange/work.html", context)
    return HttpResponse(status=204, headers={"HX-Redirect": there}) if by_script else redirect(there)


@staff_page("")
def refused(request: HttpRequest, kind_id: str, import_id: uuid.UUID) -> FileResponse:
    """The rows that were not taken in, in the columns of the file, with the reason of each."""
    _, held = _held(request, kind_id, import_id)
    return books.refused(held, held.rows.filter(fate__in=(ERROR, DOUBT)).order_by("line").iterator())


def _staff(request: HttpRequest) -> Staff:
    staff: Staff = request.scope.staff  # type: ignore[attr-defined]
    return staff


def _kind(request: HttpRequest, kind_id: str) -> Kind:
    """What the address names, for those who may bring it in; 404 when there is no such list."""
    kind = kind_of(kind_id)
    if kind is None or (isinstance(kind, Register) and not registered(kind.form)):
        raise Http404("没有这种名单")
    if not may_bring_in(_staff(request), kind):
        raise NotYours(f"您的账号不能导入“{kind.label}”", how="请向本机构管理员申请权限")
    return kind


def _held(request: HttpRequest, kind_id: str, import_id: uuid.UUID) -> tuple[Kind, Import]:
    """One's own import: its rows hold names and numbers."""
    kind = _kind(request, kind_id)
    held = Import.objects.filter(pk=import_id, kind=kind.id, staff=_staff(request)).first()
    if held is None:
        raise Http404("没有这次导入，或不是您导入的")
    return kind, held


def _place(kind: Kind) -> str:
    if kind in (MESSAGES, POPULATION):
        return "elderly"
    return kind.form.programme if isinstance(kind, Register) else "residents"


def _about(kind: Kind) -> dict[str, Any]:
    """What the pages say differently of people and of records."""
    if isinstance(kind, Register):
        where = {"back": reverse("web:registers_list", args=[kind.id]), "from": "登记簿"}
        return {"kind": kind, "people": False, "title": f"导入：{kind.label}", "unit": "条", "returns": True, **where}
    if kind is MESSAGES:
        where = {"back": reverse("elderly:arrived"), "from": "外院体检结果"}
        return {"kind": kind, "people": False, "title": f"接收：{kind.label}", "unit": "份", **where}
    if kind is POPULATION:
        where = {"back": reverse("elderly:headcount"), "from": "底数核对"}
        return {"kind": kind, "people": False, "title": f"导入：{kind.label}", "unit": "人", **where}
    where = {"back": reverse("web:residents"), "from": "居民"}
    return {"kind": kind, "people": True, "title": "批量导入居民", "unit": "人", **where}


def _asked(request: HttpRequest, kind: Kind, held: Import, mapping: list[str], wrong: str = "") -> HttpResponse:
    """Every heading with the first values below it, and which field it is."""
    rows = list(held.rows.order_by("line").values_list("cells", flat=True)[:SAMPLES])
    samples = [
        "、".join(row[place] for row in rows if place < len(row) and row[place])[:40]
        for place in range(len(held.headers))
    ]
    heads = zip(held.headers, mapping, samples, strict=True)
    context = {**_about(kind), "held": held, "heads": list(heads), "asked": kind.columns(), "wrong": wrong}
    answer = page(request, "web/exchange/columns.html", context, at=_place(kind))
    answer.status_code = 422 if wrong else 200
    return answer


def _work(held: Import, counts: dict[str, int]) -> dict[str, Any] | None:
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


def changes(kind: Kind, row: ImportRow) -> list[tuple[str, str, str]]:
    """What a correction changes: (column, before, after)."""
    if isinstance(kind, Register) or kind in (MESSAGES, POPULATION):
        return []
    return [
        (columns.label_of(kind, key), _shown(before), _shown((row.said or {}).get(key)))
        for key, before in (row.before or {}).items()
        if before != (row.said or {}).get(key)
    ]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "空" if value is None else str(value)


def _listing(kind: Kind, counts: dict[str, int]) -> Listing:
    fates = tuple((fate, f"{word} {counts[fate]:,}") for fate, word in WORDS.items() if counts.get(fate))
    return Listing(
        "import",
        "导入的行",
        (
            Column("line", "行", sort=("line",), format="integer", width=56),
            Column("name", "姓名", lambda row: row.name, width=90),
            _day(kind),
            Column("fate", "结果", cell="web/exchange/fate_cell.html", width=150),
            Column("why", "哪一格、怎么改", lambda row: changes(kind, row), cell="web/exchange/why_cell.html"),
        ),
        (Filter("fate", "结果", lambda rows, value: rows.filter(fate=value), fates),),
        order="line",
        unit="行",
        page_size=100,
    )


def _day(kind: Kind) -> Column:
    if isinstance(kind, Register) or kind is MESSAGES:
        return Column("day", "日期", lambda row: row.filed_on, format="date", width=100)
    return Column("birth_date", "出生日期", lambda row: row.birth_date, format="date", width=100)


urlpatterns = [
    path("import/<slug:kind_id>/", opening, name="import"),
    path("import/<slug:kind_id>/template/", template, name="import_template"),
    path("import/<slug:kind_id>/<uuid:import_id>/", one, name="import_one"),
    path("import/<slug:kind_id>/<uuid:import_id>/columns/", mapped, name="import_columns"),
    path("import/<slug:kind_id>/<uuid:import_id>/go/", go, name="import_go"),
    path("import/<slug:kind_id>/<uuid:import_id>/refused/", refused, name="import_refused"),
]
