"""Ways of checking whether a record is true, and what they can show: one list for samples and for campaigns."""

from __future__ import annotations

MODES = {"screen": "线上查看", "phone": "电话核实", "visit": "上门核实"}
ONLINE = ("screen", "phone")
OUTCOMES = {"true": "属实", "untrue": "不属实", "not_reached": "未联系上"}
