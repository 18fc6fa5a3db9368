"""Who may open a page of this chapter: only accounts whose roles read (or write) the programme itself (SMI-13)."""

from __future__ import annotations

from gongwei.web.frame.shell import programme_page

PROGRAMME = "mental_disorder"
ONLY = "严重精神障碍患者资料只对负责这个项目的人员开放；如工作需要，请向本机构管理员申请"
smi_page = programme_page(PROGRAMME, ONLY)
