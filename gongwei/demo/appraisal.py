"""The appraisals of the demo's year by the appraisal verbs: samples, findings, results, objections, orders, surveys."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from gongwei.appraisal import ranking
from gongwei.appraisal.checking import check, points_for
from gongwei.appraisal.comparing import import_results
from gongwei.appraisal.models import (
    Answer,
    Deduction,
    Inspection,
    Judgement,
    Mark,
    Rectification,
    Reply,
    Round,
)
from gongwei.appraisal.objecting import decide, object_to, objections_until
from gongwei.appraisal.places import clinics_of, townships
from gongwei.appraisal.rates import newest_build, rates
from gongwei.appraisal.rectifying import issue, recheck, report
from gongwei.appraisal.rounds import Slot, calendar, items_of, open_round
from gongwei.appraisal.sampling import draw_sample, drawn
from gongwei.appraisal.scheme_file import (
    Agreement,
    FloorToFull,
    Item,
    Manual,
    RateToTarget,
    Rectified,
    Supervision,
)
from gongwei.appraisal.schemes import of_level
from gongwei.appraisal.scoring import accept, deduct, send_back, submit
from gongwei.appraisal.surveys import questionnaires
from gongwei.catalogue.plans import plan
from gongwei.kernel.clock import now
from gongwei.people.models import Institution, Staff, StaffRole
from gongwei.people.problems import Invalid

SHOWN = "桥头镇卫生院"
FROM = dt.date(2024, 1, 1)
FAULTS = ("任务分解没有到人", "公示内容没有更新", "培训签到缺 1 次", "宣传栏照片缺时间")
WORDS = ("本人说那天没有人来", "电话称没有量过血压", "家属说当时住院", "号码不是本人")
Told = Callable[[str], None]


def appraise(today: dt.date, told: Told) -> None:
    """Everything up to the day: earlier rounds are closed, the latest county round is under way."""
    with transaction.atomic():
        told("绩效评价 问卷")
        ask(today)
        slots = [slot for slot in calendar(today) if slot.ends_on < today and slot.rule.kind != "year_end"]
        for slot in sorted(slots, key=lambda slot: (slot.ends_on, slot.rule.id, slot.organiser.pk)):
            if slot.rule.id == "quarter_mch" and slot.due_on >= today:
                continue  # not opened yet: the board shows the slot as waiting
            told(f"绩效评价 {slot.label} {slot.organiser}")
            made = start(slot)
            if made is not None:
                judge(made, today)
        told("绩效评价 异议和整改")
        follow(today)
        compare(today)
        _above()


def _above() -> None:
    """What the province and the city gave in earlier years; nothing was entered for 2021."""
    for level, year, score, rank in (
        ("province", 2019, "92.40", 21), ("province", 2020, "93.15", 17), ("province", 2022, "95.60", 9),
        ("province", 2023, "96.35", 6), ("city", 2022, "97.10", 2), ("city", 2023, "98.05", 1),
    ):  # fmt: skip
        of = 4 if level == "city" else 136
        told = ranking.Told(Decimal(score), Decimal(100), f"{year}年度绩效评价通报（演示）", rank, of)
        ranking.enter(level, year, told, by=_staff("project_office"))


def ask(today: dt.date) -> None:
    """Satisfaction and awareness: some residents of every clinic and institution in each quarter."""
    office = _staff("project_office")
    for township in townships():
        for place in (township, *clinics_of(township)):
            for held in questionnaires().values():
                count = 24 if place == township else 6 * (held.id == "satisfaction")
                for quarter in (1, 2, 3):
                    _replies(held.id, place, quarter, count, office, today)


def _replies(questionnaire: str, place: Institution, quarter: int, count: int, by: Staff, today: dt.date) -> None:
    held = questionnaires()[questionnaire]
    on = min(dt.date(plan().year, 3 * quarter, 20), today)
    keys = [uuid.uuid5(NAMESPACE, f"{questionnaire}/{place.code}/{quarter}/{n}") for n in range(count)]
    answers = [
        {q.id: q.good[0] if (key.int >> (7 * n)) % 100 < 88 else [*q.options][1] for n, q in enumerate(held.questions)}
        for key in keys
    ]
    Reply.objects.bulk_create(
        Reply(id=key, plan=plan().id, questionnaire=held.id, institution=place, mode="phone", asked_on=on, asked_by=by,
              good=held.good(said))
        for key, said in zip(keys, answers, strict=True)
    )  # fmt: skip
    Answer.objects.bulk_create(
        Answer(reply_id=key, question=name, option=option)
        for key, said in zip(keys, answers, strict=True) for name, option in said.items()
    )  # fmt: skip


NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "gongwei-demo-appraisal")


def start(slot: Slot) -> Round | None:
    """Open a slot's round by its own people with a seed that is the same in every build."""
    key = uuid.uuid5(NAMESPACE, f"{slot.rule.id}/{slot.organiser.code}/{slot.period}")
    by = _opener(slot)
    if by is None:
        return None
    more = [_staff("disabled_federation")] if slot.rule.kind == "half_year" else []
    about = (slot.scheme.id, slot.rule.id, slot.organiser, slot.period)
    return open_round(key, *about, by=by, members=more, seed=20_241_000 + key.int % 999)


