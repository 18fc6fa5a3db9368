"""The nineteen slots of newly included items as the plan names them: owner, implementers, channel, registers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from gongwei.kernel.codes import CodeList
from gongwei.kernel.ref import Ref

FILE = Path(__file__).parent / "items.yaml"
KEYS = {"code", "label", "owner", "implementers", "channel", "report", "forms", "named", "ref", "sure"}


@dataclass(frozen=True)
class Slot:
    """One item as declared; what the project office has registered for its code comes before it."""

    code: int
    label: str
    owner: str
    implementers: str
    channel: str
    report: str
    forms: tuple[str, ...]
    named: bool
    ref: str
    sure: str


@cache
def slots() -> dict[int, Slot]:
    """Every slot by code; an unknown key or a second code is a mistake in the file."""
    found: dict[int, Slot] = {}
    for row in yaml.safe_load(FILE.read_text("utf8")):
        if (unknown := set(row) - KEYS) or row["code"] in found:
            raise ValueError(
                f"items.yaml: {row.get('code')} {row.get('label')}: {sorted(unknown) or 'second code'}"
            )
        Ref(row["ref"])
        found[row["code"]] = Slot(
            row["code"], row["label"], row.get("owner", ""), row.get("implementers", ""), row.get("channel", ""),
            row.get("report", ""), tuple(row["forms"]), bool(row.get("named")), row["ref"], row.get("sure", "V"),
        )  # fmt: skip
    return found


ITEM = CodeList("new_item", {each.code: each.label for each in slots().values()})
