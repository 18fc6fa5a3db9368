"""异常处理: abnormal results that stay open until a later service handles them (XC-05)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from gongwei.care.codes.services import HANDLING
from gongwei.care.models import Finding
from gongwei.care.verbs import close_finding
from gongwei.care.verbs.findings import WITHDRAWN
from gongwei.catalogue.chapters import forms
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.records.items import item_of
from gongwei.ui.lists import Column
from gongwei.web.frame import words
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.releasing import take_out
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.person.matters import done, person_at, staff
from gongwei.web.person.resident import strip
from gongwei.web.person.services import records_of
from gongwei.web.worklist.home import named

PAGE = 50
VIEWS = {"open": "待处理", "late": "逾期", "done": "已处理"}
ANSWERS = ("encounter", "health_exam", "referral")
"""Forms on which an abnormal result is usually followed up: 接诊复查, 再次体检, 转诊."""


@staff_page("whole")
def findings(request: HttpRequest) -> HttpResponse:
    """Open findings of the scope, alarms first, then by the day until which to act."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    view = request.GET.get("view", "open")
    if view not in VIEWS:
        raise Http404("没有这个清单")
    chosen = _lists(scope, today)
    shown = Paginator(chosen[view], PAGE).get_page(request.GET.get("page"))
    people = named([each.resident_id for each in shown], request.scope.hidden)  # type: ignore[attr-defined]
    context = {
        "views": [
            (key, label, key == view, None if key == "done" else chosen[key].count()) for key, label in VIEWS.items()
        ],
        "rows": [
            {"person": words.person(people[each.resident_id], today), "finding": each,
             "value": said_of(each), "village": words.place(people[each.resident_id].village.name),
             "late": each.closed_on is None and each.due_on < today}
            for each in shown
        ],
        "total": shown.paginator.count, "view": view, "shown": shown,
        "export": may(request.user, "export"),
    }  # fmt: skip
    return page(request, "web/findings.html", context, at="findings")


def _lists(scope: Scope, today: dt.date) -> dict[str, QuerySet[Finding]]:
    """Each list in its order: what waits alarms first, then by the day until which to act."""
    every = Finding.objects.filter(resident__in=scope.residents().filter(living=True))
    waiting = every.filter(closed_on__isnull=True).order_by("-urgent", "due_on", "pk")
    handled = every.filter(closed_on__isnull=False).order_by("-closed_on", "pk")
    return {"open": waiting, "late": waiting.filter(due_on__lt=today), "done": handled}


COLUMNS = (
    Column("name", "居民", "resident.name"), Column("record_no", "档案编号", "resident.record_no"),
    Column("village", "村（居）", "resident.village.name"), Column("label", "异常"),
    Column("value", "结果", lambda found: said_of(found)),
    Column("urgent", "危急", lambda found: "危急" if found.urgent else ""),
    Column("opened_on", "发现", format="date"), Column("due_on", "期限", format="date"),
    Column("closed_on", "处理", format="date"),
    Column("handling", "处理方式", lambda found: found.get_handling_display() if found.closed_on else ""),
)  # fmt: skip


@staff_page("export")
def findings_export(request: HttpRequest) -> HttpResponseBase:
    """One of the lists as a workbook, once released."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    part = request.GET.get("part", "open")
    if part not in VIEWS:
        raise Http404("没有这个清单")
    rows = list(_lists(scope, clock.today())[part].select_related("resident__village"))
    return take_out(request, f"异常{VIEWS[part]}", COLUMNS, rows, (each.resident_id for each in rows))


@staff_page("whole")
def finding(request: HttpRequest, finding_id: uuid.UUID) -> HttpResponse:
    """One finding: what was found, what was done since, and which of it handles the finding."""
    visible = Resident.objects.visible_to(request.user)
    found = get_object_or_404(
        Finding.objects.filter(resident__in=visible).select_related("handled_by"), pk=finding_id
    )
    person = person_at(request, found.resident_id, "处理异常")
    services = _since(request, found)
    writes = found.closed_on is None and may(request.user, "write", institution=person.institution)
    sheet = _sheet(services) if writes and services else None
    if request.method == "POST":
        if sheet is None:
            raise Http404("这项异常已处理，或还没有可作依据的服务记录")
        answers = read(sheet, request)
        problems = attempt(
            answers, lambda: _close(request, found, answers), person.pk, owner=str(person.institution)
        )
        if not problems:
            return done(request, f"{person.name}：{found.label}已处理", "web:findings")
        sheet = again(sheet, answers, problems)
    new = [(forms()[name].label, reverse("web:record_new", args=[person.pk, name])) for name in ANSWERS]
    context = {
        "strip": strip(person, clock.today()), "finding": found, "value": said_of(found), "person": person,
        "new": new if writes else (),
        "sheets": [sheet] if sheet else [], "services": services, "writes": writes,
        "source": reverse("web:record", args=[found.source_form, found.source_id])
        if may(request.user, "read", forms()[found.source_form].programme) else "",
    }  # fmt: skip
    answer = page(request, "web/finding.html", context, at="findings", rail=True)
    answer.status_code = 422 if sheet and sheet.problems else 200
    return answer


def said_of(found: Finding) -> str:
    """The result in words, also where only the code of an option was kept."""
    source = forms().get(found.source_form)
    if source is None or not found.value.isdigit() or found.kind not in source.field_names():
        return found.value
    codes = item_of(source.model, found.kind).spec.codes
    return codes.label(int(found.value)) if codes is not None and int(found.value) in codes else found.value


def _since(request: HttpRequest, found: Finding) -> list[tuple[str, str]]:
    """Services after the finding, newest first, as choices."""
    later = (
        (form, each)
        for form, each in records_of(request.user, found.resident_id)
        if each.pk != found.source_id and each.served_on >= found.opened_on
    )
    return [(f"{form.id}:{each.pk}", f"{each.served_on} {form.label}") for form, each in later]


def _sheet(services: list[tuple[str, str]]) -> Sheet:
    ways = tuple((str(code), label) for code, label in HANDLING if code != WITHDRAWN)
    return Sheet("handle", "处理", "处理完成", (
        Question("handling", "处理方式", "radio", must=True, options=ways),
        Question("record", "依据的服务", "choice", must=True, options=tuple(services), value=services[0][0]),
        Question("note", "说明", "long", longest=500),
    ), note="异常只能由之后的一次服务来结束")  # fmt: skip


def _close(request: HttpRequest, found: Finding, answers: Answers) -> Any:
    name, _, key = answers["record"].partition(":")
    return close_finding(
        found.pk, actor=staff(request), handling=int(answers["handling"]), form=forms()[name],
        record_id=uuid.UUID(key), note=answers["note"],
    )  # fmt: skip


urlpatterns = [
    path("findings/", findings, name="findings"),
    path("findings/export/", findings_export, name="findings_export"),
    path("findings/<uuid:finding_id>/", finding, name="finding"),
]
