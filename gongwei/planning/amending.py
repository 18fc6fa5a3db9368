"""A plan changed in its year: dated, cited, signed by every body; what held before stays readable (PLAN-07)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from gongwei.catalogue import plans
from gongwei.kernel.clock import now
from gongwei.people.grants import allowed
from gongwei.people.models import Staff
from gongwei.people.problems import HARD, Conflict, Forbidden, Invalid, refuse
from gongwei.planning.drafting import OPEN, judged
from gongwei.planning.models import Draft
from gongwei.policy import Plan
from gongwei.policy.editing import appended, replaced
from gongwei.policy.loading import find_plan
from gongwei.policy.provisions import Provision
from gongwei.records.history import acting
from gongwei.records.layout import Problem

WHOLE = "全文"


@dataclass(frozen=True)
class Wanted:
    """What a notice changes: its day and document, indicator → new value as typed, and what it withdraws."""

    from_on: dt.date
    title: str
    number: str
    issued_on: dt.date
    values: Mapping[str, str]
    withdrawn: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changed:
    """One demand before and after a change; ``after`` None: it is withdrawn."""

    before: Provision | None
    after: Provision | None


def begin(draft_id: uuid.UUID, name: str, wanted: Wanted, *, by: Staff) -> Draft:
    """The plan's own text with one more dated amendment, ready to be signed; its other words stay."""
    if not allowed(by, "plan"):
        raise Forbidden("方案由项目办修订")
    if earlier := Draft.objects.filter(pk=draft_id).first():
        return earlier
    path = find_plan(name)
    plan = plans.published(path.stem)
    if not plan.file.binding:
        raise Conflict(f"{plan.file.label}尚未印发，请直接改草稿")
    if Draft.objects.filter(name=path.stem, state__in=OPEN).exists():
        raise Conflict("这份方案已有一份没印发的修订，请打开那一份")
    text = _amended(path.read_bytes().decode("utf-8"), plan, wanted)
    if (found := judged(path.stem, text))[0] is None:
        raise Invalid(*(Problem("", HARD, f"{each.expected}。{each.advice}") for each in found[1]))
    with transaction.atomic(), acting(str(by.pk), "起草年中修订"):
        return Draft.objects.create(
            id=draft_id, name=path.stem, base=path.stem, kind="amendment", text=text,
            bodies=list(plan.library[plan.file.document].issuers), made_by=by, made_at=now(),
        )  # fmt: skip


def changed(plan: Plan) -> Iterator[Changed]:
    """What the last amendment of a plan changes, against the day before it."""
    last = plan.file.amendments[-1]
    eve = last.from_on - dt.timedelta(1)
    for each in last.targets:
        yield Changed(plan.target(each.indicator, eve), each)
    for indicator in last.withdrawn:
        yield Changed(plan.target(indicator, eve), None)


def _amended(text: str, plan: Plan, wanted: Wanted) -> str:
    targets = [_target(plan, wanted, indicator, typed) for indicator, typed in wanted.values.items()]
    _must_say_something(plan, wanted, bool(targets))
    entry: dict[str, Any] = {"from": wanted.from_on, "ref": f"{_document_id(plan)}#{WHOLE}"}
    entry |= {"targets": targets} if targets else {}
    entry |= {"withdrawn": list(wanted.withdrawn)} if wanted.withdrawn else {}
    original = plan.library[plan.file.document]
    document: dict[str, Any] = {"id": _document_id(plan), "title": wanted.title.strip()}
    document |= {"number": wanted.number.strip()} if wanted.number.strip() else {}
    document |= {
        "issuers": list(original.issuers), "date": wanted.issued_on, "level": original.level, "status": "issued",
        "parents": [original.id], "clauses": {WHOLE: f"{wanted.from_on} 起修订 {len(targets)} 项"},
    }  # fmt: skip
    text = replaced(text, {("status",): "draft"})
    return appended(appended(text, "documents", document), "amendments", entry)


def _must_say_something(plan: Plan, wanted: Wanted, any_value: bool) -> None:
    if not wanted.title.strip():
        raise refuse("title", "请写修订文件的标题")
    if not any_value and not wanted.withdrawn:
        raise refuse("values", "请至少改一项目标，或取消一项")
    if wanted.from_on.year != plan.year:
        raise refuse("from_on", f"施行日期应在 {plan.year} 年内")
    last = plan.file.amendments[-1].from_on if plan.file.amendments else plan.file.effective_from
    if wanted.from_on <= last:
        raise refuse("from_on", f"施行日期应晚于 {last}（上一版施行之日）")


def _target(plan: Plan, wanted: Wanted, indicator: str, typed: str) -> dict[str, Any]:
    """The demand in force with its new value, cited to the notice; printed words of the old one do not stay."""
    held = plan.target(indicator, wanted.from_on)
    if held is None:
        raise refuse(f"v-{indicator}", f"方案没有目标 {indicator}")
    try:
        value = Decimal(typed.strip())
    except InvalidOperation:
        raise refuse(f"v-{indicator}", f"{held.label}：“{typed[:20]}”不是数") from None
    if not value.is_finite() or value < 0 or (held.unit == "%" and value > 100):
        raise refuse(f"v-{indicator}", f"{held.label}：应为 0 到 {100 if held.unit == '%' else '任务数'} 之间的数")
    if value == held.value:
        raise refuse(f"v-{indicator}", f"{held.label}：与现行目标相同，不必修订")
    said = held.model_dump(by_alias=True, exclude_defaults=True, exclude={"wording", "from_on", "note"})
    whole = value == value.to_integral_value()
    return said | {"value": int(value) if whole else value, "ref": f"{_document_id(plan)}#{WHOLE}"}


def _document_id(plan: Plan) -> str:
    return f"{plan.id}-amendment-{len(plan.file.amendments) + 1}"
