"""签约结算: payable contracts at the amount of their group, by team, after the appraisal; each payer's part of the fee.

The public-health money is charged with its own part alone (004:23.3-5: 60 of 130); resident, insurance and 残联 stand
beside it as receivables of their own. Numbers without names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.appraisal.village import year_score
from gongwei.catalogue.plans import plan
from gongwei.funds.claims import Piece, claimed, paid_records, quality_of
from gongwei.kernel import clock
from gongwei.kernel.money import ZERO
from gongwei.pages.family_doctor.doors import PROGRAMME, fd_page
from gongwei.pages.family_doctor.facts import holding
from gongwei.pages.family_doctor.quota import LABELS, group_of_signed
from gongwei.people.grants import may
from gongwei.people.models import Institution, Resident
from gongwei.policy.funding import Purpose
from gongwei.programmes.family_doctor.models import Agreement, QuotaPlan
from gongwei.programmes.family_doctor.verbs.ending import PAID
from gongwei.ui.refusals import NotYours
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page
from gongwei.web.funds.claiming import press, purpose_of, sheets_for, standings

PURPOSE = "contracts"
NOTE = "考核后才支付：按已采纳的年终评价得分；每人一年只核算一次。没有评价得分的机构还不能核算"


def payable(places: Sequence[Institution], each: Purpose | None) -> dict[int, list[Piece]]:
    """Institution → its living residents' agreements that hold today, by team, at the amount of their group.

    The amount: what the institution's adjustment says of the group (FD-09; 0.00 is an amount), else the programme's
    part of the agreement's own fee, else, where the package has no fee of its own, what the plan advises.
    """
    here = Resident.objects.filter(institution__in=places, living=True)
    groups, today = group_of_signed(here), clock.today()
    adjusted = QuotaPlan.objects.filter(institution__in=places, year=today.year, state__in=QuotaPlan.HOLDING)
    amounts = {
        (one.institution_id, line.group): line.amount
        for one in adjusted.prefetch_related("lines") for line in one.lines.all()
    }  # fmt: skip
    advised = each.amount.value if each and each.amount else ZERO
    rows = holding(today).filter(resident__institution__in=places, resident__living=True).order_by("begins_on", "pk")
    found: dict[int, list[Piece]] = {place.pk: [] for place in places}
    held = rows.values_list(
        "pk", "resident_id", "resident__institution_id", "team__name", "fee_total", "fee_programme"
    )
    for record, resident, place, team, fee, part in held:
        group = groups.get(resident)
        if group is not None:
            own = part if fee else advised
            price = amounts.get((place, group), own)
            found[place].append(Piece(record, resident, price, LABELS[group], team))
    return found


@dataclass(frozen=True)
class Receivable:
    """One payer's part of the fees: of how many contracts, what is due, what has come."""

    payer: str
    label: str
    contracts: int
    due: Decimal
    came: Decimal

    @property
    def left(self) -> Decimal:
        """Still owed."""
        return self.due - self.came


def receivables(places: Sequence[Institution], each: Purpose | None) -> list[Receivable]:
    """Every payer's part of the agreements that began this year; the programme's also comes by an approved claim."""
    today = clock.today()
    rows = Agreement.objects.filter(institution__in=places, begins_on__year=today.year, begins_on__lte=today)
    by_claim = Q(pk__in=list(paid_records(each))) if each else Q(pk=None)
    found = []
    for payer, (part, day, label) in PAID.items():
        came = Q(**{f"{day}__isnull": False}) | (by_claim if payer == "programme" else Q(pk=None))
        sums = rows.filter(**{f"{part}__gt": 0}).aggregate(
            n=Count("pk"), due=Sum(part), came=Sum(part, filter=came)
        )
        if sums["n"]:
            found.append(Receivable(payer, label, sums["n"], sums["due"], sums["came"] or ZERO))
    return found


def _teams(pieces: Sequence[Piece], place: Institution, each: Purpose) -> list[dict[str, Any]]:
    held = claimed(each)
    counted = Counter(piece.unit for piece in pieces)
    return [
        {"team": team, "contracts": number, "full": sum((p.price for p in pieces if p.unit == team), ZERO),
         "groups": sorted(Counter((p.label, p.price) for p in pieces if p.unit == team).items()),
         "sums": held.get((place.pk, team))}
        for team, number in sorted(counted.items())
    ]  # fmt: skip


@fd_page("figures")
@leaves(PROGRAMME)
def money(request: HttpRequest) -> HttpResponse:
    """Each institution in reach; one opened by team and group; the payers' parts; claims and setting aside."""
    each = purpose_of(PURPOSE)
    codes = [held.code for held in plan().file.institutions]
    places = list(Institution.objects.visible_to(request.user).filter(code__in=codes).order_by("position", "code"))
    found = payable(places, each)
    rows = standings(each, [(place, found[place.pk]) for place in places]) if each else []
    scored = {place.pk: year_score(place) for place in places}
    lacking = {place: "没有年终评价" for place, score in scored.items() if score is None}
    sheets = sheets_for(request, each, rows, NOTE, lacking) if each else []
    if request.method == "POST":
        if each is None:
            raise NotYours("本方案没有签约服务包公卫额度这一专项，不能核算")
        if not (sheets := press(request, sheets, each, rows, lambda place: found.get(place, []), quality_of)):
            return redirect("family_doctor:money")
    opened = next((one for one in places if str(one.pk) == request.GET.get("place")), places[0] if places else None)
    context = {
        "purpose": each, "sheets": sheets, "rows": [(row, scored[row.place.pk]) for row in rows], "opened": opened,
        "teams": _teams(found[opened.pk], opened, each) if opened and each else [],
        "receivables": receivables(places, each), "year": clock.today().year, "manages": may(request.user, "funds"),
        "clause": clause_url(each.ref) if each else "", "note": NOTE,
        "total": [sum(row.pieces for row in rows), sum((row.full for row in rows), ZERO),
                  sum((row.sums.waiting for row in rows), ZERO), sum((row.sums.paid for row in rows), ZERO)],
    }  # fmt: skip
    answer = page(request, "family_doctor/money.html", context, at=PROGRAMME)
    answer.status_code = 422 if any(sheet.problems for sheet in sheets) else 200
    return answer


urlpatterns = [path("money/", money, name="money")]
