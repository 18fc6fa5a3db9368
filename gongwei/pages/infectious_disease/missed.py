"""漏报检索: diagnoses of notifiable diseases in the outpatient log beside the cards; what has no card asks for one."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from gongwei.care.models import Encounter
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.kernel.dates import age_years
from gongwei.obligations.verbs import record_activity
from gongwei.pages.infectious_disease import reach
from gongwei.people import access
from gongwei.people.problems import Forbidden, Invalid
from gongwei.programmes.infectious_disease.codes import NO_CARD, NOT_OWED
from gongwei.programmes.infectious_disease.diseases import diseases, name_of
from gongwei.programmes.infectious_disease.forms import CARD, ENTRY
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say

SPANS = {"30": "30 天", "90": "90 天", "365": "一年"}
MOST = 500
DENIED = re.compile(r"(除外|排除|否认|无|非|预防|接种|疫苗)[^，。；,;]{0,6}$")
AFTER_WORD = re.compile(r"^(疫苗|接种|待排除|已排除)")


@dataclass(frozen=True)
class Suspected:
    """An encounter that names a notifiable disease: the card that answers it, or an entry, or neither."""

    encounter: Any
    disease: int
    card: Any = None
    entry: Any = None

    @property
    def name(self) -> str:
        """The disease."""
        return name_of(self.disease)

    @property
    def open(self) -> bool:
        """Whether neither card nor reason is known."""
        return self.card is None and (self.entry is None or self.entry.no_card not in NOT_OWED)

    @property
    def reason(self) -> str:
        """Why there is no card, where somebody said so."""
        return NO_CARD.label(self.entry.no_card) if self.entry is not None else ""

    @property
    def card_url(self) -> str:
        """A new card with what the record and the visit already say."""
        person, visit = self.encounter.resident, self.encounter
        given = {
            "card_type": 1, "name": person.name, "id_type": 1 if person.id_no else 9, "id_no": person.id_no or "",
            "sex": person.sex, "birth_date": person.birth_date.isoformat(), "phone": person.phone or "",
            "address": person.current_address or "", "patient_origin": 1, "disease": self.disease,
            "onset_on": visit.served_on.isoformat(), "diagnosed_at": f"{visit.served_on} 09:00",
        }  # fmt: skip
        return f"{reverse('web:work_new', args=[CARD.id])}?{urlencode(given)}"


@cache
def words() -> tuple[tuple[str, int], ...]:
    """The texts that name a disease, longest first, so that 细菌性痢疾 is not read as 痢疾."""
    pairs = [(word, each.code) for each in diseases().values() for word in each.words if len(word) >= 2]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def named_in(text: str) -> int | None:
    """The notifiable disease that a diagnosis names and does not deny."""
    for word, code in words():
        for hit in re.finditer(re.escape(word), text):
            if not DENIED.search(text[: hit.start()]) and not AFTER_WORD.search(text[hit.end() :]):
                return code
    return None


@staff_page("write")
@leaves(reach.PROGRAMME, names=True)
def missed(request: HttpRequest) -> HttpResponse:
    """Every such encounter of the span, those without a card first."""
    span = request.GET.get("span", "90") if request.GET.get("span") in SPANS else "90"
    rows = suspected(request, clock.today() - dt.timedelta(days=int(span)))
    waiting = [row for row in rows if row.open]
    if rows:
        people = {row.encounter.resident_id: row.encounter.resident for row in rows}
        access.looked_at(request.user, people.values(), "漏报检索", request)
    context = {
        "rows": waiting, "answered": [row for row in rows if not row.open][:50], "total": len(rows),
        "spans": [(key, label, key == span) for key, label in SPANS.items()], "span": span,
        "reasons": [(code, NO_CARD.label(code)) for code in NOT_OWED],
    }  # fmt: skip
    return page(request, "infectious_disease/missed.html", context, at=reach.PROGRAMME)


def suspected(request: HttpRequest, since: dt.date) -> list[Suspected]:
    """Encounters since a day whose assessment names a notifiable disease, each with its card or entry."""
    pattern = "|".join(re.escape(word) for word, _ in words())
    visits = Encounter.objects.filter(
        resident__in=request.scope.residents().order_by(),  # type: ignore[attr-defined]
        voided_at=None, served_on__gte=since, assessment__regex=pattern,
    )  # fmt: skip
    newest = visits.select_related("resident", "institution", "staff").order_by("-served_on")[:MOST]
    found = [(visit, code) for visit in newest if (code := named_in(visit.assessment)) is not None]
    cards = _cards([visit.resident_id for visit, _ in found])
    entries = _entries([visit.pk for visit, _ in found])
    days = int(values_on(reach.PROGRAMME, clock.today())["missed_days"])
    return [
        Suspected(visit, code, _card(cards, visit, code, days), entries.get(visit.pk))
        for visit, code in found
    ]


def _cards(people: list[int]) -> dict[int, list[Any]]:
    held: dict[int, list[Any]] = {}
    for card in CARD.model._default_manager.filter(patient__in=people, voided_at=None):
        held.setdefault(card.patient_id, []).append(card)  # type: ignore[attr-defined]
    return held


def _entries(visits: list[uuid.UUID]) -> dict[uuid.UUID, Any]:
    rows: Any = ENTRY.model._default_manager.filter(encounter__in=visits, voided_at=None)
    return {each.encounter: each for each in rows}


def _card(cards: dict[int, list[Any]], visit: Any, code: int, days: int) -> Any:
    """The card of the same person and disease close to the visit."""
    group = diseases()[code].group
    for card in cards.get(visit.resident_id, ()):
        same = card.disease in diseases() and diseases()[card.disease].group == group
        if same and abs((card.diagnosed_on - visit.served_on).days) <= days:
            return card
    return None


@staff_page("write")
@require_POST
def explain(request: HttpRequest, encounter_id: uuid.UUID) -> HttpResponse:
    """登记并说明不报卡的原因: the diagnosis enters the register of cases with its reason."""
    visible = request.scope.residents().order_by()  # type: ignore[attr-defined]
    visit = Encounter.objects.filter(pk=encounter_id, resident__in=visible, voided_at=None).first()
    code = named_in(visit.assessment) if visit is not None else None
    reason = request.POST.get("no_card", "")
    if visit is None or code is None or reason not in {str(each) for each in NOT_OWED}:
        raise Http404("没有这条接诊记录，或原因不在列表里")
    person, staff = visit.resident, request.scope.staff  # type: ignore[attr-defined]
    values = {
        "served_on": clock.today(), "book": 1, "name": person.name, "sex": 2 if person.sex == 2 else 1,
        "full_age": age_years(person.birth_date, visit.served_on), "phone": person.phone or "",
        "address": person.current_address or "", "diagnosed_on": visit.served_on, "disease": code,
        "no_card": int(reason), "encounter": visit.pk,
    }  # fmt: skip
    key = uuid.uuid5(visit.pk, "infectious_disease_entry")
    try:
        record_activity(ENTRY, key, visit.institution_id, values, actor=staff)
    except Invalid as refused:
        say(request, Toast("；".join(problem.message for problem in refused.problems), icon="alert-triangle"))
    except Forbidden as refused:
        raise NotYours(str(refused), owner=str(visit.institution)) from None
    else:
        say(request, Toast(f"已登记 {person.name} {name_of(code)}：{NO_CARD.label(int(reason))}"))
    return redirect("infectious_disease:missed")


urlpatterns = [
    path("missed/", missed, name="missed"),
    path("missed/<uuid:encounter_id>/", explain, name="explain"),
]
