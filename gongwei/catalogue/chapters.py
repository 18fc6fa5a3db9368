"""Finds the chapters: each folder of gongwei/programmes with a programme.yaml is one, and needs no entry elsewhere."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType

import yaml

from gongwei import programmes
from gongwei.care.screens import Screen
from gongwei.kernel.measures import Measure, Quality
from gongwei.kernel.steps import Columns, Schedule
from gongwei.records.advice import Adviser
from gongwei.records.layout import Form

FOLDER = Path(programmes.__file__).parent


@dataclass(frozen=True)
class Chapter:
    """One chapter of the specification as its folder declares it; what a chapter has no file for is empty."""

    id: str
    number: str
    label: str
    short: str
    tag: str
    document: str
    served: str
    order: int
    folder: Path
    schedule: Schedule | None = None
    measures: tuple[Measure, ...] = ()
    rules: tuple[Columns, ...] = ()
    outcomes: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)

    @property
    def parameter_file(self) -> Path | None:
        """The chapter's parameters.yaml, if it has one."""
        file = self.folder / "parameters.yaml"
        return file if file.exists() else None

    def case_files(self) -> list[Path]:
        """The policy cases of the chapter."""
        return sorted((self.folder / "cases").glob("*.yaml"))


def folders() -> list[Path]:
    """The chapter folders, by name."""
    return sorted(file.parent for file in FOLDER.glob("*/programme.yaml"))


@cache
def chapters() -> tuple[Chapter, ...]:
    """All chapters in the order of the specification."""
    return tuple(
        sorted((_read(folder) for folder in folders()), key=lambda chapter: (chapter.order, chapter.id))
    )


@cache
def chapter(chapter_id: str) -> Chapter:
    """One chapter by id; KeyError names those that exist."""
    for each in chapters():
        if each.id == chapter_id:
            return each
    raise KeyError(f"没有章 {chapter_id!r}；现有 {[each.id for each in chapters()]}")


@cache
def siblings() -> tuple[Chapter, ...]:
    """Chapters that one number of the specification holds together (7: 高血压 and 2型糖尿病; NCD-28)."""
    numbers = [each.number for each in chapters()]
    return tuple(each for each in chapters() if numbers.count(each.number) > 1)


@cache
def forms() -> Mapping[str, Form]:
    """Every official form by id: those of ``care`` that all chapters share, then each chapter's own."""
    declared: dict[str, Form] = {}
    for package in ("gongwei.care", *(f"gongwei.programmes.{each.id}" for each in chapters())):
        for form in getattr(_module(package, "forms"), "FORMS", ()):
            if form.id in declared:
                raise ValueError(f"form {form.id} is declared twice")
            declared[form.id] = form
    return declared


@cache
def services() -> Mapping[str, Form]:
    """The forms of residents' services."""
    return {id: form for id, form in forms().items() if form.of == "resident"}


@cache
def works() -> Mapping[str, Form]:
    """The forms of institutions' own work."""
    return {id: form for id, form in forms().items() if form.of == "institution"}


@cache
def advisers() -> Mapping[str, tuple[Chapter, Adviser]]:
    """What speaks beside a form, by form id, with the chapter whose rules it reads: each chapter's ADVICE."""
    found: dict[str, tuple[Chapter, Adviser]] = {}
    for each in chapters():
        spoken = getattr(_module(f"gongwei.programmes.{each.id}", "advice"), "ADVICE", {})
        found.update({form: (each, adviser) for form, adviser in spoken.items()})
    return found


@cache
def screens() -> Mapping[str, tuple[Chapter, Screen]]:
    """Every list of screening by id with its chapter: each chapter's SCREENS."""
    found = [(each, getattr(_module(f"gongwei.programmes.{each.id}", "screens"), "SCREENS", ())) for each in chapters()]
    return {screen.id: (each, screen) for each, declared in found for screen in declared}


@cache
def qualities() -> Mapping[str, Quality]:
    """What records must stand up to, by chapter: each chapter's QUALITY."""
    declared = {each.id: _module(f"gongwei.programmes.{each.id}", "quality") for each in chapters()}
    return {id: module.QUALITY for id, module in declared.items() if module}


@cache
def measures() -> Mapping[str, tuple[Chapter, Measure]]:
    """Every indicator by id with its chapter."""
    return {measure.id: (each, measure) for each in chapters() for measure in each.measures}


def _read(folder: Path) -> Chapter:
    card = yaml.safe_load((folder / "programme.yaml").read_text(encoding="utf8"))
    if card.get("id") != folder.name:
        raise ValueError(f"{folder.name}/programme.yaml: id is {card.get('id')!r}, expected {folder.name!r}")
    package = f"gongwei.programmes.{folder.name}"
    schedule, rules = _module(package, "schedule"), _module(package, "rules")
    return Chapter(
        id=card["id"], number=str(card["number"]), label=card["label"], short=card["short"], tag=card.get("tag", ""),
        document=card["document"], served=card["served"], order=card["order"], folder=folder,
        schedule=getattr(schedule, "SCHEDULE", None),
        measures=tuple(getattr(_module(package, "measures"), "MEASURES", ())),
        rules=tuple(getattr(rules, "RULES", ())),
        outcomes=getattr(rules, "OUTCOMES", {}),
    )  # fmt: skip


def _module(package: str, name: str) -> ModuleType | None:
    """The chapter's module of that name, None when it has none."""
    if importlib.util.find_spec(f"{package}.{name}") is None:
        return None
    return importlib.import_module(f"{package}.{name}")
