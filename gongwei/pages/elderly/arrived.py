"""外院体检结果: what hospitals sent about my residents waits here for a follow-up that includes TCM (ELD-13)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from gongwei.exchange.messages.handling import arrived as arrived_for
from gongwei.exchange.messages.handling import handle, waiting
from gongwei.exchange.models import Received
from gongwei.people.grants import may
from gongwei.ui.notices import Toast
from gongwei.web.appraisal.reach import fill
from gongwei.web.frame.asking import Question, Sheet
from gongwei.web.frame.extensions import Notice
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, programme_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.typed import uuid_of

PAGE = 40
REFUSAL = "外院体检结果由居民所在卫生院的医务人员接收；如工作需要，请向本机构管理员申请"


@programme_page("elderly", REFUSAL)("write")
@leaves("elderly")
def arrived(request: HttpRequest) -> HttpResponseBase:
    """The inbox, one of it opened with its sheet, and what was handled before."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = arrived_for(scope.staff)
    chosen = request.POST.get("message") or request.GET.get("message") or ""
    opened = found.filter(pk=uuid_of(chosen), waits=True).first() if chosen else None
    if chosen and opened is None:
        raise Http404("没有这份体检结果，或已经处理，或不在您的范围内")
    sheet = _sheet(opened) if opened is not None else None
    if request.method == "POST" and sheet is not None and opened is not None:
        told = opened
        left = fill(request, sheet, lambda a: handle(told, a["followed"], a["tcm"], by=scope.staff))
        if left is None:
            say(request, Toast("已安排随访"))
            return redirect("elderly:arrived")
        sheet = left
    waits = waiting(scope.staff)
    context = {
        "waiting": _rows(waits[:size]), "count": waits.count(), "sheet": sheet, "opened": opened,
        "handled": found.exclude(handled_on=None).select_related("handled_by").order_by("-handled_on")[:size],
    }  # fmt: skip
    answer = page(request, "elderly/arrived.html", context, at="elderly")
    answer.status_code = 422 if sheet is not None and sheet.problems else 200
    return answer


def _rows(found: Any) -> list[dict[str, Any]]:
    return [{"it": each, "record": reverse("web:record", args=[each.form, each.record])} for each in found]


def _sheet(told: Received) -> Sheet:
    return Sheet("handle", f"处理：{told.resident.name} {told.served_on}", "完成处理", (
        Question("followed", "处理和随访安排", "long", must=True, longest=500, hint="复查、转诊、随访的日期和内容"),
        Question("tcm", "中医药健康指导", "long", must=True, longest=500, hint="体质、情志、饮食、起居、运动、穴位"),
    ), hidden=(("message", str(told.pk)),))  # fmt: skip


def told(scope: Scope, today: dt.date) -> Notice | None:
    """On the workbench of those who may handle it."""
    found = waiting(scope.staff).count() if may(scope.user, "write", "elderly") else 0
    return Notice(f"外院体检结果 {found} 份，等安排随访", "elderly:arrived") if found else None


urlpatterns = [path("arrived/", arrived, name="arrived")]
