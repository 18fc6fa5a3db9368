"""筛查: people with a high reading, suspects waiting for a diagnosis, people at risk, those nobody has measured."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from gongwei.care.screens import Screen, Screened
from gongwei.catalogue.chapters import Chapter, screens
from gongwei.catalogue.plans import plan, values_on
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.ui.lists import Column
from gongwei.web.frame import words
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.releasing import take_out
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.person.matters import done, staff
from gongwei.web.person.resident import strip
from gongwei.web.visit.answers import answers_of
from gongwei.web.visit.record import form_of, must_may, person_for, stored_record
from gongwei.web.worklist.home import named

PAGE = 50


def offered(request: HttpRequest) -> list[tuple[Chapter, Screen]]:
    """The lists of the chapters in force that this account may read."""
    return [
        (chapter, screen)
        for chapter, screen in screens().values()
        if may(request.user, "read", chapter.id) and plan().in_force(chapter.id, clock.today())
    ]


@staff_page("whole")
def screening(request: HttpRequest) -> HttpResponse:
    """One list at a time, page by page."""
    lists, screen, people = _wanted(request, "list")
    shown = Paginator(people, PAGE).get_page(request.GET.get("page"))
    context = {
        "lists": [(each.id, each.label, each is screen) for _, each in lists],
        "screen": screen,
        "clause": words.clause_label(screen.ref),
        "rows": _rows(request, screen, list(shown)),
        "total": len(people),
        "export": may(request.user, "export"),
        "shown": shown,
    }
    return page(request, "web/screening.html", context, at="screening")


def _wanted(request: HttpRequest, key: str) -> tuple[list[tuple[Chapter, Screen]], Screen, list[Screened]]:
    """All lists, the one that the address asks for, and who is on it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today, lists = clock.today(), offered(request)
    if not lists:
        raise Http404("本年度方案没有筛查项目")
    wanted = request.GET.get(key, lists[0][1].id)
    found = next((pair for pair in lists if pair[1].id == wanted), None)
    if found is None:
        raise Http404("没有这个筛查名单")
    chapter, screen = found
    return lists, screen, list(screen.ask(scope.residents().filter(living=True), values_on(chapter.id, today), today))


COLUMNS = (
    Column("name", "居民", "person.name"), Column("record_no", "档案编号", "person.record_no"),
    Column("village", "村（居）", "person.village.name"), Column("said", "测得", "one.said"),
    Column("on", "日期", "one.on", format="date"), Column("due_on", "期限", "one.due_on", format="date"),
)  # fmt: skip


@staff_page("export")
def screening_export(request: HttpRequest) -> HttpResponseBase:
    """One list as a workbook, once released."""
    _, screen, found = _wanted(request, "part")
    people = named([one.resident_id for one in found], request.scope.hidden)  # type: ignore[attr-defined]
    rows = [{"person": people[one.resident_id], "one": one} for one in found if one.resident_id in people]
    return take_out(request, screen.label, COLUMNS, rows, people, form_of(screen.form).programme)


def _rows(request: HttpRequest, screen: Screen, shown: list[Screened]) -> list[dict[str, Any]]:
    today = clock.today()
    people = named([one.resident_id for one in shown], request.scope.hidden)  # type: ignore[attr-defined]
    writes = may(request.user, "write", form_of(screen.form).programme)
    return [
        {
            "person": words.person(people[one.resident_id], today),
            "village": words.place(people[one.resident_id].village.name),
            "one": one,
            "late": one.due_on is not None and one.due_on < today,
            "url": _way(screen, one, writes),
            "verb": "核实" if one.record_id else "登记" if writes else "查看",
        }
        for one in shown
    ]


def _way(screen: Screen, one: Screened, writes: bool) -> str:
    if one.record_id is not None:
        return reverse("web:suspicion", args=[screen.id, one.record_id])
    if not writes:
        return reverse("web:resident", args=[one.resident_id])
    return reverse("web:record_new", args=[one.resident_id, screen.form])


@staff_page("whole")
def suspicion(request: HttpRequest, screen_id: str, record_id: uuid.UUID) -> HttpResponse:
    """One suspicion: confirmed and taken under management together, or excluded with a reason."""
    chapter, screen = screens().get(screen_id, (None, None))
    if chapter is None or screen is None or screen.confirm is None:
        raise Http404("没有这个筛查名单")
    form = form_of(screen.form)
    stored = stored_record(request, form, record_id)
    person = person_for(request, stored.resident_id, form, "read", "疑似核实")
    writes = may(request.user, "write", chapter.id, person.institution)
    sheets = _sheets() if writes and stored.voided_at is None else []
    if request.method == "POST":
        must_may(request, person, form, "write")
        at = next((place for place, each in enumerate(sheets) if each.id == request.POST.get("sheet")), None)
        if at is None:
            raise Http404("没有这个操作")
        answers = read(sheets[at], request)
        problems = attempt(
            answers, lambda: _decide(request, screen, record_id, sheets[at].id, answers), person.pk,
            owner=str(person.institution),
        )  # fmt: skip
        if not problems:
            said = "已确诊并纳入管理" if sheets[at].id == "confirm" else "已排除"
            return done(request, f"{person.name}：{said}", "web:resident", person.pk)
        sheets[at] = again(sheets[at], answers, problems)
    context = {
        "strip": strip(person, clock.today()), "screen": screen, "stored": stored, "sheets": sheets, "form": form,
        "lines": answers_of(form, stored),
    }  # fmt: skip
    answer = page(request, "web/suspicion.html", context, at="screening", rail=True)
    answer.status_code = 422 if any(sheet.problems for sheet in sheets) else 200
    return answer


def _sheets() -> list[Sheet]:
    today = clock.today().isoformat()
    return [
        Sheet("confirm", "确诊，纳入管理", "确诊并纳入管理", (
            Question("confirmed_on", "确诊日期", "day", must=True, value=today),
            Question("confirmed_by", "确诊机构", must=True),
            Question("from_on", "纳入日期", "day", must=True, value=today),
        ), note="同时结束疑似、建立专案；从纳入日期起产生应访"),
        Sheet("exclude", "排除", "排除", (Question("reason", "排除依据", "long", must=True),), danger=True),
    ]  # fmt: skip


def _decide(request: HttpRequest, screen: Screen, record_id: uuid.UUID, act: str, answers: Answers) -> None:
    actor = staff(request)
    if act == "confirm" and screen.confirm is not None:
        given = {name: answers[name] for name in ("confirmed_on", "confirmed_by", "from_on")}
        screen.confirm(record_id, actor=actor, **given)
    elif screen.exclude is not None:
        screen.exclude(record_id, actor=actor, reason=answers["reason"])


urlpatterns = [
    path("screening/", screening, name="screening"),
    path("screening/export/", screening_export, name="screening_export"),
    path("screening/<slug:screen_id>/<uuid:record_id>/", suspicion, name="suspicion"),
]
