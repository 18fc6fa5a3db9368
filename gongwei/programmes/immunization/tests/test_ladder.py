"""The expression owes exactly what the forecaster says, history by history."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.people.tests.cast import Cast
from gongwei.programmes.immunization.forecaster import Settings
from gongwei.programmes.immunization.histories import histories
from gongwei.programmes.immunization.models import Deferral
from gongwei.programmes.immunization.nip import schedule
from gongwei.programmes.immunization.tests.samples import TODAY, card, child, dose, record

USED = [each for each in schedule().vaccines if each.counts or each.id == "IG"]


def a_history(cast: Cast, number: int, dice: random.Random) -> int:
    """A child with up to twelve doses at random ages, now and then a card of a small newborn or a deferral."""
    born = dt.date(2018, 1, 1) + dt.timedelta(dice.randrange(2400))
    resident = child(cast, f"丛立春{number}", born)
    if dice.random() < 0.2:
        card(cast, resident, born, birth_weight_g=1800, mother_hbsag=2)
    alive = (TODAY - born).days
    for _ in range(dice.randrange(13)):
        vaccine = dice.choice(USED)
        on = born + dt.timedelta(min(dice.randrange(900), dice.randrange(alive + 1)))
        dose(cast, resident, vaccine.id, dice.randint(1, 4), on)
    if dice.random() < 0.3:
        kind = dice.choice((1, 2, 3))
        protection = dice.choice((0, 1, 7, 5))
        record(cast, Deferral, resident, TODAY, protection=protection, kind=kind, reason="发热",
               until_on=dt.date(2024, 11, 20) if kind == 1 else None)  # fmt: skip
    return resident.pk


@pytest.mark.req("VAC-02", "VAC-09")
def test_the_worklist_says_what_the_forecaster_says(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    dice = random.Random(20241016)
    residents = [a_history(cast, number, dice) for number in range(60)]
    refresh(residents)
    limit = dt.date(2025, 12, 31)
    for pk, history in histories(residents).items():
        expected = {
            f"{line.series.id}-{line.dose}": (line.earliest, line.overdue_on - dt.timedelta(1))
            for line in history.forecast(TODAY, Settings())
            if line.dose
            and line.earliest
            and line.overdue_on
            and line.earliest <= min(limit, _seventh(history.child.birth))
        }
        found = Obligation.objects.filter(resident=pk, step="dose", met_on__isnull=True, closes_on__gte=TODAY)
        assert {each.seq: (each.opens_on, each.due_on) for each in found} == expected
        counted = {
            f"{line.series.id}-{each.number}": each.given.key
            for line in history.forecast(TODAY, Settings())
            for each in line.judged
            if each.number
        }
        met = Obligation.objects.filter(resident=pk, step="dose", met_on__isnull=False)
        assert {each.seq: str(each.met_by) for each in met}.items() <= counted.items()


def _seventh(birth: dt.date) -> dt.date:
    return birth.replace(year=birth.year + 7) - dt.timedelta(1)
