"""Rounds, samples and scores: who may judge, what is drawn, what it costs, what flows to the settlement."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from gongwei.appraisal.boards import by_doctor, by_place
from gongwei.appraisal.checking import check
from gongwei.appraisal.methods import State
from gongwei.appraisal.models import Deduction, Inspection, Member, Sample, Sampled
from gongwei.appraisal.rounds import add_member, calendar, not_inspected, open_round, overdue
from gongwei.appraisal.sampling import draw_sample, drawn, drawn_again, same, truth, untrue_records
from gongwei.appraisal.scoring import accept, deduct, mark, retract, send_back, submit
from gongwei.appraisal.sheets import sheet
from gongwei.appraisal.supervising import quarter_scores
from gongwei.appraisal.tests.village_round import CLINIC, INSTITUTION, VillageRound
from gongwei.funds.rules import Quarter
from gongwei.funds.scores import scores
from gongwei.funds.services import served
from gongwei.people.problems import Conflict, Forbidden, Invalid

pytestmark = pytest.mark.django_db
TODAY = dt.date(2024, 10, 16)


@pytest.fixture
def made() -> VillageRound:
    return VillageRound()


@pytest.mark.req("APR-03")
def test_a_township_owes_every_clinic_an_appraisal_each_quarter_and_what_lacks_is_seen(
    made: VillageRound,
) -> None:
    slots = [slot for slot in calendar(TODAY, made.township) if slot.rule.kind == "village"]
    assert [slot.period for slot in slots] == [1, 2, 3] and all(slot.round is None for slot in slots)
    assert [slot.late(TODAY) for slot in slots] == [True, True, False]
    inspection = made.inspection()
    assert [str(row.institution) for row in inspection.round.inspections.all()] == ["大西庄村卫生室"]
    assert overdue(dt.date(2024, 10, 25)) == [] and overdue(dt.date(2024, 10, 26)) == [inspection]
    with pytest.raises(Conflict, match="已经发起"):
        made.open()
    with pytest.raises(Forbidden, match="发起"):
        open_round(uuid.uuid4(), CLINIC, "village", made.township, 2, by=made.staff("public_health_b"))
    with pytest.raises(Invalid, match="没有第 5 次"):
        open_round(uuid.uuid4(), CLINIC, "village", made.township, 5, by=made.judge)


@pytest.mark.req("APR-01", "APR-02", "AMB-41")
def test_the_county_sees_which_rounds_and_items_nobody_has_inspected(made: VillageRound) -> None:
    office, line, cdc = made.staff("project_office"), made.staff("line"), made.staff("line").institution
    cdc.code = "HC-CDC"
    cdc.save()
    county = [(slot.rule.id, slot.period) for slot in calendar(TODAY) if slot.organiser == cdc]
    assert county == [("quarter_cdc", 1), ("quarter_cdc", 2), ("quarter_cdc", 3)]
    lacking = not_inspected(TODAY)
    assert lacking["资金管理"] == [made.township, made.year.cast.centre_b]
    quarter = open_round(uuid.uuid4(), INSTITUTION, "quarter_cdc", cdc, 1, by=line)
    assert quarter.inspections.count() == 2 and quarter.due_on == dt.date(2024, 4, 25)
    scored = quarter_scores(made.township, dt.date(2024, 6, 30))
    assert [score for _, score in scored] == [None] * len(scored) and "第1季度" in scored[0][0]
    with pytest.raises(Forbidden):
        open_round(uuid.uuid4(), INSTITUTION, "half_year", made.year.cast.commission, 1, by=line)
    half = open_round(
        uuid.uuid4(),
        INSTITUTION,
        "half_year",
        made.year.cast.commission,
        1,
        by=office,
        places=[made.township],
    )
    assert half.inspections.count() == 1
    with pytest.raises(Invalid, match="覆盖全部"):
        open_round(
            uuid.uuid4(),
            INSTITUTION,
            "year_end",
            made.year.cast.commission,
            1,
            by=office,
            places=[made.township],
        )


@pytest.mark.req("APR-26")
def test_nobody_scores_his_own_institution(made: VillageRound) -> None:
    inspection = made.inspection()
    add_member(inspection.round, made.staff("village_doctor"), by=made.judge)
    with pytest.raises(Forbidden, match="自己所在的机构"):
        mark(inspection, "notice", "台账", by=made.staff("village_doctor"))
    with pytest.raises(Forbidden, match="自己所在的机构"):
        draw_sample(inspection, by=made.staff("village_doctor"))
    county = open_round(
        uuid.uuid4(), INSTITUTION, "half_year", made.year.cast.commission, 1,
        by=made.staff("project_office"), members=[made.judge, made.staff("disabled_federation")],
    )  # fmt: skip
    own = county.inspections.select_related("round", "institution").get(institution=made.township)
    other = county.inspections.select_related("round", "institution").get(institution=made.year.cast.centre_b)
    with pytest.raises(Forbidden, match="自己所在的机构"):
        deduct(uuid.uuid4(), own, "funds", Decimal(1), "晚拨", "凭证 3", by=made.judge)
    assert deduct(uuid.uuid4(), other, "funds", Decimal(1), "晚拨", "凭证 3", by=made.judge).points == 1
    assert mark(other, "organisation", "台账", by=made.staff("disabled_federation")).basis == "台账"
    with pytest.raises(Forbidden, match="不是"):
        mark(own, "funds", "账簿", by=made.staff("finance"))


@pytest.mark.req("APR-23")
def test_a_sample_is_frozen_and_drawn_again_from_its_seed(made: VillageRound) -> None:
    inspection = made.inspection()
    first = draw_sample(inspection, by=made.judge)
    rows = list(first.drawn.all())
    assert len(rows) == 3 == len(first.frame_records) and [row.place for row in rows] == [1, 2, 3]
    assert drawn_again(first) == [row.record for row in rows] and same(first)
    made.year.visit(made.people[0], dt.date(2024, 9, 20))
    assert draw_sample(inspection, by=made.judge) == first and Sampled.objects.count() == 3
    for change in ({"seed": 8}, {"size": 1}):
        with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
            Sample.objects.filter(pk=first.pk).update(**change)


@pytest.mark.req("APR-23", "APR-10")
def test_outcomes_give_the_truth_rate_of_each_worker_and_the_share_online(made: VillageRound) -> None:
    inspection = made.inspection()
    rows = made.sample(inspection)
    assert sheet(inspection).total.waiting and truth(rows).waiting == 3
    check(rows[0], "phone", "untrue", "本人否认", by=made.judge)
    check(rows[1], "screen", "true", "", by=made.judge)
    check(rows[2], "visit", "not_reached", "", by=made.judge)
    with pytest.raises(Invalid, match="必须写明"):
        check(rows[1], "phone", "untrue", " ", by=made.judge)
    found = truth(drawn(inspection))
    assert (found.true, found.untrue, found.not_reached, found.online) == (1, 1, 1, 2)
    [row] = by_doctor(made.judge.account)
    assert row.doctor == made.staff("village_doctor") and row.rate == 0.5


def test_a_sheet_waits_until_everything_is_looked_at_and_says_what_lacks(made: VillageRound) -> None:
    inspection = made.inspection()
    states = {row.item.id: row.judged.state for row in sheet(inspection).rows}
    assert states["notice"] is State.WAITING and states["truth"] is State.WAITING
    assert states["hypertension"] is State.NO_DATA, "no build of the mart"
    with pytest.raises(Invalid, match="未评：制度和公示、服务记录规范"):
        submit(inspection, by=made.judge)
    made.look(inspection)
    made.complete(inspection)
    done = submit(inspection, by=made.judge)
    assert done.total.score == 100 and done.total.points == Decimal(57) and done.total.converted
    with pytest.raises(Conflict, match="已提交"):
        mark(inspection, "notice", "再看", by=made.judge)


def test_every_deduction_has_its_clause_and_evidence(made: VillageRound) -> None:
    inspection = made.inspection()
    for points, words, evidence, said in (
        ("0", "缺", "照片", "大于 0"), ("6", "缺", "照片", "不超过 5"), ("1", " ", "照片", "问题"),
        ("1", "缺", " ", "证据"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=said):
            deduct(uuid.uuid4(), inspection, "notice", Decimal(points), words, evidence, by=made.judge)
    with pytest.raises(Invalid, match="文件库里没有"):
        deduct(uuid.uuid4(), inspection, "notice", Decimal(1), "缺", "照片 1", by=made.judge, ref="x#一")
    with pytest.raises(Invalid, match="系统按数据计算"):
        deduct(uuid.uuid4(), inspection, "truth", Decimal(1), "缺", "照片 1", by=made.judge)
    held = deduct(uuid.uuid4(), inspection, "notice", Decimal(1), "公示过期", "照片 1", by=made.judge)
    assert held.ref == "huancui-2024#九（六）"
    with pytest.raises(IntegrityError, match="evidence"), transaction.atomic():
        Deduction.objects.filter(pk=held.pk).update(evidence="")
    retract(held, by=made.judge)
    assert Deduction.objects.get(pk=held.pk).state == "withdrawn"


@pytest.mark.req("APR-06")
def test_results_are_accepted_by_another_or_returned_with_a_reason(made: VillageRound) -> None:
    inspection, office = made.inspection(), made.staff("project_office")
    made.look(inspection)
    made.complete(inspection)
    submit(inspection, by=made.judge)
    with pytest.raises(Forbidden, match="两个人"):
        accept(inspection, by=made.judge)
    with pytest.raises(Forbidden, match="项目办采纳"):
        accept(inspection, by=made.staff("finance"))
    with pytest.raises(Invalid, match="退回原因"):
        send_back(inspection, "", by=office)
    send_back(inspection, "公示没有照片", by=office)
    inspection.refresh_from_db()
    assert inspection.state == "returned" and inspection.editable
    deduct(uuid.uuid4(), inspection, "notice", Decimal(2), "没有公示照片", "照片缺", by=made.judge)
    submit(inspection, by=made.judge)
    assert accept(inspection, by=office).state == "accepted"
    with pytest.raises(Conflict, match="不能退回"):
        send_back(Inspection.objects.get(pk=inspection.pk), "再看", by=office)


@pytest.mark.req("APR-03", "FUND-09")
def test_an_accepted_score_reaches_the_settlement_with_its_source(made: VillageRound) -> None:
    quarter = Quarter(2024, 3)
    clinic = made.year.cast.clinic.pk
    made.year.score(quarter, "96")
    assert scores(quarter, [clinic])[clinic].points == 96
    _, done = made.accepted(untrue=1)
    found = scores(quarter, [clinic])[clinic]
    assert found.points == done.total.score and found.points < 100
    assert "村级季度评价" in found.source and "项无数据，已折算" in found.source


@pytest.mark.req("APR-23", "FUND-28")
def test_an_untrue_visit_is_questioned_when_the_quarter_is_settled(made: VillageRound) -> None:
    quarter = Quarter(2024, 3)
    before = served(made.township, quarter, TODAY)
    assert {each.state for each in before if each.record} == {"valid"}
    inspection, done = made.accepted(untrue=1)
    [row] = [row for row in drawn(inspection) if "untrue" in {c.outcome for c in row.checks.all()}]
    after = {each.record: each for each in served(made.township, quarter, TODAY) if each.record}
    assert after[row.record].state == "questioned" and "本人说那天没有量过血压" in after[row.record].reason
    assert sum(each.state == "valid" for each in after.values()) == 2
    [lost] = Deduction.objects.filter(item="truth", state="standing")
    assert (lost.sampled, lost.staff) == (row, row.staff) and str(row.record) in lost.evidence
    assert lost.points == done.total.lost == Decimal("13.33")
    assert untrue_records() == {row.record: "电话核实不属实：本人说那天没有量过血压"}


def test_a_fault_costs_its_points_once_and_comes_off_again(made: VillageRound) -> None:
    inspection = made.inspection()
    row = made.look(inspection, faults=("handled", "complete"))[0]
    held = Deduction.objects.filter(state="standing", source="review")
    assert sum(each.points for each in held) == 3 and {each.sampled for each in held} == {row}
    check(row, "visit", "true", "", ("handled",), by=made.judge)
    assert sum(each.points for each in held.all()) == 3
    check(row, "screen", "true", "", (), by=made.judge)
    assert [each.points for each in held.all()] == [2]
    with pytest.raises(Invalid, match="没有评价点"):
        check(row, "screen", "true", "", ("colour",), by=made.judge)


@pytest.mark.req("APR-05")
def test_each_sees_the_own_result_and_those_below(made: VillageRound) -> None:
    inspection, _ = made.accepted()

    def sees(role: str) -> bool:
        return inspection in Inspection.objects.visible_to(made.year.cast.user(role))

    assert all(sees(role) for role in ("project_office", "public_health_a", "village_doctor"))
    assert not any(sees(role) for role in ("public_health_b", "doctor", "finance", "line", "admin"))
    names, rows = by_place(made.year.cast.user("project_office"), ["village"])
    assert names == ["2024年第3季度村级季度评价"] and rows[0].mean == 100


def test_a_clinic_without_any_record_is_judged_without_a_sample() -> None:
    made = VillageRound(patients=0)
    made.year.patient()
    inspection = made.inspection()
    with pytest.raises(Invalid, match="没有可抽的服务记录"):
        draw_sample(inspection, by=made.judge)
    states = {row.item.id: row.judged.state for row in sheet(inspection).rows}
    assert states["truth"] is states["records"] is State.NO_DATA and states["notice"] is State.WAITING
    made.complete(inspection)
    assert submit(inspection, by=made.judge).total.score == 100


@pytest.mark.req("APR-16")
def test_the_line_sees_the_gaps_of_its_items_with_the_responsible_person_and_scores_them(made: VillageRound) -> None:
    line = made.staff("line")
    cdc = line.institution
    cdc.code = "HC-CDC"
    cdc.save()
    quarter = open_round(uuid.uuid4(), INSTITUTION, "quarter_cdc", cdc, 3, by=line)
    row = quarter.inspections.select_related("round", "institution").get(institution=made.township)
    draw_sample(row, by=line)
    first, *rest = drawn(row)
    check(first, "screen", "untrue", "与住院时间重叠", ("complete",), by=line)
    for each in rest:
        check(each, "screen", "true", "", by=line)
    found = sheet(row)
    lost = [loss for each in found.rows for loss in each.losses if loss.sampled is not None]
    assert {loss.sampled.staff for loss in lost if loss.sampled} == {made.staff("village_doctor")}
    tagged = {tag for each in found.rows for tag in each.item.dimensions}
    assert tagged == {"quality", "norm", "truth"}
    assert row in Inspection.objects.visible_to(made.year.cast.user("line"))


@pytest.mark.req("ORG-20")
def test_a_member_from_another_section_reads_and_scores_only_for_the_rounds_dates(
    made: VillageRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    finance = made.staff("finance")
    account, inspection = finance.account, made.inspection()
    assert not Inspection.objects.visible_to(account).exists()
    with pytest.raises(Forbidden):
        add_member(inspection.round, finance, by=finance)
    member = add_member(inspection.round, finance, by=made.judge, until=dt.date(2024, 10, 20))
    assert Inspection.objects.visible_to(account).get() == inspection
    mark(inspection, "notice", "台账", by=finance)
    for act in (lambda: accept(inspection, by=finance), lambda: add_member(inspection.round, finance, by=finance)):
        with pytest.raises(Forbidden):
            act()
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-21")
    assert not Inspection.objects.visible_to(account).exists()
    with pytest.raises(Forbidden, match="不是"):
        mark(inspection, "notice", "再评", by=finance)
    with pytest.raises(Invalid, match="不能早于今天"):
        add_member(inspection.round, finance, by=made.judge, until=dt.date(2024, 10, 20))
    add_member(inspection.round, finance, by=made.judge, until=dt.date(2024, 10, 25))
    assert Inspection.objects.visible_to(account).exists()
    assert Member.objects.get(pk=member.pk).until == dt.date(2024, 10, 25)
    own = Member.objects.get(round=inspection.round, staff=made.judge)
    assert own.until is None, "the organiser's own people are not guests"
