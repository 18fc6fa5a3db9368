"""Choices: where a plan's text allows several readings, one is chosen in sight, never assumed in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from gongwei.policy.documents import Library, check_refs
from gongwei.policy.problems import PolicyError, Problem
from gongwei.policy.shape import RefText, Shape, fit
from gongwei.policy.strict_yaml import Source, read_yaml

CHOICES = Path(__file__).parent / "choices.yaml"


class Choice(Shape):
    """One question with its closed list of readings and the one taken when a plan is silent.

    ``question`` is the id of the ambiguity in the requirements. ``acts`` says where the choice acts; one that acts
    nowhere yet has only its default, and a plan that asks for another reading is refused.
    """

    label: Annotated[str, Field(min_length=1)]
    question: Annotated[str, Field(pattern=r"^AMB-\d\d$")]
    acts: str | None = None
    options: dict[str, str]
    default: str
    ref: RefText

    @model_validator(mode="after")
    def _default_offered(self) -> Choice:
        if self.default not in self.options:
            raise ValueError(f"default 应为 {'、'.join(self.options)} 之一，写的是 {self.default}")
        return self


class _Choices(Shape):
    choices: dict[str, Choice]


class Chosen(Shape):
    """The reading that a plan takes, and where it says so."""

    value: str
    ref: RefText
    note: str | None = None


@dataclass(frozen=True)
class Reading:
    """A choice as it stands in one plan: chosen by the plan, or the default of our conventions."""

    id: str
    choice: Choice
    value: str
    ref: str
    by_plan: bool


def load_choices(library: Library) -> Mapping[str, Choice]:
    """Read the closed list of choices."""
    source = read_yaml(CHOICES)
    lines = {("choices", *key): line for key, line in source.lines.items()}
    shaped, problems = fit(_Choices, Source(CHOICES, {"choices": source.data}, lines))
    problems += check_refs(source, library)
    if problems or shaped is None:
        raise PolicyError(problems)
    return shaped.choices


def readings(choices: Mapping[str, Choice], chosen: Mapping[str, Chosen]) -> dict[str, Reading]:
    """Every choice with the plan's reading, or the default where the plan is silent."""
    return {
        name: Reading(name, choice, chosen[name].value, chosen[name].ref, True)
        if name in chosen
        else Reading(name, choice, choice.default, choice.ref, False)
        for name, choice in choices.items()
    }


def check_chosen(
    source: Source, choices: Mapping[str, Choice], chosen: Mapping[str, Chosen]
) -> list[Problem]:
    """A plan may only answer questions that exist, with an answer that is offered."""
    problems = []
    for name, made in chosen.items():
        choice = choices.get(name)
        if choice is None:
            expected = f"没有叫 {name} 的选择"
            problems.append(source.problem(("choices", name), expected, f"可用：{'、'.join(choices)}"))
        elif made.value not in choice.options:
            expected = f"{choice.label}应为 {'、'.join(choice.options)} 之一，写的是 {made.value}"
            problems.append(source.problem(("choices", name, "value"), expected, "请改成其中一个"))
        elif choice.acts is None and made.value != choice.default:
            expected = f"{choice.label}：系统还只会“{choice.options[choice.default]}”这一种读法，写的是 {made.value}"
            problems.append(source.problem(("choices", name, "value"), expected, f"请写 {choice.default} 或删去"))
    return problems
