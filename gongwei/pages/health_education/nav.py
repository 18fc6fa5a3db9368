"""The chapter's tab row."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (
    Tab("本机构", "health_education:home"),
    Tab("宣传栏", "health_education:boards"),
    Tab("资料", "health_education:materials"),
    Tab("主题与人次", "health_education:reached"),
)
