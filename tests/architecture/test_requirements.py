"""A test may only claim to prove what is asked for."""

from __future__ import annotations

from tests.architecture import requirements


def test_every_requirement_that_a_test_names_exists() -> None:
    known = set(requirements.known())
    assert len(known) > 500
    unknown = {name: places for name, places in requirements.claims().items() if name not in known}
    assert unknown == {}


def test_the_report_counts_each_requirement_once() -> None:
    last = requirements.report([]).splitlines()[-1]
    assert last.endswith(f"/{len(requirements.known())}")
