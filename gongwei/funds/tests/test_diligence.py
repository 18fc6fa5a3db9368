"""奖勤罚懒: follow-ups done, and those found untrue in an appraisal, decide each person's line of the wage sheet."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from gongwei.appraisal.sampling import untrue_records
from gongwei.appraisal.tests.village_round import VillageRound
from gongwei.funds.models import SettlementLine, Wage
from gongwei.funds.tests.village_year import Q3
from gongwei.funds.wages import approve_wages, parts
from gongwei.programmes.hypertension.models import Followup


@pytest.mark.django_db
@pytest.mark.req("APR-15")
def test_who_follows_up_more_gets_more_and_who_made_a_visit_up_gets_less() -> None:
    made = VillageRound(patients=4)
    staff, year = made.year.cast.staff, made.year
    year.money()
    year.settled_until(3)
    made.accepted(untrue=1)
    [untrue] = untrue_records()
    true = Followup.objects.exclude(pk=untrue).order_by("served_on").values_list("pk", flat=True)[0]
    Followup.objects.filter(pk__in=(untrue, true)).update(staff=staff["doctor"])
    trial = year.trial(Q3)
    [(line, found)] = parts(trial).items()
    by = {part.done.staff: part for part in found if part.done}
    diligent, idle = by[staff["village_doctor"].pk], by[staff["doctor"].pk]
    assert diligent.done is not None and idle.done is not None
    assert (diligent.done.valid, diligent.done.questioned, diligent.done.weight) == (2, 0, Fraction(2))
    assert (idle.done.valid, idle.done.questioned, idle.done.weight) == (1, 1, Fraction(1, 2))
    assert abs(diligent.amount - 4 * idle.amount) <= Decimal("0.05") and "质量系数 50.00%" in idle.formula
    year.close(trial)
    trial.refresh_from_db()
    approve_wages(trial, by=staff["public_health_a"])
    assert sum(each.amount for each in Wage.objects.all()) == SettlementLine.objects.get(pk=line.pk).counted
    assert Wage.objects.get(staff=staff["doctor"]).questioned == 1
