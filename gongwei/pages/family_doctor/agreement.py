"""One agreement: what it promises and what became of it, who pays, what may follow; and its paper (FD-10, FD-24)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.care.key_groups import KEY_GROUPS
from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.pages.family_doctor.doors import PROGRAMME, fd_page, held, knows, region
from gongwei.pages.family_doctor.facts import DONE, names_of, promises, rights
from gongwei.pages.family_doctor.support import support_of
from gongwei.people.grants import may
from gongwei.people.models import Resident, Staff
from gongwei.people.relations import RELATION
from gongwei.programmes.family_doctor import codes
from gongwei.programmes.family_doctor.models import Agreement
from gongwei.programmes.family_doctor.rules import OUTCOMES
from gongwei.programmes.family_doctor.verbs.ending import PAID, rate, receive, terminate
from gongwei.ui.files import shown
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.shell import page
from gongwei.web.frame.toasts import say
from gongwei.web.person.resident import short_number, strip
from gongwei.web.worklist.home import named

TINTS = {"valid": "done", "expiring": "due", "expired": "overdue", "stopped": "", "not_yet": "later"}
SAID = {"stop": "已解约", "paid": "已登记到账", "rate": "已记下评价"}


def standing(agreement: Agreement, on: dt.date) -> str:
    """Where it stands on the day, by the chapter's rule."""
    row = {"begins_on": agreement.begins_on, "ends_on": agreement.ends_on, "until_on": agreement.until_on}
    [found] = judge(PROGRAMME, [{**row, "served_on": on}])
    return str(found["standing"])


def payers(agreement: Agreement) -> list[dict[str, Any]]:
    """Each part of the fee with the day on which it came."""
    return [
        {"payer": payer, "label": label, "amount": getattr(agreement, part), "on": getattr(agreement, day)}
        for payer, (part, day, label) in PAID.items()
        if getattr(agreement, part)
    ]


def sheets_of(agreement: Agreement, today: dt.date) -> list[Sheet]:
    """Ending it, noting a payment, noting how content the person is."""
    found = []
    open_parts = tuple((line["payer"], line["label"]) for line in payers(agreement) if line["on"] is None)
    on = Question("on", "日期", "day", True, value=today.isoformat())
    if open_parts:
        ways = tuple((str(code), label) for code, label in codes.PAY_WAY)
        asked = [Question("payer", "付费方", "choice", True, open_parts), on]
        if any(payer == "resident" for payer, _ in open_parts):
            asked += [
                Question("pay_way", "个人缴费方式", "choice", options=ways),
                Question("invoice_no", "发票号", longest=40),
            ]
        found.append(Sheet("paid", "登记到账", "登记", tuple(asked)))
    if agreement.holds(today):
        if not agreement.ratings.filter(rated_on__year=today.year).exists():
            scores = tuple((str(code), label) for code, label in codes.SATISFIED)
            asked = [
                Question("score", "满意程度", "radio", True, scores),
                Question("words", "意见", "long", longest=500),
            ]
            found.append(Sheet("rate", "居民评价", "记下", tuple(asked)))
        reasons = tuple((str(c), label) for c, label in codes.STOP_REASON if c != codes.CHANGED)
        asked = [
            Question("reason", "解约原因", "choice", True, reasons),
            on,
            Question("note", "解约说明", longest=200),
        ]
        found.append(
            Sheet(
                "stop", "解约", "解约", tuple(asked), note="解约后协议留痕，未做的服务不再派任务", danger=True
            )
        )
    return found


def perform(sheet: str, agreement: Agreement, answers: Answers, by: Staff) -> None:
    """The verb of a sheet."""
    if sheet == "stop":
        terminate(agreement.pk, answers["on"], int(answers["reason"]), by=by, note=answers["note"])
    elif sheet == "paid":
        way = answers.values.get("pay_way") or None
        receive(agreement.pk, answers["payer"], answers["on"], by=by, pay_way=int(way) if way else None,
                invoice_no=answers.values.get("invoice_no") or "")  # fmt: skip
    else:
        rate(answers.id, agreement.pk, int(answers["score"]), by=by, words=answers["words"])


