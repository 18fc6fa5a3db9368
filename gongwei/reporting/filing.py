"""A report's way: opened from records, filled in, sent, returned or reviewed, signed; then it stands (DATA-01, -05)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from gongwei.facts import layout
from gongwei.kernel.clock import now, today
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import HARD, Conflict, Forbidden, Invalid, refuse
from gongwei.records.history import acting
from gongwei.records.layout import Problem
from gongwei.reporting.counting import count, ground
from gongwei.reporting.definitions import Definition, definitions
from gongwei.reporting.models import Entry, Report

OPEN = ("draft", "returned")
RECORDS = "records"
"""In the place of another report's kind: the records as they stand now."""


@dataclass(frozen=True)
class Difference:
    """The same indicator of the same institution and day stands otherwise in another report, or in the records now."""

    entry: Entry
    other: Entry


def open_report(report_id: uuid.UUID, kind: Definition, institution: Institution, *, by: Staff) -> Report:
    """The latest period that is over, computed; asked again it is the same report."""
    _own(institution, by)
    through = kind.last_ended(today())
    if earlier := Report.objects.filter(kind=kind.id, institution=institution, through=through).first():
        return earlier
    held = ground(_holder(report_id))
    counted = count(kind, through, institution.pk, held.build)
    with transaction.atomic(), acting(str(by.pk), f"编制{kind.label}"):
        report = Report.objects.create(
            id=report_id, kind=kind.id, institution=institution, through=through, due_on=kind.due_on(through),
            build=held.build, snapshot_at=held.snapshot_at, plan=held.plan, opened_by=by, opened_at=now(),
        )  # fmt: skip
        for position, line in enumerate(kind.lines, 1):
            found = counted.get(line.id)
            Entry.objects.create(
                report=report, position=position, line=line.id, label=line.label, unit=line.unit,
                indicator=line.indicator, fill=line.fill or ("rate" if found and found.reason else ""),
                numerator=found.numerator if found else None, denominator=found.denominator if found else None,
                rows=found.rows if found else "", reason=found.reason if found else "",
            )  # fmt: skip
        return report


def recount(report: Report, *, by: Staff) -> Report:
    """The computed lines anew from the mart of now, while the report is still the institution's."""
    _own(report.institution, by)
    held = ground(_holder(report.pk))
    counted = count(definitions()[report.kind], report.through, report.institution_id, held.build)
    with transaction.atomic(), acting(str(by.pk), "重新计算"):
        report = _in(report, *OPEN)
        if (former := report.build) != held.build:
            transaction.on_commit(lambda: layout.release(former, _holder(report.pk)))
        report.build, report.snapshot_at, report.plan = held.build, held.snapshot_at, held.plan
        report.save()
        for entry in report.entries.exclude(indicator=""):
            found = counted.get(entry.line)
            if found is None:  # the county's definition no longer has the line: it stays as it was counted
                continue
            if not found.reason:
                entry.numerator, entry.denominator, entry.fill = found.numerator, found.denominator, ""
            elif not entry.fill:
                entry.numerator, entry.denominator, entry.fill = None, None, "rate"
            entry.rows, entry.reason = found.rows, found.reason
            entry.save()
        return report


def fill(report: Report, typed: Mapping[str, str], *, by: Staff) -> Report:
    """Numbers of the lines to be filled in, and explanations; a computed number is nobody's to type."""
    _own(report.institution, by)
    with transaction.atomic(), acting(str(by.pk), "填报"):
        report = _in(report, *OPEN)
        problems = []
        for entry in report.entries.all():
            problems += _take(entry, typed)
            entry.save()
        if problems:
            raise Invalid(*problems)
        return report


def _take(entry: Entry, typed: Mapping[str, str]) -> list[Problem]:
    problems = []
    entry.explanation = typed.get(f"why-{entry.line}", entry.explanation).strip()[:300]
    for part, word in (("numerator", "完成数"), ("denominator", "应完成数")):
        name = f"{part}-{entry.line}"
        if not entry.fill or name not in typed or (part == "denominator" and entry.fill == "count"):
            continue
        text = typed[name].replace(",", "").replace("，", "").strip()
        if text and not (text.isascii() and text.isdigit() and len(text) <= 9):
            problems.append(Problem(name, HARD, f"{entry.label}的{word}：“{text[:20]}”不是整数，请只写数字"))
        else:
            setattr(entry, part, int(text) if text else None)
    if not entry.fill:
        return problems
    if entry.numerator is not None and entry.denominator is not None and entry.numerator > entry.denominator:
        problems.append(Problem(f"numerator-{entry.line}", HARD, f"{entry.label}：完成数比应完成数大，请核对"))
    return problems


