"""Group tags with source and dates (EHR-16); the record's ``tags`` follow."""

from __future__ import annotations

import datetime as dt

from gongwei.kernel.clock import today
from gongwei.people.codes import TAGS
from gongwei.people.models import Resident, ResidentTag, Staff
from gongwei.people.problems import refuse
from gongwei.people.verbs.authority import locked, require
from gongwei.records.history import acting


def set_tag(resident_id: int, tag: str, on: dt.date, *, source: str, by: Staff) -> ResidentTag:
    """Let the resident carry the tag from the day on; one already carried is left as it is."""
    if tag not in TAGS:
        raise refuse("tag", "人群标签：请从列表中选择")
    if not source.strip():
        raise refuse("source", "标签来源：必须填写")
    if on > today():
        raise refuse("on", f"标签日期：{on} 晚于今天，请核对")
    with acting(str(by.pk), f"标签：{TAGS[tag]}"):
        resident = locked(resident_id)
        require(by, "change", resident.institution)
        if carried := resident.tag_rows.filter(tag=tag, to_on__isnull=True).first():
            return carried
        if resident.tag_rows.filter(tag=tag, to_on__gt=on).exists():
            raise refuse("on", "标签日期：与以前的同一标签重叠，请核对")
        row = ResidentTag.objects.create(
            resident=resident, tag=tag, source=source.strip()[:100], set_by=by, from_on=on
        )
        _point(resident)
        return row


def clear_tag(resident_id: int, tag: str, on: dt.date, *, by: Staff, reason: str) -> Resident:
    """End the tag on the day (exclusive)."""
    if not reason.strip():
        raise refuse("reason", "取消原因：必须填写")
    with acting(str(by.pk), f"取消标签：{reason}"[:200]):
        resident = locked(resident_id)
        require(by, "change", resident.institution)
        row = resident.tag_rows.filter(tag=tag, to_on__isnull=True).first()
        if row is None:
            raise refuse("tag", "人群标签：该居民现在没有这个标签")
        if on > today() or on <= row.from_on:
            raise refuse("on", f"取消日期：应晚于 {row.from_on}，且不晚于今天")
        row.to_on = on
        row.save(update_fields=["to_on"])
        _point(resident)
        return resident


def _point(resident: Resident) -> None:
    tags = resident.tag_rows.filter(to_on__isnull=True).values_list("tag", flat=True)
    resident.tags = sorted(tags)
    resident.save(update_fields=["tags"])
