"""The tabs of vaccination beside 应服务 and 登记簿."""

from __future__ import annotations

from gongwei.web.frame.extensions import Tab

TABS = (
    Tab("疫苗库存", "immunization:stock"),
    Tab("入托入学查验", "immunization:rosters"),
    Tab("接种活动", "immunization:campaigns"),
    Tab("异常反应", "immunization:reactions"),
)
ENTRIES = {"dose": "immunization:card"}
"""Doses are typed on the child's card, several of one visit at once."""
