"""People on a page: the tags that group them, a row of a worklist, and the strip above every page about one person."""

from __future__ import annotations

from dataclasses import dataclass

from gongwei.ui.figures import day
from gongwei.ui.frame import Link
from gongwei.ui.status import Chip, Due

TAG_TITLES = {
    "老": "65岁及以上老年人", "高": "高血压患者", "糖": "2型糖尿病患者", "孕": "孕产妇", "儿": "0～6岁儿童",
    "精": "严重精神障碍患者", "结": "肺结核患者", "残": "残疾人", "签": "已签约", "危": "高危儿",
}  # fmt: skip


@dataclass(frozen=True)
class Tag:
    """One character for a population; tags are facts, so they are grey."""

    mark: str
    title: str = ""

    @property
    def full(self) -> str:
        """The name behind the character."""
        return self.title or TAG_TITLES.get(self.mark, self.mark)


@dataclass(frozen=True)
class Person:
    """Name, sex and age as lists show them: 丛霜降 男 74."""

    name: str
    sex: str = ""
    age: str = ""
    tags: tuple[Tag, ...] = ()
    url: str = ""
    id: str = ""


@dataclass(frozen=True)
class PersonRow:
    """One line of a worklist: who, where, what is owed, until when, the last value, and the one action."""

    person: Person
    village: str = ""
    task: str = ""
    extras: tuple[Chip, ...] = ()
    due: Due | None = None
    last: str = ""
    last_bad: bool = False
    action: Link | None = None
    focus: bool = False
    selectable: bool = False
    year: int | None = None

    @property
    def until(self) -> str:
        """The last day on time."""
        return day(self.due.on, self.year or self.due.year) if self.due else ""


@dataclass(frozen=True)
class GroupRow:
    """The heading of a chapter within a worklist: number, name, how many are owed and overdue."""

    label: str
    mark: str = ""
    due: int = 0
    overdue: int = 0
    all: Link | None = None


@dataclass(frozen=True)
class Fact:
    """A word and its value: 确诊 2016-05; ``reveal`` asks for the masked value and is logged."""

    label: str
    value: str
    reveal: str = ""


@dataclass(frozen=True)
class Place:
    """Where this person stands in the list one came from: 第 2 / 31 位."""

    list_label: str
    position: int
    total: int
    previous: str = ""
    next: str = ""


@dataclass(frozen=True)
class ResidentStrip:
    """Who this page is about, the facts that matter here, why we are here and the place in the list.

    ``tall`` is the resident's own page: an avatar, a second line and facts in columns of two.
    """

    person: Person
    facts: tuple[Fact, ...] = ()
    reason: Chip | None = None
    back: str = ""
    place: Place | None = None
    second: tuple[Fact, ...] = ()
    columns: tuple[tuple[Fact, ...], ...] = ()
    actions: tuple[Link, ...] = ()
    primary: Link | None = None

    @property
    def tall(self) -> bool:
        """Whether the strip has two lines."""
        return bool(self.second or self.columns)
