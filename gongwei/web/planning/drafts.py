"""方案起草: copy a plan, change values with the loader's errors at the field, consult, simulate, sign, publish."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path

from gongwei.catalogue.plans import plan, published
from gongwei.facts import reader
from gongwei.indicators.places import Scope as Places
from gongwei.kernel import clock
from gongwei.people.grants import may, staff_of
from gongwei.people.models import Staff
from gongwei.people.problems import refuse
from gongwei.planning import amending, drafting, simulating
from gongwei.planning.models import Draft
from gongwei.policy.loading import plan_paths
from gongwei.policy.problems import Key, dotted
from gongwei.policy.provisions import OPERATOR_LABELS
from gongwei.policy.strict_yaml import Source, read_text
from gongwei.records.layout import Problem
from gongwei.ui.notices import Toast
from gongwei.web.figures import plan as plan_page
from gongwei.web.figures.said import said
from gongwei.web.figures.standing import as_of_day, counted, freshness
from gongwei.web.frame.asking import Answers, attempt, key_of
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.funds.amounts import uuid_typed

SECTIONS = {"targets": "目标", "terms": "条件"}
EDITED = ("operator", "value", "wording", "ref")
LARGEST = 400_000


@staff_page("figures")
def drafts(request: HttpRequest) -> HttpResponse:
    """Drafts that the reader may see, and for the office a new one from any plan that is there."""
    staff, problems = reader_of(request), tuple[Problem, ...]()
    if request.method == "POST":
        if not may(request.user, "plan"):
            raise PermissionDenied("方案由项目办起草")
        made: list[Draft] = []
        answers = Answers({}, {}, (), key_of(request))
        problems = attempt(answers, lambda: made.append(_begin(request, answers.id, staff)))
        if made:
            return redirect("web:plan_draft", draft_id=made[0].pk)
    held = [each for each in Draft.objects.select_related("made_by")[:50] if _sees(request, each)]
    context = {
        "drafts": held, "said": problems, "bases": list(plan_paths()),
        "base": request.POST.get("base", plan().path.stem),
        "year": request.POST.get("year", str(clock.today().year + 1)), "office": may(request.user, "plan"),
    }  # fmt: skip
    answer = page(request, "web/planning/drafts.html", context, at="plan", rail=True)
    answer.status_code = 422 if problems else 200
    return answer


def _begin(request: HttpRequest, key: uuid.UUID, staff: Staff) -> Draft:
    year, base = request.POST.get("year", "").strip(), request.POST.get("base", "")
    if not re.fullmatch(r"\d{4}", year):
        raise refuse("year", f"年度：“{year[:10]}”不是四位年份")
    if base not in plan_paths():
        raise refuse("base", "所依据的方案：请从列表中选择")
    return drafting.begin(key, base, int(year), by=staff)


@staff_page("figures")
def draft(request: HttpRequest, draft_id: str) -> HttpResponseBase:
    """One draft: its demands as fields, what the check says, remarks, signatures and the next step."""
    held, staff = draft_for(request, draft_id), reader_of(request)
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        act = ACTS.get(request.POST.get("do", ""))
        if act is None:
            raise Http404("没有这个操作")
        found = attempt(Answers({}, {}, (), key_of(request)), lambda: act(request, held, staff))
        if not found:
            say(request, Toast("已保存"))
            return redirect("web:plan_draft", draft_id=held.pk)
        for problem in found:
            problems.setdefault(problem.field, []).append(problem.message)
    source = read_text(plan().path, held.text)
    amends = held.kind == "amendment"
    rows = [] if amends else list(_rows(request, source, problems))
    made, notes = drafting.judged(held.name, held.text)
    fields = {f"{name}.{part}" for name, _ in _named(source) for part in EDITED} | {
        name for name, _ in _named(source)
    }
    loose = [(field, line) for field, lines in problems.items() if field not in fields for line in lines]
    office = may(request.user, "plan") and held.state in drafting.OPEN
    context = {
        "changes": [_both(each.before, each.after) for each in amending.changed(made)] if amends and made else (),
        "amendment": made.file.amendments[-1] if amends and made else None,
        "draft": held, "office": office, "problems": problems, "made": made,
        "loose": [f"{_place(field)}{line}" for field, line in loose], "rows": rows,
        "operators": OPERATOR_LABELS.items(),
        "notes": [note for note in notes if made][:8], "version": request.POST.get("version", held.version),
        "bodies": _bodies(held, staff), "hash": drafting.fingerprint(held), "unsigned": drafting.unsigned(held),
        "remarks": held.remarks.select_related("said_by__institution"), "words": request.POST.get("words", ""),
    }  # fmt: skip
    answer = page(request, "web/planning/draft.html", context, at="plan", rail=True)
    answer.status_code = 422 if problems else 200
    return answer


def _place(field: str) -> str:
    key = tuple(int(part) if part.isdecimal() else part for part in field.split(".")) if field else ()
    return f"{dotted(key)}：" if key else ""


def _save(request: HttpRequest, held: Draft, staff: Staff) -> None:
    """Only what differs from the text is written; everything else of the file stays as it is."""
    source, values = read_text(plan().path, held.text), dict[Key, str]()
    for name, entry in _named(source):
        for part in EDITED:
            typed = request.POST.get(f"{name}.{part}")
            if typed is not None and part in entry and typed.strip() != str(entry[part]):
                section, place = name.split(".")
                values[section, int(place), part] = typed[:300]
    version = request.POST.get("version", "")
    if values:
        drafting.change(held, values, int(version) if version.isdecimal() else 0, by=staff)


def _upload(request: HttpRequest, held: Draft, staff: Staff) -> None:
    """The file form: a text edited elsewhere comes back whole."""
    sent = request.FILES.get("file")
    if sent is None or sent.size is None or sent.size > LARGEST:
        raise refuse("file", "请选一个方案文件（YAML，不超过 400 KB）")
    try:
        text = sent.read().decode("utf-8")
    except UnicodeDecodeError:
        raise refuse("file", "文件应为 UTF-8 编码，请另存为 UTF-8 后再试") from None
    version = request.POST.get("version", "")
    drafting.rewrite(held, text, int(version) if version.isdecimal() else 0, by=staff)


def _move(request: HttpRequest, held: Draft, staff: Staff) -> None:
    drafting.move(held, request.POST.get("to", ""), by=staff)


def _sign(request: HttpRequest, held: Draft, staff: Staff) -> None:
    drafting.sign(held, request.POST.get("body", ""), request.POST.get("hash", ""), by=staff)


def _remark(request: HttpRequest, held: Draft, staff: Staff) -> None:
    key = uuid.UUID(key_of(request))
    drafting.remark(
        key, held, request.POST.get("about", "")[:60], request.POST.get("words", "")[:1000], by=staff
    )


def _publish(request: HttpRequest, held: Draft, staff: Staff) -> None:
    drafting.publish(held, by=staff)
    plan_page.checked.cache_clear()


ACTS = {
    "save": _save,
    "upload": _upload,
    "move": _move,
    "sign": _sign,
    "remark": _remark,
    "publish": _publish,
}


@staff_page("figures")
def text(request: HttpRequest, draft_id: str) -> HttpResponse:
    """The file, byte for byte as it will be published."""
    held = draft_for(request, draft_id)
    answer = HttpResponse(held.text.encode("utf-8"), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{held.name}.yaml"'
    return answer


@staff_page("figures")
def simulate(request: HttpRequest, draft_id: str) -> HttpResponse:
    """The draft against the plan it was copied from: targets, people more or fewer, who is there already, money."""
    held = draft_for(request, draft_id)
    made, _ = drafting.judged(held.name, held.text)
    old = published(held.base)
    built = reader.freshness() is not None
    figures = counted(as_of_day(), "institution", Places()) if built and may(request.user, "figures") else ()
    context = {
        "draft": held, "made": made, "old": old, "built": built,
        "changed": [_both(one, other) for one, other in simulating.changed(old, made)] if made else [],
        "effects": list(simulating.effects(old, made, figures)) if made else [],
        "money": simulating.money(old, made) if made else [], "day": as_of_day() if built else dt.date.min,
    }  # fmt: skip
    return page(request, "web/planning/simulate.html", context, at="plan", rail=True, as_of=freshness())


def _both(one: Any, other: Any) -> tuple[str, str, str]:
    return (one or other).label, said(one) if one else "—", said(other) if other else "—"


def _named(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every demand of the file that has a value: its name as a field and what stands there."""
    for section in SECTIONS:
        for place, entry in enumerate(source.data.get(section, ())):
            if not isinstance(entry.get("value"), tuple):
                yield f"{section}.{place}", entry


