"""上级评价得分: kept by year, corrected in place, a missing year named; 项目办 alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gongwei.appraisal import ranking
from gongwei.appraisal.models import UpperScore
from gongwei.appraisal.ranking import Told, enter, years
from gongwei.people.problems import Forbidden, Invalid
from gongwei.people.tests.cast import TODAY, Cast, make_cast
from gongwei.web.tests.people_pages import client_of, sheet, text

pytestmark = pytest.mark.django_db
PAGE = "/appraisal/upper/"


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    return make_cast()


def typed(**changes: str) -> dict[str, Any]:
    told = {"appraiser": "province", "year": "2023", "score": "96.35", "full": "100", "rank": "3", "ranked": "16",
            "document": "省卫健委通报"}  # fmt: skip
    return sheet("enter", **(told | changes))


@pytest.mark.req("APR-21")
def test_scores_and_ranks_are_kept_by_year_and_a_missing_year_is_named(cast: Cast) -> None:
    office = cast.staff["project_office"]
    enter("province", 2020, Told(Decimal("90.5"), Decimal(100), "通报 2020", 9, 16), by=office)
    enter("province", 2022, Told(Decimal("93"), Decimal(100), "通报 2022", 5, 16), by=office)
    enter("province", 2023, Told(Decimal("96.35"), Decimal(100), "通报 2023", 7, 16), by=office)
    enter("city", 2023, Told(Decimal("88"), Decimal(100), "市通报"), by=office)
    found = years("province")
    assert [(each.year, each.held and each.held.rank, each.moved) for each in found] == [
        (2023, 7, -2), (2022, 5, None), (2021, None, None), (2020, 9, None)
    ]  # fmt: skip
    assert found[0].lost == 2 and years("nation") == []
    enter("province", 2023, Told(Decimal("96.85"), Decimal(100), "更正通报", 4, 16), by=office)
    assert UpperScore.objects.get(appraiser="province", year=2023).score == Decimal("96.85")
    assert years("province")[0].moved == 1 and UpperScore.objects.count() == 4
    page = text(client_of(cast, "project_office").get(PAGE))
    assert "升 1 位" in page and "没有登记" in page and "通报无名次" in page and "4 / 16" in page


@pytest.mark.req("APR-21")
@pytest.mark.parametrize(("field", "value", "said"), [
    ("year", "2025", "应在 2009 到 2024 之间"), ("year", "去年", "请填整数"), ("score", "101", "应在 0 到满分"),
    ("score", "96.355", "最多两位小数"), ("full", "0", "应大于 0"), ("rank", "17", "应在 1 到 16 之间"),
    ("ranked", "", "要么都填"), ("document", " ", "文件"), ("appraiser", "town", "评价层级"),
])  # fmt: skip
def test_what_cannot_be_a_result_is_refused_and_what_was_typed_is_kept(
    cast: Cast, field: str, value: str, said: str
) -> None:
    answer = client_of(cast, "project_office").post(PAGE, typed(**{field: value}))
    assert answer.status_code == 422 and said in text(answer) and not UpperScore.objects.exists()
    assert field == "document" or "省卫健委通报" in answer.content.decode()


def test_the_office_enters_and_nobody_else_reads_or_writes(cast: Cast) -> None:
    assert client_of(cast, "project_office").post(PAGE, typed()).status_code == 302
    for role in ("public_health_a", "doctor", "village_doctor", "line", "finance", "disabled_federation", "admin"):
        client = client_of(cast, role)
        assert client.get(PAGE).status_code == 403 and client.post(PAGE, typed(year="2022")).status_code == 403
        with pytest.raises(Forbidden):
            ranking.enter("province", 2022, Told(Decimal(9), Decimal(10), "自报"), by=cast.staff[role])
    assert UpperScore.objects.count() == 1
    with pytest.raises(Invalid):
        enter("province", 2008, Told(Decimal(9), Decimal(10), "早"), by=cast.staff["project_office"])


@pytest.mark.parametrize(("changes", "name"), [
    ({"score": Decimal(101)}, "score"), ({"rank": 17}, "rank"), ({"rank": None}, "rank"),
    ({"document": ""}, "document"),
])  # fmt: skip
def test_the_database_refuses_what_no_verb_writes(cast: Cast, changes: dict[str, Any], name: str) -> None:
    held = {"score": Decimal(90), "full": Decimal(100), "rank": 1, "ranked": 16, "document": "通报"} | changes
    with pytest.raises(IntegrityError, match=f"appraisal_upper_{name}"), transaction.atomic():
        UpperScore.objects.create(
            appraiser="city", year=2020, entered_by=cast.staff["finance"], entered_on=TODAY, **held
        )
