"""The mart: a full build, a refresh after 1,000 saves, reading through patches."""

from __future__ import annotations

import random
import uuid

from django.db import transaction

from benchmarks.stopwatch import Report
from gongwei.facts import building, feed, reader, refreshing
from gongwei.kernel import clock
from gongwei.obligations.refresh import refresh
from gongwei.programmes.hypertension.models import Followup

SAVES = 1_000
COUNTED = "SELECT count(*), count(DISTINCT resident_id), sum(sbp) FROM hypertension_followup"


def bench(report: Report) -> None:
    """On the installation of GONGWEI_DATA, whose records it adds to; the builds that are made stay as its newest."""
    report.once("full build", building.build)
    reader.connect().execute(COUNTED)
    report.time("count one form, full build", lambda: reader.connect().execute(COUNTED).fetchall(), runs=7)
    models = list(Followup.objects.filter(voided_at=None).order_by("id")[: SAVES * 3])
    chosen = random.Random(7).sample(models, min(SAVES, len(models)))
    for turn in range(1, 4):
        report.once(f"{len(chosen)} saves with their obligations, turn {turn}", lambda: save(chosen))
        report.once(f"refresh after them, turn {turn}", refreshing.refresh, aim="5 s")
    report.once("refresh, nothing changed", refreshing.refresh)
    report.once("open the newest build", reader.connect)
    report.time("count one form, patched build", lambda: reader.connect().execute(COUNTED).fetchall(), runs=7,
                against="count one form, full build")  # fmt: skip
    assert not feed.pending()


def save(models: list[Followup]) -> None:
    """A new visit like each of these, and that resident's obligations, each in a transaction of its own."""
    for former in models:
        fields = {field.attname: getattr(former, field.attname) for field in Followup._meta.concrete_fields}
        made = Followup(**fields | {"id": uuid.uuid4(), "served_on": clock.today(), "recorded_at": clock.now()})
        with transaction.atomic():
            made.save(force_insert=True)
            refresh([made.resident_id], "hypertension_followup")
