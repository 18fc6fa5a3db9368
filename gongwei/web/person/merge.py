"""疑似重复: records that may be one person, side by side; merged with a reason, taken apart again (EHR-18)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from gongwei.people import access
from gongwei.people.duplicates import SAME_PHONE
from gongwei.people.grants import may
from gongwei.people.models import NotTheSame, Resident, ResidentMerge
from gongwei.people.verbs.merge import (
    Difference,
    in_order,
    merge_residents,
    side_by_side,
    tell_apart,
    undo_merge,
)
from gongwei.records.layout import Problem
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.person.history import in_words
from gongwei.web.person.matters import done, staff
from gongwei.web.person.services import records_of

MOST_PAIRS = 100
SAME_BIRTH = "姓名和出生日期相同"


def pairs_in(scope: Scope) -> list[tuple[Resident, Resident, str]]:
    """Living records of the scope that share name and birth date, or name and telephone; the older one first."""
    people = scope.residents().filter(merged_into=None, living=True)
    found: dict[tuple[int, int], tuple[Resident, Resident, str]] = {}
    for why, second in ((SAME_BIRTH, "birth_date"), (SAME_PHONE, "phone")):
        groups = people.exclude(**{second: None}).order_by().values("name", second).annotate(n=Count("id"))
        for group in groups.filter(n__gt=1).order_by("-n")[:MOST_PAIRS]:
            same = {"name": group["name"], second: group[second]}
            rows = list(people.filter(**same).select_related("institution", "village")[:5])
            for other in rows[1:]:
                kept, duplicate = in_order(rows[0], other)
                found.setdefault((kept.pk, duplicate.pk), (kept, duplicate, why))
    apart = set(NotTheSame.objects.values_list("older", "younger"))
    return [pair for key, pair in found.items() if key not in apart][:MOST_PAIRS]


@staff_page("merge")
@leaves()
def duplicates(request: HttpRequest) -> HttpResponse:
    """The queue, and what was merged lately."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    visible = scope.residents().values("pk")
    merged = ResidentMerge.objects.filter(Q(kept__in=visible)).select_related(
        "kept", "duplicate", "merged_by"
    )
    pairs = [
        {"kept": kept, "other": other, "why": why, "both_ids": bool(kept.id_no and other.id_no)}
        for kept, other, why in pairs_in(scope)
    ]
    context = {"pairs": pairs, "merged": merged.order_by("-merged_on", "-pk")[:50]}
    return page(request, "web/duplicates.html", context, at="residents")


@staff_page("merge")
def merge(request: HttpRequest, one_id: int, other_id: int) -> HttpResponse:
    """Two records side by side: choose what to take over, say why, merge."""
    one, other = _mine(request, one_id), _mine(request, other_id)
    if one.pk == other.pk:
        raise Http404("请选择两份不同的档案")
    kept, duplicate = in_order(one, other)
    for each in (kept, duplicate):
        access.look(request.user, each, "合并核对", request)
    differences = side_by_side(kept, duplicate)
    sheets = _sheets(kept, differences)
    if request.method == "POST":
        asked = next((place for place, each in enumerate(sheets) if each.id == request.POST.get("sheet")), 0)
        answers = read(sheets[asked], request)
        problems = _decide(request, sheets[asked].id, answers, kept, duplicate)
        if not problems and sheets[asked].id == "apart":
            return done(request, f"已记下：{kept.name} 的两份档案是两个人", "web:duplicates")
        if not problems:
            return done(request, f"已合并为 {kept.name} {kept.record_no}", "web:resident", kept.pk)
        sheets[asked] = again(sheets[asked], answers, problems)
    rows = [
        {"label": d.label, "kept": in_words(d.field, d.kept), "other": in_words(d.field, d.duplicate)}
        for d in differences
    ]
    counts = [len(records_of(request.user, each.pk)) for each in (kept, duplicate)]
    context = {"kept": kept, "other": duplicate, "rows": rows, "sheets": sheets, "counts": counts}
    answer = page(request, "web/merge.html", context, at="residents")
    if any(sheet.problems for sheet in sheets):
        answer.status_code = 422
    return answer


def _sheets(kept: Resident, differences: Sequence[Difference]) -> list[Sheet]:
    """What may be decided of two records: one person, or two."""
    taken = [(d.field, d.label) for d in differences]
    one = Sheet(
        "merge", "合并为一份", "合并",
        (
            Question("take", "改用右边的值", "many", options=taken),
            Question("reason", "合并依据", must=True, hint="如：身份证核对为同一人"),
        ),
        note=f"保留 {kept.record_no or kept.name}；右边档案的服务记录全部归入，可以撤销", danger=True,
    )  # fmt: skip
    two = Sheet(
        "apart", "不是同一人", "记下是两个人", (Question("why", "依据", must=True, hint="如：电话核对，堂兄弟同名"),),
        note="这一对不再列为疑似重复",
    )  # fmt: skip
    return [one, two]


def _decide(
    request: HttpRequest, sheet: str, answers: Answers, kept: Resident, duplicate: Resident
) -> tuple[Problem, ...]:
    """Merge them, or remember that they are two."""
    pair, by = (kept.pk, duplicate.pk), staff(request)
    if sheet == "apart":
        return attempt(answers, lambda: tell_apart(answers.id, *pair, by=by, reason=answers["why"]))
    return attempt(
        answers,
        lambda: merge_residents(answers.id, *pair, by=by, reason=answers["reason"], take=answers["take"]),
        *pair,
        owner=str(duplicate.institution),
    )


@staff_page("merge")
def undo(request: HttpRequest, merge_id: uuid.UUID) -> HttpResponse:
    """Take a merge back, with a reason."""
    found = get_object_or_404(
        ResidentMerge.objects.select_related("kept__institution", "duplicate", "merged_by"), pk=merge_id
    )
    _mine(request, found.kept_id)
    sheet = Sheet(
        "undo",
        "撤销合并",
        "撤销合并",
        (Question("reason", "撤销原因", must=True),),
        danger=True,
        note="两份档案恢复原样；合并后新增的记录留在保留的档案",
    )
    if request.method == "POST":
        answers = read(sheet, request)
        problems = attempt(
            answers,
            lambda: undo_merge(found.pk, by=staff(request), reason=answers["reason"]),
            found.kept_id,
            found.duplicate_id,
        )
        if not problems:
            return done(request, f"已撤销合并，{found.kept.name} 恢复为两份档案", "web:duplicates")
        sheet = again(sheet, answers, problems)
    moved = sum(len(keys) for keys in found.moved.values())
    answer = page(
        request, "web/merge_undo.html", {"merge": found, "sheets": [sheet], "moved": moved}, at="residents"
    )
    if sheet.problems:
        answer.status_code = 422
    return answer


def _mine(request: HttpRequest, resident_id: int) -> Resident:
    person = access.resident_for(request.user, resident_id)
    if not may(request.user, "merge", institution=person.institution):
        raise NotYours("您的角色不能合并这份档案；", owner=str(person.institution))
    return person


urlpatterns = [
    path("duplicates/", duplicates, name="duplicates"),
    path("duplicates/<int:one_id>/<int:other_id>/", merge, name="merge"),
    path("merges/<uuid:merge_id>/undo/", undo, name="merge_undo"),
]
