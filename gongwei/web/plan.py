"""年度方案: the plan in force as one page — figures, targets with what governs, task tables, documents, duties, parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.catalogue.chapters import chapters, measures
from gongwei.catalogue.plans import plan
from gongwei.kernel import clock
from gongwei.policy.provisions import LEVEL_LABELS, OPERATOR_LABELS, Provision
from gongwei.policy.stricter import EffectiveTarget, Issued
from gongwei.policy.tasks import Table
from gongwei.ui.figures import thousands
from gongwei.web.shell import page, staff_page
from gongwei.web.words import clause_label

STATUS = {"draft": "草案", "consultation": "征求意见", "issued": "已印发", "revised": "已修订", "closed": "已结束"}
ROUNDING = {"exact": "整", "half_up": "四舍五入", "ceil": "进一", "floor": "舍去"}


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
    ref: str
    wording: str
    state: str
    url: str
    soft: bool
    note: str


@staff_page("figures")
def year_plan(request: HttpRequest) -> HttpResponse:
    """Everything the document decides, with its clause; what nobody computes yet says 未实现, never zero."""
    current = plan()
    known = measures()
    document = current.library[current.file.document]
    shown = request.GET.get("table", current.file.tasks[0].id if current.file.tasks else "")
    tables = {table.id: table for table in current.file.tasks}
    if shown and shown not in tables:
        raise Http404("方案里没有这张任务表")
    lines = [_target(current.effective_target(one.indicator), one, known) for one in current.targets]
    context = {
        "plan": current,
        "document": document,
        "status": STATUS.get(current.file.status, current.file.status),
        "heads": list(_heads()),
        "targets": lines,
        "unknown": sum(1 for line in lines if line.state != "已实现"),
        "rules": [_rule(one) for one in current.rules],
        "table": _table(tables[shown]) if shown else None,
        "tables": [(table.id, table.title, table.id == shown) for table in tables.values()],
        "overrides": list(_overrides(tables[shown])) if shown else [],
        "parents": [current.library[name] for name in current.file.parents],
        "duties": current.file.responsibilities,
        "work": [(one.label, clause_label(one.ref)) for one in current.file.key_work],
        "choices": [
            {"choice": reading.choice, "words": reading.choice.options[reading.value]} for reading in current.choices.values()
        ],
        "parameters": list(_parameters()),
        "amendments": current.file.amendments,
    }
    return page(request, "web/plan.html", context, at="plan", rail=True)


def said(provision: Provision | None) -> str:
    """≥64%, ≥42,200 人, —."""
    if provision is None or provision.operator is None:
        return "—" if provision is None else (provision.wording or "定性")
    unit = provision.unit or ""
    gap = "" if unit in ("%", "‰") else " "
    return f"{OPERATOR_LABELS[provision.operator]}{_number(provision.value)}{gap}{unit}"


def _number(value: Any) -> str:
    if isinstance(value, tuple):
        return "、".join(_number(each) for each in value)
    return thousands(value) if isinstance(value, int) else f"{Decimal(value):f}"


def _target(effective: EffectiveTarget, own: Provision, known: Mapping[str, Any]) -> TargetLine:
    above: Issued | None = effective.superior[0] if effective.superior else None
    governing = effective.governing or effective.warning
    computed = own.indicator in known
    return TargetLine(
        indicator=own.indicator,
        label=own.label,
        chapter=own.indicator.partition(".")[0],
        local=said(own),
        superior=said(above.provision) if above else "—",
        governs=said(governing.provision) if governing else "—",
        from_above=governing is not None and governing is above,
        level=LEVEL_LABELS[own.level],
        clause=clause_label(own.ref),
        ref=own.ref,
        wording=own.wording or "",
        state=plan().state(own.indicator, known),
        url=reverse("web:indicator", args=[own.indicator]) if computed else "",
        soft=own.soft,
        note=own.note or "",
    )


def _rule(one: Provision) -> dict[str, str]:
    return {"label": one.label, "said": said(one), "clause": clause_label(one.ref), "ref": one.ref, "note": one.note or ""}


def _heads() -> Iterator[dict[str, str]]:
    """The plan's own numbers for the strip on top."""
    for term in plan().terms:
        yield {"label": term.label, "said": said(term), "clause": clause_label(term.ref), "ref": term.ref, "note": term.note or ""}


def _table(table: Table) -> dict[str, Any]:
    places = {held.code: held.name for held in plan().file.institutions}
    marked = {(column.id, code): override.reason for column in table.columns for code, override in column.overrides.items()}
    rows = [
        (
            places[row.institution],
            [
                (value, marked.get((column.id, row.institution), ""), column.kind)
                for column, value in zip(table.columns, row.values, strict=True)
            ],
        )
        for row in table.rows
    ]
    return {"heads": [_made(table, place) for place in range(len(table.columns))], "rows": rows, "totals": table.totals}


def _made(table: Table, place: int) -> dict[str, str]:
    """A column's heading and how it is made: A5×64% 进一."""
    column = table.columns[place]
    if column.kind == "base":
        return {"label": column.header, "made": "基数", "how": f"{column.report_year}年报" if column.report_year else "录入"}
    names = [held.id for held in table.columns]
    base = f"第{names.index(column.base) + 1}列" if column.base in names else (column.base or "")
    rate = f"{(column.rate or Decimal(0)) * 100:.0f}%"
    return {"label": column.header, "made": f"{base}×{rate}", "how": ROUNDING[column.rounding or "exact"]}


def _overrides(table: Table) -> Iterator[str]:
    places = {held.code: held.name for held in plan().file.institutions}
    for column in table.columns:
        for code, override in column.overrides.items():
            yield f"{places[code]} {column.header}：印发 {thousands(override.value)}（{override.reason}）"


def _parameters() -> Iterator[dict[str, Any]]:
    """Every threshold and interval of the chapters in force, with value, clause and mark; ? shows 待核."""
    today = clock.today()
    for each in chapters():
        for name, parameter in plan().parameters.of(each.id).items():
            winner = parameter.winner(today)
            if winner is not None and winner.value is not None:
                yield {
                    "chapter": each.label, "name": f"{each.id}.{name}", "label": parameter.declared.label,
                    "value": winner.value, "unit": parameter.declared.unit or "", "from_on": winner.from_on,
                    "clause": clause_label(winner.ref), "ref": winner.ref, "sure": winner.sure, "level": winner.level,
                }  # fmt: skip


urlpatterns = [path("plan/", year_plan, name="plan")]
