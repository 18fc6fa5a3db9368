"""The chapter's tab row, and where renewal is done."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (
    Tab("到期续约", "family_doctor:expiring"),
    Tab("未签约", "family_doctor:unsigned"),
    Tab("残疾人签约", "family_doctor:holders"),
    Tab("团队日历", "family_doctor:calendar"),
    Tab("履约", "family_doctor:fulfilment"),
    Tab("新动态", "family_doctor:feed", action="whole"),
    Tab("管签一致", "family_doctor:matching", action="whole"),
    Tab("团队", "family_doctor:teams"),
    Tab("额度", "family_doctor:quota", action="figures"),
    Tab("签约结算", "family_doctor:money", action="figures"),
)

ENTRIES = {"renewal": "family_doctor:sign"}
