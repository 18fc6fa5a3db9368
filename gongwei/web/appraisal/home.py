"""绩效评价: the rounds with their progress, what is overdue or not opened, and opening a round."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from gongwei.appraisal.models import Inspection, Objection, Rectification, Round
from gongwei.appraisal.rounds import Slot, calendar, not_inspected, open_round, overdue
from gongwei.appraisal.scheme_file import OWN_KINDS
from gongwei.appraisal.schemes import schemes
from gongwei.appraisal.surveys import questionnaires
from gongwei.catalogue.plans import plan
from gongwei.kernel import clock
from gongwei.people.grants import allowed, may
from gongwei.people.models import Staff
from gongwei.people.problems import refuse
from gongwei.ui.notices import Toast
from gongwei.web.appraisal.reach import fill, reader
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Question, Sheet
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label

SHOWN = 10


@staff_page("")
def home(request: HttpRequest) -> HttpResponse:
    """The board of rounds; POST opens one that the calendar asks for."""
    staff, today = reader(request), clock.today()
    slots = {_name(slot): slot for slot in calendar(today) if slot.round is None and _may_open(staff, slot)}
    sheet = opening(slots) if slots else None
    if request.method == "POST" and sheet is None:
        raise Http404("没有可以发起的评价")
    if request.method == "POST" and sheet is not None:
        made: list[Round] = []
        sheet = fill(request, sheet, lambda answers: made.append(_open(staff, slots[answers["slot"]], answers)))
        if sheet is None:
            say(request, Toast(f"已发起{made[0].label}"))
            return redirect("web:appraisal_round", made[0].pk)
    seen = Inspection.objects.visible_to(request.user).filter(round__plan=plan().id)
    late = [row for row in overdue(today) if row in set(seen)]
    missing = [slot for slot in calendar(today) if slot.late(today) and _concerns(request, staff, slot)]
    items = not_inspected(today) if may(request.user, "appraise") else {}
    context = {
        "rounds": _rounds(seen, today), "late": late[:SHOWN], "more_late": max(len(late) - SHOWN, 0),
        "missing": missing[:SHOWN], "more_missing": max(len(missing) - SHOWN, 0), "sheet": sheet,
        "items": [(label, len(places), places[:4]) for label, places in items.items()][:SHOWN],
        "item_count": len(items), "counts": _counts(seen), "today": today, "at": "home",
        "schemes": [(each, clause_label(each.file.ref), clause_url(each.file.ref)) for each in schemes().values()],
        "questionnaires": questionnaires().values(),
    }  # fmt: skip
    answer = page(request, "web/appraisal/home.html", context, at="appraisal", rail=True)
    answer.status_code = 422 if sheet is not None and sheet.problems else 200
    return answer


def opening(slots: dict[str, Slot]) -> Sheet:
    """Which round of the calendar to open, and who else judges."""
    return Sheet("open", "发起评价", "发起，按种子抽样", (
        Question("slot", "哪一次", "choice", must=True, options=tuple(
            (name, f"{slot.organiser} {slot.label}") for name, slot in slots.items())),
        Question("members", "评价员账号", longest=200, hint="您之外的评价员，用空格分开；本单位的人不能评本单位"),
    ), action=reverse("web:appraisal"))  # fmt: skip


def _name(slot: Slot) -> str:
    return f"{slot.scheme.id}.{slot.rule.id}.{slot.organiser.pk}.{slot.period}"


def _may_open(staff: Staff, slot: Slot) -> bool:
    own = slot.organiser.pk == staff.institution_id and allowed(staff, "inspect")
    return allowed(staff, "appraise", institution=slot.organiser) or (own and slot.rule.kind in OWN_KINDS)


def _open(staff: Staff, slot: Slot, answers: Any) -> Round:
    return open_round(
        answers.id, slot.scheme.id, slot.rule.id, slot.organiser, slot.period, by=staff,
        members=members_typed(answers["members"]),
    )  # fmt: skip


def members_typed(text: str) -> list[Staff]:
    """Accounts separated by blanks; one that nobody has is told."""
    from_accounts = []
    for name in text.split():
        found = Staff.objects.filter(account__username=name, active_to=None).first()
        if found is None:
            raise _unknown(name)
        from_accounts.append(found)
    return from_accounts


def _unknown(name: str) -> Exception:
    return refuse("members", f"评价员账号：没有在岗人员用账号“{name}”")


def _concerns(request: HttpRequest, staff: Staff, slot: Slot) -> bool:
    return may(request.user, "appraise") or slot.organiser.pk == staff.institution_id


def _rounds(seen: Any, today: Any) -> list[dict[str, Any]]:
    """Each round that the reader sees, with how many stand where."""
    states: dict[Any, Counter[str]] = {}
    for pk, state in seen.values_list("round", "state"):
        states.setdefault(pk, Counter())[state] += 1
    rows = Round.objects.filter(pk__in=states).select_related("organiser")
    return [
        {"round": row, "n": sum(states[row.pk].values()), "accepted": states[row.pk]["accepted"],
         "submitted": states[row.pk]["submitted"], "returned": states[row.pk]["returned"],
         "open": states[row.pk]["open"], "late": row.due_on < today and states[row.pk]["accepted"] < sum(
             states[row.pk].values())}
        for row in rows
    ]  # fmt: skip


def _counts(seen: Any) -> dict[str, int]:
    """What waits: results, objections, orders."""
    orders = Rectification.objects.filter(inspection__in=seen)
    return {
        "submitted": seen.filter(state="submitted").count(),
        "objections": Objection.objects.filter(deduction__inspection__in=seen, decision="").count(),
        "orders": orders.exclude(state="closed").count(),
        "late_orders": orders.exclude(state="closed").filter(due_on__lt=clock.today()).count(),
    }


urlpatterns = [path("appraisal/", home, name="appraisal")]
