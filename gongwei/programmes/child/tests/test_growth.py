"""Growth by WHO's tables: published values, tails, postures, preterm children."""

from __future__ import annotations

import datetime as dt

import pytest

from gongwei.programmes.child.growth import BOYS, GIRLS, age_days, curve, growth, lms, percentile, z_score

pytestmark = pytest.mark.req("CHILD-12")
SD = (-3, -2, -1, 0, 1, 2, 3)
MONTH = 30.4375


@pytest.mark.parametrize(
    ("measure", "months", "published"),
    [
        ("weight", 0, (2.1, 2.5, 2.9, 3.3, 3.9, 4.4, 5.0)),
        ("weight", 6, (5.7, 6.4, 7.1, 7.9, 8.8, 9.8, 10.9)),
        ("weight", 12, (6.9, 7.7, 8.6, 9.6, 10.8, 12.0, 13.3)),
        ("height", 0, (44.2, 46.1, 48.0, 49.9, 51.8, 53.7, 55.6)),
        ("height", 6, (61.2, 63.3, 65.5, 67.6, 69.8, 71.9, 74.0)),
        ("height", 12, (68.6, 71.0, 73.4, 75.7, 78.1, 80.5, 82.9)),
    ],
)
def test_the_published_values_of_boys_come_out(
    measure: str, months: int, published: tuple[float, ...]
) -> None:
    found = lms(measure, BOYS, months * MONTH)
    assert found is not None
    assert tuple(round(found.value(z), 1) for z in SD) == published


def test_the_median_of_girls_at_one_year_is_8_9_kg_and_74_cm() -> None:
    weight, length = lms("weight", GIRLS, 365), lms("height", GIRLS, 365)
    assert weight is not None and length is not None
    assert (round(weight.m, 1), round(length.m, 1)) == (8.9, 74.0)


def test_a_measurement_on_the_median_has_no_deviation_and_is_the_50th_percentile() -> None:
    z = z_score("weight", BOYS, 365, 9.646)
    assert z is not None and abs(z) < 1e-9
    assert percentile(z) == pytest.approx(50)
    assert percentile(-1.880794) == pytest.approx(3, abs=0.01)


def test_beyond_three_deviations_weight_is_read_along_the_last_distance() -> None:
    found = lms("weight", BOYS, 365)
    assert found is not None
    third, second = found.value(3), found.value(2)
    assert z_score("weight", BOYS, 365, third + (third - second)) == pytest.approx(4)
    low, second_low = found.value(-3), found.value(-2)
    assert z_score("weight", BOYS, 365, low - (second_low - low)) == pytest.approx(-4)


def test_missing_and_impossible_values_are_not_judged() -> None:
    assert z_score("weight", BOYS, 365, None) is None
    assert z_score("weight", BOYS, 365, 0) is None
    assert z_score("weight", 9, 365, 9.6) is None
    assert z_score("weight", BOYS, 99_999, 9.6) is None


LIMITS = {"grade_sd": 2, "growth_low": -2, "overweight_sd": 1, "obese_sd": 2}


@pytest.mark.parametrize(("weight", "grade"), [(7.6, 3), (7.8, 2), (9.6, 2), (11.9, 2), (12.1, 1)])
def test_the_form_says_up_middle_or_down_at_two_deviations(weight: float, grade: int) -> None:
    assert growth(BOYS, 365, weight=weight).grade("weight", LIMITS) == grade


def test_the_evaluation_names_every_deviation_and_normal_only_alone() -> None:
    assert growth(BOYS, 1461, weight=16.3, length=103.3).evaluation(LIMITS) == [1]
    assert growth(BOYS, 1461, weight=20.0, length=103.3).evaluation(LIMITS) == [6]
    assert growth(BOYS, 1461, weight=18.4, length=103.3).evaluation(LIMITS) == [5]
    assert growth(BOYS, 1461, weight=12.0, length=93.0).evaluation(LIMITS) == [2, 4]
    assert growth(BOYS, 1461).evaluation(LIMITS) == []


def test_a_toddler_measured_in_the_other_posture_is_corrected_by_seven_millimetres() -> None:
    standing = growth(BOYS, 700, length=86.0, standing=True)
    lying = growth(BOYS, 700, length=86.7, standing=False)
    assert standing.length == pytest.approx(lying.length)
    tall = growth(BOYS, 800, length=90.0, standing=False)
    assert tall.length == pytest.approx(growth(BOYS, 800, length=89.3, standing=True).length)


def test_a_preterm_child_is_judged_by_the_corrected_age_up_to_two_years() -> None:
    birth = dt.date(2024, 1, 1)
    assert age_days(birth, dt.date(2024, 7, 1), 32) == 182 - 56
    assert age_days(birth, dt.date(2024, 7, 1), 37) == 182
    assert age_days(birth, dt.date(2026, 7, 1), 32) == 912
    assert age_days(birth, dt.date(2024, 1, 20), 32) == 0


def test_the_curves_run_in_order_at_every_month() -> None:
    days = [MONTH * month for month in range(73)]
    lines = [curve("weight", GIRLS, z, days) for z in (-1.880794, 0.0, 1.880794)]
    assert all(low < middle < high for low, middle, high in zip(*lines, strict=True))
    assert all(later > earlier for earlier, later in zip(lines[1], lines[1][1:], strict=False))  # type: ignore[operator]
