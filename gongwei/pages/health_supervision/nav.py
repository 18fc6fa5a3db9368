"""The chapter's tab row."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (
    Tab("本机构", "health_supervision:home"),
    Tab("单位巡查", "health_supervision:places"),
    Tab("信息报告", "health_supervision:clues"),
    Tab("汇总", "health_supervision:summary"),
)
