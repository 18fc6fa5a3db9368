"""Packages: parts that add up, strict files, what fits whom, and services that some chapter really owes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from gongwei.catalogue.chapters import chapters
from gongwei.catalogue.plans import published, values_on
from gongwei.policy.documents import load_library
from gongwei.policy.problems import PolicyError
from gongwei.programmes.family_doctor import packages
from gongwei.programmes.family_doctor.tests.samples import LIMITS, REGION, TODAY

GOOD = """region: "999999"
packages:
  - code: BASE
    name: 基础包
    version: "1"
    kind: basic
    groups: [general]
    price: 130
    parts:
      - {payer: resident, amount: 30, ref: wuxi-2019#三（六）}
      - {payer: insurance, amount: 40, ref: wuxi-2019#三（六）}
      - {payer: programme, amount: 60, ref: wuxi-2019#三（六）}
    from: 2019-01-01
    ref: wuxi-2019#三（六）
    items:
      - {service: family_doctor.assessment, label: 健康评估, times: 1}
"""


def told(tmp_path: Path, text: str) -> str:
    """What loading the file says against it."""
    file = tmp_path / "own.yaml"
    file.write_text(text, "utf8")
    with pytest.raises(PolicyError) as refused:
        packages.load(file)
    return str(refused.value)


@pytest.mark.req("FD-10")
def test_a_package_whose_parts_do_not_add_up_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(GOOD, "utf8")
    [base] = packages.load(file).packages
    assert packages.fee((base,)) == {
        "resident": Decimal(30), "insurance": Decimal(40), "programme": Decimal(60), "disabled_federation": Decimal(0),
    }  # fmt: skip
    said = told(tmp_path, GOOD.replace("amount: 40", "amount: 39.99"))
    assert (
        "合计 129.99 元，应等于价格 130 元" in said
        and "居民个人30＋医保基金39.99" in said
        and "own.yaml" in said
    )
    assert "没有写付费方" in told(
        tmp_path, GOOD.partition("    parts:")[0] + "    from" + GOOD.partition("    from")[2]
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: basic", "kind: base", "basic"),
        ("groups: [general]", "groups: [pensioner]", "不在重点人群定义里"),
        ("payer: insurance", "payer: resident", "付费方写了两次"),
        ("times: 1}", "times: 0}", "应大于 0"),
        ("    name: 基础包", "    name: 基础包\n    colour: red", "不认识的键 colour"),
        ("from: 2019-01-01", "from: 2019-01-01\n    to: 2018-12-31", "止期早于起期"),
        ("service: family_doctor.assessment", "service: assessment", "写法不对"),
        ("ref: wuxi-2019#三（六）\n    items", "items", "缺少必填项 ref"),
    ],
)
def test_a_file_is_loaded_strictly(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    assert said in told(tmp_path, GOOD.replace(old, new, 1))


def test_two_versions_at_once_are_refused_and_one_after_the_other_are_not(tmp_path: Path) -> None:
    second = GOOD.partition("packages:\n")[2].replace('version: "1"', 'version: "2"')
    assert "两个版本同时有效" in told(tmp_path, GOOD + second)
    file = tmp_path / "own.yaml"
    ended = GOOD.replace("from: 2019-01-01", "from: 2019-01-01\n    to: 2019-12-31")
    file.write_text(ended + second.replace("from: 2019-01-01", "from: 2020-01-01"), "utf8")
    first, later = packages.load(file).packages
    assert [first.holds(dt.date(2019, 12, 31)), first.holds(dt.date(2020, 1, 1))] == [True, False]
    assert [later.holds(dt.date(2019, 12, 31)), later.holds(dt.date(2020, 1, 1))] == [False, True]


@pytest.mark.req("FD-03")
def test_every_package_cites_clauses_that_exist_and_services_that_a_chapter_owes() -> None:
    library = load_library()
    owed = {f"{each.id}.{step.id}" for each in chapters() if each.schedule for step in each.schedule.steps}
    for file in packages.files():
        loaded = packages.load(file)
        for package in loaded.packages:
            assert {item.service for item in package.items} <= owed, package.code
            for ref in (package.ref, *(part.ref for part in package.parts)):
                assert library.complaint(ref) is None, ref


@pytest.mark.req("FD-10")
def test_the_fee_of_wuxi_is_the_one_that_its_plan_names() -> None:
    plan, base = published("320200-wuxi-2019"), packages.of_region("320200").packages[0]
    terms = {
        each.indicator.rpartition("_")[2]: each.value for each in plan.file.terms if "fee_" in each.indicator
    }
    assert terms == {"total": 130, "resident": 30, "insurance": 40, "programme": 60}
    assert base.price == terms["total"]
    assert all(base.part(payer) == terms[payer] for payer in ("resident", "insurance", "programme"))


def test_the_advised_quota_is_thirty_and_a_region_without_packages_has_the_nation_s() -> None:
    held = packages.of_region(REGION)
    assert held.quota is not None and held.quota.amount == 30
    assert packages.of_region("330681").region == "000000"


@pytest.mark.req("FD-04", "FD-17", "COPD-06")
def test_what_is_proposed_follows_the_groups() -> None:
    def codes(*groups: str) -> list[str]:
        return [package.code for package in packages.proposed(REGION, groups, TODAY)]

    assert codes() == ["BASE"]
    assert codes("elderly", "hypertension") == ["BASE", "ELDER", "HTN"]
    assert codes("copd") == ["BASE", "COPD"]
    copd = packages.named(REGION, "COPD", TODAY)
    assert copd is not None and "family_doctor.copd_tcm" in {item.service for item in copd.items}
    assert packages.named(REGION, "NONE", TODAY) is None


@pytest.mark.req("NEW-21")
def test_medical_nursing_care_is_a_personal_package_for_elders() -> None:
    care = packages.named(REGION, "CARE", TODAY)
    assert (
        care is not None and care.kind == "personal" and care.fits(("elderly",)) and not care.fits(("child",))
    )


def test_the_limits_of_these_tests_are_those_of_the_chapter() -> None:
    held = values_on("family_doctor", TODAY)
    assert {name: held[name] for name in LIMITS} == LIMITS
