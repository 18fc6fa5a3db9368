"""The personal report of an exam: what was abnormal, what is advised, whether the person was told (ELD-03)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from gongwei.care.abnormal import Abnormal, Limits, abnormal_results
from gongwei.care.codes.conclusion import GUIDANCE, RISK_CONTROL
from gongwei.care.comparison import Comparison, compare_years
from gongwei.care.models import ExamFeedback, Finding, HealthExam


@dataclass(frozen=True)
class ExamReport:
    """Result of one exam as it is given to the person."""

    exam: HealthExam
    abnormal: tuple[Abnormal, ...]
    written: tuple[str, ...]
    guidance: tuple[str, ...]
    risk_control: tuple[str, ...]
    findings: tuple[Finding, ...]
    comparison: Comparison
    feedback: ExamFeedback | None
    feedback_due_on: dt.date

    def feedback_late(self, on: dt.date) -> bool:
        """Nobody told the person by the due day, or it was told after it."""
        told = self.feedback.served_on if self.feedback else on
        return told > self.feedback_due_on


def exam_report(exam: HealthExam, limits: Limits) -> ExamReport:
    """Gather the report; ``limits`` are the parameters of the exam's chapter on its day."""
    feedbacks = ExamFeedback.objects.filter(exam=exam, voided_at__isnull=True)
    return ExamReport(
        exam=exam,
        abnormal=tuple(abnormal_results(exam, limits)),
        written=tuple(text for n in range(1, 5) if (text := getattr(exam, f"abnormal_{n}"))),
        guidance=tuple(GUIDANCE.label(code) for code in exam.guidance or ()),
        risk_control=tuple(_advice(exam, code) for code in exam.risk_control or ()),
        findings=tuple(Finding.objects.filter(source_id=exam.pk).order_by("due_on", "kind")),
        comparison=compare_years(exam.resident_id, exam.served_on.year),
        feedback=feedbacks.order_by("served_on").first(),
        feedback_due_on=exam.served_on + dt.timedelta(int(limits["feedback_days"])),
    )


def _advice(exam: HealthExam, code: int) -> str:
    more = {5: exam.target_weight, 6: exam.vaccine_advice, 7: exam.risk_control_other}.get(code)
    words = RISK_CONTROL.label(code)
    if more is None:
        return words
    return f"{words}（目标 {more} kg）" if code == 5 else f"{words}：{more}"
