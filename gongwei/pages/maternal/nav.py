"""The tab of maternal care beside 应服务 and 登记簿."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (Tab("孕产妇名单", "maternal:pregnancies"), Tab("出生报告", "maternal:births", action="write"))
