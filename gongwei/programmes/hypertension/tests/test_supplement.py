"""医防融合信息补充表 of 高血压: who is counted as having a complete one."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from gongwei.care.supplements import ITEMS
from gongwei.care.verbs import save_record
from gongwei.people.problems import Invalid
from gongwei.people.tests.cast import Cast
from gongwei.programmes.hypertension.forms import SUPPLEMENT
from gongwei.programmes.hypertension.models import Supplement
from gongwei.programmes.hypertension.tests.test_measures import cast, patient, record, rows
from gongwei.records.fields import described

__all__ = ["cast"]
FIRST, YEAR_END = dt.date(2024, 5, 20), dt.date(2024, 12, 31)
SHEET = {
    "benefit": 1, "six_diseases": [1], "family_cvd": 2, "lipids_on": dt.date(2024, 5, 6), "tc": "4.92", "tg": "1.35",
    "ldl_c": "2.81", "hdl_c": "1.22", "self_measuring": 2,
}  # fmt: skip


def test_the_rule_knows_every_item_of_the_sheet() -> None:
    assert set(ITEMS) | {"remark"} == {name for name, _, _ in described(Supplement)}


@pytest.mark.req("NCD-15")
def test_the_last_sheet_up_to_the_day_decides(cast: Cast) -> None:
    resident = patient(cast)

    def counted(as_of: dt.date = YEAR_END) -> bool:
        return bool(rows("hypertension.supplemented", resident, as_of=as_of)[resident.pk]["supplement_complete"])

    assert not counted()
    record(cast, Supplement, resident, FIRST, **SHEET)
    assert counted() and counted(FIRST) and not counted(FIRST - dt.timedelta(1))
    newer = record(cast, Supplement, resident, dt.date(2024, 9, 2), **(SHEET | {"tc": None}))
    assert not counted()
    Supplement.objects.filter(pk=newer.pk).update(tc="5.10")
    assert counted()


def test_lipids_without_their_day_are_refused(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        save_record(
            SUPPLEMENT, uuid.uuid4(), patient(cast).pk, {**SHEET, "served_on": FIRST, "lipids_on": None},
            actor=cast.staff["doctor"],
        )  # fmt: skip
    assert {problem.field for problem in refused.value.problems} == {"lipids_on"}
    assert not Supplement.objects.exists()
