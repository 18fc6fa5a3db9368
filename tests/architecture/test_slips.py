"""Slips of the printed documents are not carried into what people read (AMB-46); a quotation of one says 原文."""

from __future__ import annotations

import pytest

from gongwei import policy
from gongwei.programmes.infectious_disease.codes import KEPT
from tests.architecture.sources import PACKAGE

SLIPS = ("预检分检", "迎接预案", "广泛支出", "事件疫报告", "和和")


def _carried(text: str) -> list[str]:
    return [line for line in text.splitlines() if "原文" not in line and any(slip in line for slip in SLIPS)]


@pytest.mark.req("AMB-46")
def test_what_was_meant_is_used_and_not_the_slip() -> None:
    files = [path for kind in ("py", "yaml", "html", "js") for path in PACKAGE.rglob(f"*.{kind}")]
    assert len(files) > 1000
    found = {str(path): lines for path in files if (lines := _carried(path.read_text("utf-8")))}
    assert found == {}
    assert KEPT.items[7] == "预检分诊与发热筛查" and KEPT.items[4] == "应急预案"
    target = policy.load("huancui-2024").target("infectious_disease.event_report_rate")
    assert target is not None and target.label == "突发公共卫生事件报告率" and "误字" in (target.note or "")


def test_a_slip_would_be_seen_and_a_quotation_passes() -> None:
    assert _carried("7: 预检分检与发热筛查") and not _carried("note: 原文“事件疫报告率”有误字")
