"""The defective records as rows of a list: whose, what is wrong, and where it is put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from gongwei.kernel.measures import Criterion
from gongwei.people.completeness import REQUIRED_COVER, completeness
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.quality.worklist import Cut, Judged
from gongwei.ui.lists import Column, Filter, Listing
from gongwei.web.frame import words

BATCH = 1000
PAGE = 25
WHOLE = ("cover_complete", "basic_complete")
COVER, BASIC = WHOLE


@dataclass(frozen=True)
class Defect:
    """One deduction in words, with the place where it is put right."""

    words: str
    clause: str
    url: str


@dataclass(frozen=True)
class Line:
    """One record of the list."""

    pk: int
    person: Any
    record_no: str
    village: str
    creator: str
    created_by: str
    created_on: dt.date | None
    score: int
    defects: tuple[Defect, ...]

    @property
    def said(self) -> str:
        """All deductions, for the workbook."""
        return "；".join(each.words for each in self.defects)


@dataclass(frozen=True)
class Defective:
    """Records with defects, the lowest score first."""

    held: Judged
    wanted: Cut
    basic_from: int
    user: Any

    def count(self) -> int:
        """How many match."""
        return self.held.count(self.wanted)

    def ordered(self, fields: Sequence[str]) -> Defective:
        """The worst first, always."""
        return self

    def part(self, start: int, stop: int) -> Sequence[Line]:
        """Rows from start (inclusive) to stop."""
        found = self.held.records(self.wanted, stop - start, start)
        seen = Resident.objects.visible_to(self.user).select_related("village", "creating_institution", "created_by")
        people = {each.pk: each for each in seen.filter(pk__in=[each.resident_id for each in found])}
        shown = [(people[one.resident_id], one) for one in found if one.resident_id in people]
        return [self._line(person, one.score, one.lacking) for person, one in shown]

    def all(self) -> Iterator[Line]:
        """Every row, a batch at a time."""
        for start in range(0, self.count(), BATCH):
            yield from self.part(start, start + BATCH)

    def _line(self, person: Resident, score: int, lacking: Sequence[Criterion]) -> Line:
        day = self.held.as_of
        creator, filer = person.creating_institution, person.created_by
        return Line(
            person.pk, words.person(person, day), person.record_no or "", words.place(person.village.name),
            (creator.short_name or creator.name) if creator else "", filer.name if filer else "",
            person.created_on, score, tuple(self.defect(person, each) for each in lacking),
        )  # fmt: skip

    def defect(self, person: Resident, each: Criterion) -> Defect:
        """What is missing is named field by field, else it has one field or a page; who may not mend it may read."""
        clause, read = words.clause_label(each.ref), reverse("web:resident", args=[person.pk])
        mends = may(self.user, "merge" if each.id == "unique" else "change")
        edit = reverse("web:resident_edit", args=[person.pk])
        if each.id in WHOLE:
            lacks = completeness(person, self.held.as_of, basic_from=self.basic_from).missing
            here = [one for one in lacks if (one.field in REQUIRED_COVER) == (each.id == COVER)]
            named = "、".join(one.label for one in here[:4]) + (f" 等 {len(here)} 项" if len(here) > 4 else "")
            anchor = f"#f-{here[0].field.removesuffix('_id')}" if here else ""
            return Defect(f"缺 {named}" if here else each.lacking, clause, edit + anchor if mends else read)
        if each.id == "fresh" or not mends:
            return Defect(each.lacking, clause, read)
        if each.id == "unique":
            return Defect(each.lacking, clause, reverse("web:duplicates"))
        column = self.held.quality.columns.get(each.id)
        return Defect(each.lacking, clause, f"{edit}#f-{column}" if column else edit)


def listing(held: Judged) -> Listing:
    """The columns of page and workbook; the filter by kind of defect and by criterion."""
    kinds = [(kind, kind) for kind in held.quality.kinds]
    criteria = [(each.id, each.lacking) for each in held.criteria]
    return Listing(
        "quality", "档案质量",
        (
            Column("name", "居民", "person.name"), Column("record_no", "档案编号", shown=False),
            Column("village", "村"), Column("score", "得分 ↑", format="integer"),
            Column("said", "扣分项"), Column("creator", "建档单位"),
            Column("created_by", "建档人"), Column("created_on", "建档日期", format="date", shown=False),
        ),
        (Filter("defect", "问题", lambda rows, one: replace(
            rows, wanted=replace(rows.wanted, failing=held.failing(one))), (*kinds, *criteria)),),
        row_template="health_record/quality_row.html", page_size=PAGE, unit="份",
    )  # fmt: skip
