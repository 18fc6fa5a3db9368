"""Figures that are reported as persons, and completeness per form and institution, agree with the lists behind them."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from gongwei.catalogue.chapters import measures
from gongwei.catalogue.plans import plan
from gongwei.facts import building
from gongwei.facts.tests.population import TODAY, District
from gongwei.indicators.evaluation import evaluate
from gongwei.indicators.missing import missing
from gongwei.indicators.places import Scope
from gongwei.indicators.targets import readings_of
from gongwei.people.models import Institution, Staff, StaffRole, Standing
from gongwei.reporting import stating
from gongwei.reporting.counting import count, ground, mark
from gongwei.reporting.definitions import definitions

FORMS = {
    "health_record.standard_coverage": ("cover_complete", "basic_complete"),
    "elderly.exam_complete_rate": ("exam_complete",),
    "hypertension.standard_rate": ("card_complete", "visits_complete"),
    "diabetes.standard_rate": ("card_complete", "visits_complete"),
}
"""Indicator → the forms whose required items it asks for."""
SERVED = ("elderly.exam_rate", "hypertension.standard_rate", "diabetes.standard_rate")


@pytest.mark.req("DATA-13")
@pytest.mark.parametrize("indicator", sorted(FORMS))
def test_completeness_is_counted_per_form_and_institution(district: District, indicator: str) -> None:
    whole = {reason.criterion.id: reason.people for reason in missing(indicator, as_of=TODAY).reasons}
    parts = dict.fromkeys(FORMS[indicator], 0)
    for figure in evaluate(TODAY, "institution", indicators=(indicator,)):
        for reason in missing(indicator, Scope(institution=figure.group_id), TODAY).reasons:
            if reason.criterion.id in parts:
                parts[reason.criterion.id] += reason.people
    assert parts == {form: whole.get(form, 0) for form in FORMS[indicator]}


@pytest.mark.req("ELD-16", "NCD-27")
@pytest.mark.parametrize("indicator", SERVED)
@pytest.mark.parametrize("day", [TODAY, dt.date(2023, 12, 31)])
def test_persons_served_are_reported_per_institution_and_year(
    district: District, indicator: str, day: dt.date
) -> None:
    [total] = evaluate(day, "district", indicators=(indicator,))
    parts = evaluate(day, "institution", indicators=(indicator,))
    assert total.numerator is not None and total.people is not None
    assert sum(each.numerator or 0 for each in parts) == total.numerator
    assert total.people - total.numerator == missing(indicator, as_of=day).total


@pytest.mark.req("AMB-11")
def test_dynamic_use_is_judged_on_the_records_filed() -> None:
    measure = measures()["health_record.dynamic_use_rate"][1]
    made = readings_of(plan(), measure, plan().last_day, "HC-JY", whole=False, counted=50_400)
    assert {(each.base, each.denominator, each.chosen) for each in made} == {
        ("cohort", 50_400, True), ("population", 56_000, False),
    }  # fmt: skip


@pytest.mark.req("AMB-37")
def test_a_task_number_is_a_completion_and_not_a_rate_over_patients() -> None:
    measure = measures()["hypertension.task_completion"][1]
    [only] = readings_of(plan(), measure, plan().last_day, "HC-JY", whole=False, counted=4_900)
    assert (only.base, only.denominator, only.chosen) == ("hypertension_task", 4_966, True)


@pytest.mark.req("DATA-01", "DATA-18")
def test_a_report_is_counted_from_the_records_of_one_build_and_marks_them(district: District) -> None:
    kind, build = definitions()["year-end"], ground().build
    whole = count(kind, TODAY, None, build)
    [people] = evaluate(TODAY, "district", indicators=("hypertension.standard_rate",))
    told = whole["hypertension"]
    assert (told.numerator, told.denominator) == (people.numerator, people.denominator)
    assert all(each.reason or (each.numerator is not None and len(each.rows) == 32) for each in whole.values())
    parts = evaluate(TODAY, "institution", indicators=("hypertension.standard_rate",))
    for part in (each for each in parts if each.group_id.isdecimal()):
        held = count(kind, TODAY, int(part.group_id), build)["hypertension"]
        assert (held.numerator, held.denominator) == (part.numerator, part.denominator)
        assert held.rows == mark("hypertension.standard_rate", TODAY, int(part.group_id), build)
    earlier = mark("hypertension.standard_rate", dt.date(2023, 12, 31), None, build)
    assert earlier != whole["hypertension"].rows


@pytest.mark.req("EHR-25")
def test_a_kept_statement_is_counted_again_from_its_build_after_the_records_moved_on(district: District) -> None:
    commission = Institution.objects.create(
        code="HC", name="卫生健康局", kind="county_health_commission", region_id="371002000000", active_from=TODAY
    )
    by = Staff.objects.create(name="宋冬至", institution=commission, active_from=dt.date(2020, 1, 1))
    StaffRole.objects.create(staff=by, role="project_office", institution=commission, from_on=dt.date(2020, 1, 1))
    kind, day = definitions()["health-record-stock"], dt.date(2023, 12, 31)
    held = stating.keep(uuid.uuid4(), kind, day, by=by)
    *_, dynamic = stating.lines_of(held)
    assert dynamic.denominator and dynamic.numerator is not None and dynamic.numerator <= dynamic.denominator
    Standing.objects.filter(to_on=None, state="active").update(from_on=dt.date(2024, 5, 1))
    building.build()
    assert ground().build > held.build
    assert stating.draw(kind, day, ground().build)[-1].denominator != dynamic.denominator
    assert stating.differing(held, kind) == []
