"""What holds for every history, however it was written down."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.programmes.immunization.forecaster import Child, Given, Line, Settings, forecast
from gongwei.programmes.immunization.nip import schedule

CODES = [each.code for each in schedule().vaccines if each.counts or each.id == "IG"]
DAYS = st.dates(dt.date(2017, 1, 1), dt.date(2025, 6, 30))
CHILDREN = st.builds(Child, birth=DAYS, sex=st.sampled_from((1, 2)), birth_weight_g=st.sampled_from((None, 1900, 3200)),
                     mother_hbsag=st.sampled_from((None, 1, 2)))  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> tuple[Child, list[Given], dt.date]:
    """A child with up to twenty doses of any vaccine at any age, and a day after them."""
    child = draw(CHILDREN)
    doses = draw(st.lists(st.tuples(st.sampled_from(CODES), st.integers(0, 2600)), max_size=20))
    given_ = [
        Given(child.birth + dt.timedelta(days), code, f"{n:02}") for n, (code, days) in enumerate(doses)
    ]
    last = max((each.on for each in given_), default=child.birth)
    return child, given_, last + dt.timedelta(draw(st.integers(0, 400)))


def by_series(child: Child, history: list[Given], on: dt.date) -> dict[str, Line]:
    return {each.series.id: each for each in forecast(child, history, on)}


@settings(max_examples=300)
@given(histories())
def test_nothing_is_recommended_below_a_minimum_age_or_interval(
    case: tuple[Child, list[Given], dt.date],
) -> None:
    child, history, on = case
    for line in forecast(child, history, on):
        assert line.done <= line.needed <= len(line.series.doses)
        if line.dose is None or line.earliest is None or line.rule is None:
            continue
        days = [each.given.on for each in line.judged if each.number]
        age = line.rule.age
        if line.series.bridge and line.dose == 1:
            age = line.series.bridge.rows[by_series(child, history, on)[line.series.bridge.series].done].age
        assert line.earliest.toordinal() >= age.after(child.birth.toordinal())
        if days and line.rule.interval:
            assert line.earliest.toordinal() >= line.rule.interval.after(days[-1].toordinal())
        if days and line.rule.since_first:
            assert line.earliest.toordinal() >= line.rule.since_first.after(days[0].toordinal())
        assert line.recommended is not None and line.recommended >= max(line.earliest, on)
        assert line.overdue_on is not None and line.overdue_on > line.earliest
        assert line.earliest.toordinal() < line.series.upper.after(child.birth.toordinal())


@settings(max_examples=200)
@given(histories(), st.randoms())
def test_the_order_of_entry_does_not_matter(case: tuple[Child, list[Given], dt.date], dice: object) -> None:
    child, history, on = case
    mixed = list(history)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert forecast(child, mixed, on) == forecast(child, history, on)


@settings(max_examples=200)
@given(histories(), st.sampled_from(CODES))
def test_a_longer_history_is_never_due_earlier(case: tuple[Child, list[Given], dt.date], code: int) -> None:
    child, history, on = case
    before = by_series(child, history, on)
    after = by_series(child, [*history, Given(on, code, "99")], on)
    for key in before.keys() & after.keys():
        one, other = before[key], after[key]
        assert other.done >= one.done
        if one.earliest and other.earliest:
            assert other.earliest >= one.earliest
        if one.state == "finished":
            assert other.state == "finished"


@settings(max_examples=150)
@given(histories())
def test_giving_what_is_recommended_ends_every_series(case: tuple[Child, list[Given], dt.date]) -> None:
    child, history, on = case
    doses = list(history)
    for _ in range(60):
        waiting = [each for each in forecast(child, doses, on) if each.dose is not None]
        if not waiting:
            break
        line = min(waiting, key=lambda each: (each.recommended or dt.date.max, each.series.id))
        assert line.rule is not None and line.recommended is not None
        on = line.recommended
        doses.append(Given(on, schedule().vaccine(line.rule.give[0]).code, f"z{len(doses):03}"))
        again = by_series(child, doses, on).get(line.series.id)
        assert again is None or again.done == line.done + 1
    assert {each.state for each in forecast(child, doses, on)} <= {"finished", "too_old"}


@settings(max_examples=100)
@given(DAYS)
def test_a_child_who_comes_every_fortnight_is_never_overdue(birth: dt.date) -> None:
    doses: list[Given] = []
    for days in range(0, 7 * 366, 14):
        day = birth + dt.timedelta(days)
        found = forecast(Child(birth), doses, day, settings=Settings())
        assert [
            each.series.id for each in found if each.state == "overdue" and each.series.id != "PolioII"
        ] == []
        doses += [
            Given(day, schedule().vaccine(each.rule.give[0]).code, f"{days:04}")
            for each in found
            if each.rule and each.state == "due"
        ]