def _opener(slot: Slot) -> Staff | None:
    if slot.rule.kind == "half_year":
        return _staff("project_office")
    if slot.rule.kind == "quality":
        _controller(slot.organiser)
    role = "public_health" if slot.rule.kind == "village" else "line"
    found = Staff.objects.filter(roles__role=role, institution=slot.organiser, active_to=None)
    return found.order_by(F("account").asc(nulls_last=True), "pk").first()


def _controller(hospital: Institution) -> None:
    """The lead hospital's own for the quality of elders' exams."""
    root = _staff("project_office").institution
    if not Staff.objects.filter(institution=hospital).exists():
        made = Staff.objects.create(name="姜寒露", title="质控科", institution=hospital, active_from=FROM)
        StaffRole.objects.create(staff=made, role="line", institution=root, programmes=["elderly"], from_on=FROM)


def judge(made: Round, today: dt.date) -> None:
    """A round of the last quarter record by record (clinics: those of the shown township); earlier ones in bulk."""
    last = made.due_on >= today
    if last and (made.kind != "village" or made.organiser.name == SHOWN):
        _in_full(made, today)
    else:
        _in_bulk(made, today)


def _in_bulk(made: Round, today: dt.date) -> None:
    """Results of a time before the first build of the mart: indicators without data, a few points lost by hand."""
    by, items, office = made.opened_by, items_of(made), _staff("project_office")
    rows = list(made.inspections.all())
    on = min(made.due_on - dt.timedelta(days=3), today)
    Judgement.objects.bulk_create(
        Judgement(inspection=row, item=item.id, points=item.points, **_earlier(item))
        for row in rows for item in items
    )  # fmt: skip
    Deduction.objects.bulk_create(
        Deduction(
            id=uuid.uuid5(row.pk, item.id), inspection=row, item=item.id, points=Decimal("0.5") * (1 + turn % 3),
            ref=item.ref, words=FAULTS[turn % len(FAULTS)], evidence=f"现场照片 {turn}", source="hand", by=by, at=now(),
        )
        for row in rows for place, item in enumerate(items)
        if _earlier(item)["state"] == "已评" and (turn := (row.pk.int >> place) % 29) < 13 and item.points > 2
    )  # fmt: skip
    made.inspections.update(
        state="accepted", submitted_by=by, submitted_at=now(), decided_by=office if by != office else _second(by),
        decided_at=now(), accepted_on=on, as_of=made.ends_on,
    )  # fmt: skip


def _earlier(item: Item) -> dict[str, str]:
    if isinstance(item.method, RateToTarget | FloorToFull | Agreement | Rectified | Supervision):
        return {"state": "无数据", "words": "当时还没有统计用的数据集"}
    return {"state": "已评", "words": "纸质评价表补录"}


def _second(by: Staff) -> Staff:
    """Somebody else of the county who accepts what 项目办 itself has judged."""
    return Staff.objects.filter(institution=by.institution, active_to=None).exclude(pk=by.pk).order_by("pk")[0]


def _in_full(made: Round, today: dt.date) -> None:
    """Every inspection by the verbs; the county's round stands at every stage, the village's is closed."""
    by, under_way = made.opened_by, made.kind == "quarter" and made.due_on >= today
    rows = made.inspections.select_related("round__organiser", "institution__parent")
    for number, row in enumerate(rows):
        shown = row.institution.name == SHOWN
        if under_way and number % 5 == 4:
            continue
        _look(row, number, by, partly=under_way and shown)
        if under_way and shown:
            _by_hand(row, number, by)
            continue
        _by_hand(row, number, by)
        _hand_on(row, by, under_way=under_way, number=number)


def _look(row: Inspection, number: int, by: Staff, *, partly: bool) -> None:
    """Draw and check: of a hundred records four are untrue, six not reached, eight have a fault."""
    try:
        draw_sample(row, by=by)
    except Invalid:
        return
    rows = drawn(row)
    for each in rows[: len(rows) - 3 if partly else len(rows)]:
        each.sample.inspection = row
        dice = each.record.int % 900
        if dice < 36:
            check(each, "phone", "untrue", WORDS[dice % len(WORDS)], by=by)
        elif dice < 86:
            check(each, "phone", "not_reached", "", by=by)
        elif dice < 160 and (points := points_for(each)):
            check(each, "screen", "true", "", (points[dice % len(points)][1].id,), by=by)
        else:
            check(each, "screen" if dice % 4 else "visit", "true", "", by=by)


