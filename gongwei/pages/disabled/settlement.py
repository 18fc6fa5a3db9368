"""体检结算人数: certified residents examined this year per institution × the fee; each person counts once (DIS-05).

Numbers without names: whoever may see figures may open it, 财政 and 残联 too. 公卫科 claims the fee for its own
institution from the purpose that the plan keeps for it (六（六）: fiscal budget, outside the per-capita pool).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import zip_longest

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.appraisal.sampling import untrue_records
from gongwei.care.models import HealthExam
from gongwei.catalogue.plans import plan, values_on
from gongwei.funds import purposes
from gongwei.funds.claims import Piece
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import Institution, Resident
from gongwei.programmes.disabled.schedule import CLAUSE, TAG
from gongwei.ui.refusals import NotYours
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.funds.claiming import press, purpose_of, sheets_for, standings

PURPOSE = "disabled_exam"
NOTE = "每人一年只核算一次；评价抽样不属实的体检不计。拟好后由项目办或财政审核，从这一专项的余额拨付"


def valid_exams(places: Sequence[Institution], today: dt.date) -> dict[int, list[Piece]]:
    """Institution responsible today → the first valid exam of the year of each certified resident, at the fee."""
    fee = Decimal(str(values_on("disabled", today)["exam_fee"]))
    seen = HealthExam.objects.filter(
        voided_at=None, served_on__year=today.year, served_on__lte=today,
        resident__tags__contains=[TAG], resident__institution__in=places,
    ).exclude(pk__in=list(untrue_records()))  # fmt: skip
    first = seen.order_by("resident_id", "served_on", "id").distinct("resident_id")
    found: dict[int, list[Piece]] = {place.pk: [] for place in places}
    for place, record, resident in first.values_list("resident__institution_id", "pk", "resident_id"):
        found[place].append(Piece(record, resident, fee, "持证残疾人"))
    return found


@staff_page("figures")
@leaves("disabled")
def settlement(request: HttpRequest) -> HttpResponse:
    """One line per institution of the plan within reach, by the institution responsible today."""
    today, each = clock.today(), purpose_of(PURPOSE)
    codes = [held.code for held in plan().file.institutions]
    places = list(Institution.objects.visible_to(request.user).filter(code__in=codes).order_by("code"))
    carrying = Resident.objects.filter(tags__contains=[TAG], institution__in=places)
    certified = Counter(carrying.filter(living=True).values_list("institution_id", flat=True))
    exams = valid_exams(places, today)
    rows = [
        (place, certified[place.pk], len(exams[place.pk]), sum((p.price for p in exams[place.pk]), Decimal()))
        for place in places
    ]
    held = standings(each, [(place, exams[place.pk]) for place in places]) if each else []
    sheets = sheets_for(request, each, held, NOTE) if each else []
    if request.method == "POST":
        if each is None:
            raise NotYours("本方案没有残疾人体检费这一专项，不能核算")
        if not (sheets := press(request, sheets, each, held, lambda place: exams.get(place, []))):
            return redirect("disabled:settlement")
    context = {
        "total": (sum(row[1] for row in rows), sum(row[2] for row in rows), sum((row[3] for row in rows), Decimal())),
        "rows": rows, "sheets": sheets,
        "lines": list(zip_longest(rows, held)), "purpose": each,
        "inside": each is not None and purposes.charged_to_pool(each),
        "money": next((one for one in purposes.held() if one.purpose.id == PURPOSE), None),
        "sums": [sum(getattr(one.sums, name) for one in held) for name in ("waiting", "paid")],
        "fee": Decimal(str(values_on("disabled", today)["exam_fee"])),
        "once": plan().choice("exam_for_two_rights") == "one_payment", "clause": clause_url(CLAUSE), "year": today.year,
        "manages": may(request.user, "funds"),
    }  # fmt: skip
    answer = page(request, "disabled/settlement.html", context, at="disabled")
    answer.status_code = 422 if any(sheet.problems for sheet in sheets) else 200
    return answer


urlpatterns = [path("settlement/", settlement, name="settlement")]
