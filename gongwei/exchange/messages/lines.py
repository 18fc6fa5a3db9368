"""The documented message: one JSON object a line, read as a row of the one importer (docs/methods/messages.md)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gongwei.exchange.columns import Asked
from gongwei.kernel.clock import CHINA
from gongwei.people.models import Institution
from gongwei.people.problems import refuse

COLUMNS = (
    Asked("id", "报文编号", must=True, hint="发送系统自己的编号；同一编号再来只算一次"),
    Asked("sender", "发送机构", must=True, hint="机构代码或名称"),
    Asked("author", "医务人员"),
    Asked("sent_at", "发送时间", must=True, example="2024-10-12T10:20:00+08:00"),
    Asked("kind", "类型", must=True, hint="exam 体检结果、visit 诊疗记录、monitor 慢病监测", example="exam"),
    Asked("person.name", "姓名", must=True, example="丛立春"),
    Asked("person.id_no", "身份证号", must=True),
    Asked("served_on", "服务日期", must=True, example="2024-10-12"),
    Asked("items", "内容", must=True, example='{"SBP": 152, "GLU": {"value": 140, "unit": "mg/dL"}}'),
)
HEADINGS = [each.label for each in COLUMNS]
MUST = tuple(each for each in COLUMNS if each.must)


@dataclass(frozen=True)
class Message:
    """What a line says, checked for presence and form; the sender is an institution of the system."""

    key: str
    sender: Institution
    author: str
    sent_at: dt.datetime
    kind: str
    items: Mapping[str, Any]


def rows(text: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The headings, then a row for each line; a line that is cut short stays as it is, to be refused by number."""
    yield 0, HEADINGS
    for number, line in enumerate(text, 1):
        if line.strip():
            yield number, _cells(line.strip())


def _cells(line: str) -> list[str]:
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return [""] * (len(COLUMNS) - 1) + [line[:200]]
    person = said.get("person")
    flat = {**said, **{f"person.{k}": v for k, v in person.items()}} if isinstance(person, dict) else said
    items = json.dumps(said.get("items") or {}, ensure_ascii=False, sort_keys=True)
    texts = [str(flat.get(each.key) or "").strip() for each in COLUMNS[:-1]]
    return [text.replace("\0", "") for text in (*texts, items)]


def read(typed: Mapping[str, str], kinds: Iterable[str]) -> Message:
    """The row as a message; what is missing or cannot be is named by its column."""
    if not typed.get("id") and "items" in typed:
        raise refuse("items", "这一行不是完整的报文（JSON 被截断或没有报文编号），请重新发送")
    for column in MUST:
        if not typed.get(column.key):
            raise refuse(column.key, f"{column.label}：必须有")
    by_code = Institution.objects.filter(code=typed["sender"]).first()
    sender = by_code or Institution.objects.named(typed["sender"]).first()
    if sender is None:
        raise refuse("sender", f"发送机构：没有“{typed['sender']}”，请先在机构里登记")
    if typed["kind"] not in (known := list(kinds)):
        raise refuse("kind", f"类型：“{typed['kind']}”应是 {'、'.join(known)}")
    try:
        sent_at = dt.datetime.fromisoformat(typed["sent_at"])
    except ValueError:
        raise refuse("sent_at", f"发送时间：“{typed['sent_at']}”应写成 2024-10-12T10:20:00+08:00") from None
    try:
        items = json.loads(typed["items"])
    except ValueError:
        items = None
    if not isinstance(items, dict) or not items:
        raise refuse("items", "内容：应是项目代码和结果的一组 JSON，至少一项")
    sent_at = sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=CHINA)
    return Message(typed["id"], sender, typed.get("author", ""), sent_at, typed["kind"], items)