def _rows(request: HttpRequest, source: Source, problems: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    typed = request.POST if request.POST.get("do") == "save" else {}
    for name, entry in _named(source):
        cells = {
            part: {
                "name": f"{name}.{part}", "value": typed.get(f"{name}.{part}", entry[part]),
                "said": problems.get(f"{name}.{part}", ()),
            }
            for part in EDITED
            if part in entry
        }  # fmt: skip
        yield {
            "section": SECTIONS[name.split(".")[0]], "label": entry["label"], "unit": entry.get("unit", ""),
            "soft": entry.get("soft", False), "cells": cells,
            "said": problems.get(name, ()),
        }  # fmt: skip


def _bodies(held: Draft, staff: Staff) -> list[dict[str, Any]]:
    signed = {
        each.body: each
        for each in held.signatures.filter(text_hash=drafting.fingerprint(held)).select_related("signed_by")
    }
    return [
        {"body": body, "signed": signed.get(body), "mine": drafting.may_sign(staff, body)}
        for body in held.bodies
    ]


def reader_of(request: HttpRequest) -> Staff:
    """The member of staff behind the account."""
    staff = staff_of(request.user)
    if staff is None:
        raise PermissionDenied("请使用在岗人员的账号登录")
    return staff


def _sees(request: HttpRequest, held: Draft) -> bool:
    """The office and the co-issuing bodies always; everybody else while comments are asked for and once published."""
    return (
        held.state in ("consultation", "published") or may(request.user, "plan") or may(request.user, "sign")
    )


def draft_for(request: HttpRequest, draft_id: str) -> Draft:
    """A draft that the reader may see; else as if there were none."""
    found = Draft.objects.filter(pk=uuid_typed(draft_id)).first()
    if found is None or not _sees(request, found):
        raise Http404("没有这份草稿")
    return found


urlpatterns = [
    path("plan/drafts/", drafts, name="plan_drafts"),
    path("plan/drafts/<str:draft_id>/", draft, name="plan_draft"),
    path("plan/drafts/<str:draft_id>/text/", text, name="plan_draft_text"),
    path("plan/drafts/<str:draft_id>/simulate/", simulate, name="plan_draft_simulate"),
]
