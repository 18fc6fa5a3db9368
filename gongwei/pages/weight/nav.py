"""The chapter's tab row."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (Tab("名单", "weight:roster"), Tab("健康管理中心", "weight:centre"))
