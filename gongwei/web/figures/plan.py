"""年度方案: the plan in force as one page: numbers, targets and what governs, task tables, duties, parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.catalogue.chapters import measures
from gongwei.catalogue.plans import plan, plan_scale
from gongwei.people.grants import may
from gongwei.policy.advice import advice
from gongwei.policy.provisions import LEVEL_LABELS, Provision
from gongwei.policy.strict_yaml import read_yaml
from gongwei.policy.stricter import EffectiveTarget, Issued
from gongwei.web.figures import clauses, levels, parameters, plans
from gongwei.web.figures.clauses import clause_url
from gongwei.web.figures.plan_tables import overrides, table_of
from gongwei.web.figures.said import STATUS, said
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.words import clause_label

LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class TargetLine:
    """One target: ours, the superior's, the one that governs, its clause and whether anybody computes it."""

    indicator: str
    label: str
    chapter: str
    local: str
    superior: str
    governs: str
    from_above: bool
    level: str
    clause: str
    clause_url: str
    wording: str
    state: str
    url: str
    soft: bool
    note: str
    before: tuple[str, ...]


@staff_page("")
def year_plan(request: HttpRequest) -> HttpResponse:
    """Everything the document decides, with its clause; what nobody computes yet says 未实现, never zero."""
    current = plan()
    known = measures()
    document = current.library[current.file.document]
    shown = request.GET.get("table", current.file.tasks[0].id if current.file.tasks else "")
    tables = {table.id: table for table in current.tables_on(current.last_day)}
    if shown and shown not in tables:
        raise Http404("方案里没有这张任务表")
    lines = [_target(current.effective_target(one.indicator), one, known, request.user) for one in current.targets]
    context = {
        "plan": current,
        "document": document,
        "status": STATUS.get(current.file.status, current.file.status),
        "heads": list(_heads()),
        "targets": lines,
        "unknown": sum(1 for line in lines if line.state != "已实现"),
        "rules": [_rule(one) for one in current.rules],
        "table": table_of(tables[shown]) if shown else None,
        "tables": [
            (table.id, f"表{LETTERS[number]}", table.title, table.id == shown)
            for number, table in enumerate(tables.values())
        ],
        "overrides": list(overrides(tables[shown])) if shown else [],
        "parents": [current.library[name] for name in current.file.parents],
        "duties": current.file.responsibilities,
        "work": [(one.label, clause_label(one.ref), clause_url(one.ref)) for one in current.file.key_work],
        "edition": edition_label(),
        "scale": f"{float(plan_scale() * 100):g}%" if plan_scale() != 1 else "",
        "warnings": checked(),
        "tasks_clause": (clause_label(tables[shown].ref), clause_url(tables[shown].ref)) if shown else None,
        "choices": [
            {
                "choice": reading.choice,
                "words": reading.choice.options[reading.value],
                "usual": reading.choice.options[reading.choice.default],
                "by_plan": reading.by_plan,
                **_cited(reading.ref),
            }
            for reading in current.choices.values()
        ],
        "amendments": [
            (one.from_on, current.library[one.ref.partition("#")[0]], clause_url(one.ref))
            for one in current.file.amendments
        ],
    }
    return page(request, "web/plan.html", context, at="plan", rail=True)


def _target(effective: EffectiveTarget, own: Provision, known: Mapping[str, Any], user: Any) -> TargetLine:
    above: Issued | None = effective.superior[0] if effective.superior else None
    governing = effective.governing or effective.warning
    listed = own.indicator in known and may(user, "read", measures()[own.indicator][0].id)
    return TargetLine(
        indicator=own.indicator,
        label=own.label,
        chapter=own.indicator.partition(".")[0],
        local=said(own),
        superior=said(above.provision) if above else "—",
        governs=said(governing.provision) if governing else "—",
        from_above=governing is not None and governing is above,
        level=LEVEL_LABELS[own.level],
        clause=clause_label(own.ref).removeprefix("方案 "),
        clause_url=clause_url(own.ref),
        wording=own.wording or "",
        state=plan().state(own.indicator, known),
        url=reverse("web:indicator", args=[own.indicator]) if listed else "",
        soft=own.soft,
        note=own.note or "",
        before=_earlier(own),
    )


def _earlier(own: Provision) -> tuple[str, ...]:
    """What held before it was amended, each with the day from which it held: ≥64%（2024-01-01 起）."""
    held = plan().versions(own.indicator)[:-1]
    return tuple(f"{said(one) if one else '—'}（{day} 起）" for day, one in held)


def _rule(one: Provision) -> dict[str, str]:
    return {"label": one.label, "said": said(one), **_cited(one.ref)}


def _heads() -> Iterator[dict[str, str]]:
    """The plan's own numbers for the strip on top."""
    for term in plan().terms:
        note = "；".join(words for words in (f"原文“{term.wording}”" if term.wording else "", term.note) if words)
        yield {"label": term.label, "said": said(term).removeprefix("＝"), **_cited(term.ref), "note": note}


def _cited(ref: str) -> dict[str, str]:
    return {"clause": clause_label(ref), "url": clause_url(ref)}


@cache
def checked() -> tuple[tuple[str, str], ...]:
    """What `gongwei plan check` reminds of: (what is found, what to do)."""
    current = plan()
    found = []
    for one in advice(read_yaml(current.path), current):
        place = one.key[1] if one.key[0] == "targets" and len(one.key) > 1 else None
        label = current.file.targets[place].label if isinstance(place, int) else ""
        found.append((one.expected if label in one.expected else f"{label} {one.expected}", one.advice))
    return tuple(found)


@cache
def edition_label() -> str:
    """The name of the norm that the plan runs on."""
    edition = plan().file.edition
    return plan().library[edition].title if edition in plan().library else edition


urlpatterns = [
    *clauses.urlpatterns,
    *levels.urlpatterns,
    *parameters.urlpatterns,
    *plans.urlpatterns,
    path("plan/", year_plan, name="plan"),
]
