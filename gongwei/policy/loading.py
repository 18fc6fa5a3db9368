"""Find and load plans: the ones that come with gongwei, and a county's own in the folder GONGWEI_PLANS."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gongwei.kernel.region import Region
from gongwei.policy.choices import Choice, load_choices, readings
from gongwei.policy.documents import Library, check_refs, inline_documents, load_library
from gongwei.policy.editions import Edition, edition_layers, load_editions, norm_layers
from gongwei.policy.parameters import Declarations, check_overrides, load_declarations
from gongwei.policy.plan import Plan
from gongwei.policy.plan_checks import Services, check_indicators, check_plan, load_services
from gongwei.policy.plan_file import PlanFile
from gongwei.policy.problems import PolicyError, Problem
from gongwei.policy.resolver import Layer, Level, ResolvedParameters, resolve
from gongwei.policy.shape import fit
from gongwei.policy.strict_yaml import Source, read_yaml

PLANS = Path(__file__).parent / "plans"
_REVISED = re.compile(r"^status: revised\b", re.MULTILINE)
_NAME = re.compile(r"(?P<region>\d{6})-(?P<id>[a-z0-9-]+-(?P<year>\d{4}))")


@dataclass(frozen=True)
class Background:
    """What every plan is read against: documents, the chapters' parameters, editions, choices, services."""

    library: Library
    declared: Declarations
    editions: Mapping[str, Edition]
    choices: Mapping[str, Choice]
    services: Services
    chapters: frozenset[str]


def background(parameter_files: Iterable[Path] = (), chapters: Collection[str] = ()) -> Background:
    """Load everything around the plans; ``chapters`` names installed chapters that have no parameters."""
    library = load_library()
    declared = load_declarations(parameter_files, library)
    library = library.with_documents(declared.documents)
    editions = load_editions(library, declared)
    known = declared.chapters | frozenset(chapters)
    return Background(library, declared, editions, load_choices(library), load_services(), known)


def plan_paths() -> dict[str, Path]:
    """All plan files by name (``371002-huancui-2024``); the county's folder adds plans and replaces one it amended.

    A file of its own with the name of one that comes with gongwei must be that plan, revised (PLAN-07).
    """
    paths: dict[str, Path] = {}
    own = os.environ.get("GONGWEI_PLANS")
    for folder in (PLANS, *([Path(own)] if own else [])):
        for path in sorted(folder.glob("*.yaml")):
            if path.stem in paths and not _REVISED.search(path.read_bytes().decode("utf-8", "replace")):
                advice = f"请改名或删去其中一个（另一个是 {paths[path.stem]}）"
                raise PolicyError([Problem(path, 1, (), "同一方案只能有一个文件", advice)])
            paths[path.stem] = path
    return paths


def find_plan(plan: str | Path) -> Path:
    """The file of a plan given by path, by file name (371002-huancui-2024) or by id (huancui-2024)."""
    path = Path(plan)
    if isinstance(plan, Path) or path.suffix in (".yaml", ".yml") or path.is_file():
        return path
    paths = plan_paths()
    for name, found in paths.items():
        if str(plan) in (name, name.partition("-")[2]):
            return found
    known = "、".join(name.partition("-")[2] for name in paths)
    raise PolicyError([Problem(path, 1, (), f"没有叫 {plan} 的方案", f"现有方案：{known}")])


def load(plan: str | Path, parameter_files: Iterable[Path] = (), chapters: Collection[str] = ()) -> Plan:
    """Load a plan with everything above it; refuse it with all that is wrong, in words."""
    path, around = find_plan(plan), background(parameter_files, chapters)
    file, library = read_plan(path, around)
    earlier = [read_plan(other, around) for other in _related(path, file)]
    library = library.with_documents(document for other, _ in earlier for document in other.documents)
    others = [other for other, _ in earlier]
    nearest = [region.code for region in Region(file.region).ancestors]
    superior = [other for other in others if other.region != file.region and other.year == file.year]
    superior.sort(key=lambda other: nearest.index(other.region))
    chosen = readings(around.choices, file.choices)
    priority = chosen["norm_priority"].value
    layers = _layers(file, others) + norm_layers(around.editions, file.edition, around.declared, library, priority)
    parameters = resolve(around.declared.parameters, layers, library)
    return Plan(path, file, library, parameters, chosen, tuple(superior))


def defaults(parameter_files: Iterable[Path], edition: str = "national-2017") -> ResolvedParameters:
    """The parameters under an edition alone, without a plan: for a chapter's own policy tests."""
    around = background(parameter_files)
    layers = edition_layers(around.editions, edition)
    return resolve(around.declared.parameters, layers, around.library)


def read_plan(path: Path, around: Background) -> tuple[PlanFile, Library]:
    """Read one plan file and check it against its surroundings; refuse it with all that is wrong."""
    source = read_yaml(path)
    file, library, problems = inspect_plan(source, around)
    if problems or file is None:
        raise PolicyError(problems)
    return file, library


def inspect_plan(source: Source, around: Background) -> tuple[PlanFile | None, Library, list[Problem]]:
    """Everything wrong in one plan file, found in one go."""
    documents, problems = inline_documents(source, around.library)
    library = around.library.with_documents(documents)
    file, found = fit(PlanFile, source)
    problems += found
    problems += check_refs(source, library)
    problems += check_indicators(source, around.services, around.chapters)
    if file is not None:
        problems += check_plan(source, file, library, around.editions, around.choices)
        problems += check_overrides(source, file.parameters, around.declared)
    return file, library, list(dict.fromkeys(problems))


def _related(path: Path, file: PlanFile) -> list[Path]:
    """The other plans that bear on this one: same region or a region above, this year or before."""
    regions = {file.region, *(region.code for region in Region(file.region).ancestors)}
    related = []
    for other in plan_paths().values():
        name = _NAME.fullmatch(other.stem)
        if other.resolve() != path.resolve() and name and name["region"] in regions:
            later = int(name["year"]) > file.year
            same = int(name["year"]) == file.year and name["region"] == file.region
            related += [] if later or same else [other]
    return related


def _layers(file: PlanFile, others: list[PlanFile]) -> list[Layer]:
    """Each region's plans in turn: a plan's values hold until the same region's next plan begins."""
    layers: list[Layer] = []
    for region in {file.region, *(other.region for other in others)}:
        plans = [plan for plan in (file, *others) if plan.region == region and (plan is file or plan.binding)]
        plans.sort(key=lambda plan: plan.effective_from)
        level: Level = "plan" if region == file.region else Region(region).level
        for place, plan in enumerate(plans):
            following = plans[place + 1].effective_from if place + 1 < len(plans) else None
            layers.append(Layer(level, plan.parameters, following))
    return layers
