"""What must hold inside a plan file and between it and the catalogue, the choices and the documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from gongwei.policy.cascade import check_cascade
from gongwei.policy.choices import Choice, check_chosen
from gongwei.policy.documents import Library
from gongwei.policy.editions import Edition
from gongwei.policy.plan_file import PlanFile
from gongwei.policy.problems import Key, PolicyError, Problem
from gongwei.policy.provisions import Provision
from gongwei.policy.shape import Shape, fit
from gongwei.policy.strict_yaml import Source, read_yaml
from gongwei.policy.tasks import check_tables

SERVICES = Path(__file__).parent / "services.yaml"
SECTIONS = ("targets", "rules", "terms", "actuals")


class Services(Shape):
    """The catalogue of services that plans may refer to, and the stages that have demands of their own."""

    chapters: dict[str, str]
    stages: dict[str, str]


def load_services() -> Services:
    """Read the catalogue of services."""
    shaped, problems = fit(Services, read_yaml(SERVICES))
    if shaped is None:
        raise PolicyError(problems)
    return shaped


def check_indicators(source: Source, services: Services, extra: Collection[str]) -> list[Problem]:
    """Every indicator id begins with a chapter of the plan's items or with a stage."""
    own, problems = set[str](), list[Problem]()
    for place, item in enumerate(_tuple(source.data, "items")):
        chapter = item.get("chapter") if isinstance(item, dict) else None
        if not isinstance(chapter, str):
            continue
        own.add(chapter)
        if item.get("local") is not True and chapter not in services.chapters and chapter not in extra:
            advice = "请核对拼写；本地自设的服务请加 local: true"
            expected = f"服务目录里没有 {chapter} 这一章"
            problems.append(source.problem(("items", place, "chapter"), expected, advice))
    allowed = own | set(services.stages)
    for key, indicator in _indicators(source.data, ()):
        prefix = indicator.partition(".")[0]
        if "." in indicator and prefix not in allowed:
            expected = f"指标 {indicator} 的章 {prefix} 不在本方案的 items 里"
            problems.append(source.problem(key, expected, "请核对指标编号，或在 items 中写明开展这项服务"))
    return problems


def check_plan(
    source: Source,
    plan: PlanFile,
    library: Library,
    editions: Mapping[str, Edition],
    choices: Mapping[str, Choice],
) -> list[Problem]:
    """Everything that the shape alone cannot see."""
    problems: list[Problem] = []
    if source.file.stem != f"{plan.region}-{plan.id}":
        expected = f"文件名应为 {plan.region}-{plan.id}.yaml"
        problems.append(source.problem(("id",), expected, "请改文件名，或改 region 和 id"))
    for key, document in (("document", plan.document), *(("parents", parent) for parent in plan.parents)):
        if document not in library:
            problems.append(source.problem((key,), f"文件 {document} 未登记", "请在 documents 中登记"))
    for place, item in enumerate(plan.items):
        if item.norm and item.norm not in library:
            at = ("items", place, "norm")
            problems.append(source.problem(at, f"文件 {item.norm} 未登记", "请在 documents 中登记"))
    if plan.edition not in editions:
        expected = f"没有服务规范版本 {plan.edition}"
        problems.append(source.problem(("edition",), expected, f"可用：{'、'.join(editions)}"))
    problems += check_chosen(source, choices, plan.choices)
    problems += _check_once(source, plan)
    problems += _check_chapters(source, plan)
    codes = [institution.code for institution in plan.institutions]
    if len(codes) != len(set(codes)):
        problems.append(source.problem(("institutions",), "机构编号有重复", "每个机构一个编号"))
    tables = check_tables(source, plan.tasks, frozenset(codes))
    return problems + (tables or check_cascade(source, plan))


def _check_once(source: Source, plan: PlanFile) -> list[Problem]:
    problems: list[Problem] = []
    for section in SECTIONS:
        seen = set[tuple[str, str]]()
        for place, provision in enumerate(getattr(plan, section)):
            if (provision.indicator, provision.level) in seen:
                expected = f"{provision.indicator} 在同一级写了两次"
                advice = "请合并；年中变更写进 amendments"
                problems.append(source.problem((section, place, "indicator"), expected, advice))
            seen.add((provision.indicator, provision.level))
    known = {provision.indicator for section in SECTIONS for provision in _ever(plan, section)}
    for place, amendment in enumerate(plan.amendments):
        for indicator in amendment.withdrawn:
            if indicator not in known:
                key: Key = ("amendments", place, "withdrawn")
                problems.append(source.problem(key, f"方案里没有 {indicator}，无从撤销", "请核对指标编号"))
    return problems


def _ever(plan: PlanFile, section: str) -> Iterator[Provision]:
    yield from getattr(plan, section)
    for amendment in plan.amendments:
        yield from getattr(amendment, section, ())


def _check_chapters(source: Source, plan: PlanFile) -> list[Problem]:
    chapters = {item.chapter for item in plan.items}
    problems: list[Problem] = []
    named = [(("responsibilities", place), part.chapters) for place, part in enumerate(plan.responsibilities)]
    named += [(("key_work", place), part.chapters) for place, part in enumerate(plan.key_work)]
    for key, named_chapters in named:
        for chapter in named_chapters:
            if chapter not in chapters:
                problems.append(source.problem((*key, "chapters"), f"items 里没有 {chapter}", "请核对拼写"))
    for place, item in enumerate(plan.items):
        if item.until is not None and item.until <= item.from_on:
            problems.append(source.problem(("items", place, "until"), "until 应晚于 from", "请核对日期"))
    return problems


def _tuple(data: Any, name: str) -> tuple[Any, ...]:
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, tuple) else ()


def _indicators(data: Any, key: Key) -> Iterator[tuple[Key, str]]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name == "indicator" and isinstance(value, str):
                yield (*key, name), value
            else:
                yield from _indicators(value, (*key, name))
    elif isinstance(data, tuple):
        for place, item in enumerate(data):
            yield from _indicators(item, (*key, place))
