"""The chapter's tab row."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (
    Tab("档案质量", "health_record:quality"), Tab("清理规范", "health_record:cleanups"),
    Tab("真实性核查", "health_record:verifications"), Tab("数据疑点", "health_record:suspicions"),
    Tab("务实应用50项", "health_record:fifty"),
)  # fmt: skip