def _by_hand(row: Inspection, number: int, by: Staff) -> None:
    """Items that somebody must look at, and now and then a deduction."""
    turn = row.pk.int % 97
    for place, item in enumerate(items_of(row.round)):
        if not isinstance(item.method, Manual):
            continue
        Mark.objects.get_or_create(
            inspection=row, item=item.id, defaults={"basis": item.method.asks, "by": by, "at": now()}
        )
        if (turn + place) % 3 == 0:
            words, key = FAULTS[(turn + place) % len(FAULTS)], uuid.uuid5(row.pk, f"hand/{item.id}")
            deduct(key, row, item.id, Decimal("0.5"), words, f"现场照片 {turn + place}", by=by)


def _hand_on(row: Inspection, by: Staff, *, under_way: bool, number: int) -> None:
    """Submit and accept; in the round under way some wait for 项目办 and one is returned. What waits stays open."""
    try:
        submit(row, by=by)
    except Invalid:
        return
    office = _other(by, row)
    if under_way and number % 5 == 0:
        send_back(row, "两条扣分没有写清证据页码", by=office)
    elif not (under_way and number % 5 == 1):
        accept(row, by=office)


def _other(by: Staff, row: Inspection) -> Staff:
    """Another officer of the township for clinics, else 项目办."""
    office = _staff("project_office")
    if row.round.kind != "village":
        return office if office != by else by
    same = Staff.objects.filter(roles__role="public_health", institution=by.institution, active_to=None)
    return same.exclude(pk=by.pk).order_by("pk").first() or office


def follow(today: dt.date) -> None:
    """Objections, of which some are decided, and orders: some mended, some waiting, some late."""
    office = _staff("project_office")
    held = Inspection.objects.filter(state="accepted", round__ends_on__gte=dt.date(plan().year, 7, 1))
    rows = held.select_related("round__organiser", "institution__parent").order_by("pk")
    answering = ((row, by) for row in rows if (by := _of(row.institution)) is not None)
    for number, (row, by) in enumerate(answering):
        standing = row.deductions.filter(state="standing").exclude(source="computed", sampled=None)
        found = list(standing.order_by("-points"))
        in_time = (until := objections_until(row)) is not None and until >= today
        if found and in_time and number % 2 == 0:
            made = object_to(uuid.uuid5(row.pk, "objection"), found[0], "当天上门服务过，有照片，请复议", by=by)
            if number % 4 == 0 and office.pk != found[0].by_id:
                decide(made, "kept" if number % 8 else "upheld", "已查照片的时间地点", by=office)
        if found and number % 2 == 1:
            _mend(row, number, by, today)
    _age(today)


def _mend(row: Inspection, number: int, answering: Staff, today: dt.date) -> None:
    last = row.deductions.filter(state="standing").order_by("pk").last()
    assert last is not None
    [order] = issue(row, [last], "", by=row.round.opened_by)
    if number % 4 == 1:
        report(order, "已逐条补正", f"补正记录 {number + 3} 条", by=answering)
        if number % 8 == 1:
            recheck(uuid.uuid5(order.pk, "again"), order, True, "抽 5 份全部合格", by=row.round.opened_by)


def _age(today: dt.date) -> None:
    """Some orders were issued weeks ago, so that the board has overdue ones."""
    for number, order in enumerate(Rectification.objects.filter(state="open").order_by("pk")):
        if number % 3 == 0:
            Rectification.objects.filter(pk=order.pk).update(
                issued_on=today - dt.timedelta(20), due_on=today - dt.timedelta(5)
            )


def compare(today: dt.date) -> None:
    """The national appraisal's figures of some institutions: mostly ours, one apart."""
    build = newest_build()
    indicators = [item.method.indicator for item in of_level("institution").file.items
                  if isinstance(item.method, RateToTarget)][2:8]  # fmt: skip
    lines = ["机构,指标,分子,分母"]
    for number, place in enumerate(townships()[:6]):
        for name, rate in rates(place, indicators, today, build).items():
            if rate.numerator is not None and rate.denominator and rate.numerator <= rate.denominator:
                apart = rate.denominator // 10 if (number + len(name)) % 7 == 0 else 0
                lines.append(f"{place.name},{name},{max(rate.numerator - apart, 0)},{rate.denominator}")
    if len(lines) > 1:
        import_results("\n".join(lines), "国家评价抽查 2024 年三季度（示例）", by=_staff("project_office"))


def _of(place: Institution) -> Staff | None:
    """Somebody who answers for an appraised institution."""
    found = Staff.objects.filter(institution=place, active_to=None, roles__isnull=False)
    return found.order_by(F("account").asc(nulls_last=True), "pk").first()


def _staff(role: str) -> Staff:
    return Staff.objects.filter(roles__role=role, active_to=None).order_by("pk")[0]
