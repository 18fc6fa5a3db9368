"""方案对照: two plans or two years side by side, demand by demand; what only one of them asks stands out (PLAN-01)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.chapters import chapters
from gongwei.catalogue.plans import plan, published
from gongwei.policy import Plan
from gongwei.policy.loading import plan_paths
from gongwei.policy.provisions import Provision
from gongwei.policy.strict_yaml import read_yaml
from gongwei.web.figures.said import STATUS, said
from gongwei.web.frame.shell import page, staff_page

SECTIONS = {"targets": "目标", "rules": "过程要求", "terms": "条件", "actuals": "实际数"}


@dataclass(frozen=True)
class Side:
    """One plan's demand: its words, whether it only should (原则上), clause, note."""

    said: str = "—"
    soft: bool = False
    clause: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One indicator in both plans; ``state``: same, differs, only_left, only_right."""

    label: str
    section: str
    left: Side
    right: Side
    state: str


def known() -> dict[str, str]:
    """Every plan that is there: id → printed name, newest year first, superior plans last."""
    above = {held.id for held in plan().superior}
    found = {name.partition("-")[2]: str(read_yaml(path).data["label"]) for name, path in plan_paths().items()}
    return dict(sorted(found.items(), key=lambda held: (-int(held[0][-4:]), held[0] in above, held[0])))


@staff_page("")
def compare(request: HttpRequest) -> HttpResponse:
    """Two plans chosen from all that are there; ours and the next one unless asked otherwise."""
    choices = known()
    left = request.GET.get("a", plan().id)
    right = request.GET.get("b", next((one for one in choices if one != left), left))
    if left not in choices or right not in choices:
        raise Http404("没有这个方案")
    one, other = published(left), published(right)
    rows = list(_rows(one, other))
    context = {
        "choices": choices.items(), "a": left, "b": right, "one": one, "other": other, "rows": rows,
        "documents": [(each.library[each.file.document], STATUS[each.file.status]) for each in (one, other)],
        "counts": {state: sum(row.state == state for row in rows) for state in ("same", "differs")}
        | {"alone": sum(row.state.startswith("only") for row in rows)},
    }  # fmt: skip
    return page(request, "web/plans.html", context, at="plan", rail=True)


def _rows(one: Plan, other: Plan) -> Iterator[Row]:
    """Demands of both in the order of the specification, then those of the stages."""
    place = {each.id: number for number, each in enumerate(chapters())}
    for section, words in SECTIONS.items():
        left, right = _held(one, section), _held(other, section)
        keys = sorted({*left, *right}, key=lambda key: (place.get(key[0].partition(".")[0], 99), key))
        for key in keys:
            mine, theirs = left.get(key), right.get(key)
            label = (mine or theirs).label  # type: ignore[union-attr]
            yield Row(label, words, _side(mine), _side(theirs), _state(mine, theirs))


def _held(plan_: Plan, section: str) -> Mapping[tuple[str, str], Provision]:
    found = plan_.file.actuals if section == "actuals" else getattr(plan_, section)
    return {(each.indicator, each.level): each for each in found}


def _side(held: Provision | None) -> Side:
    if held is None:
        return Side()
    return Side(said(held), held.soft, held.ref.partition("#")[2], held.note or "")


def _state(mine: Provision | None, theirs: Provision | None) -> str:
    if mine is None or theirs is None:
        return "only_right" if mine is None else "only_left"
    both = [(held.operator, held.value, held.soft) for held in (mine, theirs)]
    return "same" if both[0] == both[1] else "differs"


urlpatterns = [path("plan/compare/", compare, name="plan_compare")]
