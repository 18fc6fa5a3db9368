"""A narrowed text asks each table about people for the given residents only, wherever it stands in the text."""

from __future__ import annotations

import pytest
import sqlglot as sg
import sqlglot.expressions as sge

from gongwei.catalogue.tables import tables
from gongwei.engine.compile import Statement
from gongwei.indicators import statements as cohorts
from gongwei.obligations import statements as schedules


def narrowed_texts() -> list[tuple[str, Statement]]:
    """Every text that runs for one resident."""
    owed = [(chapter, schedules.statement(chapter, "postgres", True)) for chapter in schedules.scheduled()]
    asked = [("membership", schedules.membership()), ("counting", cohorts.counting())]
    return [*asked, *owed] + [
        (name, cohorts.statement(name, "postgres", True))
        for name, group in cohorts.groups().items()
        if group.cohort.of == "resident"
    ]


def test_every_table_about_people_is_narrowed_and_void_records_are_left_out() -> None:
    seen = 0
    for name, statement in narrowed_texts():
        text = (
            statement.text.replace("%(residents)s", "residents")
            .replace("%(as_of)s", "as_of")
            .replace("%%", "%")
        )
        for other in statement.slots:
            text = text.replace(f"%({other})s", other)
        for table in sg.parse_one(text, dialect="postgres").find_all(sge.Table):
            if table.name not in tables():
                continue
            source, select = tables().source(table.name), table.find_ancestor(sge.Select)
            where = select.args.get("where") if select else None
            if source.person:
                seen += 1
                assert where is not None and "residents" in where.sql(), (name, table.name)
            if source.valid:
                assert where is not None and "voided_at" in where.sql().lower(), (name, table.name)
    assert seen > 50


@pytest.mark.parametrize("name", ["hypertension.managed", "elderly.residents"])
def test_columns_that_nothing_reads_are_not_in_the_text(name: str) -> None:
    """A form has sixty columns; a rule reads a few."""
    text = cohorts.statement(name, "postgres", True).text
    assert "salt_target" in text or name != "hypertension.managed"
    assert "referral_contact" not in text and "kidney_other" not in text
    assert len(text) < 60_000
