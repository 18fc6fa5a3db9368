"""The chapter's tab row."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (
    Tab("患者", "copd:roster"),
    Tab("设备和药品", "copd:resources"),
    Tab("待核", "copd:doubts"),
)
