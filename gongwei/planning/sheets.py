"""Task sheets: prepared from the plan, published only when rows add up, received; a change is a new version."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, Sum

from gongwei.catalogue import plans
from gongwei.kernel.clock import now, today
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.planning.columns import NewCell, NewColumn, Rebased, columns
from gongwei.planning.models import Notice, SheetCell, SheetColumn, TaskSheet
from gongwei.policy import Plan
from gongwei.records.history import acting


def current(plan: str) -> TaskSheet | None:
    """The version in force: the last one published."""
    return TaskSheet.objects.filter(plan=plan, state="published").order_by("-version").first()


def drafted(plan: str) -> TaskSheet | None:
    """The version being prepared."""
    return TaskSheet.objects.filter(plan=plan, state="draft").first()


def prepare(
    sheet_id: uuid.UUID,
    plan: Plan,
    reason: str,
    *,
    by: Staff,
    rebased: Iterable[Rebased] = (),
    derived: Iterable[NewColumn] = (),
    from_on: dt.date | None = None,
) -> TaskSheet:
    """The next version as a draft: the plan's tables, bases re-based since and now, derived columns (TASK-09, -13).

    The first version holds from the plan's own first day, a later one from its day on.
    """
    _office(by)
    if earlier := TaskSheet.objects.filter(pk=sheet_id).first():
        return earlier
    if not plan.file.binding:
        raise refuse("plan", f"{plan.file.label}尚未印发，不能下达任务")
    if not reason.strip():
        raise refuse("reason", "新版本要写事由")
    if drafted(plan.id):
        raise Conflict("已有一个没下达的版本，请先下达或放弃它")
    last, wanted = current(plan.id), list(rebased)
    _check(plan, wanted)
    held = [*_rebased_before(plan, last, {each.column for each in wanted}), *wanted]
    day = from_on or (today() if last else plan.file.effective_from)
    _in_order(plan, last, day)
    made = [*columns(plan, held, day), *derived]
    with transaction.atomic(), acting(str(by.pk), reason):
        before = TaskSheet.objects.filter(plan=plan.id).aggregate(Max("version"))["version__max"] or 0
        sheet = TaskSheet.objects.create(
            id=sheet_id, plan=plan.id, version=before + 1, reason=reason.strip(), from_on=day, made_by=by,
            made_at=now(),
        )  # fmt: skip
        _write(plan, sheet, made)
        return sheet


def _in_order(plan: Plan, last: TaskSheet | None, day: dt.date) -> None:
    """Inside the plan's year, and not before the version that it follows."""
    if last and last.from_on and day < last.from_on:
        raise refuse("from_on", f"应不早于上一版施行之日 {last.from_on}")
    if last and not plan.file.effective_from <= day <= plan.last_day:
        raise refuse("from_on", f"施行日期应在 {plan.year} 年内")


def allocate_anew(plan: Plan, day: dt.date, reason: str, *, by: Staff) -> TaskSheet | None:
    """An amendment that moves numbers brings a new version to be checked and handed down (PLAN-07)."""
    last, moved = current(plan.id), plan.tables_on(day) != plan.tables_on(day - dt.timedelta(1))
    if last is None or not moved or drafted(plan.id):
        return None
    key = uuid.uuid5(last.pk, f"{plan.id} {day}")
    return prepare(key, plan, reason, by=by, from_on=day)


def change(cell: SheetCell, value: int, reason: str, *, by: Staff, total_too: bool = True) -> SheetCell:
    """One number of a draft changed by hand, with the reason (TASK-06)."""
    _office(by)
    if value < 0:
        raise refuse("value", "任务数不能小于 0")
    if not reason.strip():
        raise refuse("reason", "改动任务数要写原因")
    with transaction.atomic(), acting(str(by.pk), reason):
        column = SheetColumn.objects.select_for_update().select_related("sheet").get(pk=cell.column_id)
        _still_draft(column.sheet)
        cell.value, cell.made, cell.reason = value, "manual", reason.strip()
        cell.save()
        if total_too:
            column.total = column.cells.aggregate(Sum("value"))["value__sum"]
            column.save()
    return cell


def disagreements(sheet: TaskSheet) -> list[tuple[SheetColumn, int]]:
    """Columns whose rows do not add up to the total, with what they add up to (TASK-07)."""
    summed = sheet.columns.annotate(rows=Sum("cells__value"))
    return [(column, column.rows or 0) for column in summed if (column.rows or 0) != column.total]


def publish(sheet: TaskSheet, *, by: Staff) -> TaskSheet:
    """The sheet goes out: refused unless Σ = total in every column; every institution gets a notice (TASK-14)."""
    _office(by)
    with transaction.atomic(), acting(str(by.pk), f"下达{sheet}"):
        held = TaskSheet.objects.select_for_update().get(pk=sheet.pk)
        if held.state == "published":
            return held
        _still_draft(held)
        if wrong := disagreements(held):
            said = "；".join(
                f"“{column.header}”各机构相加 {rows}，合计 {column.total}" for column, rows in wrong
            )
            raise refuse("total", f"{said}：两者相等才能下达")
        held.state, held.published_by, held.published_at = "published", by, now()
        held.save()
        places = SheetCell.objects.filter(column__sheet=held, institution__isnull=False)
        ids = sorted(set(places.values_list("institution_id", flat=True)))
        Notice.objects.bulk_create(Notice(sheet=held, institution_id=each, told_at=now()) for each in ids)
        transaction.on_commit(lambda: hand_down(held.plan))
        return held


