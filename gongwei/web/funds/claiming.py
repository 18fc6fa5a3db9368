"""按件核算 on a chapter's page: what counts by institution, what is claimed and paid, the sheet for the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.http import HttpRequest

from gongwei.catalogue.plans import plan
from gongwei.funds import purposes
from gongwei.funds.claims import Piece, Quality, Sums, claim, claimed, reserve_from_books, unclaimed
from gongwei.funds.models import Order, OrderMove
from gongwei.funds.purposes import charged_to_pool, set_aside
from gongwei.funds.rules import funds
from gongwei.kernel import clock
from gongwei.kernel.money import ZERO, yuan
from gongwei.people.grants import may, staff_of
from gongwei.people.models import Institution
from gongwei.people.problems import refuse
from gongwei.policy.funding import Purpose
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.asking import Question, Sheet, again, attempt, key_of, read
from gongwei.web.frame.toasts import say

SOURCES = (("books", "各机构镇级账，按各自件数"), ("pool", "项目专账"))


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


def sheets_for(
    request: HttpRequest, each: Purpose, rows: Sequence[Standing], note: str, lacking: Mapping[int, str] | None = None
) -> list[Sheet]:
    """Claim what is open, for whom this account may; and for who manages the money, set aside what all of it asks."""
    made = []
    ready = [row for row in rows if row.open and _may(request, row.place) and row.place.pk not in (lacking or {})]
    if ready:
        options = tuple((str(row.place.pk), f"{row.place}（{row.open} 件）") for row in ready)
        asked = Question("place", "机构", "choice", must=True, options=options, value=options[0][0])
        made.append(Sheet("claim", "核算拨付", "拟拨付单", (asked,), note=note))
    if may(request.user, "funds") and (short := short_of(each, rows)) > 0:
        said = f"按件数应预留 {yuan(wanted(rows))} 元，还差 {yuan(short)} 元" + (
            "；换一本账，要项目办和财政各一人" if charged_to_pool(each) else "，从财政预算列支"
        )
        asked_of = (Question("source", "从哪里出", "choice", must=True, options=SOURCES, value="books"),)
        questions = asked_of if charged_to_pool(each) else ()
        made.append(Sheet("reserve", "按件预留", f"拟预留 {yuan(short)} 元", questions, note=said))
    return made


def wanted(rows: Sequence[Standing]) -> Decimal:
    """All pieces at their price, those claimed and gone since included."""
    return sum((asked_by(row) for row in rows), ZERO)


def asked_by(row: Standing) -> Decimal:
    """One institution's part of it."""
    return max(row.full, row.sums.waiting + row.sums.paid)


def short_of(each: Purpose, rows: Sequence[Standing]) -> Decimal:
    """What is still to be set aside; an order that waits counts as set aside."""
    [held] = [one for one in purposes.held() if one.purpose.id == each.id]
    waits = OrderMove.objects.filter(order__plan=plan().id, order__state="waiting", kind="reserve", purpose=each.id)
    waiting: Decimal = waits.filter(amount__gt=0).aggregate(sum=Sum("amount"))["sum"] or ZERO
    return wanted(rows) - held.aside - waiting


def _may(request: HttpRequest, place: Institution) -> bool:
    return may(request.user, "funds", institution=place) or may(request.user, "settle", institution=place)


def press(
    request: HttpRequest, sheets: Sequence[Sheet], each: Purpose, rows: Sequence[Standing],
    pieces: Callable[[int], Sequence[Piece]], quality: Callable[[Institution], Quality] | None = None,
) -> list[Sheet]:  # fmt: skip
    """Draft the order that a sheet asks for; the sheets again where it is refused, none when it is done."""
    by, earlier = staff_of(request.user), Order.objects.filter(pk=key_of(request)).exclude(state="refused")
    sheet = next((one for one in sheets if one.id == request.POST.get("sheet")), None)
    if by is None or (sheet is None and not earlier.filter(prepared_by=by).exists()):
        raise NotYours("核算由公卫科为本机构办理，或由项目办、财政办理；也可能已没有可以核算的")
    if sheet is None:
        return []
    answers = read(sheet, request)

    def act() -> None:
        if sheet.id == "reserve":
            reason = f"按 {sum(row.pieces for row in rows)} 件预留"
            if answers.values.get("source") == "books":
                asked = {row.place: asked_by(row) for row in rows}
                reserve_from_books(answers.id, each, short_of(each, rows), asked, clock.today(), by=by)
            else:
                set_aside(answers.id, each, short_of(each, rows), reason, clock.today(), by=by)
            return
        place = Institution.objects.visible_to(request.user).filter(pk=int(answers["place"])).first()
        if place is None:
            raise refuse("place", "机构：请从列表中选择")
        found = quality(place) if quality else None
        claim(answers.id, each, place, pieces(place.pk), clock.today(), by=by, quality=found)

    if problems := attempt(answers, act):
        return [again(one, answers, problems) if one is sheet else one for one in sheets]
    say(request, Toast("已拟好，等项目办或财政的另一位审核"))
    return []
