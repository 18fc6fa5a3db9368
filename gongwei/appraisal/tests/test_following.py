"""After the result: objection and review, orders to mend, residents' answers, the nation's figures beside ours."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest

from gongwei.appraisal.comparing import Compared, beyond, compared, explain, import_results
from gongwei.appraisal.models import Check, Deduction, Inspection, Judgement, NationalResult, Rectification
from gongwei.appraisal.objecting import decide, object_to, objections_until
from gongwei.appraisal.polling import answer, shares, splits
from gongwei.appraisal.rectifying import issue, late, recheck, report
from gongwei.appraisal.rounds import items_of, open_round
from gongwei.appraisal.scoring import deduct, mark
from gongwei.appraisal.sheets import sheet
from gongwei.appraisal.surveys import questionnaires
from gongwei.appraisal.tests.village_round import INSTITUTION, VillageRound
from gongwei.funds.rewards import by_appraisal
from gongwei.funds.rules import Quarter
from gongwei.funds.services import served
from gongwei.kernel.clock import now
from gongwei.people.problems import Conflict, Forbidden, Invalid

pytestmark = pytest.mark.django_db
TODAY = dt.date(2024, 10, 16)


@pytest.fixture
def made() -> VillageRound:
    return VillageRound()


def test_an_upheld_objection_gives_points_and_pay_back(made: VillageRound) -> None:
    inspection, before = made.accepted(untrue=1)
    village, office = made.staff("village_doctor"), made.staff("project_office")
    held = Deduction.objects.get(item="truth")
    assert before.total.score is not None and before.total.score < 100
    with pytest.raises(Forbidden, match="由大西庄村卫生室"):
        object_to(uuid.uuid4(), held, "有录音", by=made.staff("public_health_b"))
    with pytest.raises(Invalid, match="写明理由"):
        object_to(uuid.uuid4(), held, " ", by=village)
    key = uuid.uuid4()
    asked = object_to(key, held, "8-14 上门量过，有照片", by=village)
    assert object_to(key, held, "再提", by=village) == asked and asked.due_on == objections_until(inspection)
    with pytest.raises(Conflict, match="已提过"):
        object_to(uuid.uuid4(), held, "再提", by=village)
    with pytest.raises(Forbidden, match="不能复议"):
        decide(asked, "kept", "维持", by=made.judge)
    with pytest.raises(Forbidden, match="项目办复议"):
        decide(asked, "upheld", "采纳", by=village)
    with pytest.raises(Invalid, match="要写理由"):
        decide(asked, "upheld", "", by=office)
    decide(asked, "upheld", "照片时间地点一致", by=office)
    assert sheet(inspection).total.score == 100
    assert not Check.objects.filter(outcome="untrue").exists()
    assert {each.state for each in served(made.township, Quarter(2024, 3), TODAY) if each.record} == {"valid"}
    with pytest.raises(Conflict, match="已经复议"):
        decide(asked, "kept", "维持", by=office)


@pytest.mark.req("APR-04", "APR-27", "APR-12")
def test_the_accepted_year_end_score_becomes_reward_or_penalty(made: VillageRound) -> None:
    finance, office, spring = made.staff("finance"), made.staff("project_office"), dt.date(2025, 3, 20)
    with pytest.raises(Invalid, match="还没有已采纳的年终评价"):
        by_appraisal(made.township, spring, by=finance)
    held = open_round(uuid.uuid4(), INSTITUTION, "year_end", made.year.cast.commission, 1, by=office)
    row = held.inspections.get(institution=made.township)
    assert {item.stream for item in items_of(held)} == {"daily", "spot", "routine"}
    for item in items_of(held):
        Judgement.objects.create(inspection=row, item=item.id, points=item.points, state="已评", words="年终")
    Deduction.objects.create(
        id=uuid.uuid4(), inspection=row, item="truth", points=Decimal(8), ref="huancui-2024#二（一）", words="不属实",
        evidence="记录 1、2", source="hand", by=office, at=now(),
    )  # fmt: skip
    Inspection.objects.filter(pk=row.pk).update(
        state="accepted", submitted_by=office, decided_by=finance, accepted_on=TODAY
    )
    order = by_appraisal(made.township, spring, by=finance)
    assert (order.kind, order.moves.get(kind="township").amount) == ("reward", Decimal("2000.00"))
    assert "92.00 分" in order.reason


@pytest.mark.req("APR-17")
def test_finance_scores_the_fund_section_within_a_round(made: VillageRound) -> None:
    finance, office = made.staff("finance"), made.staff("project_office")
    held = open_round(
        uuid.uuid4(), INSTITUTION, "half_year", made.year.cast.commission, 1, by=office, members=[finance]
    )
    row = held.inspections.select_related("round", "institution").get(institution=made.township)
    mark(row, "funds", "专账、预拨凭证", by=finance)
    deduct(uuid.uuid4(), row, "funds", Decimal("1.5"), "预拨晚 12 天", "凭证 7 号", by=finance)
    funds = next(each for each in sheet(row).rows if each.item.id == "funds")
    assert (funds.line.gained, funds.losses[0].ref) == (Decimal("4.5"), "huancui-2024#三")


def test_a_kept_deduction_stands(made: VillageRound) -> None:
    inspection, before = made.accepted(untrue=1)
    asked = object_to(
        uuid.uuid4(), Deduction.objects.get(item="truth"), "不服", by=made.staff("village_doctor")
    )
    decide(asked, "kept", "两次电话都否认", by=made.staff("project_office"))
    assert sheet(inspection).total.score == before.total.score


def test_objections_have_a_last_day(made: VillageRound, monkeypatch: pytest.MonkeyPatch) -> None:
    made.accepted(untrue=1)
    held = Deduction.objects.get(item="truth")
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-22")
    with pytest.raises(Invalid, match="2024-10-21 前提出"):
        object_to(uuid.uuid4(), held, "晚了", by=made.staff("village_doctor"))
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-21")
    assert object_to(uuid.uuid4(), held, "最后一天", by=made.staff("village_doctor")).decision == ""


@pytest.mark.req("APR-12")
def test_an_order_to_mend_has_a_day_evidence_and_a_recheck_by_another(made: VillageRound) -> None:
    inspection, _ = made.accepted(faults=("complete",))
    village = made.staff("village_doctor")
    [fault] = Deduction.objects.filter(source="review")
    with pytest.raises(Forbidden):
        issue(inspection, [fault], "", by=village)
    with pytest.raises(Invalid, match="不能早于今天"):
        issue(inspection, [fault], "", dt.date(2024, 10, 1), by=made.judge)
    [order] = issue(inspection, [fault], "", by=made.judge)
    assert issue(inspection, [fault], "另写", by=made.judge) == [order] and Rectification.objects.count() == 1
    assert (order.due_on, order.responsible, order.ref) == (dt.date(2024, 10, 31), fault.staff, fault.ref)
    assert not late(order, dt.date(2024, 10, 31)) and late(order, dt.date(2024, 11, 1))
    with pytest.raises(Conflict, match="还没有报告"):
        recheck(uuid.uuid4(), order, True, "合格", by=made.judge)
    with pytest.raises(Invalid, match="整改证据"):
        report(order, "已补", "", by=village)
    report(order, "已补填", "记录第 2 版", by=village)
    with pytest.raises(Forbidden, match="不能办理自己"):
        recheck(uuid.uuid4(), order, True, "合格", by=village)
    recheck(uuid.uuid4(), order, False, "仍缺一项", by=made.judge)
    report(order, "又补", "记录第 3 版", by=village)
    key = uuid.uuid4()
    recheck(key, order, True, "全部合格", by=made.judge)
    closed = recheck(key, order, True, "全部合格", by=made.judge)
    assert closed.state == "closed" and closed.rechecks.count() == 2 and not late(closed, dt.date(2025, 1, 1))


def test_nobody_asks_about_the_own_institution_and_every_question_is_answered(made: VillageRound) -> None:
    held = questionnaires()["satisfaction"]
    answers = {question.id: question.good[0] for question in held.questions}
    with pytest.raises(Forbidden, match="自己所在机构"):
        answer(uuid.uuid4(), "satisfaction", made.township, "phone", answers, by=made.judge)
    with pytest.raises(Forbidden):
        answer(
            uuid.uuid4(), "satisfaction", made.township, "phone", answers, by=made.staff("public_health_b")
        )
    with pytest.raises(Invalid, match="您对随访"):
        answer(uuid.uuid4(), "satisfaction", made.township, "phone", {}, by=made.staff("project_office"))
    for good in (True, True, False):
        made.ask(made.year.cast.clinic, good=good)
    found = shares("satisfaction", [made.township], dt.date(2024, 7, 1), TODAY)[made.township.pk]
    assert (found.good, found.asked) == (2, 3) and found.interval is not None
    first = splits(held, made.township)[0]
    assert first.asked == 3 and [count for _, count, _ in first.options] == [2, 0, 1]


@pytest.mark.req("APR-11", "AMB-52")
def test_national_results_are_compared_and_what_differs_is_explained(made: VillageRound) -> None:
    office = made.staff("project_office")
    head = "机构,指标,分子,分母\n"
    text = (
        head
        + "羊亭中心卫生院,hypertension.standard_rate,80,100\n羊亭中心卫生院,elderly.standard_rate,60,100\n"
    )
    with pytest.raises(Forbidden):
        import_results(text, "国家评价", by=made.judge)
    for wrong, said in (
        ("机构,指标\n", "第 1 行"), (head + "月亮,hypertension.standard_rate,1,2\n", "第 2 行：没有机构“月亮”"),
        (head + "羊亭中心卫生院,moon,1,2\n", "没有指标“moon”"),
        (head + "羊亭中心卫生院,hypertension.standard_rate,3,2\n", "0 到分母之间"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=said):
            import_results(wrong, "国家评价", by=office)
    assert (
        import_results(text, "2024 国家评价", by=office)
        == 2
        == import_results(text, "2024 国家评价", by=office)
    )
    found = compared(made.township)
    assert len(found) == 2 and all(row.apart is None and row.wide(Decimal(3)) for row in found)
    apart = Compared(found[0].theirs, replace(found[0].ours, numerator=found[0].theirs.numerator + 2, denominator=100))
    assert apart.apart == 2 and apart.wide(Decimal("1.9")) and not apart.wide(Decimal(2))  # the scheme says how far
    assert beyond(made.township, Decimal(3)) == (2, 2)
    held = NationalResult.objects.first()
    assert held is not None
    with pytest.raises(Forbidden):
        explain(held, "抽样口径不同", by=made.staff("public_health_b"))
    explain(held, "抽样口径不同", by=made.judge)
    assert beyond(made.township, Decimal(3)) == (2, 1)
