"""Attachments as pages show them: name, kind and size of each, in the order of the record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from gongwei.records.attachments.rules import attachments
from gongwei.records.fields import Spec

ACCEPT = {"image": "image/jpeg,image/png,image/webp,image/bmp", "pdf": "application/pdf"}
KILOBYTE = 1024


@dataclass(frozen=True)
class FileShown:
    """One attachment: what a thumbnail says of it."""

    id: str
    name: str
    kind: str
    size: str


def shown(ids: Iterable[Any]) -> list[FileShown]:
    """The attachments of some ids; an id that is not known is left out."""
    wanted = [found for each in ids if (found := _uuid(each)) is not None]
    rows = attachments(wanted) if wanted else {}
    return [
        FileShown(str(row.pk), row.name, row.kind, size_said(row.size))
        for each in wanted
        if (row := rows.get(each)) is not None
    ]


def uploader(spec: Spec, text: str) -> tuple[tuple[str, str], ...]:
    """What the uploader of a field needs to know: kinds, how many, and the files that are already there."""
    known = [asdict(each) for each in shown(text.split(","))] if text else []
    accept = ",".join(ACCEPT[kind] for kind in spec.kinds if kind in ACCEPT)
    return (
        ("most", str(spec.most)),
        ("accept", accept),
        ("signed", "1" if "signature" in spec.kinds else ""),
        ("known", json.dumps(known, ensure_ascii=False)),
    )


def size_said(size: int) -> str:
    """640 KB, 2.3 MB."""
    if size < KILOBYTE * KILOBYTE:
        return f"{max(1, round(size / KILOBYTE))} KB"
    return f"{size / KILOBYTE / KILOBYTE:.1f} MB"


def _uuid(text: Any) -> UUID | None:
    try:
        return text if isinstance(text, UUID) else UUID(str(text))
    except ValueError:
        return None