def differences(report: Report) -> list[Difference]:
    """Where another report for the same day, or the records of now, say otherwise of the same indicator (DATA-05)."""
    others: dict[str, list[Entry]] = {}
    elsewhere = Entry.objects.filter(report__institution_id=report.institution_id, report__through=report.through)
    for other in elsewhere.exclude(report=report).exclude(indicator="").select_related("report"):
        others.setdefault(other.indicator, []).append(other)
    for name, now_said in _recorded(report).items():
        others.setdefault(name, []).append(now_said)
    return [
        Difference(entry, other)
        for entry in report.entries.exclude(indicator="")
        for other in others.get(entry.indicator, ())
        if (entry.numerator, entry.denominator) != (other.numerator, other.denominator)
    ]


def _recorded(report: Report) -> dict[str, Entry]:
    """What the records of now give, while the report is still open and was drawn up from an earlier build."""
    if report.state not in OPEN or (held := ground()).build == report.build:
        return {}
    kind = definitions()[report.kind]
    counted = count(kind, report.through, report.institution_id, held.build)
    source = Report(kind=RECORDS, institution=report.institution, through=report.through)
    lines = report.entries.exclude(indicator="").values_list("line", "indicator")
    return {
        indicator: Entry(report=source, line=line, indicator=indicator, numerator=found.numerator,
                         denominator=found.denominator)
        for line, indicator in lines
        if (found := counted.get(line)) is not None and not found.reason
    }  # fmt: skip


def submit(report: Report, *, by: Staff) -> Report:
    """It goes to the project office: nothing left empty, every difference explained; the first day counts."""
    _own(report.institution, by)
    with transaction.atomic(), acting(str(by.pk), "报送"):
        report = _in(report, *OPEN)
        problems = [
            Problem(f"{part}-{entry.line}", HARD, f"{entry.label}：请填{word}")
            for entry in report.entries.exclude(fill="")
            for part, word in (("numerator", "完成数"), ("denominator", "应完成数"))
            if getattr(entry, part) is None and (part == "numerator" or entry.fill == "rate")
        ]
        problems += [
            Problem(
                f"why-{each.entry.line}",
                HARD,
                f"{each.entry.label}：与{name_of(each.other)}的数不一致，请写明差异原因",
            )
            for each in differences(report)
            if not each.entry.explanation
        ]
        if problems:
            raise Invalid(*problems)
        report.state, report.submitted_by, report.submitted_at = "submitted", by, now()
        report.first_sent_on = report.first_sent_on or today()
        report.save()
        return report


def send_back(report: Report, because: str, *, by: Staff) -> Report:
    """The office returns it with a reason; a review that stood falls."""
    _office(by)
    if not because.strip():
        raise refuse("because", "退回要写原因，机构才知道改什么")
    with transaction.atomic(), acting(str(by.pk), because):
        report = _in(report, "submitted", "reviewed")
        report.state, report.returned_because = "returned", because.strip()[:300]
        report.reviewed_by = report.reviewed_at = None
        report.save()
        return report


def review(report: Report, *, by: Staff) -> Report:
    """The office found it true and complete."""
    _office(by)
    with transaction.atomic(), acting(str(by.pk), "审核通过"):
        report = _in(report, "submitted")
        report.state, report.reviewed_by, report.reviewed_at = "reviewed", by, now()
        report.save()
        return report


def sign(report: Report, *, by: Staff) -> Report:
    """Signed, its figures, their build and their rows stand; the database refuses any change."""
    _office(by)
    with transaction.atomic(), acting(str(by.pk), "签发"):
        report = _in(report, "reviewed")
        report.state, report.signed_by, report.signed_at = "signed", by, now()
        report.save()
        return report


def _holder(report_id: uuid.UUID) -> str:
    """In whose name the build stays on disk: the rows behind a report can be opened for as long as it stands."""
    return f"report-{report_id}"


def name_of(entry: Entry) -> str:
    """What a difference stands against: another report by its title, or the records."""
    if entry.report.kind == RECORDS:
        return "现有记录"
    kind = definitions().get(entry.report.kind)
    return f"《{kind.label if kind else entry.report.kind}》"


def _in(report: Report, *states: str) -> Report:
    """The report as it stands, locked; refused in another state."""
    held = Report.objects.select_for_update(of=("self",)).select_related("institution").get(pk=report.pk)
    if held.state not in states:
        raise Conflict(f"报表{held.get_state_display()}，不能这样做")
    return held


def _own(institution: Institution, by: Staff) -> None:
    if not allowed(by, "split", institution=institution):
        raise Forbidden(f"报表由{institution}公卫科编制和报送")


def _office(by: Staff) -> None:
    if not allowed(by, "plan"):
        raise Forbidden("报表由项目办审核和签发")
