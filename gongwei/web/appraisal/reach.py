"""Who sees the appraisal pages: who judges or is judged; finance and administrators only as members of a round."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest

from gongwei.appraisal.models import Inspection, Member, Sampled
from gongwei.kernel import clock
from gongwei.people.grants import grants_of, may, staff_of
from gongwei.people.models import Resident, Staff
from gongwei.web.frame.asking import Answers, Sheet, again, attempt, read

JUDGED = ("village_doctor", "doctor")
REFUSAL = "绩效评价页面由项目办、专业机构、公卫科、村医和评价员使用；如工作需要，请向本机构管理员申请"


def concerned(request: HttpRequest) -> bool:
    """Whether the account judges or is judged."""
    staff = staff_of(request.user)
    if staff is None:
        return False
    if may(request.user, "appraise") or may(request.user, "inspect"):
        return True
    return any(grant.role in JUDGED for grant in grants_of(staff)) or Member.objects.filter(
        Q(until=None) | Q(until__gte=clock.today()), staff=staff
    ).exists()


def reader(request: HttpRequest) -> Staff:
    """The member of staff, else 403."""
    staff = staff_of(request.user)
    if staff is None or not concerned(request):
        raise PermissionDenied(REFUSAL)
    return staff


def officer(request: HttpRequest, action: str = "appraise") -> Staff:
    """Pages of the whole county."""
    staff = reader(request)
    if not may(request.user, action):
        raise PermissionDenied("这个页面由项目办管理；如工作需要，请向本机构管理员申请")
    return staff


def inspection_for(request: HttpRequest, inspection_id: uuid.UUID) -> Inspection:
    """The inspection, if the account may see it; else 404, as if there were none."""
    reader(request)
    rows = Inspection.objects.visible_to(request.user).select_related(
        "round__organiser", "institution__parent", "submitted_by", "decided_by"
    )
    found = rows.filter(pk=inspection_id).first()
    if found is None:
        raise Http404("没有这次评价，或不在您的范围内")
    return found


def named(request: HttpRequest, rows: Iterable[Sampled]) -> dict[uuid.UUID, Resident]:
    """The sampled residents whose name the reader may see; the rest stays a number."""
    held = [row for row in rows if row.programme not in request.scope.hidden]  # type: ignore[attr-defined]
    ids = {row.resident_id for row in held}
    seen = {each.pk: each for each in Resident.objects.visible_to(request.user).filter(pk__in=ids)}
    return {row.pk: seen[row.resident_id] for row in held if row.resident_id in seen}


def press(request: HttpRequest, act: Callable[[], Any]) -> list[str]:
    """One press of a button, refused in words; nothing is half done."""
    answers = Answers({}, {}, (), request.POST.get("key", ""))
    return [problem.message for problem in attempt(answers, act)]


def fill(request: HttpRequest, sheet: Sheet, act: Callable[[Answers], Any]) -> Sheet | None:
    """A sheet of questions answered: None when it was done, else the sheet with what was typed and what is wrong."""
    answers = read(sheet, request)
    problems = attempt(answers, lambda: act(answers))
    return again(sheet, answers, problems) if problems else None
