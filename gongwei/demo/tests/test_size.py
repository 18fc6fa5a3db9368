"""The demo says how small it is in one file, and every count of the plan in force follows."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import LazySettings

from gongwei.catalogue import plans
from gongwei.demo.commands import TODAY, settle_environment


@pytest.fixture
def folder(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder; the environment and the plan held in memory are as before afterwards."""
    settings.DATA = tmp_path
    for name in ("GONGWEI_TODAY", "GONGWEI_PLAN"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    plans.plan.cache_clear()
    return tmp_path


@pytest.mark.req("SIZE-02")
def test_people_of_the_plan_shrink_with_the_district_and_rates_stay(folder: Path) -> None:
    settle_environment(0.02)
    small, whole = plans.plan(plans.DEFAULT_PLAN), plans.published(plans.DEFAULT_PLAN)
    assert plans.plan_scale() == Fraction(1, 50)
    assert f"GONGWEI_TODAY={TODAY}" in (folder / "environment").read_text("utf-8")
    assert (small.base(None, "population"), whole.base(None, "population")) == (9572, 478600)
    held = small.effective_target("hypertension.standard_rate").governing
    assert held is not None and held.provision.value == 64
    plans.plan.cache_clear()


def test_at_full_size_the_plan_is_the_published_one(folder: Path) -> None:
    settle_environment(1.0)
    assert plans.plan(plans.DEFAULT_PLAN).base(None, "population") == 478600
    plans.plan.cache_clear()
