"""An amended target moves its own column and what rests on it, and no other."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from gongwei import policy
from gongwei.policy.editing import appended
from gongwei.policy.reallocation import reallocated

PLAN = policy.load("huancui-2024")
DAY = dt.date(2024, 1, 1)


def changed(indicator: str, value: int) -> dict[str, tuple[int, int]]:
    """Column → total before and after."""
    before = PLAN.targets_on(DAY)
    after = tuple(
        each.model_copy(update={"value": Decimal(value)}) if each.indicator == indicator else each for each in before
    )
    tables = reallocated(PLAN.file.tasks, before, after)
    return {
        column.id: (old.printed_total(column.id), new.printed_total(column.id))
        for old, new in zip(PLAN.file.tasks, tables, strict=True)
        for column in old.columns
        if old.printed_total(column.id) != new.printed_total(column.id)
    }


def test_a_rate_moves_its_column_and_the_one_that_rests_on_it() -> None:
    found = changed("health_record.filed_rate", 95)
    population = PLAN.base(None, "population")
    assert population is not None and set(found) == {"filed", "dynamic_use"}
    assert found["filed"][1] == population * 95 // 100 and found["dynamic_use"][1] == found["filed"][1] * 60 // 100


def test_the_same_number_moves_nothing_and_sums_agree() -> None:
    assert changed("elderly.standard_rate", 64) == {}
    assert set(changed("elderly.standard_rate", 70)) == {"elderly_standard"}
    after = tuple(
        one.model_copy(update={"value": 70}) if one.indicator == "elderly.standard_rate" else one
        for one in PLAN.targets_on(DAY)
    )
    first = reallocated(PLAN.file.tasks, PLAN.targets_on(DAY), after)[0]
    heads = [column.header for column in first.columns]
    assert "老年人城乡社区规范健康管理服务率（70%）" in heads


def test_an_entry_is_added_at_the_end_of_its_list_or_begins_one() -> None:
    text = "id: a\namendments:\n  - {from: 2024-07-01}\n\n# 注\nfunds:\n  x: 1\n"
    assert appended(text, "amendments", {"from": DAY}).splitlines()[3] == "  - {from: 2024-01-01}"
    begun = appended("id: a", "documents", {"id": "b", "clauses": {"全文": "一"}, "issuers": ["甲"]})
    assert begun == 'id: a\n\ndocuments:\n  - {id: "b", clauses: {"全文": "一"}, issuers: ["甲"]}\n'
