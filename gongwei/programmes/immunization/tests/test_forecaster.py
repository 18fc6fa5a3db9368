"""The forecaster on worked histories of the schedule and its catch-up rules."""

from __future__ import annotations

import datetime as dt

import pytest

from gongwei.programmes.immunization.forecaster import Child, Given, Hold, Line, Settings, forecast
from gongwei.programmes.immunization.nip import schedule

BORN = dt.date(2023, 1, 10)
TODAY = dt.date(2024, 10, 16)


def code(name: str) -> int:
    return schedule().vaccine(name).code


def lines(
    *doses: tuple[str, str],
    born: dt.date = BORN,
    on: dt.date = TODAY,
    child: Child | None = None,
    **how: object,
) -> dict[str, Line]:
    """Series → line of a history written as (vaccine, ISO day)."""
    given = [
        Given(dt.date.fromisoformat(day), code(name), f"{place:03}")
        for place, (name, day) in enumerate(doses)
    ]
    found = forecast(child or Child(born), given, on, **how)  # type: ignore[arg-type]
    return {each.series.id: each for each in found}


@pytest.mark.req("VAC-02")
def test_a_newborn_begins_with_two_doses_due_today() -> None:
    found = lines(born=TODAY)
    due = {key for key, line in found.items() if line.state == "due"}
    assert due == {"HepB", "BCG"}
    assert found["HepB"].overdue_on == TODAY + dt.timedelta(2)
    assert found["BCG"].overdue_on == dt.date(2024, 11, 16)
    assert found["MMR"].earliest == dt.date(2025, 6, 16)


def test_the_third_hepatitis_dose_keeps_both_intervals() -> None:
    late = lines(("HepB", "2023-05-01"), ("HepB", "2023-06-20"))["HepB"]
    assert (late.dose, late.earliest) == (3, dt.date(2023, 9, 1))
    assert late.reasons == ("满6月龄", "与第2剂间隔60天，与第1剂间隔4个月")
    by_second = lines(("HepB", "2023-01-10"), ("HepB", "2023-07-01"))["HepB"]
    assert by_second.earliest == dt.date(2023, 8, 30)


@pytest.mark.parametrize(
    ("day", "counts"), [("2023-02-09", False), ("2023-02-10", True), ("2023-02-11", True)]
)
def test_a_dose_before_its_age_does_not_count(day: str, counts: bool) -> None:
    line = lines(("HepB", "2023-01-10"), ("HepB", day))["HepB"]
    assert (line.done == 2) is counts
    assert line.judged[1].why == ("" if counts else "未满最小年龄，早1天")
    lenient = lines(("HepB", "2023-01-10"), ("HepB", "2023-02-09"), settings=Settings(early_days=1))["HepB"]
    assert lenient.done == 2


def test_an_early_second_dose_is_repeated_at_the_interval_from_it() -> None:
    line = lines(
        ("IPV", "2023-03-10"), ("IPV", "2023-04-10"), ("bOPV", "2023-05-01"), ("bOPV", "2023-05-05")
    )["Polio"]
    assert [each.number for each in line.judged] == [1, 2, None, None]
    assert (line.dose, line.earliest) == (3, dt.date(2023, 6, 2))


def test_live_vaccines_are_given_together_or_28_days_apart() -> None:
    line = lines(("MMR", "2024-10-10"))["JE-L"]
    assert (line.state, line.earliest) == ("later", dt.date(2024, 11, 7))
    assert "注射用活疫苗" in line.reasons[-1]
    assert lines(("bOPV", "2024-10-10"))["JE-L"].state == "overdue"


def test_after_immunoglobulin_measles_vaccine_waits_three_months() -> None:
    found = lines(("IG", "2024-09-01"))
    assert (found["MMR"].earliest, found["HepA-L"].earliest) == (dt.date(2024, 12, 1), dt.date(2024, 12, 1))
    assert found["HepB"].earliest == BORN


def test_the_two_meningococcal_series_follow_each_other() -> None:
    none = lines()["MPSV-AC"]
    assert none.earliest == dt.date(2025, 1, 10)
    one = lines(("MPSV-A", "2024-10-15"))["MPSV-AC"]
    assert one.earliest == dt.date(2025, 1, 15)
    both = lines(("MPSV-A", "2023-07-10"), ("MPSV-A", "2023-10-10"))
    assert (both["MPSV-AC"].earliest, both["MPSV-A"].state) == (dt.date(2026, 1, 10), "finished")
    assert lines(born=dt.date(2022, 10, 16))["MPSV-A"].state == "too_old"
    assert lines(born=dt.date(2022, 10, 17))["MPSV-A"].state == "overdue"


