"""The people of a gap as a list: one row per person with what is missing and the last day that still counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gongwei.catalogue.chapters import measures
from gongwei.indicators.figures import Figure
from gongwei.indicators.missing import Lacking, Missing, Person, Subject, missing
from gongwei.indicators.places import By
from gongwei.indicators.places import Scope as Places
from gongwei.kernel.measures import Measure
from gongwei.ui.figures import day as shown_day
from gongwei.ui.lists import Column, Filter, Listing
from gongwei.ui.status import Chip, Due
from gongwei.web.figures.standing import counted
from gongwei.web.frame import words

MARKS = "①②③④⑤⑥⑦⑧⑨"
BATCH = 1000
PAGE = 25


@dataclass(frozen=True)
class Line:
    """One person of the list as a row."""

    pk: int
    person: Any
    record_no: str
    village: str
    doctor: str
    lacking: tuple[Chip, ...]
    due: Due | None
    last: str
    criteria: str
    clauses: str


@dataclass(frozen=True)
class SubjectLine:
    """One row of a list that is not of people: an institution, a board, a report."""

    pk: str
    subject: str
    institution: str
    lacking: tuple[Chip, ...]
    due: Due | None
    last: str
    criteria: str
    clauses: str


@dataclass(frozen=True)
class MissingRows:
    """The people of a gap as rows of a list, cut and counted by the engine; ``residents`` are those one may see.

    Rows that are not people are limited to those of the ``institutions`` whose work one may read.
    """

    indicator: str
    place: Places
    day: dt.date
    criterion: str | None = None
    only_one: bool = False
    residents: tuple[int, ...] | None = None
    institutions: tuple[int, ...] | None = None

    def count(self) -> int:
        """How many match the filters."""
        return self.asked(limit=0).matching

    def ordered(self, fields: Sequence[str]) -> MissingRows:
        """The most urgent first, always."""
        return self

    def part(self, start: int, stop: int) -> Sequence[Line | SubjectLine]:
        """Rows from start (inclusive) to stop."""
        found = self.asked(limit=stop - start, offset=start)
        return [line(self.indicator, each, self.day) for each in found.people]

    def all(self) -> Iterator[Line | SubjectLine]:
        """Every row, a batch at a time."""
        start = 0
        while part := self.part(start, start + BATCH):
            yield from part
            start += len(part)

    def asked(self, *, limit: int, offset: int = 0) -> Missing:
        """Ask the engine with the filters of this list."""
        return missing(
            self.indicator, self.place, self.day, criterion=self.criterion, only_one=self.only_one,
            residents=self.residents, institutions=self.institutions, limit=limit, offset=offset,
        )  # fmt: skip


def listing(measure: Measure) -> Listing:
    """The columns of the page and of the workbook, the filters by criterion and 只差1项."""
    lacking = [(each, measure.cohort.criterion(each).lacking) for each in measure.met]
    criteria = tuple((each, f"{MARKS[n]} {words_}") for n, (each, words_) in enumerate(lacking))
    of_people = measure.cohort.of == "resident"
    subjects = (
        Column("subject", "名称"), Column("institution", "机构"), Column("criteria", "缺什么"),
        Column("clauses", "依据", shown=False), Column("until", "最晚日期 ↑", "due.on", format="date"),
        Column("last", "上次"),
    )  # fmt: skip
    return Listing(
        "missing", measure.label,
        subjects if not of_people else (
            Column("name", "居民", "person.name"), Column("record_no", "档案编号", shown=False),
            Column("sex", "性别", "person.sex", shown=False), Column("age", "年龄", "person.age", shown=False),
            Column("village", "村"), Column("doctor", "医生"), Column("criteria", "缺什么"),
            Column("clauses", "依据", shown=False), Column("until", "最晚日期 ↑", "due.on", format="date"),
            Column("last", "上次"),
        ),
        (
            Filter("criterion", "缺", lambda rows, one: replace(rows, criterion=one), criteria),
            Filter("only", "完成度", lambda rows, _: replace(rows, only_one=True), (("1", "只差 1 项"),)),
        ),
        row_template="web/missing_row.html" if of_people else "web/missing_subject.html", page_size=PAGE,
        unit="人" if of_people else measure.cohort.unit.removeprefix("个"),
    )  # fmt: skip


def line(indicator: str, each: Subject, day: dt.date) -> Line | SubjectLine:
    """A person, or a row of another kind, as a line of the list."""
    measure = measures()[indicator][1]
    place = {name: number for number, name in enumerate(measure.met)}
    chips = tuple(
        Chip(
            f"{MARKS[place[one.criterion]]} {said(one)}",
            "overdue" if one.too_late else "line",
            words.clause_label(one.clause),
        )
        for one in each.lacking
    )
    due = Due.of(day, each.due_on, day) if each.due_on else None
    last = each.last_value or last_on(each, day)
    criteria = "；".join(said(one) for one in each.lacking)
    clauses = "；".join(dict.fromkeys(one.clause for one in each.lacking))
    if not isinstance(each, Person):
        return SubjectLine(
            each.subject_id, each.subject, words.place(each.institution), chips, due, last, criteria, clauses
        )
    person = words.person_of(each.resident_id, each.name, each.sex, each.birth_date, day)
    return Line(
        each.resident_id, person, each.record_no or "", words.place(each.village), each.doctor, chips, due,
        last, criteria, clauses,
    )  # fmt: skip


def last_on(each: Subject, day: dt.date) -> str:
    """When anything of what is missing was last done."""
    days = [one.last_on for one in each.lacking if one.last_on]
    return shown_day(max(days), day.year) if days else ""


def said(one: Lacking) -> str:
    """面对面随访差 1 次, 当年未做健康体检（已过期）."""
    words_ = one.lacking.replace("不足", f"差 {int(one.count)} 次") if one.count else one.lacking
    return f"{words_}（已来不及）" if one.too_late else words_


def one_figure(indicator: str, place: Places, day: dt.date) -> Figure | None:
    """The figure of the place itself, taken from the figures of its level."""
    whole: By = "institution" if place.institution and not place.villages else "district"
    by: By = "doctor" if place.doctor else "village" if place.village else whole
    wanted = {"doctor": place.doctor, "village": place.village, "institution": place.institution}.get(by)
    found = (each for each in counted(day, by, place) if each.indicator == indicator)
    return next((each for each in found if wanted is None or each.group_id == wanted), None)


