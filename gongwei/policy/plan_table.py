"""A plan as a table: one row per demand, with what governs it; printed, or written as CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, fields

from gongwei.policy.plan import Plan
from gongwei.policy.provisions import LEVEL_LABELS, Provision
from gongwei.policy.stricter import EffectiveTarget

HEADINGS = {
    "indicator": "指标",
    "label": "名称",
    "kind": "类别",
    "demand": "要求",
    "operator": "比较",
    "value": "数值",
    "unit": "单位",
    "level": "评价单位",
    "ref": "出处",
    "governed_by": "以谁为准",
    "effective": "生效要求",
    "state": "状态",
    "note": "备注",
}
_SHOWN = ("indicator", "label", "demand", "level", "ref", "governed_by")
KIND_LABELS = {
    "target": "目标",
    "implied": "目标（隐含）",
    "qualitative": "定性",
    "rule": "规则",
    "term": "条件",
    "actual": "实际数",
}


@dataclass(frozen=True)
class Line:
    """One demand of the plan, as text."""

    indicator: str
    label: str
    kind: str
    demand: str
    operator: str
    value: str
    unit: str
    level: str
    ref: str
    governed_by: str
    effective: str
    state: str
    note: str


def lines(plan: Plan, known: Collection[str] | None = None) -> Iterator[Line]:
    """Targets, then rules, then terms; with the indicators that exist given, 未实现 for those that do not."""
    for target in plan.targets:
        judged = plan.effective_target(target.indicator)
        yield _line(target, judged, "" if known is None else plan.state(target.indicator, known))
    for indicator in plan.inherited:
        judged = plan.effective_target(indicator)
        above = judged.superior[0].provision
        yield _line(above, judged, "" if known is None else plan.state(indicator, known))
    for provision in (*plan.rules, *plan.terms):
        yield _line(provision, None, "")


def _line(provision: Provision, judged: EffectiveTarget | None, state: str) -> Line:
    governing = judged.governing if judged else None
    items = provision.value if isinstance(provision.value, tuple) else (provision.value,)
    return Line(
        provision.indicator,
        provision.label,
        KIND_LABELS[provision.kind],
        provision.demand,
        provision.operator or "",
        ",".join("" if item is None else str(item) for item in items),
        provision.unit or "",
        LEVEL_LABELS[provision.level],
        provision.ref,
        governing.plan_label if governing else "",
        governing.provision.demand if governing else "",
        state,
        provision.note or "",
    )


def as_csv(rows: Collection[Line]) -> str:
    """CSV with the field names as the header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [field.name for field in fields(Line)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(row) for row in rows)
    return out.getvalue()


def as_json(rows: Collection[Line]) -> str:
    """A JSON list of objects."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n"


def as_table(rows: Collection[Line]) -> str:
    """Columns for the terminal; a Chinese character takes two places."""
    cells = [[HEADINGS[name] for name in _SHOWN], *([getattr(row, name) for name in _SHOWN] for row in rows)]
    widths = [max(_width(row[place]) for row in cells) for place in range(len(_SHOWN))]
    return "".join("  ".join(map(_pad, row, widths)).rstrip() + "\n" for row in cells)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
