"""牵头医院: its desk over its branches — targets, quality findings, referrals — and the commission's scorecard."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.appraisal.hospitals import Scorecard, duties, findings, hospitals, scorecard
from gongwei.appraisal.models import Inspection
from gongwei.catalogue.chapters import chapter
from gongwei.kernel import clock
from gongwei.organisation.queries import desks_of
from gongwei.people.grants import may, staff_of
from gongwei.people.models import Institution
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.organisation.lagging import behind, figures
from gongwei.web.worklist.referrals import check_days

SHOWN = 30
REFUSAL = "牵头医院页面由区卫健局项目办和牵头医院的条线人员使用；如工作需要，请向项目办申请"


def mine(request: HttpRequest) -> list[Institution]:
    """The hospitals whose card one may read: 项目办 all, a member of a hospital's body the own; else 403."""
    staff, today = staff_of(request.user), clock.today()
    every = hospitals(today)
    if staff is not None and may(request.user, "plan"):
        return every
    sits = {desk.body.institution_id for desk in desks_of(staff, today)} if staff is not None else set()
    own = [each for each in every if each.pk in sits]
    if not own:
        raise PermissionDenied(REFUSAL)
    return own


def _concerned(request: HttpRequest) -> bool:
    """Whether a link may be offered: asked on every page of the desk."""
    try:
        return bool(mine(request)) or may(request.user, "plan")
    except PermissionDenied:
        return False


@staff_page("figures", offered=_concerned)
@leaves()
def hospitals_page(request: HttpRequest) -> HttpResponse:
    """A card for each hospital, with its branches."""
    today = clock.today()
    cards = [scorecard(each, today, check_days()) for each in mine(request)]
    context = {
        "cards": [_shown(request, card) for card in cards], "at": "hospitals", "today": today, "days": check_days(),
        "office": may(request.user, "plan"),
    }  # fmt: skip
    return page(request, "web/organisation/hospitals.html", context, at="desk", rail=True)


def _shown(request: HttpRequest, card: Scorecard) -> dict[str, object]:
    """A card with what lies behind it: those behind their targets, and what its quality rounds found."""
    today, size = clock.today(), per_page(request, SHOWN)
    lagging = {
        (row.institution.pk, row.figure.indicator): row
        for desk in duties(card.hospital, today) for row in behind(figures(request.user, desk), desk)
    }  # fmt: skip
    seen = Inspection.objects.visible_to(request.user)
    rows = findings(card.hospital, [branch.place.pk for branch in card.branches]).filter(inspection__in=seen)
    return {
        "card": card, "items": [chapter(each).short for each in card.chapters],
        "behind": list(lagging.values())[:size],
        "more": max(0, len(lagging) - size), "findings": rows[:size], "found": rows.count(),
        "planned": card.of("planned"), "visited": card.of("visited"), "sampled": card.of("sampled"),
        "checked": card.of("checked"), "faults": card.of("faults"), "unanswered": card.of("unanswered"),
        "sent": card.of("sent"), "arrived": card.of("arrived"), "late": card.of("late"),
    }  # fmt: skip


urlpatterns = [path("desk/hospitals/", hospitals_page, name="hospitals")]
