"""管签一致: managed but not signed, signed but not managed, another team, gone but still valid (FD-16)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.care.key_groups import BY_ID, KEY_GROUPS
from gongwei.care.models import Enrolment
from gongwei.kernel import clock
from gongwei.pages.family_doctor.doors import PROGRAMME, fd_page, knows
from gongwei.pages.family_doctor.facts import holding
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.people.queries import ResidentQuery
from gongwei.programmes.family_doctor.models import Agreement, TeamMember
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE = 40
VIEWS = {
    "managed": "管理未签约", "signed": "签约未管理", "team": "团队与责任医生不一致", "gone": "已死亡、迁出仍有效",
}  # fmt: skip


def programmes_for(user: Any) -> list[str]:
    """The programmes of managed patients that the account may compare."""
    return [
        group.id for group in KEY_GROUPS
        if group.by == "enrolment" and knows(user, group.id)
    ]  # fmt: skip


def managed(programmes: list[str], on: dt.date) -> Exists:
    """A condition on residents: under management in one of the programmes."""
    open_then = Q(to_on=None) | Q(to_on__gt=on)
    return Exists(
        Enrolment.objects.filter(
            open_then, resident=OuterRef("pk"), programme__in=programmes, from_on__lte=on
        )
    )


def part(view: str, scope: Scope, programmes: list[str], on: dt.date) -> ResidentQuery:
    """The residents of one difference."""
    here = scope.residents()
    own = holding(on).filter(resident=OuterRef("pk"))
    match view:
        case "signed":
            wanted = Q(pk__in=())
            for name in programmes:
                promised = own.filter(groups__contains=[BY_ID[name].code])
                wanted |= Q(Exists(promised)) & ~Q(managed([name], on))
            return here.filter(wanted, living=True)
        case "team":
            member = TeamMember.objects.filter(
                Q(to_on=None) | Q(to_on__gt=on), team=OuterRef("team"), staff=OuterRef("resident__doctor")
            )
            other = own.filter(
                ~Exists(member) | ~Q(institution=F("resident__institution")), resident__doctor__isnull=False
            )
            return here.filter(Exists(other), living=True)
        case "gone":
            return here.filter(Exists(own), living=False)
    return here.filter(managed(programmes, on), ~Exists(own), living=True)


@fd_page("whole")
@leaves(PROGRAMME)
def matching(request: HttpRequest) -> HttpResponse:
    """One kind of difference at a time, each with what sets it right."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today, programmes = clock.today(), programmes_for(request.user)
    view = request.GET.get("view", "managed")
    view = view if view in VIEWS else "managed"
    counts = {key: part(key, scope, programmes, today).count() for key in VIEWS}
    number = max(1, page_of(request.GET.get("page", "")) or 1)
    ids = list(
        part(view, scope, programmes, today)
        .order_by("village_id", "id")
        .values_list("pk", flat=True)[(number - 1) * size : number * size]
    )
    context = {
        "views": [(key, label, key == view, counts[key]) for key, label in VIEWS.items()], "view": view,
        "rows": _rows(ids, programmes, scope, today), "count": counts[view], "page_number": number,
        "pages": -(-counts[view] // size), "writes": may(request.user, "write", PROGRAMME),
    }  # fmt: skip
    return page(request, "family_doctor/matching.html", context, at=PROGRAMME)


def _rows(ids: list[int], programmes: list[str], scope: Scope, today: dt.date) -> list[dict[str, Any]]:
    people = named(ids, scope.hidden)
    doctors = dict(Resident.objects.filter(pk__in=ids).values_list("pk", "doctor__name"))
    held: dict[int, Agreement] = {
        each.resident_id: each for each in holding(today).filter(resident__in=ids).select_related("team")
    }
    rows = []
    for pk in ids:
        agreement, person = held.get(pk), people.get(pk)
        if person is None:
            continue
        own = set(getattr(person, "programmes", ()))
        promised = [n for n in programmes if agreement is not None and BY_ID[n].code in agreement.groups]
        rows.append({
            "person": words.person(person, today), "village": person.village.name,
            "doctor": doctors.get(pk) or "未指定", "agreement": agreement,
            "managed": [BY_ID[n].label for n in programmes if n in own],
            "lacking": [(n, BY_ID[n].label) for n in promised if n not in own],
        })  # fmt: skip
    return rows


urlpatterns = [path("matching/", matching, name="matching")]
