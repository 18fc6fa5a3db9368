"""Power lost in the middle of an import: what was finished stays, what was not begins again, nobody is there twice."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence

import pytest
from django.db import connections

from gongwei.exchange.models import Import
from gongwei.exchange.residents import writing
from gongwei.exchange.steps import advance, start
from gongwei.exchange.tests.lists import fates, line, sent, through
from gongwei.people.models import Resident, Staff
from gongwei.people.tests.cast import make_cast


def _power_lost(residents: Sequence[int]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed(held: Import, staff: Staff) -> int:
    """Do parts of two rows in another process, killed inside the second before it could commit; how it ended."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        advance(held, staff, 2)
        vars(writing)["refresh"] = _power_lost
        advance(held, staff, 2)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_killed_in_the_middle_and_asked_again(transactional_db: None) -> None:
    staff = make_cast().staff["public_health_a"]
    held = start(sent(staff, [line(number) for number in range(1, 7)]), "importing")
    assert killed(held, staff) == -signal.SIGKILL
    assert fates(held) == ["done", "done", "new", "new", "new", "new"] and Resident.objects.count() == 2
    held = through(Import.objects.get(pk=held.pk), staff, 2)
    assert held.state == "imported" and fates(held) == ["done"] * 6
    numbers = sorted(str(each.record_no)[-5:] for each in Resident.objects.all())
    assert numbers == [f"{n:05d}" for n in range(1, 7)]


def test_a_part_asked_for_after_the_end_changes_nothing(db: None) -> None:
    staff = make_cast().staff["public_health_a"]
    held = through(start(sent(staff, [line(1)]), "importing"), staff)
    assert advance(held, staff).state == "imported" and Resident.objects.count() == 1
    with pytest.raises(Resident.DoesNotExist):
        Resident.objects.get(name="于清明2")
