"""未签约: by key group and village, whom to ask; and what became of asking, by measure (FD-06, FD-08, FD-26, FD-27)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.pages.family_doctor.doors import PROGRAMME, fd_page
from gongwei.pages.family_doctor.facts import groups_for, has_agreement, holding, in_group
from gongwei.people.grants import may, tags_of
from gongwei.people.queries import ResidentQuery
from gongwei.programmes.family_doctor import codes
from gongwei.programmes.family_doctor.models import Offer
from gongwei.programmes.family_doctor.verbs.ending import offer
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.frame import words
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page
from gongwei.web.frame.toasts import say
from gongwei.web.person.matters import person_at
from gongwei.web.person.resident import strip
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE = 40
EVERYBODY = ("everybody", "全部常住居民")
VILLAGES = 400


def of_group(scope: Scope, group: str, today: dt.date) -> ResidentQuery:
    """Living residents in reach of the group."""
    here = scope.residents().filter(living=True, record_no__isnull=False)
    return here if group == EVERYBODY[0] else in_group(here, group, today, values_on(PROGRAMME, today))


def by_village(residents: ResidentQuery, today: dt.date) -> list[dict[str, Any]]:
    """Per village: how many belong, how many are signed; the fewest signed first."""
    rows = residents.annotate(signed=has_agreement(today)).values_list("village_id", "village__name")
    counted = rows.annotate(total=Count("pk"), with_one=Count("pk", filter=Q(signed=True))).order_by(
        "village_id"
    )
    found: list[dict[str, Any]] = [
        {"village_id": code, "name": name, "total": total, "with_one": signed, "open": total - signed,
         "share": 100 * signed / total}
        for code, name, total, signed in counted
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row["share"], row["village_id"]))[:VILLAGES]


def last_offers(ids: list[int]) -> dict[int, Offer]:
    """What each was asked last."""
    rows = Offer.objects.filter(resident__in=ids).order_by("resident_id", "-offered_on", "-pk")
    return {each.resident_id: each for each in rows.distinct("resident_id")}


@fd_page()
@leaves(PROGRAMME)
def unsigned(request: HttpRequest) -> HttpResponse:
    """One group at a time: villages at the left, people without an agreement at the right."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    groups = [EVERYBODY, *groups_for(request.user)]
    if tags_of(scope.staff):
        groups.remove(EVERYBODY)
    group = request.GET.get("group", "elderly")
    group = group if group in dict(groups) else groups[-1][0] if len(groups) == 1 else "elderly"
    people = of_group(scope, group, today)
    villages = by_village(people, today)
    village = request.GET.get("village", "")
    chosen = people.filter(~has_agreement(today))
    if village in {row["village_id"] for row in villages}:
        chosen = chosen.filter(village=village)
    count, number = chosen.count(), max(1, page_of(request.GET.get("page", "")) or 1)
    ordered = chosen.order_by("village_id", "id").values_list("pk", flat=True)
    ids = list(ordered[(number - 1) * size : number * size])
    found, asked = named(ids, scope.hidden), last_offers(ids)
    total, signed = sum(row["total"] for row in villages), sum(row["with_one"] for row in villages)
    context = {
        "groups": [(key, label, key == group) for key, label in groups], "group": group, "villages": villages,
        "village": village, "label": dict(groups)[group], "total": total, "signed": signed,
        "share": 100 * signed / total if total else None, "empty": [row for row in villages if not row["with_one"]],
        "rows": [
            {"person": words.person(found[pk], today), "village": found[pk].village.name, "asked": asked.get(pk),
             "answer": codes.ANSWER.label(asked[pk].answer) if pk in asked else ""}
            for pk in ids if pk in found
        ],
        "count": count, "page_number": number, "pages": -(-count // size),
        "writes": may(request.user, "write", PROGRAMME), "conversion": conversion(scope, today),
    }  # fmt: skip
    return page(request, "family_doctor/unsigned.html", context, at=PROGRAMME)


def conversion(scope: Scope, today: dt.date) -> list[dict[str, Any]]:
    """This year, per measure: people asked, who refused, and who has an agreement now."""
    year = Offer.objects.filter(resident__in=scope.residents(), offered_on__year=today.year)
    rows = year.values("measure").annotate(
        people=Count("resident", distinct=True),
        refused=Count("resident", distinct=True, filter=Q(answer=codes.REFUSED)),
        agreed=Count("resident", distinct=True, filter=Q(resident__in=holding(today).values("resident_id"))),
    )
    return [
        {"label": codes.MEASURE.label(row["measure"]), **row, "share": 100 * row["agreed"] / row["people"]}
        for row in rows.order_by("measure")
    ]


def sheet_of(today: dt.date) -> Sheet:
    """What was done to win somebody, and what they said."""

    def options(found: Any) -> tuple[tuple[str, str], ...]:
        return tuple((str(code), label) for code, label in found)

    return Sheet("offer", "登记宣传", "保存", (
        Question("offered_on", "宣传日期", "day", True, value=today.isoformat()),
        Question("measure", "宣传方式", "choice", True, options(codes.MEASURE)),
        Question("answer", "居民意愿", "radio", True, options(codes.ANSWER)),
        Question("why_not", "不同意原因", "choice", options=options(codes.WHY_NOT)),
        Question("remark", "说明", longest=200),
    ), note="同意的可接着签约；不同意的写明原因")  # fmt: skip


@fd_page("write")
def offered(request: HttpRequest, resident_id: int) -> HttpResponse:
    """Note an offer; whoever agrees is signed next."""
    person = person_at(request, resident_id, "登记签约宣传")
    if not may(request.user, "write", PROGRAMME, person.institution):
        raise NotYours("您的角色不能为这位居民登记；", owner=str(person.institution))
    sheet = sheet_of(clock.today())
    if request.method == "POST":
        answers = read(sheet, request)
        by = request.scope.staff  # type: ignore[attr-defined]
        problems = attempt(answers, lambda: _offer(person.pk, answers, by), person.pk)
        if not problems:
            say(request, Toast(f"已登记 {person.name} 的宣传"))
            agreed = answers["answer"] == "1"
            return redirect("family_doctor:sign", person.pk) if agreed else redirect("family_doctor:unsigned")
        sheet = again(sheet, answers, problems)
    earlier = Offer.objects.filter(resident=person).order_by("-offered_on")[:10]
    lines = [
        {"row": each, "measure": codes.MEASURE.label(each.measure), "answer": codes.ANSWER.label(each.answer),
         "why": codes.WHY_NOT.label(each.why_not) if each.why_not else ""}
        for each in earlier
    ]  # fmt: skip
    context = {"strip": strip(person, clock.today()), "person": person, "sheets": [sheet], "lines": lines}
    answer = page(request, "family_doctor/offer.html", context, at=PROGRAMME)
    answer.status_code = 422 if sheet.problems else 200
    return answer


def _offer(resident_id: int, answers: Answers, by: Any) -> None:
    why = answers["why_not"]
    offer(
        answers.id, resident_id, answers["offered_on"], int(answers["measure"]), int(answers["answer"]), by=by,
        why_not=int(why) if why else None, remark=answers["remark"],
    )  # fmt: skip


urlpatterns = [
    path("unsigned/", unsigned, name="unsigned"),
    path("offer/<int:resident_id>/", offered, name="offer"),
]
