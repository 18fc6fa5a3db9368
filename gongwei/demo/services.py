"""What all chapters share: enrolments, 接诊, 健康体检 with its feedback and findings."""

from __future__ import annotations

from collections.abc import Iterator

from gongwei.demo import contacts, exams
from gongwei.demo.district import District
from gongwei.demo.patients import enrolments
from gongwei.demo.population import DIED
from gongwei.demo.streams import stream
from gongwei.records.synthetic import Columns


def rows(district: District) -> Iterator[tuple[str, Columns]]:
    """Every table of care with its columns."""
    died = district.people.fate == DIED
    for programme, held in district.programmes.items():
        rng = stream(district.seed, f"enrolments {programme}")
        yield (
            "enrolment",
            enrolments(rng, held, district.resident, district.institution, district.doctor, died),
        )
    for year in district.contacts:
        yield "encounter", contacts.encounters(district, year)
    for year in district.exams:
        yield from exams.rows(district, year)
