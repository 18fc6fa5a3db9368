"""The catalogue of a draft: its norm, its items with class and tier, one more of the region's own (PLAN-13)."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.catalogue.chapters import chapters
from gongwei.catalogue.plans import plan
from gongwei.people.grants import may
from gongwei.people.models import Staff
from gongwei.people.problems import refuse
from gongwei.planning import drafting
from gongwei.planning.models import Draft
from gongwei.policy.editing import appended
from gongwei.policy.loading import background
from gongwei.policy.problems import Key
from gongwei.policy.strict_yaml import Source, read_text
from gongwei.ui.notices import Toast
from gongwei.web.frame.asking import Answers, attempt, key_of
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.typed import day_of
from gongwei.web.planning.drafts import draft_for, reader_of

GROUPS = {"original": "原十二类", "new": "新划入", "contract": "签约服务", "other": "其他"}
PARTS = ("label", "number", "group")
ADDED = ("chapter", "label", "group", "from", "ref")


@staff_page("figures")
def items(request: HttpRequest, draft_id: str) -> HttpResponse:
    """The office changes and adds items; whoever sees the draft reads them."""
    held, staff = draft_for(request, draft_id), reader_of(request)
    if held.kind == "amendment":
        raise Http404("年中修订不改服务目录")
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        if not may(request.user, "plan"):
            raise PermissionDenied("服务目录由项目办维护")
        act = ACTS.get(request.POST.get("do", ""))
        if act is None:
            raise Http404("没有这个操作")
        found = attempt(Answers({}, {}, (), key_of(request)), lambda: act(request, held, staff))
        if not found:
            say(request, Toast("已保存"))
            return redirect("web:plan_draft_items", draft_id=held.pk)
        for problem in found:
            problems.setdefault(problem.field, []).append(problem.message)
    source = read_text(plan().path, held.text)
    known = fields(source)
    context = {
        "draft": held, "c": items_of(request, source, problems), "version": request.POST.get("version", held.version),
        "office": may(request.user, "plan") and held.state in drafting.OPEN,
        "loose": [line for field, lines in problems.items() if field not in known for line in lines],
    }  # fmt: skip
    answer = page(request, "web/planning/draft_items.html", context, at="plan", rail=True)
    answer.status_code = 422 if problems else 200
    return answer


def items_of(request: HttpRequest, source: Source, problems: dict[str, list[str]]) -> dict[str, Any]:
    """Items, the norm, and what may be added, with what was typed and what is wrong with it."""
    typed = request.POST if request.POST.get("do") in ("items", "item") else {}
    rows = []
    for place, entry in enumerate(source.data.get("items", ())):
        name = f"items.{place}"
        cells = {
            part: {"name": f"{name}.{part}", "value": typed.get(f"{name}.{part}", str(entry[part])),
                   "said": problems.get(f"{name}.{part}", ())}
            for part in PARTS if part in entry
        }  # fmt: skip
        said = problems.get(name, ())
        rows.append({"cells": cells, "said": said, "from": entry["from"], "chapter": entry["chapter"]})
    there = {entry["chapter"] for entry in source.data.get("items", ())}
    return {
        "items": rows, "groups": GROUPS.items(), "edition": typed.get("edition", source.data["edition"]),
        "editions": editions(),
        "edition_said": problems.get("edition", ()),
        "rest": [(each.id, each.label) for each in chapters() if each.id not in there],
        "added": {part: {"value": typed.get(f"new-{part}", ""), "said": problems.get(f"new-{part}", ())}
                  for part in ADDED},
    }  # fmt: skip


@cache
def editions() -> tuple[tuple[str, str], ...]:
    """The norms that a plan may run on: id and printed name."""
    files = [each.parameter_file for each in chapters() if each.parameter_file]
    found = background(files, [each.id for each in chapters()]).editions
    return tuple((name, held.label) for name, held in found.items())


def fields(source: Source) -> set[str]:
    """The names under which problems stand at their field."""
    places = range(len(source.data.get("items", ())))
    own = {f"items.{place}.{part}" for place in places for part in PARTS} | {f"items.{place}" for place in places}
    return own | {"edition"} | {f"new-{part}" for part in ADDED}


def save_items(request: HttpRequest, held: Draft, staff: Staff) -> None:
    """Labels, class numbers, tiers and the norm, where they differ."""
    source, values = read_text(plan().path, held.text), dict[Key, str]()
    for place, entry in enumerate(source.data.get("items", ())):
        for part in PARTS:
            typed = request.POST.get(f"items.{place}.{part}")
            if typed is not None and part in entry and typed.strip() != str(entry[part]):
                values["items", place, part] = typed[:100]
    edition = request.POST.get("edition", "").strip()
    if edition and edition != source.data["edition"]:
        values["edition",] = edition[:60]
    if values:
        drafting.change(held, values, _version(request), by=staff)


def add_item(request: HttpRequest, held: Draft, staff: Staff) -> None:
    """One more item, of the region's own."""
    given = {part: request.POST.get(f"new-{part}", "").strip()[:100] for part in ADDED}
    for part, word in (("chapter", "服务"), ("label", "项目名称"), ("ref", "出处")):
        if not given[part]:
            raise refuse(f"new-{part}", f"{word}：必须填写")
    day = day_of(given["from"])
    if day is None:
        raise refuse("new-from", f"开展日期：“{given['from'][:20]}”不是真实的日期，请按 2025-01-01 的样式填写")
    entry = {"chapter": given["chapter"], "label": given["label"], "group": given["group"] or "other", "from": day,
             "local": True, "ref": given["ref"]}  # fmt: skip
    drafting.rewrite(held, appended(held.text, "items", entry), _version(request), by=staff)


def _version(request: HttpRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() else 0


ACTS = {"items": save_items, "item": add_item}
urlpatterns = [path("plan/drafts/<str:draft_id>/items/", items, name="plan_draft_items")]
