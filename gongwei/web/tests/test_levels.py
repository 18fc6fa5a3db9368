"""三级汇总: a clinic's findings reach its township and the county, whole and by dimension, and nobody else's eyes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.appraisal.levels import Part, Sums, Township, together, townships
from gongwei.appraisal.methods import State
from gongwei.appraisal.models import Deduction, Rectification
from gongwei.appraisal.rectifying import issue
from gongwei.appraisal.scheme_file import Dimension
from gongwei.appraisal.tally import Line
from gongwei.appraisal.tests.village_round import VillageRound

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> VillageRound:
    return VillageRound()


def enter(made: VillageRound, role: str) -> Client:
    client = Client()
    client.force_login(made.year.cast.user(role))
    return client


def seen(made: VillageRound, role: str) -> list[Township]:
    return townships(made.year.cast.user(role))


def page(made: VillageRound, role: str, **asked: Any) -> Any:
    return enter(made, role).get(reverse("web:appraisal_levels"), asked)


@pytest.mark.req("APR-22")
def test_a_clinics_points_and_findings_reach_its_township_and_the_county(made: VillageRound) -> None:
    inspection, sheet = made.accepted(untrue=1, faults=("complete",))
    found = seen(made, "project_office")
    assert [each.place for each in found] == [made.township]
    clinic = found[0].clinics[inspection.institution]
    standing = Deduction.objects.filter(inspection=inspection, state="standing").count()
    assert clinic.findings == standing > 0 and clinic.inspections == 1
    assert (clinic.whole.gained, clinic.whole.points) == (sheet.total.gained, sheet.total.points)
    county = together(each.village for each in found)
    assert (county.findings, county.whole) == (standing, clinic.whole) and found[0].own.inspections == 0
    issue_one(made, inspection)
    assert seen(made, "project_office")[0].village.unmended == Rectification.objects.count() == 1
    text = page(made, "project_office").content.decode()
    assert "全区" in text and f"?place={made.township.pk}" in text
    opened = page(made, "project_office", place=str(made.township.pk)).content.decode()
    assert str(inspection.institution) in opened


def issue_one(made: VillageRound, inspection: Any) -> None:
    held = Deduction.objects.filter(inspection=inspection, state="standing").first()
    if not Rectification.objects.exists():
        assert held is not None
        issue(inspection, [held], "", by=made.staff("project_office"))


@pytest.mark.req("PLAN-30")
def test_points_are_summed_by_the_dimensions_of_their_items() -> None:
    tags: dict[str, tuple[Dimension, ...]] = {"truth": ("truth",), "records": ("norm", "quality"), "funds": ("norm",)}
    clinic = Sums()
    clinic.take((
        Line("truth", Decimal(20), State.JUDGED, (Decimal(5), Decimal(1))),
        Line("records", Decimal(10), State.JUDGED, (Decimal(1),)),
        Line("funds", Decimal(10), State.NO_DATA),
        Line("untagged", Decimal(4), State.JUDGED),
    ), tags)  # fmt: skip
    assert clinic.dimensions["truth"] == Part(Decimal(14), Decimal(20)) and clinic.findings == 3
    assert clinic.dimensions["truth"].score == Decimal("70.0")
    assert clinic.dimensions["norm"] == clinic.dimensions["quality"] == Part(Decimal(9), Decimal(10))
    assert clinic.dimensions["linkage"].score is None, "nothing judged is not nought"
    assert clinic.whole == Part(Decimal(27), Decimal(34))
    other = Sums()
    other.take((Line("truth", Decimal(80), State.JUDGED),), tags)
    both = together((clinic, other))
    assert both.dimensions["truth"].score == Decimal("94.0"), "of the points, not the mean of 70 and 100"


@pytest.mark.req("PLAN-30")
def test_the_commission_sees_the_score_of_every_dimension_and_the_tags_stand_on_the_items(made: VillageRound) -> None:
    made.accepted(untrue=1)
    text = page(made, "project_office").content.decode()
    for label in ("数量", "质量", "规范", "真实", "责任", "联动"):
        assert f">{label}</th>" in text
    assert "未评" in text
    scheme = enter(made, "project_office").get(reverse("web:appraisal_scheme", args=["huancui-2024-institution"]))
    assert "责任" in scheme.content.decode() and "联动" in scheme.content.decode()


def test_each_sees_the_own_levels_alone(made: VillageRound) -> None:
    inspection, _ = made.accepted()
    assert page(made, "finance").status_code == 403
    assert page(made, "admin").status_code == 403
    mine = page(made, "public_health_a").content.decode()
    assert str(inspection.institution) in mine and "全区" not in mine
    other = page(made, "public_health_b")
    assert str(inspection.institution) not in other.content.decode() and "还没有采纳的评价" in other.content.decode()
    assert page(made, "public_health_b", place=str(made.township.pk)).status_code == 404
    assert str(inspection.institution) in page(made, "village_doctor").content.decode()
    assert page(made, "project_office", place="abc").status_code == 404
