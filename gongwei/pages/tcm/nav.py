"""The chapter's tab row."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (
    Tab("体质分布", "tcm:distribution"),
    Tab("人员和负责人", "tcm:staffing"),
)