def hand_down(plan: str) -> None:
    """What is published is what everybody is judged by: the numbers of every version, where the plan reads them."""
    written = []
    for sheet in TaskSheet.objects.filter(plan=plan, state="published").order_by("version"):
        numbers: dict[str, dict[str, int]] = {}
        for column in sheet.columns.exclude(indicator="").prefetch_related("cells"):
            if column.indicator not in numbers:
                cells = {cell.code: cell.value for cell in column.cells.all()}
                numbers[column.indicator] = {plans.TOTAL: column.total, **cells}
        written.append({"from_on": (sheet.from_on or dt.date.min).isoformat(), "numbers": numbers})
    plans.write_handed_down(plan, written)




def drop(sheet: TaskSheet, *, by: Staff) -> None:
    """A draft is given up; its number stays."""
    _office(by)
    with transaction.atomic(), acting(str(by.pk), "放弃草稿"):
        held = TaskSheet.objects.select_for_update().get(pk=sheet.pk)
        _still_draft(held)
        held.state = "dropped"
        held.save()


def confirm(notice: Notice, *, by: Staff) -> Notice:
    """An institution's own 公卫科 confirms receipt, once."""
    if not allowed(by, "split", institution=notice.institution):
        raise Forbidden(f"任务表由{notice.institution}公卫科签收")
    with transaction.atomic(), acting(str(by.pk), "签收任务表"):
        held = Notice.objects.select_for_update().get(pk=notice.pk)
        if held.confirmed_by_id is None:
            held.confirmed_by, held.confirmed_at = by, now()
            held.save()
        return held


def _office(by: Staff) -> None:
    if not allowed(by, "plan"):
        raise Forbidden("任务表由项目办编制和下达")


def _still_draft(sheet: TaskSheet) -> None:
    if sheet.state != "draft":
        raise Conflict(f"{sheet}{sheet.get_state_display()}，不能再改；改动要出新版本")


def _check(plan: Plan, rebased: Iterable[Rebased]) -> None:
    """Only base columns, every institution a number."""
    found = {
        column.id: table for table in plan.file.tasks for column in table.columns if column.kind == "base"
    }
    for each in rebased:
        table = found.get(each.column)
        if table is None:
            raise refuse("column", f"方案没有叫 {each.column} 的基数列")
        missing = [row.institution for row in table.rows if row.institution not in each.numbers]
        if missing:
            names = {held.code: held.name for held in plan.file.institutions}
            raise refuse("numbers", f"缺{'、'.join(names[code] for code in missing)}的数，每个机构都要填")
        if not each.source.strip():
            raise refuse("source", "新基数要写来源，例如“2024年报”")


def _rebased_before(plan: Plan, last: TaskSheet | None, anew: set[str]) -> list[Rebased]:
    """Bases that an earlier version put in stay, unless they are put in again."""
    if last is None:
        return []
    published = {(column, code): n for code, column, n in plan.bases()}
    kept = []
    for column in last.columns.filter(kind="base").exclude(name__in=anew).prefetch_related("cells"):
        numbers = {cell.code: cell.value for cell in column.cells.all()}
        if any(published.get((column.name, code)) != value for code, value in numbers.items()):
            kept.append(Rebased(column.name, numbers, column.source, column.year))
    return kept


def _write(plan: Plan, sheet: TaskSheet, made: list[NewColumn]) -> None:
    places = {held.code: _place(held.name, held.code) for held in plan.file.institutions}
    names = {held.code: held.name for held in plan.file.institutions}
    for number, each in enumerate(made, 1):
        column = SheetColumn.objects.create(
            sheet=sheet, position=number, name=each.column.id, header=each.column.header, table=each.table,
            kind=each.column.kind, indicator=each.column.indicator or "", unit=each.column.unit, made=each.made,
            source=each.source, year=each.year, derived=each.derived, total=each.total,
        )  # fmt: skip
        SheetCell.objects.bulk_create(
            _row(column, place, cell, names, places) for place, cell in enumerate(each.cells, 1)
        )


def _row(
    column: SheetColumn,
    place: int,
    cell: NewCell,
    names: dict[str, str],
    places: dict[str, Institution | None],
) -> SheetCell:
    return SheetCell(
        column=column, position=place, code=cell.code, name=names[cell.code], institution=places[cell.code],
        value=cell.value, made=cell.made, reason=cell.reason,
    )  # fmt: skip


def _place(name: str, code: str) -> Institution | None:
    found = Institution.objects.named(name).first()
    return found or Institution.objects.filter(code=code).first()
