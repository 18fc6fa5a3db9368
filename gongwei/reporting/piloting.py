"""A pilot's report: written by the institution, sent when every section is there, returned by the office (NCD-22)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db import transaction

from gongwei.kernel.clock import now
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import HARD, Conflict, Forbidden, Invalid, refuse
from gongwei.records.history import acting
from gongwei.records.layout import Problem
from gongwei.reporting.models import SECTIONS, PilotReport

LONGEST = 3000
OPEN = ("draft", "returned")


def write(
    id: uuid.UUID, institution: Institution, year: int, texts: Mapping[str, str], *, by: Staff, send: bool = False
) -> PilotReport:
    """Keep the sections; ``send``: hand them to the office, which needs every one. The same again changes nothing."""
    if not allowed(by, "split", institution=institution):
        raise Forbidden("试点报告由试点单位的公卫科撰写和报送")
    said = {name: texts.get(name, "").strip() for name in SECTIONS}
    problems = [
        Problem(name, HARD, f"{SECTIONS[name]}：最多 {LONGEST} 字，现在 {len(text)} 字")
        for name, text in said.items() if len(text) > LONGEST
    ]  # fmt: skip
    if send:
        problems += [Problem(name, HARD, f"{SECTIONS[name]}：报送前要写") for name, text in said.items() if not text]
    if problems:
        raise Invalid(*problems)
    with transaction.atomic(), acting(str(by.pk), "试点报告"):
        Institution.objects.select_for_update().get(pk=institution.pk)
        held = PilotReport.objects.filter(institution=institution, year=year).first()
        if held is None:
            held = PilotReport(id=id, institution=institution, year=year, written_by=by)
        elif held.state not in OPEN:
            if send and all(getattr(held, name) == text for name, text in said.items()):
                return held
            raise Conflict("报告已报送，不能再改；需要改动时请项目办退回")
        for name, text in said.items():
            setattr(held, name, text)
        if send:
            held.state, held.submitted_by, held.submitted_at, held.returned_because = "submitted", by, now(), ""
        held.save()
        return held


def send_back(report: PilotReport, because: str, *, by: Staff) -> PilotReport:
    """The office wants it changed, and says what."""
    if not allowed(by, "plan", institution=report.institution):
        raise Forbidden("试点报告由项目办退回")
    if len(because.strip()) < 2:
        raise refuse("because", "退回原因：请写明要补什么")
    with transaction.atomic(), acting(str(by.pk), "退回试点报告"):
        held = PilotReport.objects.select_for_update().get(pk=report.pk)
        if held.state != "submitted":
            raise Conflict("只有已报送的报告可以退回")
        held.state, held.returned_because = "returned", because.strip()[:300]
        held.save()
        return held
