"""按件核算 on a chapter's page: what counts by institution, what is claimed and paid, the sheet for the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest

from gongwei.funds.claims import Piece, Quality, Sums, claim, claimed, unclaimed
from gongwei.funds.models import Order
from gongwei.funds.rules import funds
from gongwei.kernel import clock
from gongwei.kernel.money import ZERO
from gongwei.people.grants import may, staff_of
from gongwei.people.models import Institution
from gongwei.people.problems import refuse
from gongwei.policy.funding import Purpose
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.asking import Question, Sheet, again, attempt, key_of, read
from gongwei.web.frame.toasts import say


@dataclass(frozen=True)
class Standing:
    """One institution: all its pieces and their money, those not claimed yet, what waits and what was paid."""

    place: Institution
    pieces: int
    full: Decimal
    open: int
    sums: Sums


def purpose_of(name: str) -> Purpose | None:
    """The plan's purpose; None where the plan keeps no such money."""
    return next((each for each in funds().purposes if each.id == name), None)


def standings(each: Purpose, counted: Sequence[tuple[Institution, Sequence[Piece]]]) -> list[Standing]:
    """One line per institution, teams together."""
    held: dict[int, Sums] = {}
    for (place, _), sums in claimed(each).items():
        b = held.get(place, Sums())
        held[place] = Sums(b.waiting + sums.waiting, b.paid + sums.paid, b.pieces + sums.pieces)
    open_ = {piece.record for piece in unclaimed(each, (piece for _, pieces in counted for piece in pieces))}
    return [
        Standing(place, len(pieces), sum((piece.price for piece in pieces), ZERO),
                 sum(piece.record in open_ for piece in pieces), held.get(place.pk, Sums()))
        for place, pieces in counted
    ]  # fmt: skip


def claim_sheet(request: HttpRequest, rows: Sequence[Standing], note: str) -> Sheet | None:
    """Which of the institutions with something open this account may claim for; None when there is none."""
    ready = [row for row in rows if row.open and _may(request, row.place)]
    if not ready:
        return None
    options = tuple((str(row.place.pk), f"{row.place}（{row.open} 件）") for row in ready)
    asked = Question("place", "机构", "choice", must=True, options=options, value=options[0][0])
    return Sheet("claim", "核算拨付", "拟拨付单", (asked,), note=note)


def _may(request: HttpRequest, place: Institution) -> bool:
    return may(request.user, "funds", institution=place) or may(request.user, "settle", institution=place)


def press(
    request: HttpRequest, sheet: Sheet | None, each: Purpose, pieces: Callable[[int], Sequence[Piece]],
    quality: Callable[[Institution], Quality] | None = None,
) -> Sheet | None:  # fmt: skip
    """Draft the order that the sheet asks for; the sheet again where it is refused, None when it is done."""
    by, earlier = staff_of(request.user), Order.objects.filter(pk=key_of(request)).exclude(state="refused")
    if by is None or (sheet is None and not earlier.filter(prepared_by=by).exists()):
        raise NotYours("核算由公卫科为本机构办理，或由项目办、财政办理；也可能已没有可以核算的")
    if sheet is None:
        return None
    answers = read(sheet, request)

    def act() -> None:
        place = Institution.objects.visible_to(request.user).filter(pk=int(answers["place"])).first()
        if place is None:
            raise refuse("place", "机构：请从列表中选择")
        found = quality(place) if quality else None
        claim(answers.id, each, place, pieces(place.pk), clock.today(), by=by, quality=found)

    if problems := attempt(answers, act):
        return again(sheet, answers, problems)
    say(request, Toast("已拟好拨付单，等项目办或财政的另一位审核"))
    return None
