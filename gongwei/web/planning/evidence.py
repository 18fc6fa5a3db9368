"""规范台账: which institution has a file for which item of the quarter, and one institution's binder."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongwei.catalogue.plans import plan
from gongwei.kernel.clock import today
from gongwei.kernel.dates import quarter_of
from gongwei.people.models import Institution
from gongwei.people.problems import refuse
from gongwei.planning.evidencing import CLINICS, Quarter, attach, binders, items_in, may_attach, take_out
from gongwei.planning.models import Evidence
from gongwei.records.attachments.content import MOST_BYTES, Unfit
from gongwei.records.attachments.models import Attachment
from gongwei.records.attachments.store import keep
from gongwei.ui.notices import Toast
from gongwei.web.frame.asking import Answers, attempt, key_of
from gongwei.web.frame.files import deliver
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.funds.amounts import uuid_typed
from gongwei.web.planning.reach import Reach, reach

KINDS = ("pdf", "image")


def own_place(held: Reach) -> Institution | None:
    """The institution whose binder is the reader's own: the clinic of a village doctor, else the township's."""
    return held.staff.institution if held.village_only else held.institution


def _concerned(request: HttpRequest) -> bool:
    held = reach(request)
    return held.everything or own_place(held) is not None


def _reader(request: HttpRequest) -> Reach:
    held = reach(request)
    if not (held.everything or own_place(held)):
        raise PermissionDenied("台账资料由项目办、各机构和村医使用")
    return held


def _quarter(request: HttpRequest) -> Quarter:
    typed, day = request.GET.get("quarter", ""), today()
    now = quarter_of(day) if day.year == plan().year else 4 if day.year > plan().year else 1
    return Quarter(plan().year, int(typed) if typed in ("1", "2", "3", "4") else now)


@staff_page("figures", offered=_concerned)
def evidence(request: HttpRequest) -> HttpResponse:
    """For whoever sees the whole county, each institution with what is missing; for the rest their own binder."""
    held, quarter = _reader(request), _quarter(request)
    own = own_place(held)
    if not held.everything and own is not None:
        return redirect(f"{reverse('web:evidence_binder', args=[own.pk])}?quarter={quarter.number}")
    rows = binders(plan(), quarter, list(Institution.objects.responsible()))
    context = {
        "rows": rows, "quarter": quarter, "quarters": (1, 2, 3, 4), "items": len(items_in(plan(), quarter)),
        "missing": sum(len(each.missing) for each in rows), "lacking": sum(bool(each.missing) for each in rows),
    }  # fmt: skip
    return page(request, "web/planning/evidence.html", context, at="plan", rail=True)


@staff_page("figures")
def binder(request: HttpRequest, institution_id: int) -> HttpResponse:
    """One institution's quarter, item by item; its own people attach files here."""
    held, quarter = _reader(request), _quarter(request)
    place = _place(held, institution_id)
    own = may_attach(held.staff, place)
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        if not own:
            raise PermissionDenied(f"台账资料由{place}上传")
        answers = Answers({}, {}, (), key_of(request))
        refused = attempt(answers, lambda: _attach(request, answers, quarter, place, held))
        if not refused:
            say(request, Toast("已上传"))
            return redirect(f"{reverse('web:evidence_binder', args=[place.pk])}?quarter={quarter.number}")
        for problem in refused:
            problems.setdefault(problem.field, []).append(problem.message)
    [found] = binders(plan(), quarter, [place])
    wanted = request.POST.get("item") or next((each.chapter for each in found.missing), "")
    context = {
        "binder": found, "quarter": quarter, "quarters": (1, 2, 3, 4), "own": own, "held": held, "problems": problems,
        "item": wanted, "label": request.POST.get("label", ""),
        "loose": [line for name in ("", "quarter") for line in problems.get(name, ())],
    }  # fmt: skip
    answer = page(request, "web/planning/evidence_binder.html", context, at="plan", rail=True)
    answer.status_code = 422 if problems else 200
    return answer


def _place(held: Reach, institution_id: int) -> Institution:
    """A township or clinic that the reader may see; else as if there were none."""
    place = Institution.objects.filter(pk=institution_id).first()
    own = own_place(held)
    known = place is not None and (place.kind in CLINICS or place in Institution.objects.responsible())
    if place is None or not known or not (held.everything or (own and place.path.startswith(own.path))):
        raise Http404("没有这家机构的台账，或不在您的范围内")
    return place


def _attach(request: HttpRequest, answers: Answers, quarter: Quarter, place: Institution, held: Reach) -> None:
    sent = request.FILES.get("file")
    label = request.POST.get("label", "")
    if not label.strip():
        raise refuse("label", "名称：请写这是什么资料，例如 9 月健康讲座签到表")
    if sent is None:
        raise refuse("file", "文件：请选一个 PDF 或图片")
    if (sent.size or 0) > MOST_BYTES:
        raise refuse("file", "文件太大，请缩小后再传")
    try:
        kept: Attachment = keep(
            uuid.uuid5(answers.id, "file"), sent.read(), sent.name or "", kinds=KINDS, staff=held.staff
        )
    except Unfit as refused:
        raise refuse("file", str(refused)) from None
    attach(answers.id, plan(), request.POST.get("item", ""), quarter, place, label, kept, by=held.staff)


@staff_page("figures")
@require_POST
def withdraw(request: HttpRequest, piece_id: str) -> HttpResponse:
    """Take a wrong file out, with the reason."""
    held = _reader(request)
    piece = _piece(held, piece_id)
    if not may_attach(held.staff, piece.institution):
        raise PermissionDenied(f"台账资料由{piece.institution}自己撤下")
    answers = Answers({}, {}, (), key_of(request))
    refused = attempt(answers, lambda: take_out(piece, request.POST.get("because", ""), by=held.staff))
    say(request, Toast(refused[0].message if refused else f"已撤下：{piece.label}"))
    return redirect(f"{reverse('web:evidence_binder', args=[piece.institution_id])}?quarter={piece.quarter}")


@staff_page("figures")
def evidence_file(request: HttpRequest, piece_id: str) -> HttpResponse | FileResponse:
    """The file, for whoever may see the binder."""
    return deliver(request, _piece(_reader(request), piece_id).attachment)


def _piece(held: Reach, piece_id: str) -> Evidence:
    rows = Evidence.objects.select_related("institution", "attachment")
    found = rows.filter(pk=uuid_typed(piece_id), plan=plan().id).first()
    if found is None:
        raise Http404("没有这份资料，或不在您的范围内")
    _place(held, found.institution_id)
    return found


urlpatterns = [
    path("plan/evidence/", evidence, name="evidence"),
    path("plan/evidence/<int:institution_id>/", binder, name="evidence_binder"),
    path("plan/evidence/file/<str:piece_id>/", evidence_file, name="evidence_file"),
    path("plan/evidence/file/<str:piece_id>/withdraw/", withdraw, name="evidence_withdraw"),
]
