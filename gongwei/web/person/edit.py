"""修改: corrections with a reason, both sides when two people change one record, 建档 of a person only listed."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.kernel import clock
from gongwei.obligations.verbs import obligations_kept
from gongwei.people.checks import FIELDS
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.people.problems import Conflict, Duplicate, Forbidden, Invalid
from gongwei.people.verbs.filing import file_record
from gongwei.people.verbs.update import update_resident
from gongwei.ui.official import FormView
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.asking import Question, Sheet, again, read
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.person.filing import Filled, beside, fill, gained, loose_of, paper_of
from gongwei.web.person.history import in_words
from gongwei.web.person.matters import done, matter, needs, person_at, staff, tabs_of
from gongwei.web.person.resident import strip

REASON = Question("reason", "修改原因", must=True, hint="如：本人来电更正、核对身份证")


@staff_page("change")
def edit(request: HttpRequest, resident_id: int) -> HttpResponse:
    """GET shows the paper as stored, POST saves what changed under a reason."""
    person = person_at(request, resident_id, "修改档案")
    needs(request, person, "change")
    if request.method == "POST":
        return _save(request, person)
    return _page(request, person, paper_of(person, {}), _sheet(person), str(uuid.uuid4()), person.version)


def _sheet(person: Resident) -> Sheet:
    filed = person.record_no is not None
    asked = REASON if filed else Question("reason", "修改原因", hint="建档时可以不填")
    return Sheet("why", "", "", (asked,))


def _save(request: HttpRequest, person: Resident) -> HttpResponse:
    filled, asked = fill(request), _sheet(person)
    answers = read(asked, request)
    problems, likely = [*answers.problems], []
    if not problems and not filled.problems:
        try:
            return _write(request, person, filled, answers["reason"])
        except Duplicate as refused:
            likely, problems = refused.residents, refused.problems
        except Invalid as refused:
            problems = refused.problems
        except Conflict as refused:
            return _both_sides(request, person, filled, str(refused))
        except Forbidden as refused:
            raise NotYours(str(refused), owner=str(person.institution)) from None
    filled = filled.refused(problems)
    sheet = again(asked, answers, filled.problems)
    answer = _page(
        request, person, filled.view(), sheet, answers.key, _version(request), filled=filled, likely=likely
    )
    answer.status_code = 422
    return answer


def _write(request: HttpRequest, person: Resident, filled: Filled, reason: str) -> HttpResponse:
    before = list(person.past_disease or ())
    how: dict[str, Any] = {
        "by": staff(request),
        "version": _version(request),
        "past": filled.past,
        "confirmed": filled.checked,
    }
    filing = not person.filed and request.POST.get("then") == "file"
    with obligations_kept(person.pk):
        if filing:
            saved = file_record(person.pk, filled.values, **how)
        else:
            saved = update_resident(person.pk, filled.values, reason=reason or "补充资料", **how)
    said = f"已为{saved.name}建档，档案编号 {saved.record_no}" if filing else f"已保存 {saved.name} 的资料"
    return done(request, said + gained(before, saved.past_disease), "web:resident", person.pk)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _both_sides(request: HttpRequest, person: Resident, filled: Filled, said: str) -> HttpResponse:
    """What is stored now beside what was typed, field by field; nothing was written, nothing is lost."""
    stored = Resident.objects.get(pk=person.pk)
    rows = [
        {
            "label": field.verbose_name,
            "stored": in_words(name, getattr(stored, name)),
            "typed": in_words(name, filled.values[name]),
        }
        for name, field in FIELDS.items()
        if name in filled.values and (getattr(stored, name) or None) != (filled.values[name] or None)
    ]
    answer = matter(
        request,
        person,
        "resident_edit",
        "两个人改了同一份档案",
        template="web/two_sides.html",
        said=said,
        rows=rows,
    )
    answer.status_code = 409
    return answer


def _page(
    request: HttpRequest,
    person: Resident,
    view: FormView,
    sheet: Sheet,
    key: str,
    version: int,
    *,
    filled: Filled | None = None,
    likely: list[Resident] | None = None,
) -> HttpResponse:
    context = {
        "view": view,
        "loose": loose_of(view, sheet),
        "sheet": sheet,
        "key": key,
        "version": version,
        "filled": filled,
        "title": f"修改档案 · {person.name}",
        "action": reverse("web:resident_edit", args=[person.pk]),
        "back": reverse("web:resident", args=[person.pk]),
        "strip": strip(person, clock.today()),
        "tabs": tabs_of(request, person, "resident_edit"),
        "person": person,
        "words": (),
        "files": not person.filed and may(request.user, "register", institution=person.institution),
        "beside": beside(request, filled.values, likely) if likely and filled else None,
        "scope_key": f"resident:{person.pk}",
    }
    return page(request, "web/filing.html", context, at="residents", rail=True)


urlpatterns = [path("residents/<int:resident_id>/edit/", edit, name="resident_edit")]
