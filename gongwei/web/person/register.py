"""新建档案: from an ID number or the card reader to a record, with likely duplicates shown before saving."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongwei.kernel import clock
from gongwei.kernel.identity import IdentityError, normalise, parse_birth_certificate, parse_id_card
from gongwei.obligations.refresh import refresh
from gongwei.people.duplicates import find_duplicates
from gongwei.people.models import Enlisted, Institution, InstitutionVillage, Resident, Staff
from gongwei.people.problems import HARD, Conflict, Duplicate, Forbidden, Invalid
from gongwei.people.serving import institutions_of, villages_of
from gongwei.people.verbs.register import Registration, preview, register_resident
from gongwei.records.layout import Problem
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.asking import Answers, Question, Sheet, again, read
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.person.filing import Filled, beside, fill, gained, key_of, loose_of, paper_of
from gongwei.web.person.likely import panel

CENTURY = Question(
    "id_century",
    "出生世纪",
    "choice",
    options=(("18", "19世纪（18××年）"), ("19", "20世纪（19××年）")),
    hint="百岁老人的15位号码",
)
"""Asked only when a 15-digit number ends in 996 to 999: it belonged to somebody of a hundred years (spec 01 b2)."""


def named(villages: Iterable[InstitutionVillage]) -> list[tuple[str, str]]:
    """Villages as options."""
    return [(each.village_id, each.village.name) for each in villages]


def doctors_at(institutions: list[Institution]) -> list[tuple[str, str]]:
    """Doctors on duty at the institutions and their stations."""
    found = Staff.objects.none()
    for each in institutions:
        found = found | Staff.objects.filter(institution__path__startswith=each.path)
    found = found.filter(
        active_to=None, roles__role__in=("village_doctor", "doctor"), roles__to_on=None
    ).distinct()
    rows = found.order_by("institution__position", "name").values_list(
        "pk", "name", "institution__short_name"
    )
    return [(str(pk), f"{name}（{at}）") for pk, name, at in rows]


def around(scope: Scope, typed: dict[str, Any]) -> Sheet:
    """What is asked beside the paper: village, doctor, filing day, permanence."""
    villages = named(villages_of(scope.staff, "register"))
    codes = [code for code, _ in villages]
    doctors = doctors_at(institutions_of(scope.staff, "register"))
    village = (
        scope.village.pk
        if scope.village and scope.village.pk in codes
        else codes[0]
        if len(codes) == 1
        else ""
    )
    me = str(scope.staff.pk) if str(scope.staff.pk) in dict(doctors) else ""
    return Sheet(
        "around",
        "",
        "",
        (
            Question("village", "村（居）委会", "choice", must=True, options=villages, value=village),
            Question("doctor", "责任医生", "choice", options=doctors, value=me),
            Question("created_on", "建档日期", "day", must=True, value=clock.today().isoformat()),
            Question("permanent", "常住（半年以上）", "check", value="1"),
            Question("since", "居住起始日期", "day", hint="填了由系统算何日满半年；不填看“常住”"),
            Question("filed", "暂不建档", "check", hint="只登记人口"),
        ),
        typed=typed,
    )


@staff_page("register")
def register(request: HttpRequest) -> HttpResponse:
    """GET starts from what was searched or read from the card; POST files the person or shows what is wrong."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if request.method == "POST":
        return _save(request, scope)
    entry = enlisted(request, scope, "register")
    values, said = begin(entry.id_no if entry else request.GET.get("q", "").strip()[:60])
    if entry is not None:
        values |= {"name": entry.name, "birth_date": entry.birth_date, "current_address": entry.village.name}
    if scope.village is not None:
        values.setdefault("current_address", scope.village.name)
    residents = [each.resident for each in find_duplicates(values, None)]
    view = paper_of(None, values)
    asked = around(scope, {"village": entry.village_id, "permanent": "1"} if entry else {})
    return _page(
        request, scope, view, str(uuid.uuid4()), asked, said=said, values=values, likely=residents
    )


def enlisted(request: HttpRequest, scope: Scope, action: str) -> Enlisted | None:
    """Somebody of the population list whom ``?enlisted=`` names, in a village where the account may do this."""
    key = request.GET.get("enlisted", "")
    within = villages_of(scope.staff, action).values("village")
    if not key.isdecimal() or len(key) > 18:
        return None
    return Enlisted.objects.filter(pk=key, village__in=within).select_related("village").first()


