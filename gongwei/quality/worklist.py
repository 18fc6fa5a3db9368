"""质控清单: the records with defects, worst first, cut by place, creator, kind of defect or one criterion (EHR-03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gongwei.catalogue.chapters import qualities
from gongwei.kernel.measures import Criterion, Quality
from gongwei.quality.judging import judged

By = Literal["institution", "village", "creator", "staff"]
COLUMN: dict[By, str] = {
    "institution": "institution_id", "village": "village_id", "creator": "creator_id", "staff": "created_by_id",
}  # fmt: skip


@dataclass(frozen=True)
class Cut:
    """Which records: institutions (None: all), villages, residents one may see, creator, what they fail."""

    institutions: tuple[int, ...] | None = None
    villages: tuple[str, ...] = ()
    residents: tuple[int, ...] | None = None
    creator: int | None = None
    staff: int | None = None
    failing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """One record with its defects and what they cost."""

    resident_id: int
    institution_id: int | None
    village_id: str | None
    creator_id: int | None
    created_by_id: int | None
    score: int
    lacking: tuple[Criterion, ...]


@dataclass(frozen=True)
class Share:
    """The records of one group: how many, how many without any defect, and their mean score."""

    key: str
    records: int
    sound: int
    score: float

    @property
    def defective(self) -> int:
        """Those with a defect."""
        return self.records - self.sound


@dataclass(frozen=True)
class Judged:
    """The judged records of one chapter in one build as of one day."""

    chapter: str
    as_of: dt.date
    build: int

    @property
    def quality(self) -> Quality:
        """What is asked of the records."""
        return qualities()[self.chapter]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria in order."""
        return self.quality.cohort.criteria

    def failing(self, kind: str) -> tuple[str, ...]:
        """The criteria of a kind of defect, or the one criterion of that name; none for an unknown word."""
        known = {each.id: (each.id,) for each in self.criteria}
        return {**self.quality.kinds, **known}.get(kind, ())

    def records(self, cut: Cut, limit: int | None = None, offset: int = 0) -> list[Record]:
        """Those with a defect, the lowest score first."""
        tail = f" LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
        names = ", ".join(f'"{each.id}"' for each in self.criteria)
        rows = self._asked(
            f"SELECT resident_id, institution_id, village_id, creator_id, created_by_id, score, {names}"
            f" FROM {{}} AND NOT ({self._sound}) ORDER BY score, village_id, resident_id{tail}", cut,
        )  # fmt: skip
        return [
            Record(key, place, village, creator, filer, score, tuple(
                each for each, met in zip(self.criteria, criteria, strict=True) if not met
            ))
            for key, place, village, creator, filer, score, *criteria in rows
        ]  # fmt: skip

    def count(self, cut: Cut) -> int:
        """How many have a defect."""
        return int(self._asked(f"SELECT count(*) FROM {{}} AND NOT ({self._sound})", cut)[0][0])

    def whole(self, cut: Cut) -> Share:
        """All records of the cut together."""
        [row] = self._asked(
            f"SELECT '', count(*), count(*) FILTER ({self._sound}), coalesce(avg(score), 0) FROM {{}}", cut
        )
        return Share(*row)

    def shares(self, cut: Cut, by: By) -> list[Share]:
        """The cut by place or creator, the most defects first."""
        return [Share(*row) for row in self._asked(
            f"SELECT coalesce(CAST({COLUMN[by]} AS VARCHAR), '') AS key, count(*) AS n,"
            f" count(*) FILTER ({self._sound}) AS sound, avg(score) FROM {{}}"
            " GROUP BY key ORDER BY n - sound DESC, key", cut,
        )]  # fmt: skip

    def reasons(self, cut: Cut) -> Mapping[str, int]:
        """How many records fail each criterion; a record may fail several."""
        counts = ", ".join(f'count(*) FILTER (NOT "{each.id}")' for each in self.criteria)
        [row] = self._asked(f"SELECT {counts} FROM {{}}", cut)
        return dict(zip((each.id for each in self.criteria), row, strict=True))

    @property
    def _sound(self) -> str:
        return " AND ".join(f'"{each.id}"' for each in self.criteria)

    def _asked(self, sql: str, cut: Cut) -> list[tuple[Any, ...]]:
        duck, table = judged(self.chapter, self.as_of, self.build)
        conditions, given = _conditions(cut)
        where = " AND ".join(["true", *conditions])
        return duck.execute(sql.format(f"{table} WHERE {where}"), given).fetchall()


def _conditions(cut: Cut) -> tuple[list[str], list[Any]]:
    """The cut as SQL with its values."""
    lists: tuple[tuple[str, Sequence[Any] | None], ...] = (
        ("institution_id", cut.institutions), ("village_id", cut.villages or None), ("resident_id", cut.residents),
    )  # fmt: skip
    found: list[tuple[str, Any]] = [
        (f"{column} IN (SELECT unnest(?))", list(values)) for column, values in lists if values is not None
    ]
    ones = (("creator_id", cut.creator), ("created_by_id", cut.staff))
    single = [(f"{column} = ?", value) for column, value in ones if value is not None]
    failing = [" OR ".join(f'NOT "{name}"' for name in cut.failing)] if cut.failing else []
    texts = [text for text, _ in (*found, *single)] + [f"({each})" for each in failing]
    return texts, [value for _, value in (*found, *single)]
