"""Small sheets of questions for acts without an official form: read, kept when refused, drawn with their labels."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.http import Http404, HttpRequest

from gongwei.obligations.verbs import obligations_kept
from gongwei.people.problems import HARD, REQUIRED, Conflict, Forbidden, Invalid
from gongwei.records.layout import Problem
from gongwei.ui.refusals import NotYours

Kind = Literal["text", "long", "day", "choice", "radio", "many", "check", "password"]
Options = Sequence[tuple[str, str]]
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Question:
    """One thing asked: its name in the request, printed label, kind of answer, and whether it must be answered."""

    name: str
    label: str
    kind: Kind = "text"
    must: bool = False
    options: Options = ()
    hint: str = ""
    longest: int = 200
    value: str = ""


@dataclass(frozen=True)
class Drawn:
    """A question with what was typed and what is wrong with it."""

    question: Question
    value: str
    chosen: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A card of questions with one button; ``key`` is the client's UUID: a request sent twice changes nothing."""

    id: str
    title: str
    verb: str
    questions: tuple[Question, ...] = ()
    note: str = ""
    action: str = ""
    danger: bool = False
    hidden: tuple[tuple[str, str], ...] = ()
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    typed: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def drawn(self) -> list[Drawn]:
        """The questions with what was typed, else their first value."""
        return [self._drawn(each) for each in self.questions]

    @property
    def loose(self) -> list[str]:
        """Refusals of no single question."""
        known = {each.name for each in self.questions}
        return [problem.message for problem in self.problems if problem.field not in known]

    def _drawn(self, question: Question) -> Drawn:
        value = self.typed.get(question.name, question.value)
        several = value if isinstance(value, (list, tuple)) else [value]
        said = tuple(p.message for p in self.problems if p.field == question.name)
        shown = "" if question.kind == "password" else str(several[-1] if several else "")
        return Drawn(question, shown, frozenset(str(each) for each in several), said)


@dataclass(frozen=True)
class Answers:
    """What a request says: values to use, text to show again, problems."""

    values: dict[str, Any]
    typed: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    key: str = ""

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def id(self) -> uuid.UUID:
        """The client's UUID of this act."""
        return uuid.UUID(self.key)


def read(sheet: Sheet, request: HttpRequest) -> Answers:
    """Every answer checked for presence, length, signs, day and choice; nothing typed is lost."""
    values, typed, problems = {}, {}, []
    for question in sheet.questions:
        texts = request.POST.getlist(question.name)
        typed[question.name] = texts if question.kind == "many" else (texts[-1] if texts else "")
        value, wrong = _value(question, texts)
        values[question.name] = value
        if wrong:
            problems.append(Problem(question.name, HARD if texts and texts[-1] else REQUIRED, wrong))
    return Answers(values, typed, tuple(problems), key_of(request))


def again(sheet: Sheet, answers: Answers, problems: Sequence[Problem]) -> Sheet:
    """The sheet with what was typed and why it was refused."""
    return replace(sheet, typed=answers.typed, problems=tuple(problems), key=answers.key or sheet.key)


def attempt(
    answers: Answers, act: Callable[[], Any], *residents: int, owner: str = ""
) -> tuple[Problem, ...]:
    """Do it with the obligations that follow; what the verb refuses comes back in words, nothing half-written."""
    if answers.problems:
        return answers.problems
    try:
        with obligations_kept(*residents):
            act()
    except Invalid as refused:
        return tuple(refused.problems)
    except Conflict as refused:
        return (Problem("", HARD, str(refused)),)
    except Forbidden as refused:
        raise NotYours(str(refused), owner=owner) from None
    return ()


def key_of(request: HttpRequest) -> str:
    """The client's UUID of this request, as text; a request without one is refused."""
    text = request.POST.get("key", "")
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise Http404("请求编号不正确，请重新打开页面") from None


def _value(question: Question, texts: list[str]) -> tuple[Any, str]:
    """(value, what is wrong)."""
    if question.kind == "many":
        known = dict(question.options)
        return [each for each in texts if each in known], ""
    text = texts[-1] if texts else ""
    if question.kind == "password":
        return text, "" if text or not question.must else f"{question.label}：必须填写"
    text = text.strip()
    if question.kind == "check":
        return bool(text), ""
    if not text:
        return (
            None if question.kind == "day" else ""
        ), f"{question.label}：必须填写" if question.must else ""
    if question.kind == "day":
        return _day(question, text)
    if question.kind in ("choice", "radio"):
        return text, "" if text in dict(question.options) else f"{question.label}：请从列表中选择"
    if len(text) > question.longest:
        return text, f"{question.label}：最多 {question.longest} 个字，现有 {len(text)} 个，请删减"
    return text, f"{question.label}：含有不可显示的控制字符，请重新输入" if CONTROL.search(text) else ""


def _day(question: Question, text: str) -> tuple[dt.date | None, str]:
    found = re.fullmatch(r"(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})", text[:20])
    if found is not None:
        with suppress(ValueError):
            return dt.date(int(found[1]), int(found[2]), int(found[3])), ""
    return None, f"{question.label}：“{text[:20]}”不是真实的日期，请按 2024-05-20 的样式填写"
