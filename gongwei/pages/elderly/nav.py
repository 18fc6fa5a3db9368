"""The chapter's tab row."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (
    Tab("未体检", "elderly:absent"), Tab("增加频次", "elderly:contacts"),
    Tab("外院体检结果", "elderly:arrived", action="write"), Tab("底数核对", "elderly:headcount", action="review"),
)  # fmt: skip
