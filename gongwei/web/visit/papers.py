"""打印: the official paper of a record with those beside it, previewed beside its options; printing leaves a trace."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.catalogue.chapters import chapter
from gongwei.kernel import clock
from gongwei.records.items import item_of
from gongwei.records.layout import Form
from gongwei.ui.printing import FILES_AT, sheets
from gongwei.ui.visits import visit_of
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.person.resident import short_number
from gongwei.web.visit.lasts import verdicts
from gongwei.web.visit.record import form_of, person_for, stored_record

OFFERED = 12
SIGNS = {"name": "姓名", "blank": "留空手签"}


@dataclass(frozen=True)
class Offered:
    """One visit that may be printed: its day, what was said of it, whether it is on the sheet."""

    id: str
    day: str
    said: str
    tint: str
    chosen: bool


@staff_page()
def printed(request: HttpRequest, form_id: str, record_id: uuid.UUID) -> HttpResponse:
    """The paper as it will leave the printer: which visits, blank or filled, signed or left for the pen."""
    form = form_of(form_id)
    stored = stored_record(request, form, record_id)
    person = person_for(request, stored.resident_id, form, "read", "打印")
    every = _every(form, stored)
    chosen = _chosen(request, form, every, stored)
    blank = "blank" in request.GET
    sign = request.GET.get("sign", "name")
    shown = [_shown(form, each, sign) for each in chosen]
    pages = sheets(
        form, [] if blank else [visit_of(form, each) for each in chosen],
        name="" if blank else person.name, number="" if blank else short_number(person),
        foot=f"{stored.institution.name} · {_edition(form)}",
        foot_right=f"打印 {clock.now():%Y-%m-%d %H:%M} {request.scope.staff.name}",  # type: ignore[attr-defined]
        shown=[] if blank else shown,
    )  # fmt: skip
    context = {
        "sheets": pages, "form": form, "person": person, "stored": stored, "blank": blank,
        "several": form.side_by_side > 1, "visits": _offered(form, every, chosen),
        "signs": [(key, label, key == sign) for key, label in SIGNS.items()],
    }  # fmt: skip
    return page(request, "web/papers.html", context, at=form.programme, rail=True)


def _every(form: Form, stored: Any) -> list[Any]:
    """The person's valid records of the form, newest first, the asked one among them."""
    found = form.model._default_manager.filter(resident=stored.resident_id, voided_at=None)
    related = found.select_related("resident", "staff", "institution").order_by("-served_on", "-recorded_at")
    newest: list[Any] = list(related[:OFFERED])
    return newest if any(each.pk == stored.pk for each in newest) else [stored, *newest]


def _chosen(request: HttpRequest, form: Form, every: list[Any], stored: Any) -> list[Any]:
    """What is ticked, else the asked record with those just before it that fit on its sheet; oldest first."""
    asked = set(request.GET.getlist("visit"))
    ticked = [each for each in every if str(each.pk) in asked]
    if not ticked:
        at = next(place for place, each in enumerate(every) if each.pk == stored.pk)
        ticked = every[at : at + max(form.side_by_side, 1)]
    return sorted(ticked, key=lambda each: (each.served_on, each.recorded_at))


def _offered(form: Form, every: list[Any], chosen: list[Any]) -> list[Offered]:
    printing = {each.pk for each in chosen}
    bad = verdicts(form, every)
    return [
        Offered(
            str(each.pk),
            f"{each.served_on}",
            _class(form, each),
            "due" if wrong else "done",
            each.pk in printing,
        )
        for each, wrong in zip(every, bad, strict=True)
    ]


def _class(form: Form, record: Any) -> str:
    codes = item_of(form.model, "visit_class").spec.codes if "visit_class" in form.field_names() else None
    value = getattr(record, "visit_class", None)
    return codes.label(value) if codes is not None and value is not None else ""


def _shown(form: Form, record: Any, sign: str) -> dict[str, str]:
    return {
        "staff": "" if sign == "blank" else record.staff.name,
        "institution": record.institution.name,
        FILES_AT: f"{reverse('web:record', args=[form.id, record.pk])}files/",
    }


def _edition(form: Form) -> str:
    return (
        "国家基本公共卫生服务规范（第三版）"
        if form.ref.startswith("national-spec-2017")
        else chapter(form.programme).label
    )


urlpatterns = [path("records/<slug:form_id>/<uuid:record_id>/print/", printed, name="record_print")]
