"""Adding, changing and retiring a newly included item: dated, with who did it; the twelve services are not touched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.kernel.clock import now
from gongwei.people.grants import allowed
from gongwei.people.models import Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.programmes.new_items.models import Item
from gongwei.programmes.new_items.slots import slots
from gongwei.records.history import acting

FIELDS = ("label", "owner", "implementers", "channel", "norm", "fund", "report")


def put_item(code: int, values: Mapping[str, str], *, from_on: dt.date, actor: Staff) -> Item:
    """Say what an item of a slot is from a day on; its former state is kept."""
    _must_plan(actor)
    if code not in slots():
        raise refuse("code", f"位次应在 1～{max(slots())} 之间")
    for name, label in (("label", "项目"), ("owner", "责任单位"), ("implementers", "实施单位")):
        if not values.get(name, "").strip():
            raise refuse(name, f"{label}：必须填写")
    with acting(str(actor.pk), "新划入项目调整"):
        item = Item.objects.select_for_update().filter(code=code).first() or Item(code=code)
        for name in FIELDS:
            setattr(item, name, values.get(name, "").strip())
        item.from_on, item.to_on, item.changed_at, item.changed_by = from_on, None, now(), actor
        item.save()
    return item


def retire_item(code: int, *, to_on: dt.date, actor: Staff) -> Item:
    """End an item on a day; its records stay."""
    _must_plan(actor)
    slot = slots().get(code)
    if slot is None:
        raise refuse("code", "没有这个项目")
    with acting(str(actor.pk), "新划入项目停止"):
        item = Item.objects.select_for_update().filter(code=code).first()
        if item is None:
            started = dt.date(to_on.year, 1, 1)
            item = Item(
                code=code, label=slot.label, owner=slot.owner or "—", implementers=slot.implementers or "—",
                channel=slot.channel, report=slot.report, from_on=started,
            )  # fmt: skip
        if to_on <= item.from_on:
            raise refuse("to_on", f"停止日期应在开始日期 {item.from_on} 之后")
        item.to_on, item.changed_at, item.changed_by = to_on, now(), actor
        item.save()
    return item


def known(item_code: int) -> dict[str, Any]:
    """What holds for a slot today: what the office said, else what the plan names."""
    slot, said = slots()[item_code], Item.objects.filter(code=item_code).first()
    base: dict[str, Any] = {
        "code": slot.code, "label": slot.label, "owner": slot.owner, "implementers": slot.implementers,
        "channel": slot.channel, "norm": "", "fund": "", "report": slot.report, "forms": slot.forms,
        "named": slot.named, "ref": slot.ref, "sure": slot.sure, "from_on": None, "to_on": None,
    }  # fmt: skip
    if said is None:
        return base
    over = {name: getattr(said, name) for name in (*FIELDS, "from_on", "to_on")}
    return {**base, **over, "sure": "V", "changed_at": said.changed_at}


def _must_plan(actor: Staff) -> None:
    if not allowed(actor, "plan"):
        raise Forbidden("只有项目办能增加、调整、停止新划入项目")
