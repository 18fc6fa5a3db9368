"""Schemes as data: read once per process, checked against documents and indicators; refused with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path

from gongwei.appraisal.scheme_file import (
    FloorToFull,
    Grade,
    Item,
    RateToTarget,
    RoundRule,
    SchemeFile,
    SurveyScore,
)
from gongwei.appraisal.surveys import questionnaires
from gongwei.catalogue.chapters import chapters, measures
from gongwei.catalogue.plans import plan
from gongwei.kernel.errors import UserError
from gongwei.policy.documents import Library, check_refs
from gongwei.policy.problems import PolicyError, Problem
from gongwei.policy.shape import fit
from gongwei.policy.strict_yaml import Source, read_yaml

FOLDER = Path(__file__).parent / "schemes"


@dataclass(frozen=True)
class Scheme:
    """A scheme that has passed every check."""

    path: Path
    file: SchemeFile

    @property
    def id(self) -> str:
        """``huancui-2024-institution``."""
        return self.file.id

    @cached_property
    def items(self) -> dict[str, Item]:
        """Items by id, in the scheme's order."""
        return {item.id: item for item in self.file.items}

    @cached_property
    def rules(self) -> dict[str, RoundRule]:
        """Kinds of rounds by id."""
        return {rule.id: rule for rule in self.file.rounds}

    def items_of(self, rule: RoundRule) -> tuple[Item, ...]:
        """The items that a round of this rule judges: those named, else all."""
        return tuple(item for item in self.file.items if not rule.items or item.id in rule.items)

    def grade(self, score: Decimal) -> Grade:
        """The grade of a score."""
        return next(grade for grade in self.file.grades if score >= grade.from_score)


def load_scheme(path: Path, library: Library) -> Scheme:
    """Read one scheme; everything wrong with it is told at once."""
    source = read_yaml(path)
    file, problems = fit(SchemeFile, source)
    problems += check_refs(source, library)
    if file is not None:
        problems += _check(source, file)
    if problems or file is None:
        raise PolicyError(problems)
    return Scheme(path, file)


def _check(source: Source, file: SchemeFile) -> Iterator[Problem]:
    """Indicators, questionnaires, chapters and items that a scheme names must exist."""
    if file.id != source.file.stem:
        yield source.problem(("id",), f"id 应与文件名 {source.file.stem} 相同", "请改正其一")
    known = {chapter.id for chapter in chapters()}
    for place, item in enumerate(file.items):
        method, at = item.method, ("items", place)
        if isinstance(method, RateToTarget | FloorToFull) and method.indicator not in measures():
            yield source.problem(
                (*at, "method", "indicator"), f"没有指标 {method.indicator}", "请核对指标编号"
            )
        if isinstance(method, SurveyScore) and method.survey not in questionnaires():
            offered = "、".join(questionnaires())
            yield source.problem((*at, "method", "survey"), f"没有问卷 {method.survey}", f"可用：{offered}")
        for chapter in item.chapters:
            if chapter not in known:
                yield source.problem((*at, "chapters"), f"没有项目 {chapter}", "请核对项目编号")
    names = {item.id for item in file.items}
    for place, rule in enumerate(file.rounds):
        for name in rule.items:
            if name not in names:
                yield source.problem(("rounds", place, "items"), f"没有条目 {name}", "请核对条目编号")


@cache
def schemes() -> dict[str, Scheme]:
    """The schemes of the plan in force, by id."""
    found = (load_scheme(path, plan().library) for path in sorted(FOLDER.glob(f"{plan().id}-*.yaml")))
    return {scheme.id: scheme for scheme in found}


def scheme(scheme_id: str) -> Scheme:
    """A scheme of the plan in force."""
    held = schemes().get(scheme_id)
    if held is None:
        raise UserError(f"方案 {plan().id} 没有评价细则 {scheme_id}；现有 {'、'.join(schemes()) or '无'}")
    return held


def of_level(level: str) -> Scheme:
    """The plan's scheme for institutions or for clinics."""
    found = next((each for each in schemes().values() if each.file.level == level), None)
    if found is None:
        raise UserError(f"方案 {plan().id} 没有{'机构' if level == 'institution' else '村级'}评价细则")
    return found
