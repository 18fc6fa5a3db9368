"""Vouchers by detail account, inspections drawn by a seed, findings mended and closed by two, the audit package."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
import zipfile
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from gongwei.funds import supervising as verbs
from gongwei.funds.models import FundInspection, Voucher
from gongwei.funds.package import package
from gongwei.funds.tests.village_year import VillageYear
from gongwei.people.problems import Conflict, Forbidden, Invalid

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 10, 21)
BOOKS = "凭证号,日期,明细科目,摘要,金额\n记1,2024-07-02,50101,随访补助,1200.00\n记2,2024-07-03,50199,=招待费,350.00\n"


@pytest.fixture
def year() -> VillageYear:
    made = VillageYear()
    made.patient()
    made.money("940000.00")
    return made


def mapped(year: VillageYear) -> None:
    finance = year.cast.staff["finance"]
    verbs.map_account("50101", "公共卫生服务补助", "service", by=finance)
    verbs.map_account("50199", "招待费", "", by=finance)
    verbs.import_vouchers(year.cast.centre_a, BOOKS, by=finance)


def planned(year: VillageYear, size: int = 20) -> FundInspection:
    return verbs.plan_inspection(
        uuid.uuid4(), year.cast.centre_a, "专账和用途", DAY, size, by=year.cast.staff["finance"]
    )


@pytest.mark.req("FUND-17", "FUND-18")
def test_vouchers_come_once_and_what_is_outside_the_rule_is_flagged(year: VillageYear) -> None:
    cast, finance = year.cast, year.cast.staff["finance"]
    assert verbs.import_vouchers(cast.centre_a, BOOKS, by=finance) == 2
    assert {each.flag for each in verbs.seen(Voucher.objects.all())} == {verbs.UNMAPPED}
    mapped(year)
    assert Voucher.objects.count() == 2
    flags = [(each.voucher.number, each.flag) for each in verbs.seen(Voucher.objects.all())]
    assert flags == [("记2", verbs.OUTSIDE), ("记1", "")]
    for text, said in (
        (BOOKS.replace("350.00", "351.00"), "已经导入，内容不同"), ("记3,七月,50101,x,1", "第 1 行：日期"),
        ("记3,2024-07-01,50101,x,0", "金额不为 0"), ("记3,2024-07-01", "应有 5 列"), ("", "没有读到凭证"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=said):
            verbs.import_vouchers(cast.centre_a, text, by=finance)
    with pytest.raises(Forbidden, match="公卫科"):
        verbs.import_vouchers(cast.centre_a, BOOKS, by=cast.staff["public_health_b"])
    assert verbs.import_vouchers(cast.centre_a, "记4\t2024-07-05\t50101\tx\t1", by=cast.staff["public_health_a"]) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Voucher.objects.update(amount=Decimal(1))


@pytest.mark.req("FUND-18")
def test_the_sample_holds_every_flagged_voucher_and_is_drawn_again_the_same(year: VillageYear) -> None:
    mapped(year)
    lines = "\n".join(f"记{n},2024-08-01,50101,随访,{n}.00" for n in range(10, 60))
    verbs.import_vouchers(year.cast.centre_a, lines, by=year.cast.staff["finance"])
    held = planned(year, 10)
    drawn = {each.pk for each in held.vouchers.all()}
    assert len(drawn) == 10 and Voucher.objects.get(number="记2").pk in drawn
    assert {each.pk for each in verbs.draw(year.cast.centre_a, held.seed, 10)} == drawn
    with pytest.raises(Forbidden, match="自己所在的机构"):
        verbs.plan_inspection(uuid.uuid4(), year.cast.commission, "x", DAY, 5, by=year.cast.staff["finance"])
    with pytest.raises(Invalid, match="1 到 200"):
        planned(year, 0)


@pytest.mark.req("FUND-40")
def test_a_finding_is_mended_by_the_institution_and_closed_by_somebody_else(year: VillageYear) -> None:
    cast, finance = year.cast, year.cast.staff["finance"]
    mapped(year)
    held = planned(year)
    bad = Voucher.objects.get(number="记2")
    found = verbs.find(
        uuid.uuid4(), held, "outside", "招待费在专账列支", DAY, by=finance, amount=bad.amount, voucher=bad
    )
    with pytest.raises(Invalid, match="还没有上报整改"):
        verbs.close(found, by=finance)
    with pytest.raises(Forbidden, match="公卫科"):
        verbs.mend(found, "退回专账", by=cast.staff["public_health_b"])
    verbs.mend(found, "已退回专账，见记88", by=cast.staff["public_health_a"])
    with pytest.raises(Forbidden, match="财政"):
        verbs.close(found, by=cast.staff["public_health_a"])
    assert verbs.close(found, by=finance).closed_by == finance
    with pytest.raises(Conflict, match="已经销号"):
        verbs.mend(found, "再改", by=cast.staff["public_health_a"])
    verbs.finish(held, "基本合规", by=finance)
    held.refresh_from_db()
    with pytest.raises(Conflict, match="已经结束"):
        verbs.find(uuid.uuid4(), held, "other", "又一个", DAY, by=finance)


@pytest.mark.req("FUND-40", "FUND-17", "ORG-11")
def test_the_audit_package_holds_budget_receipts_ledger_basis_vouchers_and_findings(year: VillageYear) -> None:
    mapped(year)
    held = planned(year)
    verbs.find(uuid.uuid4(), held, "outside", "招待费", DAY, by=year.cast.staff["finance"])
    with zipfile.ZipFile(io.BytesIO(package())) as archive:
        read = {
            name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist() if name.endswith(".csv")
        }  # fmt: skip
        assert b"huancui-2024" in archive.read("依据/方案.yaml")
    assert len(read) == 6 and len(read["2 到账.csv"]) > 1
    ledger = read["3 总账.csv"]
    assert sum(Decimal(row[6]) for row in ledger[1:]) == 0 and len(ledger) > 2
    assert read["5 机构凭证.csv"][1][4:] == ["'=招待费", "350.00", verbs.OUTSIDE]
    assert read["6 问题和整改.csv"][1][2] == "用途超出范围"
