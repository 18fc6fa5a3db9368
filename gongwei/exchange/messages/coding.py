"""The table of codes as the county keeps it: what an administrator adds or changes stands above the built-in table."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.db.models import QuerySet

from gongwei.catalogue.chapters import forms
from gongwei.exchange.messages.table import Code, Sort, built_in, sorts
from gongwei.exchange.models import MessageCode, Received
from gongwei.kernel.clock import today
from gongwei.people.grants import allowed
from gongwei.people.models import Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.records.history import acting
from gongwei.records.items import item_of
from gongwei.records.layout import Form

LONGEST = 40


def may_code(by: Staff) -> bool:
    """系统管理员 keeps the table."""
    return allowed(by, "accounts")


def put_code(kind: str, code: str, to: str, unit: str, units: str, values: str, say: str, *, by: Staff) -> MessageCode:
    """Say which column an item of a kind fills, in which units and words; each former wording is kept."""
    _must(by)
    sort, name = _sort(kind), code.strip()
    if not name or len(name) > LONGEST:
        raise refuse("code", f"项目代码：必须填写，最多 {LONGEST} 个字")
    if bool(to) == bool(say.strip()):
        raise refuse("to", "栏目：选一个表单栏目，或写明写进接诊记录时怎么说，两者填一个")
    if say.strip() and not sort.into:
        raise refuse("say", f"{sort.label}有自己的栏目，请选一个栏目")
    if to and to not in columns_of(sort):
        raise refuse("to", "栏目：表单上没有这一栏，请从列表中选")
    told = {"to": to, "say": say.strip()[:40], "unit": unit.strip()[:20], "units": _units(units),
            "values": _values(sort, to, values)}  # fmt: skip
    return _kept(kind, name, told, retired=False, by=by)


def retire_code(kind: str, code: str, *, by: Staff) -> MessageCode:
    """Take an item out of the table: from now on it is not written and is named."""
    _must(by)
    held = _sort(kind).items.get(code)
    if held is None:
        raise refuse("code", f"对照表里没有 {code}")
    told = {"to": held.to, "say": held.say, "unit": held.unit, "units": dict(held.units), "values": dict(held.values)}
    return _kept(kind, code, told, retired=True, by=by)


def _kept(kind: str, code: str, told: Mapping[str, object], *, retired: bool, by: Staff) -> MessageCode:
    with acting(str(by.pk), f"维护对照表 {kind} {code}"):
        made: MessageCode = MessageCode.objects.update_or_create(
            kind=kind, code=code, defaults={**told, "retired": retired, "by": by, "on": today()},
            create_defaults={"id": uuid.uuid4(), **told, "retired": retired, "by": by, "on": today()},
        )[0]  # fmt: skip
        return made


def columns_of(sort: Sort) -> dict[str, str]:
    """The columns of the sort's form that an item may fill: name → label."""
    form: Form = forms()[sort.form]
    return {name: str(item_of(form.model, name).label) for name in form.field_names()}


def lacking(by: Staff) -> list[tuple[str, str, int]]:
    """(kind, code, times) of the items that came and are not in the table today, the most frequent first."""
    _must(by)
    counted: Counter[tuple[str, str]] = Counter()
    for kind, codes in Received.objects.exclude(unknown=[]).values_list("kind", "unknown"):
        counted.update((kind, code) for code in codes if kind in sorts() and code not in sorts()[kind].items)
    return [(kind, code, times) for (kind, code), times in counted.most_common(60)]


def changed() -> QuerySet[MessageCode]:
    """What the county has said itself."""
    return MessageCode.objects.select_related("by").order_by("kind", "code")


def own(kind: str, code: str, about: Code) -> bool:
    """Whether an item differs from the table that came with the system."""
    return built_in()[kind].items.get(code) != about


def _must(by: Staff) -> None:
    if not may_code(by):
        raise Forbidden("代码对照由系统管理员维护")


def _sort(kind: str) -> Sort:
    if kind not in sorts():
        raise refuse("kind", f"类型：没有“{kind}”")
    return sorts()[kind]


def _units(text: str) -> dict[str, float]:
    """mg/dL=0.0555 a line: another unit and what it is multiplied by."""
    found: dict[str, float] = {}
    for unit, number in _pairs("units", "别的单位", text):
        try:
            factor = Decimal(number)
        except InvalidOperation:
            factor = Decimal(0)
        if not factor.is_finite() or factor <= 0:
            raise refuse("units", f"别的单位：{unit} 的乘数“{number}”应是大于 0 的数")
        found[unit] = float(factor)
    return found


def _values(sort: Sort, to: str, text: str) -> dict[str, int]:
    """正常=1 a line: what the other side writes and the code of the form."""
    found: dict[str, int] = {}
    pairs = _pairs("values", "对方的写法", text)
    codes = item_of(forms()[sort.form].model, to).spec.codes if to and pairs else None
    for words, code in pairs:
        if codes is None or not code.isdecimal() or int(code) not in codes:
            offered = "、".join(f"{key} {label}" for key, label in codes or ()) or "（这一栏没有代码）"
            raise refuse("values", f"对方的写法：{words}={code} 应是表单的代码：{offered}")
        found[words] = int(code)
    return found


def _pairs(field: str, label: str, text: str) -> list[tuple[str, str]]:
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        left, mark, right = line.rpartition("=")
        if not mark or not left.strip() or not right.strip():
            raise refuse(field, f"{label}：“{line[:30]}”应写成 左=右，一行一个")
        found.append((left.strip(), right.strip()))
    return found
