"""Trends with target bands on the resident's page, from the curves that forms declare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongwei.catalogue.chapters import services
from gongwei.catalogue.judging import judge
from gongwei.records.items import item_of
from gongwei.records.layout import Curve, Form
from gongwei.ui.trend import Series, Trend
from gongwei.web.visit.lasts import as_given


def curves_of(pairs: Sequence[tuple[Form, Any]]) -> list[Trend]:
    """One chart per declared curve that has at least one measurement, from the records newest first."""
    found = []
    for form in services().values():
        records = [each for other, each in reversed(pairs) if other is form] if form.curves else []
        if records:
            outcomes = judge(form.programme, as_given(form, records[-1:]))
            found += [_trend(form, place, curve, records, outcomes[0]) for place, curve in enumerate(form.curves)]
    return [trend for trend in found if any(series.points for series in trend.series)]


def _trend(form: Form, place: int, curve: Curve, records: list[Any], outcome: dict[str, Any]) -> Trend:
    """The limits are those of the last visit; earlier points are judged by them too, as the eye reads the band."""
    series = []
    for name, rule in curve.lines:
        points = tuple(
            (each.served_on, float(value)) for each in records if (value := getattr(each, name)) is not None
        )
        limit = outcome.get(rule)
        label = item_of(form.model, name).label
        high = float(limit) if limit is not None else None
        series.append(Series(label, points, high=high, target_label=f"目标 <{limit}" if limit is not None else ""))
    return Trend(f"{form.id}-{place}", curve.label, curve.unit, tuple(series))