def test_bcg_is_given_until_the_fourth_birthday() -> None:
    assert lines(born=dt.date(2020, 10, 17))["BCG"].state == "overdue"
    assert lines(born=dt.date(2020, 10, 16))["BCG"].state == "too_old"


def test_six_year_olds_with_too_few_doses_are_completed_with_dt() -> None:
    born = dt.date(2018, 3, 1)
    assert [lines(*(("DTaP", day) for day in days), born=born)["DT"].needed for days in (
        (), ("2018-06-01",), ("2018-06-01", "2018-07-01"), ("2018-06-01", "2018-07-01", "2018-08-01"),
    )] == [3, 2, 1, 1]  # fmt: skip
    three = lines(*(("DTaP", d) for d in ("2018-06-01", "2018-07-01", "2024-02-20")), born=born)
    assert (three["DTaP"].state, three["DT"].earliest) == ("too_old", dt.date(2024, 8, 20))
    instead = lines(("DTaP", "2024-09-10"), born=born)
    assert (instead["DTaP"].done, instead["DT"].done) == (0, 1)


def test_combination_vaccines_count_in_every_series() -> None:
    months = ("2023-03-10", "2023-04-10", "2023-05-10", "2024-07-10")
    found = lines(*(("DTaP-IPV-Hib", day) for day in months))
    assert (found["Polio"].state, found["Polio"].done) == ("finished", 4)
    assert (found["DTaP"].done, found["DTaP"].judged[0].why) == (3, "未满最小年龄，早31天")
    assert lines(*(("IPV", day) for day in months[:3]))["Polio"].earliest == dt.date(2027, 1, 10)


def test_a_series_begun_with_inactivated_vaccine_goes_on_with_it() -> None:
    found = lines(
        ("JE-I", "2023-09-10"), ("HepA-I", "2024-07-10"), ("HepA-L", "2025-01-10"), on=dt.date(2025, 2, 1)
    )
    assert "JE-L" not in found
    assert (found["JE-I"].dose, found["JE-I"].earliest) == (2, dt.date(2023, 9, 17))
    assert (found["HepA-I"].state, "HepA-L" in found) == ("finished", False)


def test_type_two_polio_is_completed_for_the_cohort_of_2016_to_2019() -> None:
    one = lines(("IPV", "2019-07-01"), born=dt.date(2019, 4, 15))["PolioII"]
    assert (one.done, one.dose, one.earliest) == (1, 2, dt.date(2023, 1, 1))
    assert "PolioII" not in lines(born=dt.date(2019, 10, 1))


def test_the_schedule_of_2025_begins_with_its_cohort() -> None:
    assert "DTaP" in lines(born=dt.date(2024, 10, 31), on=dt.date(2025, 2, 1))
    new = lines(born=dt.date(2024, 11, 1), on=dt.date(2025, 2, 1))
    assert (new["DTaP5"].earliest, "DT" in new) == (dt.date(2025, 1, 1), False)


def test_a_small_child_of_an_infected_mother_gets_four_doses() -> None:
    child = Child(BORN, birth_weight_g=1999, mother_hbsag=2)
    found = lines(("HepB", "2023-01-10"), child=child)
    assert (found["HepB4"].needed, found["HepB4"].earliest, "HepB" in found) == (
        4,
        dt.date(2023, 2, 10),
        False,
    )
    assert "HepB" in lines(child=Child(BORN, birth_weight_g=2000, mother_hbsag=2))


def test_hpv_is_for_girls_of_the_cohort() -> None:
    day = dt.date(2025, 12, 1)
    assert lines(child=Child(dt.date(2012, 11, 12), 2), on=day)["HPV"].state == "due"
    assert "HPV" not in lines(child=Child(dt.date(2012, 11, 12), 1), on=day)
    assert "HPV" not in lines(child=Child(dt.date(2011, 11, 10), 2), on=day)


def test_a_contraindication_ends_and_a_deferral_moves() -> None:
    never = lines(holds=(Hold("MMR", 2, None, "严重过敏"),))["MMR"]
    assert (never.state, never.reasons) == ("contraindicated", ("禁忌：严重过敏",))
    until = dt.date(2024, 11, 1)
    put_off = lines(holds=(Hold("MMR", 1, until, "发热"),))["MMR"]
    assert (put_off.state, put_off.earliest) == ("deferred", until)
    assert lines(holds=(Hold("MMR", 1, until, "发热"),), on=until)["MMR"].state == "due"
    assert lines(holds=(Hold("MMR", 3, None, "拒种"),))["MMR"].state == "overdue"
