"""What each end of a referral may report, as sheets of questions: arrival, treatment, way back, outcome (XC-01)."""

from __future__ import annotations

from gongwei.care.codes.services import REFERRAL_OUTCOME
from gongwei.care.models import Referral
from gongwei.care.verbs.refusals import must_be_allowed, must_receive
from gongwei.kernel import clock
from gongwei.people.models import Staff
from gongwei.people.problems import Forbidden
from gongwei.records.models import VISIT_MODE
from gongwei.web.frame.asking import Question, Sheet


def sheets_for(found: Referral, by: Staff) -> list[Sheet]:
    """The steps that are still open and that this person may report."""
    sheets = []
    if _receives(found, by):
        if found.arrived_on is None:
            sheets.append(_day("arrive", "接诊", "病人已到"))
        elif found.treated_on is None:
            sheets.append(_day("treat", "处置", "已处置"))
        if found.returned_on is None:
            sheets.append(_back(found))
    if _sends(found, by) and not found.results.filter(voided_at=None).exists():
        sheets.append(_result())
    return sheets


def _receives(found: Referral, by: Staff) -> bool:
    try:
        must_receive(by, found, "health_record")
    except Forbidden:
        return False
    return True


def _sends(found: Referral, by: Staff) -> bool:
    try:
        must_be_allowed(by, found.resident, found.programme or "health_record")
    except Forbidden:
        return False
    return True


def _day(name: str, label: str, verb: str) -> Sheet:
    today = clock.today().isoformat()
    return Sheet(name, label, verb, (Question("on", f"{label}日期", "day", must=True, value=today),))


def _back(found: Referral) -> Sheet:
    today = clock.today().isoformat()
    return Sheet("back", "回转", "转回基层", (
        Question("served_on", "回转日期", "day", must=True, value=today),
        Question("from_org", "机构名称", must=True, value=found.to_org),
        Question("to_org", "转回单位", must=True, value=found.institution.name),
        Question("diagnosis", "诊断结果", "long", must=True, longest=1000),
        Question("exam_results", "主要检查结果", "long", must=True, longest=2000),
        Question("treatment_and_plan", "治疗经过、下一步治疗方案及康复建议", "long", must=True, longest=2000),
        Question("to_doctor", "接诊医生", longest=50),
        Question("doctor_phone", "联系电话", longest=20),
    ))  # fmt: skip


def _result() -> Sheet:
    today = clock.today().isoformat()
    return Sheet("result", "转诊结果追踪", "保存追踪结果", (
        Question("served_on", "追踪日期", "day", must=True, value=today),
        Question("mode", "追踪方式", "radio", must=True, options=_options(VISIT_MODE)),
        Question("outcome", "转诊结果", "radio", must=True, options=_options(REFERRAL_OUTCOME)),
        Question("not_arrived_reason", "不到位原因", hint="不到位必填"),
        Question("diagnosis", "转诊后诊断", longest=500),
        Question("treatment", "处置和用药", "long", longest=1000),
    ), note="转诊后 2 周内追踪，是否到位、结果如何")  # fmt: skip


def _options(codes: object) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), label) for code, label in codes)  # type: ignore[attr-defined]
