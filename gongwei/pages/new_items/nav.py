"""The tabs of the newly included items."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (
    Tab("项目目录", "new_items:items"),
    Tab("汇总", "new_items:report"),
    Tab("药具库存", "new_items:stock"),
)
