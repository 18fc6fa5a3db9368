"""Which clinic pathways there are: YAML files here and in the county's folder ``pathways``; loading is strict.

A step says who acts, within how many days, and where each answer at its decision point leads; ``end`` closes the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from gongwei.kernel.errors import UserError
from gongwei.people.models import StaffRole
from gongwei.policy.strict_yaml import read_yaml

SHIPPED = Path(__file__).parent / "files"
END = "end"
WRITES = ("village_doctor", "doctor", "public_health")
ROLES: dict[str, str] = {role: label for role, label in StaffRole.ROLES if role in WRITES}
"""Who can act at a step: the roles that record services."""


@dataclass(frozen=True)
class Choice:
    """One answer at a decision point and the step that it leads to."""

    label: str
    to: str


@dataclass(frozen=True)
class Step:
    """One step: the stage of care it belongs to, who acts, within how many days, what is decided."""

    id: str
    label: str
    stage: str
    roles: tuple[str, ...]
    days: int
    decision: str
    choices: tuple[Choice, ...]

    @property
    def actors(self) -> str:
        """村医、责任医生."""
        return "、".join(ROLES[role] for role in self.roles)


@dataclass(frozen=True)
class Pathway:
    """One pathway: for patients of which chapters, by which paper, its steps in order; a run begins at the first."""

    id: str
    label: str
    programmes: tuple[str, ...]
    ref: str
    steps: tuple[Step, ...]
    sure: str = ""

    def step(self, id: str) -> Step | None:
        """A step by its id; None where the definition no longer has it."""
        return next((each for each in self.steps if each.id == id), None)


@cache
def pathways() -> dict[str, Pathway]:
    """All pathways by id; a county's file of the same id takes the place of a shipped one."""
    own = Path(settings.DATA) / "pathways"
    files = [*sorted(SHIPPED.glob("*.yaml")), *(sorted(own.glob("*.yaml")) if own.is_dir() else ())]
    return {each.id: each for each in map(read, files)}


def read(file: Path) -> Pathway:
    """One file, checked: no key unknown, lacking or twice, every answer leads somewhere, every step is reached."""
    given = _keys(read_yaml(file).data, Pathway, file.name, "")
    steps = tuple(_step(each, file.name) for each in _several(given, "steps", file.name, "路径"))
    made = Pathway(**{**given, "steps": steps, "programmes": tuple(_several(given, "programmes", file.name, "路径"))})
    ids = [each.id for each in steps]
    if len(set(ids)) != len(ids) or END in ids:
        raise UserError(f"路径 {file.name}：步骤的 id 有重复，或用了保留的 {END}")
    for each in steps:
        for choice in each.choices:
            if choice.to not in (*ids, END):
                raise UserError(f"路径 {file.name}：“{each.label}”的“{choice.label}”通向没有的步骤 {choice.to}")
    _all_reached(made, file.name)
    return made


def _step(given: Any, name: str) -> Step:
    where = f"步骤 {given.get('id', '') if isinstance(given, Mapping) else ''}"
    found = _keys(given, Step, name, where)
    roles = tuple(_several(found, "roles", name, where))
    if wrong := [role for role in roles if role not in ROLES]:
        raise UserError(f"路径 {name}：{where} 的角色 {'、'.join(map(str, wrong))} 不存在；可用 {'、'.join(ROLES)}")
    if type(found["days"]) is not int or not 0 < found["days"] <= 366:
        raise UserError(f"路径 {name}：{where} 的 days 应为 1 到 366 的整数")
    choices = tuple(
        Choice(**_keys(each, Choice, name, f"{where} 的去向")) for each in _several(found, "choices", name, where)
    )
    if len({each.label for each in choices}) != len(choices):
        raise UserError(f"路径 {name}：{where} 的去向有重名")
    return Step(**{**found, "roles": roles, "choices": choices})


def _keys(given: Any, kind: type, name: str, where: str) -> dict[str, Any]:
    """The keys of one part: all of those needed, none beside them, texts not empty."""
    asked = {each.name: each.name == "sure" for each in fields(kind)}
    if not isinstance(given, Mapping):
        raise UserError(f"路径 {name}：{where} 应写成 {'、'.join(asked)}")
    if unknown := sorted(set(given) - set(asked)):
        raise UserError(f"路径 {name}：{where} 有不认识的 {'、'.join(unknown)}；可用 {'、'.join(asked)}")
    lacking = [key for key, free in asked.items() if not free and given.get(key) in (None, "", ())]
    if lacking:
        raise UserError(f"路径 {name}：{where} 缺 {'、'.join(lacking)}")
    return dict(given)


def _several(given: Mapping[str, Any], key: str, name: str, where: str) -> tuple[Any, ...]:
    if not isinstance(given[key], (list, tuple)):
        raise UserError(f"路径 {name}：{where} 的 {key} 应为一个列表")
    return tuple(given[key])


def _all_reached(made: Pathway, name: str) -> None:
    """From the first step every step is reached, and from every step the end."""
    reached, open_ones = {made.steps[0].id}, [made.steps[0]]
    while open_ones:
        for choice in open_ones.pop().choices:
            step = made.step(choice.to)
            if step is not None and step.id not in reached:
                reached.add(step.id)
                open_ones.append(step)
    if lost := [each.label for each in made.steps if each.id not in reached]:
        raise UserError(f"路径 {name}：走不到 {'、'.join(lost)}")
    ends = {END}
    while more := {s.id for s in made.steps if s.id not in ends and any(c.to in ends for c in s.choices)}:
        ends |= more
    if stuck := [each.label for each in made.steps if each.id not in ends]:
        raise UserError(f"路径 {name}：从 {'、'.join(stuck)} 走不到结束")
