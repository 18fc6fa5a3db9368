"""Taking under management, ending it, taking the end back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gongwei.care.models import Enrolment
from gongwei.care.verbs import (
    close_enrolment,
    close_enrolments_of,
    enrol,
    reopen_enrolment,
    reopen_enrolments_of,
)
from gongwei.people.models import Resident
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import Cast

FROM, DIAGNOSED = dt.date(2023, 3, 1), dt.date(2023, 2, 20)


def take(cast: Cast, resident_id: int, **more: Any) -> Enrolment:
    how = {"actor": cast.staff["doctor"], "from_on": FROM, "diagnosed_on": DIAGNOSED, "found_by": 2, **more}
    return enrol(resident_id, "hypertension", **how)


def test_enrolling_twice_is_enrolling_once(cast: Cast) -> None:
    resident = cast.register()
    first = take(cast, resident.pk)
    assert take(cast, resident.pk).pk == first.pk
    assert (first.institution, first.found_by, first.to_on) == (resident.institution, 2, None)
    with pytest.raises(Conflict):
        take(cast, resident.pk, from_on=dt.date(2023, 4, 1))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"from_on": dt.date(2024, 10, 17)}, "from_on"),
        ({"from_on": dt.date(1950, 1, 1), "diagnosed_on": None}, "from_on"),
        ({"diagnosed_on": dt.date(2023, 3, 2)}, "diagnosed_on"),
        ({"diagnosed_on": dt.date(1957, 1, 1)}, "diagnosed_on"),
    ],
)
def test_impossible_days_are_refused(cast: Cast, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        take(cast, cast.register().pk, **more)
    assert {problem.field for problem in refused.value.problems} == {field}
    assert not Enrolment.objects.exists()


def test_only_those_responsible_enrol(cast: Cast) -> None:
    resident = cast.register()
    with pytest.raises(Forbidden):
        take(cast, resident.pk, actor=cast.staff["public_health_b"])
    with pytest.raises(Forbidden):
        take(cast, resident.pk, actor=cast.staff["line"])


def test_ending_needs_a_possible_day_and_a_known_reason(cast: Cast) -> None:
    enrolment, doctor = take(cast, cast.register().pk), cast.staff["doctor"]
    for day, reason in ((dt.date(2024, 10, 17), 2), (dt.date(2023, 2, 28), 2), (dt.date(2024, 1, 1), 77)):
        with pytest.raises(Invalid):
            close_enrolment(enrolment.pk, actor=doctor, to_on=day, closed_reason=reason)
    ended = close_enrolment(enrolment.pk, actor=doctor, to_on=dt.date(2024, 1, 1), closed_reason=2)
    assert (ended.to_on, ended.closed_reason) == (dt.date(2024, 1, 1), 2)
    assert (
        close_enrolment(enrolment.pk, actor=doctor, to_on=dt.date(2024, 1, 1), closed_reason=2).pk == ended.pk
    )
    with pytest.raises(Conflict):
        close_enrolment(enrolment.pk, actor=doctor, to_on=dt.date(2024, 2, 1), closed_reason=1)


def test_a_mistaken_end_is_taken_back_unless_enrolled_anew(cast: Cast) -> None:
    resident, doctor = cast.register(), cast.staff["doctor"]
    enrolment = take(cast, resident.pk)
    close_enrolment(enrolment.pk, actor=doctor, to_on=dt.date(2024, 1, 1), closed_reason=3)
    with pytest.raises(Invalid):
        reopen_enrolment(enrolment.pk, actor=doctor, reason="")
    assert reopen_enrolment(enrolment.pk, actor=doctor, reason="找到了").to_on is None
    close_enrolment(enrolment.pk, actor=doctor, to_on=dt.date(2024, 1, 1), closed_reason=3)
    again = take(cast, resident.pk, from_on=dt.date(2024, 6, 1))
    assert again.pk != enrolment.pk
    with pytest.raises(Conflict):
        reopen_enrolment(enrolment.pk, actor=doctor, reason="又找到了")


def test_everything_is_ended_at_once_after_moving_away(cast: Cast) -> None:
    resident, doctor = cast.register(), cast.staff["doctor"]
    take(cast, resident.pk)
    enrol(resident.pk, "diabetes", actor=doctor, from_on=dt.date(2024, 5, 1))
    ended = close_enrolments_of(resident.pk, actor=doctor, to_on=dt.date(2024, 9, 1), closed_reason=2)
    assert {each.programme: each.to_on for each in ended} == {
        "hypertension": dt.date(2024, 9, 1), "diabetes": dt.date(2024, 9, 1),
    }  # fmt: skip
    assert close_enrolments_of(resident.pk, actor=doctor, to_on=dt.date(2024, 9, 1), closed_reason=2) == []


def test_a_closing_that_never_was_gives_back_the_management_it_had_ended(cast: Cast) -> None:
    resident, doctor, day = cast.register(), cast.staff["doctor"], dt.date(2024, 9, 1)
    take(cast, resident.pk)
    refused = enrol(resident.pk, "diabetes", actor=doctor, from_on=dt.date(2024, 5, 1))
    close_enrolment(refused.pk, actor=doctor, to_on=day, closed_reason=4)
    close_enrolments_of(resident.pk, actor=doctor, to_on=day, closed_reason=1)
    back = reopen_enrolments_of(resident.pk, actor=doctor, closed_on=day, reason="误报死亡")
    assert [(each.programme, each.to_on, each.closed_reason) for each in back] == [("hypertension", None, None)]
    refused.refresh_from_db()
    assert (refused.to_on, refused.closed_reason) == (day, 4)
    assert reopen_enrolments_of(resident.pk, actor=doctor, closed_on=day, reason="误报死亡") == []


def test_the_database_refuses_two_spans_at_once(cast: Cast) -> None:
    enrolment = take(cast, cast.register().pk)
    twin = Enrolment(
        resident=enrolment.resident,
        programme="hypertension",
        from_on=dt.date(2024, 1, 1),
        institution=enrolment.institution,
    )
    with pytest.raises(IntegrityError, match="enrolment_no_overlap"), transaction.atomic():
        twin.save()
    twin.programme = "diabetes"
    twin.save()
    assert Enrolment.objects.count() == 2


def test_a_line_role_sees_the_enrolled_and_nobody_else(cast: Cast) -> None:
    managed, other = cast.register(), cast.register("王清明")
    take(cast, managed.pk)
    seen = Resident.objects.visible_to(cast.user("line"))
    assert list(seen) == [managed]
    assert other not in seen
