"""The chapter's tab row."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (Tab("在治患者", "tuberculosis:roster"), Tab("推介追踪", "tuberculosis:suspects"))
