"""Refusals that name the field, what was expected and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongwei.kernel.errors import UserError
from gongwei.records.layout import Problem

if TYPE_CHECKING:
    from gongwei.people.models import Resident

HARD, SOFT, REQUIRED = "hard", "soft", "required"


class Invalid(UserError):
    """The values cannot be saved as they are; ``problems`` says why, field by field."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("；".join(problem.message for problem in problems))
        self.problems = list(problems)

    @property
    def by_field(self) -> dict[str, list[str]]:
        """Field → sentences, ready for a form."""
        found: dict[str, list[str]] = {}
        for problem in self.problems:
            found.setdefault(problem.field, []).append(problem.message)
        return found


class Duplicate(Invalid):
    """The person seems to have a record already; ``residents`` are the candidates, likeliest first."""

    def __init__(self, problem: Problem, residents: list[Resident]) -> None:
        super().__init__(problem)
        self.residents = residents


class Forbidden(UserError):
    """The account's roles do not reach this; nothing was changed."""


class Conflict(UserError):
    """Somebody else was faster; nothing was changed and what was typed is still there to compare."""


def refuse(field: str, message: str) -> Invalid:
    """One hard problem of one field."""
    return Invalid(Problem(field, HARD, message))
