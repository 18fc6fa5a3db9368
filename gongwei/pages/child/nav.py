"""The tabs of child health beside 应服务 and 登记簿."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (
    Tab("专案", "child:special"),
    Tab("入学视力档案", "child:school"),
    Tab("眼保健指导", "child:support"),
)
