"""The chapter's tab row."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (
    Tab("两病同管", "web:both"), Tab("年度分级", "web:grading"), Tab("分级管理", "web:tiers"),
    Tab("三高共管", "web:three_highs"),
    Tab("一体化门诊", "web:pathway"), Tab("H型高血压", "hypertension:h_type"),
)  # fmt: skip
