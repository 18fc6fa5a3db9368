"""The chapter's tab row."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (
    Tab("在册名册", "mental_disorder:roster"),
    Tab("出院与转入", "mental_disorder:arrivals"),
    Tab("与国家系统核对", "mental_disorder:reconcile"),
)