def begin(text: str) -> tuple[dict[str, Any], str]:
    """What a search text already answers: an ID number tells birth date and sex, 15 digits become 18."""
    values: dict[str, Any] = {"id_type": 1}
    typed = normalise(text)
    if not typed:
        return values, ""
    if not any(sign.isdigit() for sign in typed):
        return values | {"name": text}, ""
    try:
        if len(typed) == 10 and typed[0].isalpha():
            return values | {"birth_certificate_no": parse_birth_certificate(typed)}, ""
        card = parse_id_card(typed, clock.today())
    except IdentityError as why:
        return values | {"id_no": text}, str(why)
    return values | {"id_no": card.number, "birth_date": card.birth_date, "sex": card.sex}, ""


def _save(request: HttpRequest, scope: Scope) -> HttpResponse:
    filled, asked = fill(request), around(scope, {})
    answers = read(asked, request)
    likely: list[Resident] = []
    problems = list(answers.problems)
    if not problems and not filled.problems:
        try:
            return _filed(request, register_now(key_of(request), filled, about(answers, filled), scope.staff))
        except Duplicate as refused:
            likely, problems = refused.residents, refused.problems
        except Invalid as refused:
            problems = refused.problems
        except Conflict as refused:
            problems = [Problem("id_no", HARD, str(refused))]
        except Forbidden as refused:
            raise NotYours(str(refused)) from None
    filled = filled.refused(problems)
    sheet = again(asked, answers, filled.problems)
    answer = _page(
        request,
        scope,
        filled.view(),
        str(key_of(request)),
        sheet,
        values=filled.values,
        likely=likely,
        filled=filled,
    )
    answer.status_code = 422
    return answer


def about(answers: Answers, filled: Filled) -> Registration:
    """What the registration says besides the paper."""
    doctor = int(answers["doctor"]) if answers["doctor"] else None
    return Registration(
        answers["village"],
        doctor,
        answers["created_on"],
        answers["permanent"],
        not answers["filed"],
        answers["since"],
        filled.past,
    )


def register_now(key: uuid.UUID, filled: Filled, about: Registration, by: Staff) -> Resident:
    """File the person, with what is owed to them from now on, in one transaction."""
    with transaction.atomic():
        person = register_resident(key, filled.values, about, by=by, confirmed=filled.checked)
        refresh([person.pk])
        return person


def _filed(request: HttpRequest, person: Resident) -> HttpResponse:
    done = (
        f"已为{person.name}建档，档案编号 {person.record_no}"
        if person.filed
        else f"已登记{person.name}，尚未建档"
    )
    say(request, Toast(done + gained(None, person.past_disease)), saved=str(person.request_id))
    return redirect("web:resident", person.pk)


@staff_page("register")
@require_POST
def advise(request: HttpRequest) -> HttpResponse:
    """The panel while one types: what the number tells, and who may already have a record; nothing is saved."""
    filled = fill(request)
    village = request.POST.get("village", "")
    _, candidates = preview(filled.values, village if village.isdigit() and len(village) == 12 else "")
    return render(request, "web/words.html", {"words": panel(request, filled.values, candidates)})


def _page(
    request: HttpRequest,
    scope: Scope,
    view: Any,
    key: str,
    sheet: Sheet,
    *,
    values: dict[str, Any],
    said: str = "",
    likely: list[Resident] | None = None,
    filled: Filled | None = None,
) -> HttpResponse:
    problems = [problem.message for problem in filled.problems] if filled else []
    if any("出生世纪" in message for message in (said, *problems)):
        sheet = replace(sheet, questions=(*sheet.questions, CENTURY))
    village = sheet.typed.get("village", "")
    candidates = find_duplicates(values, village or None)
    context = {
        "view": view,
        "loose": loose_of(view, sheet),
        "key": key,
        "sheet": sheet,
        "said": said,
        "title": "新建档案",
        "action": reverse("web:register"),
        "advise": reverse("web:register_advise"),
        "words": panel(request, values, candidates),
        "beside": beside(request, values, likely) if likely else None,
        "filled": filled,
        "back": reverse("web:residents"),
    }
    return page(request, "web/filing.html", context, at="residents", rail=True)


urlpatterns = [
    path("register/", register, name="register"),
    path("register/advise/", advise, name="register_advise"),
]
