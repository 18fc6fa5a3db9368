"""The page of one record being typed: the paper, where it is saved, advised and kept as a draft, and the way on."""

from __future__ import annotations

from dataclasses import dataclass

from gongwei.records.advice import AdviceBlock, AdviceLine
from gongwei.ui.notices import Conflict
from gongwei.ui.official import FormView


@dataclass(frozen=True)
class LinkedLine(AdviceLine):
    """A line of advice one may act on: 糖尿病 · 第4季度随访，再填 6 项 — 接着填."""

    url: str = ""
    url_label: str = ""


@dataclass(frozen=True)
class EntryPage:
    """Everything ``ui/entry.html`` needs beside the frame: addresses, the client's UUID and version, the advice.

    ``record_id`` is made by the client (or the server when the page is opened); ``draft_scope`` finds a draft again
    when the page is reopened with a new UUID: form and resident, ``hypertension_followup:123``.
    ``locked``: the record may be read, not changed; its fields are shown as they are and take no typing.
    """

    view: FormView
    action: str
    record_id: str
    draft_scope: str
    draft_url: str = ""
    advise_url: str = ""
    upload_url: str = ""
    files_url: str = ""
    print_url: str = ""
    back_url: str = ""
    version: int = 0
    advice: tuple[AdviceBlock, ...] = ()
    has_next: bool = True
    correcting: bool = False
    locked: bool = False
    f2: bool = False
    charts: bool = False
    conflict: Conflict | None = None
    hidden: tuple[tuple[str, str], ...] = ()
