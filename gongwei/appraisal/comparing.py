"""National results beside our own (国家评价与自评一致): import, differences beyond the tolerance, explanations."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from gongwei.appraisal.models import NationalResult
from gongwei.appraisal.rates import Rate, newest_build, rates
from gongwei.catalogue.chapters import measures
from gongwei.catalogue.plans import plan
from gongwei.kernel.clock import now, today
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.records.history import acting

COLUMNS = ("机构", "指标", "分子", "分母")


@dataclass(frozen=True)
class Compared:
    """One figure of theirs with ours; ``apart`` in percentage points, None where we have none."""

    theirs: NationalResult
    ours: Rate

    @property
    def value(self) -> Fraction:
        """Their ratio."""
        return Fraction(self.theirs.numerator, self.theirs.denominator)

    @property
    def apart(self) -> Fraction | None:
        """|ours − theirs| in percentage points."""
        return None if self.ours.value is None else abs(self.ours.value - self.value) * 100

    def wide(self, tolerance: Decimal) -> bool:
        """Beyond the tolerance; what we cannot compute is beyond it too: it must be explained."""
        return self.apart is None or self.apart > Fraction(tolerance)


def import_results(text: str, source: str, *, by: Staff) -> int:
    """Read a CSV 机构,指标,分子,分母 and keep it; a wrong line refuses the whole file with its number."""
    if not allowed(by, "appraise"):
        raise Forbidden("上级评价结果由项目办导入")
    if not source.strip():
        raise refuse("source", "来源：请写明文件或系统名称")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    if not rows or tuple(rows[0])[: len(COLUMNS)] != COLUMNS:
        raise refuse("file", f"第 1 行应是 {','.join(COLUMNS)}")
    found = [_read(number, row) for number, row in enumerate(rows, 2)]
    with transaction.atomic(), acting(str(by.pk), "导入上级评价结果"):
        for place, indicator, numerator, denominator in found:
            NationalResult.objects.update_or_create(
                plan=plan().id, institution=place, indicator=indicator,
                defaults={
                    "numerator": numerator, "denominator": denominator, "source": source.strip(), "imported_by": by,
                    "imported_at": now(), "explanation": "", "explained_by": None,
                },
            )  # fmt: skip
    return len(found)


def _read(number: int, row: dict[str, str]) -> tuple[Institution, str, int, int]:
    place = Institution.objects.named((row["机构"] or "").strip()).first()
    if place is None:
        raise refuse("file", f"第 {number} 行：没有机构“{row['机构']}”")
    indicator = (row["指标"] or "").strip()
    if indicator not in measures():
        by_label = {measure.label: name for name, (_, measure) in measures().items()}
        if indicator not in by_label:
            raise refuse("file", f"第 {number} 行：没有指标“{indicator}”，请写编号或全名")
        indicator = by_label[indicator]
    try:
        numerator, denominator = int(row["分子"]), int(row["分母"])
    except (TypeError, ValueError):
        raise refuse("file", f"第 {number} 行：分子、分母应是整数") from None
    if not 0 <= numerator <= denominator or not denominator:
        raise refuse("file", f"第 {number} 行：分子应在 0 到分母之间，分母应大于 0")
    return place, indicator, numerator, denominator


def explain(held: NationalResult, words: str, *, by: Staff) -> None:
    """The institution (or 项目办) says why the figures differ."""
    if held.institution is None or (by.institution_id != held.institution_id and not allowed(by, "appraise")):
        raise Forbidden("差异由该机构或项目办说明")
    if not words.strip():
        raise refuse("explanation", "差异说明：必须填写")
    with transaction.atomic(), acting(str(by.pk), "说明差异"):
        held.explanation, held.explained_by = words.strip(), by
        held.save()


def compared(place: Institution | None = None) -> list[Compared]:
    """Every imported figure with ours as of today (or the plan's last day)."""
    held = NationalResult.objects.filter(plan=plan().id, institution__isnull=False).select_related(
        "institution"
    )
    rows = list(held.filter(institution=place) if place else held)
    as_of, build = min(today(), plan().last_day), newest_build()
    indicators = {row.indicator for row in rows}
    known: dict[int, dict[str, Rate]] = {}
    found = []
    for row in rows:
        assert row.institution is not None
        if row.institution.pk not in known:
            known[row.institution.pk] = rates(row.institution, indicators, as_of, build)
        found.append(Compared(row, known[row.institution.pk][row.indicator]))
    return found


def beyond(place: Institution, tolerance: Decimal) -> tuple[int, int]:
    """(figures compared, those beyond the tolerance that nobody has explained) of an institution."""
    rows = compared(place)
    return len(rows), sum(row.wide(tolerance) and not row.theirs.explanation for row in rows)
