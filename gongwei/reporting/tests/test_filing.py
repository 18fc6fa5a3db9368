"""A report's way from records to signature, and what stops it: rights, gaps, unexplained differences, a signature."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from gongwei.kernel.errors import UserError
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.reporting import filing
from gongwei.reporting.counting import Counted, Ground
from gongwei.reporting.definitions import Definition, definitions, read
from gongwei.reporting.models import Report

pytestmark = pytest.mark.django_db
BUILT = dt.datetime(2024, 10, 15, 8, tzinfo=dt.UTC)


class Mart:
    """Figures that a test may move, in the place of the mart."""

    def __init__(self) -> None:
        self.build, self.done = 7, 40

    def ground(self, holder: str | None = None) -> Ground:
        return Ground(self.build, BUILT, "huancui-2024")

    def count(self, kind: Definition, through: dt.date, institution: int | None, build: int) -> dict[str, Counted]:
        return {
            line.id: Counted(None, None, "", "没有登记") if line.id == "early" else Counted(self.done, 100, "a1", "")
            for line in kind.lines if line.indicator
        }  # fmt: skip


@pytest.fixture
def mart(monkeypatch: pytest.MonkeyPatch) -> Mart:
    held = Mart()
    monkeypatch.setattr(filing, "ground", held.ground)
    monkeypatch.setattr(filing, "count", held.count)
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-16")
    return held


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def opened(cast: Cast, kind: str = "progress") -> Report:
    by = cast.staff["public_health_a"]
    return filing.open_report(uuid.uuid4(), definitions()[kind], cast.centre_a, by=by)


FILLED = {"numerator-trained": "12", "numerator-staff": "1,030", "numerator-early": "8", "denominator-early": "9"}


def test_what_is_not_computed_is_filled_in_and_nothing_else(cast: Cast, mart: Mart) -> None:
    report, by = opened(cast), cast.staff["public_health_a"]
    assert (report.through, report.due_on) == (dt.date(2024, 9, 30), dt.date(2024, 10, 15))
    with pytest.raises(Invalid) as empty:
        filing.submit(report, by=by)
    assert set(empty.value.by_field) == set(FILLED)
    with pytest.raises(Invalid, match="完成数比应完成数大"), transaction.atomic():
        filing.fill(report, {"numerator-early": "10", "denominator-early": "9"}, by=by)
    filing.fill(report, {**FILLED, "numerator-hypertension": "99"}, by=by)
    held = {entry.line: entry.numerator for entry in report.entries.all()}
    assert (held["trained"], held["staff"], held["early"], held["hypertension"]) == (12, 1030, 8, 40)


def test_a_counted_rate_above_one_is_not_held_against_who_fills_in(cast: Cast, mart: Mart) -> None:
    """More people than the plan's base expected: the figure is the mart's, nobody can correct it here."""
    report = opened(cast)
    counted = report.entries.get(line="hypertension")
    counted.numerator, counted.denominator = 41, 40
    counted.save()
    filled = filing.fill(report, FILLED, by=cast.staff["public_health_a"])
    assert filing.submit(filled, by=cast.staff["public_health_a"]).state == "submitted"


@pytest.mark.req("DATA-01", "XC-10")
def test_a_signed_report_stands_and_says_on_what(cast: Cast, mart: Mart) -> None:
    by, office = cast.staff["public_health_a"], cast.staff["project_office"]
    report = filing.submit(filing.fill(opened(cast), FILLED, by=by), by=by)
    assert report.late(dt.date(2024, 12, 1)) == 1
    with pytest.raises(Conflict):
        filing.sign(report, by=office)
    filing.send_back(report, "培训人次请核对", by=office)
    mart.build, mart.done = 8, 55
    filing.recount(report, by=by)
    filing.submit(filing.fill(report, {"numerator-trained": "13"}, by=by), by=by)
    signed = filing.sign(filing.review(report, by=office), by=office)
    mart.build, mart.done = 9, 60
    with pytest.raises(Conflict):
        filing.recount(signed, by=by)
    line = signed.entries.get(line="hypertension")
    assert (signed.build, line.numerator, line.rows, signed.first_sent_on) == (8, 55, "a1", dt.date(2024, 10, 16))
    line.numerator = 60
    with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
        line.save()
    signed.build = 9
    with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
        signed.save()


@pytest.mark.req("DATA-05")
def test_the_same_indicator_told_twice_differently_must_be_explained(
    cast: Cast, mart: Mart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGWEI_TODAY", "2025-01-05")
    by = cast.staff["public_health_a"]
    opened(cast)
    mart.done = 41
    statement = opened(cast, "year-end")
    filing.fill(statement, FILLED, by=by)
    with pytest.raises(Invalid) as refused:
        filing.submit(statement, by=by)
    said = refused.value.by_field
    assert "项目进展季报" in said["why-hypertension"][0] and "why-vaccine" not in said
    filing.fill(statement, dict.fromkeys(said, "季报编制后补录"), by=by)
    assert filing.submit(statement, by=by).state == "submitted"


@pytest.mark.req("DATA-05")
def test_what_the_records_say_now_is_a_source_too(cast: Cast, mart: Mart) -> None:
    """Drawn up from an earlier build: counted anew, or explained; other institutions' reports are no source."""
    by = cast.staff["public_health_a"]
    report = filing.fill(opened(cast), FILLED, by=by)
    assert filing.differences(report) == []
    mart.build, mart.done = 8, 44
    found = filing.differences(report)
    assert {each.other.numerator for each in found} == {44} and "early" not in {each.entry.line for each in found}
    with pytest.raises(Invalid, match="现有记录的数不一致") as refused:
        filing.submit(report, by=by)
    explained = filing.fill(report, dict.fromkeys(refused.value.by_field, "季后补录，下季并入"), by=by)
    sent = filing.submit(explained, by=by)
    assert sent.state == "submitted" and filing.differences(sent) == []
    other = cast.staff["public_health_b"]
    filing.open_report(uuid.uuid4(), definitions()["progress"], cast.centre_b, by=other)
    mart.done = 50
    again = filing.open_report(uuid.uuid4(), definitions()["year-end"], cast.centre_b, by=other)
    filing.fill(again, FILLED, by=other)
    mart.build = 9
    assert filing.differences(filing.recount(again, by=other)) == []


def test_only_its_own_institution_sends_and_only_the_office_signs(cast: Cast, mart: Mart) -> None:
    report = opened(cast)
    for role in ("public_health_b", "project_office", "village_doctor"):
        with pytest.raises(Forbidden):
            filing.fill(report, FILLED, by=cast.staff[role])
    for role in ("public_health_a", "finance"):
        with pytest.raises(Forbidden):
            filing.review(report, by=cast.staff[role])
    with pytest.raises(Invalid, match="退回要写原因"):
        filing.send_back(report, " ", by=cast.staff["project_office"])


def test_a_county_adds_a_report_as_data_and_faults_are_named() -> None:
    line = {"id": "a", "label": "血压", "unit": "人", "indicator": "hypertension.standard_rate"}
    given = {"id": "own", "label": "月报", "every": "month", "days": 5, "ref": "县发", "lines": [line]}
    made = read(given, "own.yaml")
    assert made.last_ended(dt.date(2024, 10, 16)) == dt.date(2024, 9, 30)
    assert made.starts(dt.date(2024, 9, 30)) == dt.date(2024, 9, 1)
    with pytest.raises(UserError, match="不存在"):
        read({**given, "lines": [{**line, "indicator": "x.y"}]}, "own.yaml")
    with pytest.raises(UserError, match="every"):
        read({**given, "every": "week"}, "own.yaml")
