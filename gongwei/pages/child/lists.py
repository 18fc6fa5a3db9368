"""专案 and 入学视力档案: the children of the scope with an open file, and those who enter school."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.kernel.dates import add_months, add_years
from gongwei.pages.child.history import reasons_said
from gongwei.programmes.child.codes import CLOSING
from gongwei.programmes.child.models import EyeExam, SpecialFile, SpecialVisit, VisionTransfer
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE = 60
KINDS = {"all": ("全部", range(100)), "risk": ("高危儿", range(1, 13)), "food": ("营养性疾病", range(21, 28)),
         "other": ("发育、视听、口腔", range(31, 40))}  # fmt: skip


@staff_page()
@leaves("child")
def special(request: HttpRequest) -> HttpResponse:
    """Open special files, the latest next date first to be late; a visit that closes takes the file off."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    kind = request.GET.get("kind", "all")
    if kind not in KINDS:
        raise Http404("没有这个清单")
    today = clock.today()
    files = _open_files(scope)
    chosen = [each for each in files if set(each["reasons"]) & set(KINDS[kind][1])]
    number = max(1, page_of(request.GET.get("page", "")) or 1)
    shown = chosen[(number - 1) * size : number * size]
    people = named([each["resident"] for each in shown], scope.hidden)
    rows = [
        {**each, "person": words.person(people[each["resident"]], today), "said": reasons_said(each["reasons"]),
         "village": words.place(people[each["resident"]].village.name), "late": each["next"] and each["next"] < today,
         **words.leading(request.user, each["resident"], "child_special_visit", "随访")}
        for each in shown
    ]  # fmt: skip
    kinds = [
        (key, label, key == kind, sum(1 for each in files if set(each["reasons"]) & set(codes)))
        for key, (label, codes) in KINDS.items()
    ]
    context = {"rows": rows, "kinds": kinds, "total": len(chosen), "kind": kind,
               "late": sum(1 for each in chosen if each["next"] and each["next"] < today),
               "next_page": number + 1 if len(chosen) > number * size else None}  # fmt: skip
    return page(request, "child/special.html", context, at="child")


def _open_files(scope: Scope) -> list[dict[str, Any]]:
    """Files whose last visit for any of their reasons does not close them, by the next date."""
    people = scope.residents().filter(living=True)
    fields = ("resident_id", "served_on", "reasons", "next_date")
    files = SpecialFile._default_manager.filter(resident__in=people, voided_at=None).values_list(*fields)
    visits: dict[int, list[tuple[dt.date, list[int], dt.date | None, int]]] = {}
    done = SpecialVisit._default_manager.filter(resident__in=people, voided_at=None).order_by("served_on")
    for resident, on, reasons, following, result in done.values_list(*fields, "result"):
        visits.setdefault(resident, []).append((on, reasons, following, result))
    found = []
    for resident, on, reasons, following in files:
        after = [each for each in visits.get(resident, []) if each[0] >= on and set(each[1]) & set(reasons)]
        if any(each[3] in CLOSING for each in after):
            continue
        last = after[-1] if after else (on, reasons, following, 0)
        found.append({"resident": resident, "opened": on, "reasons": reasons, "seen": last[0], "next": last[2],
                      "visits": len(after)})  # fmt: skip
    return sorted(found, key=lambda each: (each["next"] or dt.date.max, each["resident"]))


@staff_page()
@leaves("child")
def school(request: HttpRequest) -> HttpResponse:
    """Children whose file is to go to the school, and what became of it (CHILD-06)."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    view = request.GET.get("view", "open")
    today = clock.today()
    limits = values_on("child", today)
    oldest = add_years(today, -7)
    youngest = add_months(today, -int(limits["vision_transfer_opens"]))
    sent = VisionTransfer._default_manager.filter(resident=OuterRef("pk"), voided_at=None)
    eyes = EyeExam._default_manager.filter(resident=OuterRef("pk"), voided_at=None)
    served = scope.residents().filter(living=True, birth_date__gt=oldest, birth_date__lte=youngest)
    people: Any = served.annotate(sent=Exists(sent), back=Exists(sent.filter(receipt=1)), eyes=Exists(eyes))
    views = {
        "open": people.filter(sent=False),
        "waiting": people.filter(sent=True, back=False),
        "done": people.filter(back=True),
    }
    if view not in views:
        raise Http404("没有这个清单")
    labels = {"open": "还没转移", "waiting": "等回执", "done": "已回执"}
    number = max(1, page_of(request.GET.get("page", "")) or 1)
    ordered = views[view].order_by("birth_date", "pk")
    total = ordered.count()
    keys = list(ordered.values_list("pk", "birth_date", "eyes")[(number - 1) * size : number * size])
    held = named([pk for pk, _, _ in keys], scope.hidden)
    moved = {
        each.resident_id: each
        for each in VisionTransfer._default_manager.filter(
            resident__in=[pk for pk, _, _ in keys], voided_at=None
        )
    }
    rows = [
        {"person": words.person(held[pk], today), "birth": birth, "village": words.place(held[pk].village.name),
         "eyes": eyes_known,
         "transfer": moved.get(pk), "file": reverse("child:file", args=[pk]),
         **({"url": reverse("web:record", args=["child_vision_transfer", moved[pk].pk]), "verb": "回执"}
            if pk in moved else words.leading(request.user, pk, "child_vision_transfer", "转移"))}
        for pk, birth, eyes_known in keys
    ]  # fmt: skip
    context = {"rows": rows, "view": view, "total": total, "next_page": number + 1 if total > number * size else None,
               "views": [(key, label, key == view, views[key].count()) for key, label in labels.items()]}  # fmt: skip
    return page(request, "child/school.html", context, at="child")
