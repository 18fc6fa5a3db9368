"""接种卡: one child — the grid, what is next and why, and the doses of a visit typed at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from gongwei.care.facts import facts_of
from gongwei.kernel import clock
from gongwei.pages.immunization.doors import person_for
from gongwei.pages.immunization.giving import Visit, proposed, save_visit, typed_visit
from gongwei.pages.immunization.picture import picture_of
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.programmes.immunization import codes
from gongwei.programmes.immunization.forms import DOSE
from gongwei.programmes.immunization.models import Aefi, Deferral
from gongwei.programmes.immunization.stocking import usable
from gongwei.ui.notices import Toast
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.person.resident import strip

NEW = (
    ("immunization_card", "建卡"),
    ("immunization_dose", "补录一剂"),
    ("immunization_deferral", "暂缓或禁忌"),
    ("immunization_aefi", "报告异常反应"),
)


@staff_page()
def card(request: HttpRequest, resident_id: int) -> HttpResponse:
    """The card of one child; opening it is logged."""
    person = person_for(request, resident_id, "read", "查看接种卡")
    return _shown(request, person)


@staff_page("write")
@require_POST
def give(request: HttpRequest, resident_id: int) -> HttpResponse:
    """Save the doses of a visit, all or none."""
    person = person_for(request, resident_id, "write", "登记接种")
    staff = request.scope.staff  # type: ignore[attr-defined]
    today = clock.today()
    visit = typed_visit(request.POST, usable(staff.institution, today))
    saved = save_visit(visit, person, staff, request.POST, facts_of(person, DOSE, today))
    if saved:
        say(request, Toast(f"已登记 {person.name} 的 {saved} 剂，请留观 30 分钟"))
        return redirect("immunization:card", person.pk)
    answer = _shown(request, person, visit)
    answer.status_code = 422
    return answer


def _shown(request: HttpRequest, person: Resident, visit: Visit | None = None) -> HttpResponse:
    today = clock.today()
    picture = picture_of(person, today)
    writes = may(request.user, "write", "immunization", person.institution)
    staff = request.scope.staff  # type: ignore[attr-defined]
    if visit is None and writes:
        visit = proposed(picture.due, usable(staff.institution, today), today)
    context = {
        "strip": strip(person, today),
        "person": person,
        "picture": picture,
        "visit": visit if writes else None,
        "vaccines": list(codes.VACCINE),
        "sites": list(codes.SITE),
        "codes": codes,
        "deferrals": [
            {
                "record": each,
                "what": codes.PROTECTION.label(each.protection),
                "kind": codes.HOLD.label(each.kind),
            }
            for each in Deferral.objects.filter(resident=person, voided_at=None).order_by("-served_on")[:6]
        ],
        "reactions": Aefi.objects.filter(resident=person, voided_at=None).order_by("-served_on")[:6],
        "new": [
            (label, reverse("web:record_new", args=[person.pk, form]))
            for form, label in NEW
            if writes and not (form == "immunization_card" and picture.card)
        ],
    }
    return page(request, "immunization/card.html", context, at="immunization")
