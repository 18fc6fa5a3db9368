"""The task sheet of the demo's year: handed down, received by all but one institution, divided where it is shown."""

from __future__ import annotations

from django.db import transaction

from gongwei.catalogue.plans import plan
from gongwei.funds.instalments import derived
from gongwei.people.models import Institution, Staff
from gongwei.planning import sheets, splitting
from gongwei.planning.models import Notice, SheetCell

SHOWN = "桥头镇卫生院"
UNCONFIRMED = "张村镇卫生院"
BY, ROUNDED = "population", "largest_remainder"


def hand_down() -> None:
    """Version 1 by the project office; each 公卫科 confirms; the shown one divides every task among villages."""
    with transaction.atomic():
        office = Staff.objects.filter(roles__role="project_office", active_to=None).order_by("pk")[0]
        sheet = sheets.prepare(derived("demo", "task sheet"), plan(), "按方案附件下达", by=office)
        sheets.publish(sheet, by=office)
        for notice in Notice.objects.filter(sheet=sheet).select_related("institution"):
            if notice.institution.name != UNCONFIRMED and (reader := _reader(notice.institution)):
                sheets.confirm(notice, by=reader)
        for cell in SheetCell.objects.filter(column__sheet=sheet, column__kind="target", institution__name=SHOWN):
            _divide(cell)


def _reader(place: Institution) -> Staff | None:
    held = Staff.objects.filter(roles__role="public_health", institution=place, active_to=None)
    return held.order_by("pk").first()


def _divide(cell: SheetCell) -> None:
    assert cell.institution is not None
    reader, people = _reader(cell.institution), splitting.population(cell.institution)
    if reader is not None and any(people.values()):
        made = splitting.propose(int(cell.value), people, ROUNDED)
        splitting.split(derived("demo", "split", cell.pk), cell, (BY, ROUNDED), made, made.values, "", by=reader)
