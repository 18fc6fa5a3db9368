"""Editions: the values that a norm (规范) of the nation or a province gives the chapters' parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import Field

from gongwei.kernel.region import RegionLevel
from gongwei.policy.documents import Library, check_refs
from gongwei.policy.parameters import Declarations, Overrides, check_overrides
from gongwei.policy.problems import PolicyError, Problem
from gongwei.policy.resolver import Layer
from gongwei.policy.shape import fit
from gongwei.policy.strict_yaml import read_yaml

EDITIONS = Path(__file__).parent / "editions"


class Edition(Overrides):
    """One norm: its document, the edition it builds upon, and the values in which it differs."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    label: Annotated[str, Field(min_length=1)]
    document: str
    level: RegionLevel
    builds_on: str | None = None


def load_editions(library: Library, declared: Declarations, folder: Path = EDITIONS) -> Mapping[str, Edition]:
    """Read all editions of a folder; each file is named after the id it holds."""
    editions: dict[str, Edition] = {}
    problems: list[Problem] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            source = read_yaml(file)
        except PolicyError as error:
            problems += error.problems
            continue
        edition, found = fit(Edition, source)
        problems += [*found, *check_refs(source, library)]
        if edition is None:
            continue
        if edition.id != file.stem:
            problems.append(source.problem(("id",), f"id 应与文件名 {file.stem} 相同", "请改正其一"))
        if edition.document not in library:
            problems.append(source.problem(("document",), f"文件 {edition.document} 未登记", "请先登记"))
        if edition.builds_on and not (folder / f"{edition.builds_on}.yaml").exists():
            expected = f"没有版本 {edition.builds_on}"
            problems.append(source.problem(("builds_on",), expected, "请核对编号"))
        problems += check_overrides(source, edition.parameters, declared)
        editions[edition.id] = edition
    if problems:
        raise PolicyError(problems)
    return editions


def edition_layers(editions: Mapping[str, Edition], edition: str) -> list[Layer]:
    """The layers of an edition and of those it builds upon."""
    layers: list[Layer] = []
    following: str | None = edition
    while following is not None and len(layers) < len(editions):
        held = editions[following]
        layers.append(Layer(held.level, held.parameters))
        following = held.builds_on
    return layers


def norm_layers(
    editions: Mapping[str, Edition], edition: str, declared: Declarations, library: Library, priority: str
) -> list[Layer]:
    """The layers of an edition where a plan quotes two norms (choice ``norm_priority``, AMB-29).

    ``named_edition``: the edition that the plan names goes before the national one. ``national``: where the national
    norm gives a value, it holds; the named edition fills only what the national one leaves open.
    """
    layers = edition_layers(editions, edition)
    if priority == "named_edition":
        return layers
    said = {name for layer in layers if layer.level == "nation" for name in layer.values}
    for name, parameter in declared.parameters.items():
        if any(library[dated.ref.partition("#")[0]].level == "nation" for dated in parameter.values):
            said.add(name)
    return [
        layer
        if layer.level == "nation"
        else replace(layer, values={name: held for name, held in layer.values.items() if name not in said})
        for layer in layers
    ]
