"""慢病一体化门诊 of the shown township: some patients on the pathway, at different steps, a few of them stuck."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils.timezone import now

from gongwei.care.models import Enrolment, PathwayMove, PathwayRun
from gongwei.care.pathways.definitions import END, Pathway, pathways
from gongwei.people.models import Staff

SHOWN = "桥头镇卫生院"
PEOPLE, HELD = 14, "integrated-clinic"
STOOD = (0, 1, 3, 0, 20, 9, 40, 100)
"""Days since the patient entered the step where he stands, one after another."""


def walk(today: dt.date) -> None:
    """Each starts at the first step and is moved on by the first answers; every seventh is referred at once."""
    held = pathways()[HELD]
    by = Staff.objects.filter(institution__name=SHOWN, roles__role="doctor", active_to=None).order_by("pk").first()
    enrolled = Enrolment.objects.filter(programme__in=held.programmes, to_on=None, resident__institution__name=SHOWN)
    people = enrolled.filter(resident__living=True).order_by("resident").values_list("resident", flat=True).distinct()
    if by is None:
        return
    for number, resident in enumerate(people[:PEOPLE]):
        _run(held, resident, number, by, today)


def _run(held: Pathway, resident: int, number: int, by: Staff, today: dt.date) -> None:
    step, moves, last = held.steps[0], [], number % 7 == 6
    for _ in range(number % 4):
        choice = step.choices[-1 if last else 0]
        target = held.step(choice.to)
        if choice.to == END or target is None:
            break
        moves.append((step.id, choice))
        step = target
    entered = today - dt.timedelta(STOOD[number % len(STOOD)])
    run = PathwayRun.objects.create(
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"gongwei-demo-pathway-{number}"), pathway=held.id, resident_id=resident,
        started_on=entered - dt.timedelta(len(moves)), started_by=by, step=step.id, entered_on=entered,
    )  # fmt: skip
    for place, (at, choice) in enumerate(moves):
        PathwayMove.objects.create(
            id=uuid.uuid5(run.pk, str(place)), run=run, step=at, choice=choice.label, to=choice.to, at=now(), by=by,
            on=entered - dt.timedelta(len(moves) - 1 - place),
        )  # fmt: skip
