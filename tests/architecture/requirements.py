"""Which requirements the tests prove: `make coverage` prints them per area.

A test says so itself: @pytest.mark.req("EHR-05", "XC-01"), or pytestmark for a whole file.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator

from tests.architecture.sources import ROOT, Source, checks

IDS = ROOT / "docs" / "requirements-ids.txt"


def known() -> list[str]:
    """Every id of the requirements, in their order."""
    return IDS.read_text(encoding="utf-8").split()


def claims() -> dict[str, list[str]]:
    """Each id that a test names, with the places."""
    found: dict[str, list[str]] = defaultdict(list)
    for source in checks():
        for requirement, place in _claims_of(source):
            found[requirement].append(place)
    return dict(found)


def _claims_of(source: Source) -> Iterator[tuple[str, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.req":
            for argument in node.args:
                yield ast.literal_eval(argument), source.at(node)


def report(areas: list[str]) -> str:
    """Per area: how many ids are proven, and the names of both kinds."""
    proven = claims()
    by_area: dict[str, list[str]] = defaultdict(list)
    for requirement in known():
        by_area[requirement.split("-")[0]].append(requirement)
    blocks = []
    for area, ids in by_area.items():
        if areas and area not in areas:
            continue
        done = [item for item in ids if item in proven]
        open_ids = [item for item in ids if item not in proven]
        blocks.append(
            f"{area}  {len(done)}/{len(ids)}\n  proven    {_listed(done)}\n  unproven  {_listed(open_ids)}"
        )
    total = [item for item in known() if item.split("-")[0] in (areas or by_area)]
    blocks.append(f"all  {sum(item in proven for item in total)}/{len(total)}")
    return "\n".join(blocks)


def _listed(ids: list[str]) -> str:
    return " ".join(item.partition("-")[2] for item in ids) or "none"


if __name__ == "__main__":
    print(report(sys.argv[1:]))