@fd_page()
def agreement(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """Everything about one agreement; acting needs the right to write."""
    found, person = held(request, agreement_id, "查看签约协议")
    today, writes = clock.today(), may(request.user, "write", PROGRAMME, person.institution)
    sheets = sheets_of(found, today) if writes else []
    if request.method == "POST":
        if not writes:
            raise NotYours("您的角色不能办理这份协议；", owner=str(person.institution))
        sheet = next((each for each in sheets if each.id == request.POST.get("sheet")), None)
        if sheet is None:
            sheets = sheets_of(found, today)
        else:
            answers = read(sheet, request)
            by = request.scope.staff  # type: ignore[attr-defined]
            problems = attempt(answers, lambda: perform(sheet.id, found, answers, by), person.pk)
            if not problems:
                say(request, Toast(SAID[sheet.id]))
                found.refresh_from_db()
                sheets = sheets_of(found, today)
            else:
                sheets = [again(each, answers, problems) if each is sheet else each for each in sheets]
    answer = page(
        request,
        "family_doctor/agreement.html",
        _context(request, found, person, sheets, writes),
        at=PROGRAMME,
    )
    if any(sheet.problems for sheet in sheets):
        answer.status_code = 422
    return answer


def _context(
    request: HttpRequest, found: Agreement, person: Resident, sheets: list[Sheet], writes: bool
) -> dict[str, Any]:
    today = clock.today()
    shown_person = named([person.pk], request.scope.hidden)[person.pk]  # type: ignore[attr-defined]
    shown_person.institution, shown_person.doctor = person.institution, person.doctor
    kept = promises(found, region(), today, request.user)
    pieces = [piece for promise in kept for piece in promise.pieces if piece.state != "later"]
    state = standing(found, today)
    others = Agreement.objects.filter(resident=person).exclude(pk=found.pk).select_related("team")
    together = (
        Agreement.objects.filter(together=found.together).exclude(pk=found.pk) if found.together else None
    )
    visible = Resident.objects.visible_to(request.user)
    return {
        "strip": strip(shown_person, today), "person": shown_person, "agreement": found, "promises": kept,
        "done": sum(piece.state in DONE for piece in pieces), "asked": len(pieces),
        "state": OUTCOMES["standing"][state],
        "tint": TINTS.get(state, ""), "payers": payers(found), "groups": _groups(found, request.user),
        "packages": names_of(found.packages, region(), found.begins_on), "unit": codes.SIGN_UNIT.label(found.sign_unit),
        "origin": codes.ORIGIN.label(found.origin), "relation": RELATION.label(found.rep_relation),
        "reason": codes.STOP_REASON.label(found.stop_reason) if found.stop_reason else "",
        "files": [*shown(found.signature or ()), *shown(found.scan or ())], "sheets": sheets, "writes": writes,
        "others": others.order_by("-begins_on"),
        "family": together.filter(resident__in=visible).select_related("resident") if together else (),
        "entitlements": rights(found, region()), "next": state in ("expiring", "expired", "valid") and writes,
        "rating": found.ratings.order_by("-rated_on").first(), "satisfied": codes.SATISFIED,
        "support": support_of(found, person, request.user, today),
    }  # fmt: skip


def _groups(found: Agreement, user: Any) -> list[str]:
    """The groups at signing; only those that the reader may know."""
    return [
        group.label for group in KEY_GROUPS
        if group.code in found.groups and knows(user, group.id)
    ]  # fmt: skip


@fd_page()
def printed(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """The agreement as a sheet of paper."""
    found, person = held(request, agreement_id, "打印签约协议")
    limits = values_on(PROGRAMME, found.signed_on)
    context = {
        "agreement": found, "person": person, "number": short_number(person), "payers": payers(found),
        "promises": promises(found, region(), clock.today(), request.user), "rights": rights(found, region()),
        "packages": names_of(found.packages, region(), found.begins_on), "groups": _groups(found, request.user),
        "unit": codes.SIGN_UNIT.label(found.sign_unit), "relation": RELATION.label(found.rep_relation),
        "way": codes.PAY_WAY.label(found.pay_way) if found.pay_way else "", "grace": limits["renewal_opens_days"],
        "files": shown(found.signature or ()), "back": reverse("family_doctor:agreement", args=[found.pk]),
        "printed_at": clock.now(), "by": request.scope.staff.name,  # type: ignore[attr-defined]
    }  # fmt: skip
    return page(request, "family_doctor/print.html", context, at=PROGRAMME)


urlpatterns = [
    path("agreement/<uuid:agreement_id>/", agreement, name="agreement"),
    path("agreement/<uuid:agreement_id>/print/", printed, name="print"),
]
