"""Questionnaires as data (``questions/*.yaml``): questions, options, and which answers are good."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from gongwei.catalogue.plans import plan
from gongwei.policy.documents import check_refs
from gongwei.policy.problems import PolicyError
from gongwei.policy.shape import RefText, Shape, fit
from gongwei.policy.strict_yaml import read_yaml

FOLDER = Path(__file__).parent / "questions"


class Question(Shape):
    """One question with its options by code; ``good`` are the codes that count, the rest does not."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: Annotated[str, Field(min_length=1)]
    options: dict[str, str]
    good: tuple[str, ...]

    @model_validator(mode="after")
    def _offered(self) -> Question:
        unknown = [code for code in self.good if code not in self.options]
        if unknown or not self.good:
            raise ValueError(
                f"good 应是 {'、'.join(self.options)} 中的几个，写的是 {'、'.join(self.good) or '空'}"
            )
        return self


class Questionnaire(Shape):
    """What is asked, and how many questions must be answered well for a person to count (满意、知晓)."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    kind: Literal["satisfaction", "awareness"]
    label: Annotated[str, Field(min_length=1)]
    counts: Annotated[str, Field(min_length=1)]
    least_good: Annotated[int, Field(ge=1)]
    ref: RefText
    questions: tuple[Question, ...]

    def good(self, answers: dict[str, str]) -> bool:
        """Whether a person's answers count as good; a question left out is not a good answer."""
        return sum(answers.get(each.id) in each.good for each in self.questions) >= self.least_good


@cache
def questionnaires() -> dict[str, Questionnaire]:
    """Every questionnaire by id; one that is wrong is refused with file, line and field."""
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        source = read_yaml(path)
        held, problems = fit(Questionnaire, source)
        problems += check_refs(source, plan().library)
        if held is not None and held.id != path.stem:
            problems.append(source.problem(("id",), f"id 应与文件名 {path.stem} 相同", "请改正其一"))
        if problems or held is None:
            raise PolicyError(problems)
        found[held.id] = held
    return found
