"""Figures: parts sum to totals, numerators lie inside, zero denominators have no rate, targets are judged exactly."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection

from gongwei import policy
from gongwei.catalogue.chapters import measures
from gongwei.catalogue.plans import plan
from gongwei.facts import building
from gongwei.facts.tests.population import TODAY, District, fill
from gongwei.indicators.evaluation import EVERYWHERE, evaluate, month_ends, names_of, sums
from gongwei.indicators.figures import Figure, Judgement, Reading, Target
from gongwei.indicators.places import DISTRICT, UNASSIGNED, Scope
from gongwei.indicators.targets import above_baseline, readings_of, target_of
from gongwei.obligations import refresh
from gongwei.people.models import Residence, Standing
from gongwei.policy.provisions import Baseline, Provision
from gongwei.programmes.hypertension.models import Followup

FIGURE = Figure(
    indicator="x.y", label="示例", unit="%", chapter="x", by="institution", group_id="1", group_label="甲",
    numerator=215, denominator=239, basis="", target=Target(value=Decimal(90)),
)  # fmt: skip


def test_a_rate_is_judged_exactly_and_shown_half_up() -> None:
    """215/239 = 89.958 % shows 90.0 and is below 90 (conventions, Time)."""
    assert FIGURE.percent() == "90.0" and FIGURE.rate == Fraction(215, 239)
    assert FIGURE.judgement is Judgement.SHORT and FIGURE.gap == 1 and FIGURE.required == 216
    assert replace(FIGURE, numerator=216).judgement is Judgement.MET
    assert replace(FIGURE, numerator=1, denominator=2000).percent() == "0.1"


def test_a_zero_denominator_has_no_rate() -> None:
    empty = replace(FIGURE, numerator=0, denominator=0)
    assert empty.rate is None and empty.percent() == "" and empty.gap is None
    assert empty.judgement is Judgement.UNKNOWN


def test_a_strict_operator_asks_for_one_more() -> None:
    strict = replace(FIGURE, denominator=100, target=Target(value=Decimal(90), operator=">"))
    assert strict.required == 91 and replace(strict, numerator=90).judgement is Judgement.SHORT


def test_a_soft_target_only_warns() -> None:
    assert replace(FIGURE, target=Target(value=Decimal(90), soft=True)).judgement is Judgement.WARNED


@pytest.mark.req("PLAN-09", "AMB-39")
def test_points_above_an_earlier_year_are_judged_once_that_year_is_locked() -> None:
    """45.2 % and 3 points ask for 48.2 % of 1000 people; without the earlier year nothing is judged."""
    asked = Provision(
        indicator="x.y", label="示例", operator=">=", value=3, unit="百分点", ref="huancui-2024#七",
        baseline=Baseline(year=2023, value=Decimal("45.2")),
    )  # fmt: skip
    target = above_baseline(asked, "环翠区2024年", ())
    assert (target.value, target.unit, target.lacks) == (Decimal("48.2"), "%", "")
    figure = replace(FIGURE, numerator=481, denominator=1000, target=target)
    assert (figure.judgement, figure.gap) == (Judgement.SHORT, 1)
    assert replace(figure, numerator=482).judgement is Judgement.MET
    unlocked = above_baseline(asked.model_copy(update={"baseline": Baseline(year=2023)}), "环翠区2024年", ())
    assert unlocked.lacks == "2023 年实际数未录入方案，录入前不判断"
    assert replace(figure, target=unlocked).judgement is Judgement.UNKNOWN


@pytest.mark.req("AMB-13")
def test_the_printed_count_decides_for_an_institution_and_the_rate_for_the_district() -> None:
    measure = measures()["elderly.standard_rate"][1]
    day = plan().last_day
    institution = target_of(plan(), measure, day, "HC-JY", whole=False)
    assert (institution.task, institution.decides, institution.value) == (6654, "count", Decimal(64))
    district = target_of(plan(), measure, day, None, whole=True)
    assert (district.task, district.decides) == (43314, "rate")


@pytest.mark.req("AMB-10")
def test_a_printed_cell_below_the_rate_stands() -> None:
    """蓝卡: 25,805 printed, 64 % of 44,800 would be 28,672; the printed cell decides there, the rate in all."""
    measure = measures()["health_record.standard_coverage"][1]
    target = target_of(plan(), measure, plan().last_day, "HC-LK", whole=False)
    figure = replace(FIGURE, numerator=25805, denominator=44800, target=target)
    assert figure.judgement is Judgement.MET
    whole = replace(FIGURE, numerator=303437, denominator=478600,
                    target=target_of(plan(), measure, plan().last_day, None, whole=True))  # fmt: skip
    assert whole.judgement is Judgement.SHORT and whole.required == 306304


@pytest.mark.req("PLAN-12", "NCD-03")
def test_a_task_number_is_reached_by_people() -> None:
    measure = measures()["hypertension.task_completion"][1]
    target = target_of(plan(), measure, plan().last_day, "HC-JY", whole=False)
    figure = replace(FIGURE, numerator=4946, denominator=4966, target=target)
    assert (figure.gap, figure.percent(), figure.target_shown) == (20, "99.6", "100")


@pytest.mark.req("AMB-12")
def test_both_readings_of_a_denominator_are_there_and_the_plan_chooses() -> None:
    measure = measures()["hypertension.standard_rate"][1]
    made = readings_of(plan(), measure, plan().last_day, "HC-JY", whole=False, counted=4900)
    assert {(each.base, each.denominator, each.chosen) for each in made} == {
        ("cohort", 4900, False), ("hypertension_task", 4966, True),
    }  # fmt: skip
    below = readings_of(plan(), measure, plan().last_day, None, whole=False, counted=120)
    chosen = next(each for each in below if each.chosen)
    assert chosen == Reading("cohort", "在管高血压患者", 120, True)  # task numbers end at the institution


@pytest.mark.req("AMB-57")
def test_of_two_readings_of_a_rate_the_target_is_asked_of_the_one_that_the_plan_takes() -> None:
    """诸暨 SMI 年度体检率 ≥80%: of all managed by default; of those able where a plan reads it so; both exist."""
    draft = policy.load("zhuji-2024")
    zhuji = replace(draft, file=draft.file.model_copy(update={"status": "issued"}))  # the draft itself binds nobody
    every, able = (measures()[f"mental_disorder.{noun}"][1] for noun in ("exam_rate", "able_exam_rate"))
    day = zhuji.last_day
    assert target_of(zhuji, every, day, None, whole=True).value == Decimal(80)
    assert target_of(zhuji, able, day, None, whole=True) == Target()
    reading = replace(zhuji.choices["mental_exam_denominator"], value="able")
    other = replace(zhuji, choices={**zhuji.choices, "mental_exam_denominator": reading})
    assert target_of(other, every, day, None, whole=True) == Target()
    assert target_of(other, able, day, None, whole=True).value == Decimal(80)
    for _, measure in measures().values():
        if measure.reading:
            choice = zhuji.choices[measure.reading[0]].choice
            assert measure.reading[1] in choice.options and (measure.judged_by or measure.id) in measures()


def test_numerators_lie_inside_and_parts_sum_to_totals(district: District) -> None:
    for day in (TODAY, dt.date(2024, 12, 31), dt.date(2023, 12, 31)):
        rows = sums(day, 1, plan())
        assert rows and all(0 <= row.numerator <= row.denominator <= row.people for row in rows)
        by = {each: evaluate(day, each) for each in ("institution", "village", "doctor")}
        whole = {figure.indicator: figure for figure in evaluate(day, "district") if figure.implemented}
        for figures in by.values():
            numerators: dict[str, int] = defaultdict(int)
            people: dict[str, int] = defaultdict(int)
            for figure in figures:
                if figure.implemented:
                    numerators[figure.indicator] += figure.numerator or 0
                    people[figure.indicator] += figure.people or 0
            assert numerators == {key: figure.numerator for key, figure in whole.items()}
            assert people == {key: figure.people for key, figure in whole.items()}


def test_targets_without_a_chapter_are_not_zero(district: District) -> None:
    figures = [figure for figure in evaluate(TODAY) if not figure.implemented]
    awareness = next(figure for figure in figures if figure.indicator == "survey.awareness_rate")
    assert awareness.judgement is Judgement.NOT_IMPLEMENTED and awareness.numerator is None
    assert {figure.indicator for figure in figures}.isdisjoint(measures())


def test_a_person_without_a_place_stands_under_unassigned(district: District) -> None:
    """Before the day on which a resident was filed nobody is responsible for him."""
    early = dt.date(2023, 6, 30)
    rows = sums(early, 1, plan())
    assert all(row.institution != UNASSIGNED or row.village == UNASSIGNED for row in rows)
    total = sum(row.people for row in rows if row.measure == "hypertension.control_rate")
    assert total == sum(
        figure.people or 0 for figure in evaluate(early, indicators=("hypertension.control_rate",))
    )  # fmt: skip


def test_months_end_on_their_last_day_and_the_last_is_today() -> None:
    days = month_ends(dt.date(2024, 3, 10))
    assert days == [dt.date(2024, 1, 31), dt.date(2024, 2, 29), dt.date(2024, 3, 10)]


def test_the_series_ends_in_the_figure_of_the_day(district: District) -> None:
    day = dt.date(2024, 2, 20)
    series = evaluate(day, "month", indicators=("hypertension.control_rate",))
    assert [figure.group_id for figure in series] == ["2024-01", "2024-02"]
    (whole,) = evaluate(day, "district", indicators=("hypertension.control_rate",))
    assert (series[-1].numerator, series[-1].denominator) == (whole.numerator, whole.denominator)
    assert whole.group_id == DISTRICT and whole.group_label == "环翠区"


def test_moves_losses_and_deaths_leave_and_return_by_date(district: District) -> None:
    """The place is that of the as-of day; who is dead or gone on it is in no denominator."""
    moved = Residence.objects.filter(to_on__isnull=False).select_related("resident").first()
    assert moved is not None and moved.to_on is not None
    for day in (moved.to_on - dt.timedelta(days=1), moved.to_on):
        held = Residence.objects.get(resident=moved.resident, from_on__lte=day, **_open(day))
        for row in _people(day):
            if row["resident_id"] == moved.resident_id:
                assert (row["institution_id"], row["village_id"]) == (held.institution_id, held.village_id)
    away = Standing.objects.filter(state__in=("died", "moved_out")).order_by("from_on")
    assert away.count() > 3
    for each in away:
        assert each.resident_id not in {row["resident_id"] for row in _people(each.from_on)}


def _open(day: dt.date) -> dict[str, object]:
    """The row that holds on the day: its end, if any, is later."""
    ends = Residence.objects.filter(to_on__gt=day) | Residence.objects.filter(to_on=None)
    return {"pk__in": ends.values("pk")}


def _people(day: dt.date) -> list[dict[str, object]]:
    from gongwei.indicators.results import results  # noqa: PLC0415

    held = results(day)
    found = held.connect().execute(held.people("hypertension.managed"))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_the_order_of_records_does_not_matter(district: District) -> None:
    """The same rows written anew in another physical order give the same figures; more rows give others."""
    before = _counts()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE turned AS SELECT * FROM hypertension_followup ORDER BY id DESC")
        cursor.execute("TRUNCATE hypertension_followup CASCADE")
        fields = [field for field in Followup._meta.concrete_fields if not field.generated]
        listed = ", ".join(f'"{field.column}"' for field in fields)
        cursor.execute(f"INSERT INTO hypertension_followup ({listed}) SELECT {listed} FROM turned")
        cursor.execute("DROP TABLE turned")
    refresh.rebuild()
    building.build()
    assert _counts() == before
    fill(district, Followup, 200)
    refresh.rebuild()
    building.build()
    assert _counts() != before


def _counts() -> list[tuple[object, ...]]:
    return [
        (figure.indicator, figure.group_id, figure.numerator, figure.denominator)
        for figure in evaluate(TODAY, "village", within=EVERYWHERE)
    ]


def test_a_scope_shows_only_its_own(district: District) -> None:
    names = names_of(1, plan())
    group = str(district.institutions[0].pk)
    villages = evaluate(TODAY, "village", within=Scope(institution=group), build=1)
    shown = {figure.group_id for figure in villages if figure.implemented and figure.rows == "人"}
    assert shown <= {village.code for village in district.villages[:2]} and shown
    assert names.institution_of(None) == UNASSIGNED
