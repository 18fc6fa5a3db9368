"""传染病病例一览表: the line list of a period for print, names and addresses in full, the look logged."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.http import urlencode

from gongwei.kernel import clock
from gongwei.kernel.dates import age_years
from gongwei.pages.infectious_disease import reach
from gongwei.people import access
from gongwei.people.models import Resident
from gongwei.programmes.infectious_disease.codes import AGE_UNIT, CASE_CLASS, OCCUPATION, SEX
from gongwei.programmes.infectious_disease.diseases import diseases, name_of
from gongwei.programmes.infectious_disease.forms import CARD
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page

MOST = 300


@staff_page()
@leaves(reach.PROGRAMME, names=True)
def line_list(request: HttpRequest) -> HttpResponse:
    """Cards diagnosed between two days, of a disease or all, in the order of diagnosis."""
    today = clock.today()
    first = _day(request.GET.get("from", "")) or today.replace(day=1)
    last = _day(request.GET.get("to", "")) or today
    text = request.GET.get("disease", "")
    disease = int(text) if text.isascii() and text.isdigit() and int(text[:5]) in diseases() else None
    cards = (
        reach.records(request, CARD).filter(diagnosed_on__range=(first, last)).order_by("diagnosed_at", "pk")
    )
    if disease is not None:
        cards = cards.filter(disease=disease)
    total, shown = cards.count(), list(cards[:MOST])
    for card in shown:
        card.words = {
            "sex": SEX.label(card.sex), "age": _age(card), "occupation": OCCUPATION.label(card.occupation),
            "disease": name_of(card.disease), "case": CASE_CLASS.label(card.case_class),
        }  # fmt: skip
    known = Resident.objects.visible_to(request.user).filter(pk__in=[card.patient_id for card in shown])
    access.looked_at(request.user, known, "传染病一览表", request)
    context = {
        "cards": shown, "total": total, "first": first, "last": last, "disease": disease,
        "diseases": [(code, each.name, code == disease) for code, each in diseases().items()],
        "register": urlencode({"period": "all"}), "most": MOST,
    }  # fmt: skip
    return page(request, "infectious_disease/lines.html", context, at=reach.PROGRAMME)


def _age(card: object) -> str:
    born, day = getattr(card, "birth_date", None), getattr(card, "diagnosed_on", None)
    if born is not None and day is not None and born <= day:
        return f"{age_years(born, day)}岁"
    age = getattr(card, "full_age", None)
    return f"{age}{AGE_UNIT.label(getattr(card, 'age_unit', None))}" if age is not None else ""


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


urlpatterns = [path("lines/", line_list, name="lines")]
