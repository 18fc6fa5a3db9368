"""Every synthetic record could have been saved by a doctor, and the same seed gives the same district."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models, transaction

from gongwei.catalogue.chapters import forms
from gongwei.demo.build import build
from gongwei.demo.district import District
from gongwei.demo.tests.conftest import SCALE, TODAY
from gongwei.obligations.refresh import rebuild
from gongwei.records.layout import Form
from gongwei.records.validate import validate

WITH_RECORDS = (
    "health_exam", "exam_feedback", "encounter", "referral", "referral_result", "hypertension_followup",
    "hypertension_card", "hypertension_first_bp", "hypertension_suspect", "hypertension_high_risk", "diabetes_followup",
    "diabetes_card", "diabetes_suspect", "diabetes_high_risk", "elderly_self_care", "tcm_elderly", "tcm_child",
    "tcm_told", "disabled_assessment", "disabled_demand", "disabled_support", "hypertension_supplement",
    "diabetes_supplement", "hypertension_grading", "diabetes_grading", "hypertension_h_type",
    "hypertension_supply",
)  # fmt: skip
DELIBERATE = 0.08
"""At most this share of a form's records lacks a required answer on purpose."""
DOUBTFUL = 0.3
"""Soft ranges of an exam are those of the healthy; patients lie outside."""
MOST = 400


@pytest.mark.parametrize("table", WITH_RECORDS)
def test_every_record_passes_the_checks_of_its_form(district: District, table: str) -> None:
    form = forms()[table]
    found = [
        _problems(form, record) for record in form.model._default_manager.select_related("resident")[:MOST]
    ]
    assert found
    severe = [problem for problems in found for problem in problems if problem.severity == "hard"]
    assert not severe
    lacking = [problems for problems in found if any(p.severity == "required" for p in problems)]
    assert len(lacking) <= max(2, DELIBERATE * len(found)), lacking[:3]
    doubtful = [problems for problems in found if any(p.severity == "soft" for p in problems)]
    assert len(doubtful) <= max(2, DOUBTFUL * len(found)), doubtful[:3]


def _problems(form: Form, record: models.Model) -> list[Any]:
    values = {field.name: getattr(record, field.attname) for field in record._meta.concrete_fields}
    person, day = values["resident"], values["served_on"]
    resident = getattr(record, "resident")  # noqa: B009  (the form's model is not known here)
    facts = {
        "today": TODAY, "served_on": day, "resident_id": person, "birth_date": resident.birth_date, "sex": resident.sex,
        "age": day.year - resident.birth_date.year,
    }  # fmt: skip
    return list(validate(form, values, facts=facts))


@pytest.mark.parametrize(
    "condition",
    [
        "served_on > DATE '2024-10-16'",
        "served_on < (SELECT birth_date FROM resident WHERE id = resident_id)",
        "EXISTS (SELECT 1 FROM standing s WHERE s.resident_id = f.resident_id "
        "AND s.state IN ('died', 'moved_out') AND s.from_on < f.served_on)",
        "recorded_at < served_on",
    ],
)
@pytest.mark.parametrize("table", WITH_RECORDS)
def test_nobody_is_served_before_birth_or_after_leaving(
    district: District, table: str, condition: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} f WHERE {condition}")
        assert cursor.fetchone() == (0,)


def test_follow_ups_lie_inside_management(district: District) -> None:
    with connection.cursor() as cursor:
        for programme in ("hypertension", "diabetes"):
            cursor.execute(
                f"SELECT count(*) FROM {programme}_followup f WHERE NOT EXISTS (SELECT 1 FROM enrolment e "
                "WHERE e.resident_id = f.resident_id AND e.programme = %s AND e.from_on <= f.served_on "
                "AND (e.to_on IS NULL OR f.served_on < e.to_on) AND e.diagnosed_on <= f.served_on)",
                [programme],
            )
            assert cursor.fetchone() == (0,)


def test_the_same_seed_gives_the_same_district(district: District) -> None:
    first = _checksums()
    with transaction.atomic():
        _empty(list(first))
        build(SCALE, 1, TODAY, lambda words: None)
        assert _checksums() == first
        transaction.set_rollback(True)


def test_obligations_can_be_computed(district: District) -> None:
    owed = {chapter for chapter, rows in rebuild().items() if rows}
    assert owed >= {"child", "diabetes", "elderly", "health_education", "hypertension", "immunization", "tcm"}


def _checksums() -> dict[str, str]:
    """A digest of every table that holds rows of the demo."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        skipped = ("django_", "procrastinate_", "calendar_", "obligation", "auth_permission", "history")
        tables = [name for (name,) in cursor.fetchall() if not name.startswith(skipped)]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT md5(string_agg(r::text, chr(10) ORDER BY r::text)) FROM "{table}" r')
            digest = cursor.fetchone()[0]
            if digest:
                found[table] = digest
    return found


def _empty(tables: list[str]) -> None:
    with connection.cursor() as cursor:
        names = ", ".join(f'"{table}"' for table in tables)
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
