"""The tabs of chapter 11."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (
    Tab("报告时限", "infectious_disease:clock"),
    Tab("漏报检索", "infectious_disease:missed", action="write"),
    Tab("流行曲线", "infectious_disease:curve"),
    Tab("零报告与应急准备", "infectious_disease:readiness"),
    Tab("一览表", "infectious_disease:lines"),
)
