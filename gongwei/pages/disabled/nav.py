"""The chapter's tab row."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (
    Tab("持证名单", "disabled:roster"),
    Tab("体检结算人数", "disabled:settlement", action="figures"),
)
