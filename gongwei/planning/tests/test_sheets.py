"""Task sheets: versions with provenance, sums that must agree, receipts, re-basing, fixed totals, derived numbers."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from gongwei.catalogue.chapters import measures
from gongwei.catalogue.plans import published
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.planning import sheets
from gongwei.planning.columns import Rebased, columns, derived, spread
from gongwei.planning.models import Notice, SheetCell, TaskSheet

pytestmark = pytest.mark.django_db
PLAN = published("huancui-2024")
MEASURES = {name: measure for name, (_, measure) in measures().items()}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def prepared(cast: Cast, *rebased: Rebased) -> TaskSheet:
    return sheets.prepare(uuid.uuid4(), PLAN, "印发", by=cast.staff["project_office"], rebased=rebased)


def issued(cast: Cast, *rebased: Rebased) -> TaskSheet:
    return sheets.publish(prepared(cast, *rebased), by=cast.staff["project_office"])


@pytest.mark.req("TASK-01", "TASK-14")
def test_the_published_sheet_holds_all_numbers_of_the_annex_and_is_received_by_each_institution(
    cast: Cast,
) -> None:
    sheet = issued(cast)
    cells = {(cell.column.name, cell.code): cell.value for cell in SheetCell.objects.select_related("column")}
    printed = {
        (column.id, code): value
        for table in PLAN.file.tasks
        for column in table.columns
        for code, value in table.values(column.id).items()
    }
    assert cells == printed and len(cells) == 220
    notices = list(Notice.objects.filter(sheet=sheet))
    assert [notice.institution for notice in notices] == [cast.centre_a, cast.centre_b]
    mine = next(notice for notice in notices if notice.institution == cast.centre_a)
    with pytest.raises(Forbidden, match="签收"):
        sheets.confirm(mine, by=cast.staff["public_health_b"])
    first = sheets.confirm(mine, by=cast.staff["public_health_a"])
    again = sheets.confirm(mine, by=cast.staff["public_health_a"])
    assert first.confirmed_by == cast.staff["public_health_a"] and again.confirmed_at == first.confirmed_at


def test_exceptions_keep_their_reason_and_bases_their_source(cast: Cast) -> None:
    sheet = prepared(cast)
    blue = SheetCell.objects.get(column__sheet=sheet, code="HC-LK", value=25805)
    assert blue.made == "override" and blue.reason
    bases = sheet.columns.filter(kind="base")
    assert all(column.source for column in bases)
    assert set(bases.values_list("year", flat=True)) == {None, 2023}


@pytest.mark.req("TASK-07")
def test_rows_that_miss_the_total_are_not_published_not_even_by_the_database(cast: Cast) -> None:
    sheet, office = prepared(cast), cast.staff["project_office"]
    cell = SheetCell.objects.filter(column__sheet=sheet, column__kind="target")[0]
    sheets.change(cell, cell.value + 1, "按上级核定", by=office, total_too=False)
    with pytest.raises(Invalid, match="两者相等才能下达"):
        sheets.publish(sheet, by=office)
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskSheet.objects.filter(pk=sheet.pk).update(
            state="published", published_by=office, published_at=sheet.made_at
        )
    sheets.change(cell, cell.value - 1, "改回", by=office, total_too=False)
    assert sheets.publish(sheet, by=office).state == "published"


def test_a_published_sheet_is_never_changed(cast: Cast) -> None:
    sheet, office = issued(cast), cast.staff["project_office"]
    cell = SheetCell.objects.filter(column__sheet=sheet)[0]
    with pytest.raises(Conflict, match="新版本"):
        sheets.change(cell, 1, "改", by=office)
    with pytest.raises(IntegrityError), transaction.atomic():
        SheetCell.objects.filter(pk=cell.pk).update(value=1)
    with pytest.raises(Conflict, match="不能再改"):
        sheets.drop(sheet, by=office)


@pytest.mark.req("TASK-09", "DATA-14")
def test_a_new_yearly_report_makes_a_new_version_and_the_old_targets_stay(cast: Cast) -> None:
    old = issued(cast)
    numbers = {code: n + 7 for code, base, n in PLAN.bases() if base == "elderly"}
    new = issued(cast, Rebased("elderly", numbers, "2024年报", 2024))
    column = new.columns.get(name="elderly")
    assert (column.source, column.year, new.version) == ("2024年报", 2024, 2)
    for target in new.columns.filter(kind="target"):
        before = old.columns.get(name=target.name)
        same = list(target.cells.values_list("value")) == list(before.cells.values_list("value"))
        assert same == (not target.made.startswith(column.header))
    third = prepared(cast)
    assert third.columns.get(name="elderly").source == "2024年报"
    assert TaskSheet.objects.get(pk=old.pk).state == "published"


def test_a_base_without_every_institution_or_source_is_refused(cast: Cast) -> None:
    numbers = {code: n for code, base, n in PLAN.bases() if base == "elderly"}
    for wrong, field in (
        (Rebased("elderly", {"HC-JY": 1}, "2024年报"), "numbers"),
        (Rebased("elderly", numbers, " "), "source"),
        (Rebased("nothing", numbers, "2024年报"), "column"),
    ):
        with pytest.raises(Invalid) as refused:
            prepared(cast, wrong)
        assert field in refused.value.by_field
    assert not TaskSheet.objects.exists()


@pytest.mark.req("TASK-11")
def test_a_fixed_total_is_spread_by_chosen_weights_to_the_last_person(cast: Cast) -> None:
    base = next(
        column.id
        for table in PLAN.file.tasks
        for column in table.columns
        if column.kind == "base" and table.printed_total(column.id) == 42_200
    )
    by_people = spread(PLAN, base, 43_001, "population")
    assert sum(by_people.numbers.values()) == 43_001
    sheet = prepared(cast, by_people)
    column = sheet.columns.get(name=base)
    assert column.total == 43_001 and "43001" in column.source
    manual = Rebased(base, dict.fromkeys(by_people.numbers, 100), "手工分配", 2024)
    made = {each.column.id: each for each in columns(PLAN, [manual])}
    assert made[base].total == 1_000


@pytest.mark.req("TASK-13")
def test_targets_without_a_column_are_derived_by_the_same_engine_and_marked(cast: Cast) -> None:
    counted = {name: {"HC-YT": 200, "HC-ZC": 333} for name in MEASURES}
    made = {each.column.indicator: each for each in derived(PLAN, MEASURES, counted, "实时统计")}
    printed = {
        column.indicator for table in PLAN.file.tasks for column in table.columns if column.kind == "target"
    }
    assert made and not printed & set(made)
    assert all(each.derived and each.source for each in made.values())
    own = next(each for each in made.values() if each.source == "实时统计")
    target = PLAN.target(str(own.column.indicator))
    assert target is not None and isinstance(target.value, int)
    assert [cell.value for cell in own.cells] == [target.value * 2, (target.value * 333 + 50) // 100]
    sheet = sheets.prepare(
        uuid.uuid4(), PLAN, "补派生任务", by=cast.staff["project_office"], derived=made.values()
    )
    assert sheet.columns.filter(derived=True).count() == len(made)


def test_only_the_office_issues_and_only_what_is_in_force(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        sheets.prepare(uuid.uuid4(), PLAN, "印发", by=cast.staff["public_health_a"])
    draft = replace(PLAN, file=PLAN.file.model_copy(update={"status": "consultation"}))
    with pytest.raises(Invalid, match="尚未印发"):
        sheets.prepare(uuid.uuid4(), draft, "印发", by=cast.staff["project_office"])
    one = prepared(cast)
    with pytest.raises(Conflict, match="先下达"):
        prepared(cast)
    assert sheets.prepare(one.pk, PLAN, "印发", by=cast.staff["project_office"]) == one
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
