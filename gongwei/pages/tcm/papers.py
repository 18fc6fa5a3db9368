"""The official table with its answers ticked in five columns, and the guidance to take home, as printed."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from gongwei.pages.tcm.results import results_of
from gongwei.people import access
from gongwei.people.models import Resident
from gongwei.programmes.tcm.codes import ALLERGY, BMI_BAND, COLDS, GUIDANCE, HOW_OFTEN, WAIST_BAND
from gongwei.programmes.tcm.constitutions import ITEMS, LABELS
from gongwei.programmes.tcm.guidance import TEXTS
from gongwei.programmes.tcm.models import Elderly
from gongwei.web.frame.shell import staff_page

OWN = {9: BMI_BAND, 14: COLDS, 17: ALLERGY, 28: WAIST_BAND}
"""Items whose five columns are not 没有 … 总是."""


def _stored(request: HttpRequest, record_id: uuid.UUID) -> tuple[Elderly, Resident]:
    """The record, if its resident is one that the account may see; the look is logged."""
    record = Elderly.objects.filter(pk=record_id, voided_at=None).first()
    if record is None:
        raise Http404("没有这份记录")
    person = access.resident_for(request.user, record.resident_id)
    access.look(request.user, person, "打印中医药健康管理服务记录表", request)
    return record, person


@staff_page()
def paper(request: HttpRequest, record_id: uuid.UUID) -> HttpResponse:
    """老年人中医药健康管理服务记录表 as the paper has it: 33 rows, five columns, then the nine constitutions."""
    record, person = _stored(request, record_id)
    rows = [
        (item, [(code, label, getattr(record, item.name) == code) for code, label in OWN.get(item.number, HOW_OFTEN)],
         item.number in OWN)
        for item in ITEMS
    ]  # fmt: skip
    context = {
        "record": record, "person": person, "rows": rows, "results": results_of(record), "guidance": list(GUIDANCE),
        "number": (person.record_no or "")[-8:],
    }  # fmt: skip
    return render(request, "tcm/paper.html", context)


@staff_page()
def handout(request: HttpRequest, record_id: uuid.UUID) -> HttpResponse:
    """What the person takes home: the constitution found, and the guidance that was ticked, in large letters."""
    record, person = _stored(request, record_id)
    found = [each for each in results_of(record) if each.positive]
    texts = [
        (each, [(GUIDANCE.label(code), TEXTS[each.kind][code]) for code in each.guidance if code in TEXTS[each.kind]])
        for each in found
    ]  # fmt: skip
    context = {
        "record": record,
        "person": person,
        "texts": texts,
        "labels": LABELS,
        "other": record.guide_other,
    }
    return render(request, "tcm/handout.html", context)


urlpatterns = [
    path("<uuid:record_id>/paper/", paper, name="paper"),
    path("<uuid:record_id>/handout/", handout, name="handout"),
]
