"""Groups of a figure: which institution of the plan answers for a residence, and what each group is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import duckdb

from gongwei.facts.bases import institution_codes
from gongwei.policy import Plan

By = Literal["district", "institution", "village", "doctor", "month"]
DISTRICT, UNASSIGNED = "district", "unassigned"
UNASSIGNED_LABEL = "未分配"


@dataclass(frozen=True)
class Scope:
    """Whose figures: the whole district, one institution (as the plan counts it), villages, one doctor."""

    institution: str | None = None
    village: str | None = None
    doctor: str | None = None
    villages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Places:
    """Names and the roll-up of one build: ``answers`` maps institution.id to the one that answers for it."""

    answers: Mapping[int, int]
    codes: Mapping[int, str]
    institutions: Mapping[int, str]
    villages: Mapping[str, str]
    doctors: Mapping[int, str]
    order: Mapping[int, int]
    district: str

    def institution_of(self, institution_id: int | None) -> str:
        """The group of a residence's institution: its id as text, or ``unassigned``."""
        return UNASSIGNED if institution_id is None else str(self.answers.get(institution_id, institution_id))

    def code(self, group_id: str) -> str | None:
        """The institution's code in the plan."""
        return self.codes.get(int(group_id)) if group_id.isdigit() else None

    def label(self, by: By, group_id: str) -> str:
        """What a group is called."""
        if group_id == UNASSIGNED:
            return UNASSIGNED_LABEL
        if by == "institution":
            return self.institutions.get(int(group_id), group_id)
        if by == "village":
            return self.villages.get(group_id, group_id)
        if by == "doctor":
            return self.doctors.get(int(group_id), group_id)
        return self.district if by == "district" else group_id

    def find_institution(self, text: str) -> str | None:
        """The group id of an institution given by id, code in the plan, or name."""
        for key, name in self.institutions.items():
            if text in (str(key), self.codes.get(key), name):
                return self.institution_of(key)
        return None


def places(duck: duckdb.DuckDBPyConnection, plan: Plan) -> Places:
    """Read names and the tree from a build; an institution that the plan does not list answers through its parents."""
    columns = ("id", "code", "name", "short_name", "aliases", "path", "position")
    found = duck.execute(f"SELECT {', '.join(columns)} FROM institution ORDER BY position, id").fetchall()
    rows = [dict(zip(columns, row, strict=True)) for row in found]
    codes = institution_codes(plan, rows)
    return Places(
        answers={row["id"]: _answering(row, codes) for row in rows},
        codes=codes,
        institutions={row["id"]: row["short_name"] or row["name"] for row in rows},
        villages=dict(duck.execute("SELECT code, name FROM region WHERE level = 'village'").fetchall()),
        doctors=dict(duck.execute("SELECT id, name FROM staff").fetchall()),
        order={row["id"]: place for place, row in enumerate(rows)},
        district=_district(duck, plan),
    )


def _district(duck: duckdb.DuckDBPyConnection, plan: Plan) -> str:
    named = duck.execute("SELECT name FROM region WHERE code = ?", [plan.region.full]).fetchone()
    return str(named[0]) if named else plan.file.label


def _answering(row: Mapping[str, Any], codes: Mapping[int, str]) -> int:
    above = [int(part) for part in (row["path"] or "").split("/") if part]
    listed = [key for key in (row["id"], *reversed(above)) if key in codes]
    return listed[0] if listed else int(row["id"])
