"""转入转出: the inbox and outbox of transfers, asking for a person by number, village and doctor of one's own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from gongwei.kernel import clock
from gongwei.kernel.identity import normalise
from gongwei.people.grants import allowed
from gongwei.people.models import Resident, Staff, TransferRequest
from gongwei.people.problems import refuse
from gongwei.people.serving import villages_of
from gongwei.people.verbs.transfer import (
    Destination,
    accept_transfer,
    decline_transfer,
    request_transfer,
    withdraw_transfer,
)
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.person.matters import done, staff
from gongwei.web.person.register import doctors_at, enlisted, named

SHOWN = 100


def masked(name: str) -> str:
    """丛**: a person who is not yet ours."""
    return name[:1] + "*" * max(len(name) - 1, 1)


def line_of(request: TransferRequest, by: Staff, visible: set[int]) -> dict[str, Any]:
    """One request as a row, with what this account may do about it."""
    answering = request.to_institution if request.offered else request.from_institution
    asking = request.from_institution if request.offered else request.to_institution
    seen = request.resident_id in visible
    return {
        "row": request,
        "name": request.resident.name if seen else masked(request.resident.name),
        "url": reverse("web:resident", args=[request.resident_id]) if seen else "",
        "answers": request.state == "open" and allowed(by, "transfer", institution=answering),
        "withdraws": request.state == "open" and allowed(by, "transfer", institution=asking),
        "kind": "对方转来" if request.offered else "对方申请调取",
    }


@staff_page("transfer")
def transfers(request: HttpRequest) -> HttpResponse:
    """Requests waiting for us, our own requests, and those answered; asking for a person by ID number."""
    by = staff(request)
    sheet = ask_sheet(by)
    if entry := enlisted(request, request.scope, "transfer"):  # type: ignore[attr-defined]
        about = {"id_no": entry.id_no, "village": entry.village_id, "reason": "实有人口名单在本村（居）"}
        sheet = replace(sheet, typed=about)
    if request.method == "POST":
        answers = read(sheet, request)
        problems = attempt(answers, lambda: ask(answers, by))
        if not problems:
            return done(request, "已提出申请，等待对方机构答复", "web:transfers")
        sheet = again(sheet, answers, problems)
    rows = TransferRequest.objects.visible_to(request.user).select_related(
        "resident", "from_institution", "to_institution", "to_village", "requested_by", "answered_by"
    )
    latest = list(rows.order_by("-requested_on", "-pk")[:SHOWN])
    ids = [each.resident_id for each in latest]
    visible = set(Resident.objects.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True))
    lines = [line_of(each, by, visible) for each in latest]
    context = {
        "waiting": [line for line in lines if line["answers"]],
        "asked": [line for line in lines if line["row"].state == "open" and not line["answers"]],
        "past": [line for line in lines if line["row"].state != "open"],
        "sheets": [sheet],
        "today": clock.today(),
    }
    answer = page(request, "web/transfers.html", context, at="residents")
    if sheet.problems:
        answer.status_code = 422
    return answer


def ask_sheet(by: Staff) -> Sheet:
    """Asking another institution for a person who now lives here."""
    return Sheet(
        "ask",
        "申请转入",
        "提出申请",
        (
            Question("id_no", "身份证号或档案编号", must=True, longest=20),
            Question("village", "现住村（居）", "choice", must=True, options=named(villages_of(by, "transfer"))),
            Question("address", "现住址"),
            Question("reason", "原因", must=True, hint="如：随子女迁来居住"),
        ),
        note="对方机构接收申请前，看不到此人的档案",
    )


def ask(answers: Answers, by: Staff) -> TransferRequest:
    """Find the person by the whole number only, and ask the institution that has the record."""
    typed = normalise(answers["id_no"]).replace("-", "")
    person = Resident.objects.filter(id_no=typed, merged_into=None).first() if typed else None
    person = person or (Resident.objects.filter(record_no=typed, merged_into=None).first() if typed else None)
    if person is None:
        raise refuse("id_no", "身份证号或档案编号：没有这样的档案，请核对；确未建档请直接新建")
    to = Destination(answers["village"], answers["address"])
    return request_transfer(answers.id, person.pk, to, by=by, reason=answers["reason"])


@staff_page("transfer")
def transfer(request: HttpRequest, transfer_id: uuid.UUID) -> HttpResponse:
    """One request: accept with the effective day and a doctor, decline with a reason, or withdraw one's own."""
    rows = TransferRequest.objects.visible_to(request.user).select_related(
        "resident", "from_institution", "to_institution", "to_village"
    )
    found = get_object_or_404(rows, pk=transfer_id)
    by = staff(request)
    visible = set(
        Resident.objects.visible_to(request.user).filter(pk=found.resident_id).values_list("pk", flat=True)
    )
    line = line_of(found, by, visible)
    sheets = answer_sheets(found, line)
    if request.method == "POST":
        sheet = next((each for each in sheets if each.id == request.POST.get("sheet")), None)
        if sheet is None:
            return done(request, "这份申请已由他人处理", "web:transfers")
        answers = read(sheet, request)
        problems = attempt(answers, answer_with(found, sheet.id, answers, by), found.resident_id)
        if not problems:
            return done(request, f"已{sheet.verb}：{line['name']}", "web:transfers")
        sheets = [again(each, answers, problems) if each is sheet else each for each in sheets]
    answer = page(request, "web/transfer.html", {"line": line, "sheets": sheets}, at="residents")
    if any(sheet.problems for sheet in sheets):
        answer.status_code = 422
    return answer


def answer_sheets(found: TransferRequest, line: dict[str, Any]) -> list[Sheet]:
    """What may be answered, or nothing."""
    sheets = []
    if line["answers"]:
        sheets.append(
            Sheet(
                "accept",
                "接收",
                "接收",
                (
                    Question(
                        "effective_on",
                        "生效日期",
                        "day",
                        must=True,
                        value=clock.today().isoformat(),
                        hint="从这一天起由转入机构管理",
                    ),
                    Question("doctor", "责任医生", "choice", options=doctors_at([found.to_institution])),
                    Question("answer", "说明"),
                ),
            )
        )
        sheets.append(
            Sheet("decline", "退回", "退回", (Question("answer", "退回原因", must=True),), danger=True)
        )
    if line["withdraws"]:
        sheets.append(Sheet("withdraw", "撤回", "撤回", (Question("answer", "说明"),), danger=True))
    return sheets


def answer_with(
    found: TransferRequest, sheet: str, answers: Answers, by: Staff
) -> Callable[[], TransferRequest]:
    """The verb that this button means."""
    if sheet == "accept":
        doctor = int(answers["doctor"]) if answers["doctor"] else None
        return lambda: accept_transfer(
            found.pk, answers["effective_on"], by=by, doctor_id=doctor, answer=answers["answer"]
        )
    verb = decline_transfer if sheet == "decline" else withdraw_transfer
    return lambda: verb(found.pk, by=by, answer=answers["answer"])


urlpatterns = [
    path("transfers/", transfers, name="transfers"),
    path("transfers/<uuid:transfer_id>/", transfer, name="transfer"),
]
