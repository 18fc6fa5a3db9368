"""Parameters: every number a government may change, with unit, from-date and ref (style rule 8).

A chapter's ``parameters.yaml`` declares them; editions and plans override them by id. The folder of the
file is the first part of the id: ``sbp_limit`` in ``programmes/hypertension/`` is ``hypertension.sbp_limit``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, model_validator

from gongwei.policy.documents import Certainty, Document, Library, check_refs, inline_documents
from gongwei.policy.problems import Key, PolicyError, Problem
from gongwei.policy.shape import RefText, Shape, fit
from gongwei.policy.strict_yaml import Source, read_yaml

Scalar = bool | int | Decimal | str | dt.date
Value = Scalar | tuple[Scalar, ...]
Kind = Literal["int", "decimal", "bool", "choice", "text", "date", "list"]


def _value(found: Any) -> Any:
    items = found if isinstance(found, tuple) else (found,)
    scalars = (bool, int, Decimal, str, dt.date)
    if found is not None and not all(isinstance(item, scalars) for item in items):
        raise ValueError("value 应为一个值，或一列值")
    return found


class DatedValue(Shape):
    """A value from a day on, with its clause; ``null`` ends it, ``expected`` only announces it."""

    from_on: Annotated[dt.date, Field(alias="from")]
    value: Annotated[Value | None, PlainValidator(_value)]
    ref: RefText
    sure: Certainty = "K"
    expected: bool = False
    checked_still_valid_on: dt.date | None = None
    note: str | None = None


def _in_date_order(values: tuple[DatedValue, ...]) -> tuple[DatedValue, ...]:
    if not values:
        raise ValueError("values 至少要有一个值")
    for before, after in pairwise(values):
        if after.from_on <= before.from_on:
            raise ValueError(f"日期应从早到晚且不重复：{after.from_on} 写在 {before.from_on} 之后")
    return values


class Parameter(Shape):
    """One parameter as a chapter declares it."""

    label: Annotated[str, Field(min_length=1)]
    unit: str | None = None
    type: Kind
    items: Literal["int", "decimal", "text", "date"] | None = None
    choices: dict[str, str] | None = None
    note: str | None = None
    values: tuple[DatedValue, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Parameter:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choices 应与 type: choice 同时写，且至少一项")
        if (self.type == "list") != bool(self.items):
            raise ValueError("items（列表里每一项的类型）应与 type: list 同时写")
        _in_date_order(self.values)
        return self

    def accept(self, value: Value | None) -> Value | None:
        """The value in the parameter's own type (whole numbers become decimals); refuse any other."""
        if value is None:
            return None
        if self.type == "choice":
            if value not in (self.choices or {}):
                raise ValueError(f"应为 {'、'.join(self.choices or {})} 之一，写的是 {value}")
            return value
        if self.type == "list":
            if not isinstance(value, tuple):
                raise ValueError(f"应为列表，写的是 {value}")
            return tuple(_typed(self.items or "text", item) for item in value)
        return _typed(self.type, value)


def _typed(kind: str, value: object) -> Scalar:
    match kind, value:
        case "bool", bool():
            return value
        case "int", int() if not isinstance(value, bool):
            return value
        case "decimal", int() | Decimal() if not isinstance(value, bool):
            return Decimal(value)
        case "text", str():
            return value
        case "date", dt.date():
            return value
    raise ValueError(f"应为{_KINDS[kind]}，写的是 {value}")


_KINDS = {
    "bool": " true 或 false",
    "int": "整数",
    "decimal": "数",
    "text": "文字（数字要加引号）",
    "date": "日期 YYYY-MM-DD",
}


@dataclass(frozen=True)
class Declarations:
    """The parameters of all chapters given, by dotted id, and the documents of their files."""

    parameters: Mapping[str, Parameter]
    documents: tuple[Document, ...]
    chapters: frozenset[str]


class ParameterFile(Shape):
    """A chapter's parameter file: ``documents`` is reserved, every other key declares a parameter."""

    parameters: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Parameter]


def load_declarations(files: Iterable[Path], library: Library) -> Declarations:
    """Read the parameter files of the chapters; everything wrong in any of them is said in one refusal."""
    parameters: dict[str, Parameter] = {}
    documents: list[Document] = []
    problems: list[Problem] = []
    chapters: set[str] = set()
    for file in files:
        chapters.add(file.parent.name)
        try:
            found, brought = _load_file(file, library)
        except PolicyError as error:
            problems += error.problems
            continue
        documents += brought
        parameters |= {f"{file.parent.name}.{name}": parameter for name, parameter in found.items()}
    if problems:
        raise PolicyError(problems)
    return Declarations(parameters, tuple(documents), frozenset(chapters))


def _load_file(file: Path, library: Library) -> tuple[dict[str, Parameter], tuple[Document, ...]]:
    source = read_yaml(file)
    documents, problems = inline_documents(source, library)
    problems += check_refs(source, library.with_documents(documents))
    declared = source.data
    if isinstance(declared, dict):
        declared = {name: part for name, part in declared.items() if name != "documents"}
    lines = {("parameters", *key): line for key, line in source.lines.items()}
    shaped, found = fit(ParameterFile, Source(file, {"parameters": declared}, lines))
    problems += [Problem(p.file, p.line, p.key[1:], p.expected, p.advice) for p in found]
    parameters = shaped.parameters if shaped else {}
    for name, parameter in parameters.items():
        problems += check_values(source, (name, "values"), parameter, parameter.values)
    if problems:
        raise PolicyError(problems)
    return parameters, documents


def check_values(
    source: Source, key: Key, parameter: Parameter, values: Iterable[DatedValue]
) -> list[Problem]:
    """Every value must be of the type that the parameter declares."""
    problems = []
    for place, dated in enumerate(values):
        try:
            parameter.accept(dated.value)
        except ValueError as error:
            advice = f"参数为{parameter.label}，请改正"
            problems.append(source.problem((*key, place, "value"), str(error), advice))
    return problems


class Overrides(Shape):
    """Values of an edition or a plan, by the dotted id of the parameter that they override."""

    parameters: dict[str, tuple[DatedValue, ...]] = {}

    @model_validator(mode="after")
    def _ordered(self) -> Overrides:
        for values in self.parameters.values():
            _in_date_order(values)
        return self


def check_overrides(
    source: Source, overrides: Mapping[str, tuple[DatedValue, ...]], declared: Declarations
) -> list[Problem]:
    """An override names a declared parameter and keeps its type; chapters not given are not judged."""
    problems = []
    for name, values in overrides.items():
        key: Key = ("parameters", name)
        parameter = declared.parameters.get(name)
        if parameter is not None:
            problems += check_values(source, key, parameter, values)
        elif name.partition(".")[0] in declared.chapters or "." not in name:
            advice = "请核对该章 parameters.yaml 里的名称"
            problems.append(source.problem(key, f"没有叫 {name} 的参数", advice))
    return problems
