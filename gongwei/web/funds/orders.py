"""Two persons: what waits for approval; the ledger, the card-payment file, and a line opened to its visits."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.catalogue.plans import plan
from gongwei.funds.explaining import parts
from gongwei.funds.ledger import balance
from gongwei.funds.models import BOOKS, KINDS, LineService, Order, Posting, SettlementLine
from gongwei.funds.orders import approve, send_back
from gongwei.funds.rules import settlement_rules
from gongwei.funds.settling import again
from gongwei.people.access import looked_at
from gongwei.people.models import Resident
from gongwei.ui.notices import Toast
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Answers, attempt
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label
from gongwei.web.funds.amounts import uuid_typed
from gongwei.web.funds.reach import finance_only, reach

PER_PAGE = 40


@staff_page("")
def orders(request: HttpRequest) -> HttpResponse:
    """Every order with its entries; the second person approves or sends back with a reason."""
    staff = finance_only(request)
    problems: list[str] = []
    if request.method == "POST":
        order = Order.objects.filter(pk=uuid_typed(request.POST.get("order", "")), plan=plan().id).first()
        if order is None:
            raise Http404("没有这张付款单")
        refused = request.POST.get("do") == "refuse"

        def act() -> None:
            if refused:
                send_back(order, request.POST.get("reason", "")[:300], by=staff)
            else:
                approve(order, by=staff)

        answers = Answers({}, {}, (), request.POST.get("key", ""))
        problems = [each.message for each in attempt(answers, act)]
        if not problems:
            say(request, Toast("已退回" if refused else "已通过并记账"))
            return redirect("web:funds_orders")
    found = Order.objects.filter(plan=plan().id).select_related("prepared_by", "decided_by", "township")
    open_orders = found.filter(state="waiting").prefetch_related("moves__institution")[:20]
    waiting = [_order(each, staff.pk) for each in open_orders]
    decided = found.exclude(state="waiting").order_by("-decided_at")
    shown = Paginator(decided, PER_PAGE).get_page(request.GET.get("page"))
    context = {"waiting": waiting, "decided": shown, "problems": problems}
    answer = page(request, "web/funds/orders.html", context, at="funds", rail=True)
    answer.status_code = 422 if problems else 200
    return answer


def _order(order: Order, reader: int) -> dict[str, Any]:
    moves = list(order.moves.all())
    return {
        "order": order, "moves": moves[:6], "more": max(len(moves) - 6, 0),
        "sum": sum(move.amount for move in moves if move.amount > 0),
        "mine": order.prepared_by_id == reader, "clause": (clause_label(order.ref), clause_url(order.ref)),
    }  # fmt: skip


@staff_page("")
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger: balances by book and kind, and every posting with its entries."""
    finance_only(request)
    found = Posting.objects.filter(plan=plan().id).select_related("prepared_by", "approved_by")
    shown = Paginator(
        found.prefetch_related("entries__account__institution").order_by("-on", "-entered_at"), 12
    ).get_page(request.GET.get("page"))
    held = [
        (BOOKS[book], KINDS[kind], amount)
        for book in BOOKS
        for kind in KINDS
        if (amount := balance(plan().id, book=book, kind=kind))
    ]
    rows = [
        {"posting": each, "entries": list(each.entries.all())[:8], "more": max(len(each.entries.all()) - 8, 0),
         "clause": (clause_label(each.ref), clause_url(each.ref)) if each.ref else None}
        for each in shown
    ]  # fmt: skip
    context = {"held": held, "rows": rows, "shown": shown, "sum": balance(plan().id)}
    return page(request, "web/funds/ledger.html", context, at="funds", rail=True)


@staff_page("")
def line(request: HttpRequest, line_id: str) -> HttpResponse:
    """A line opened: formula with numbers → score → services → people and visits → clause."""
    found = _line(request, line_id)
    rules, made = settlement_rules(), found.settlement
    wanted = request.GET.get("service", "")
    chosen = next((each for each in parts(found) if each.service.key == wanted), None)
    seen = _seen(request, found, wanted) if chosen else None
    context = {
        "line": found, "made": made, "parts": parts(found), "chosen": chosen, "rules": rules,
        "people": seen[0] if seen else [], "hidden": seen[1] if seen else 0,
        "clauses": [(label, clause_label(ref), clause_url(ref)) for label, ref in (
            ("结算", rules.ref), ("质量系数", rules.quality.ref), ("封顶", rules.cap.ref))],
        "unsure": [label for label, part in (("质量系数", rules.quality), ("封顶", rules.cap)) if part.sure == "?"],
        "corrections": list(found.corrections.filter(live=True).select_related("service")),
        "same": not again(made),
    }  # fmt: skip
    return page(request, "web/funds/line.html", context, at="funds", rail=True)


def _line(request: HttpRequest, line_id: str) -> SettlementLine:
    rows = SettlementLine.objects.select_related("clinic", "settlement__township")
    found = rows.filter(pk=uuid_typed(line_id)).first()
    if found is None:
        raise Http404("没有这一行结算")
    if found not in reach(request, found.settlement.township_id).lines([found]):
        raise Http404("没有这一行结算")
    return found


def _seen(request: HttpRequest, found: SettlementLine, key: str) -> tuple[list[LineService], int]:
    """The services whose people the reader may see (each look written down), and how many stay a number."""
    programme, _, step = key.partition(".")
    rows = LineService.objects.filter(line=found, programme=programme, step=step)
    if programme in request.scope.hidden:  # type: ignore[attr-defined]
        return [], rows.count()
    visible = rows.filter(resident__in=Resident.objects.visible_to(request.user)).select_related("resident")
    shown = list(visible.order_by("-state", "served_on", "resident_id")[:300])
    if shown:
        looked_at(request.user, {each.resident for each in shown}, f"结算依据 {found.clinic}"[:100], request)
    return shown, rows.count() - len(shown)


@staff_page("")
def cards(request: HttpRequest, settlement_id: str) -> HttpResponse:
    """打卡发放表 of a paid settlement: one row a clinic, for the bank."""
    finance_only(request)
    order = Order.objects.filter(settlement=uuid_typed(settlement_id), state="approved").first()
    if order is None or order.settlement is None:
        raise PermissionDenied("付款单通过后才能导出打卡表")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["序号", "机构代码", "村卫生室（站）", "收款人", "金额（元）", "摘要", "付款单号"])
    rows = order.settlement.lines.select_related("clinic").filter(payable__gt=0).order_by("clinic__code")
    for place, each in enumerate(rows, 1):
        doctor = each.clinic.staff.filter(active_to=None).order_by("pk").first()
        payee = doctor.name if doctor else ""
        about = (str(order.settlement), order.pk)
        writer.writerow([place, each.clinic.code, each.clinic.name, payee, f"{each.payable:.2f}", *about])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cards-{order.settlement.quarter}.csv"'
    return answer


urlpatterns = [
    path("funds/orders/", orders, name="funds_orders"),
    path("funds/ledger/", ledger, name="funds_ledger"),
    path("funds/line/<str:line_id>/", line, name="funds_line"),
    path("funds/cards/<str:settlement_id>/", cards, name="funds_cards"),
]
