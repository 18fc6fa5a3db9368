"""Supervision in the demo district: places of each centre, their patrols, clues with their clocks, papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from gongwei.people.models import Institution, Staff
from gongwei.programmes.health_supervision import codes
from gongwei.programmes.health_supervision.schedule import CENTRES
from gongwei.records.synthetic import Columns, District, Rng
from gongwei.records.synthetic_work import Line, act, columns

KINDS = (
    (1, "农村供水站", 2), (2, "小学", 3), (2, "幼儿园", 3), (3, "诊所", 4), (3, "村卫生室", 4), (1, "小区二次供水", 2),
    (2, "中学", 3), (3, "口腔诊所", 4), (4, "理发店", 7), (3, "计划生育服务站", 5),
)  # fmt: skip
"""Kind of place, its name, the subject under which it is patrolled."""
CLUES = (
    (4, "接群众反映，有人在出租屋内输液，未见医疗机构执业许可证。"), (1, "两户居民聚餐后出现腹泻，疑似食源性疾病。"),
    (2, "供水站消毒记录不全，末梢水有异味。"), (3, "学校晨检发现多名学生同日发热，未按要求报告。"),
    (5, "发现张贴非医学需要胎儿性别鉴定广告。"),
)  # fmt: skip
PROBLEMS = ("消毒记录不全", "许可证未悬挂", "晨检登记缺项", "医疗废物未分类")


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Every register of the chapter."""
    made: dict[str, list[Line]] = {}
    people: dict[int, list[tuple[int, str]]] = {}
    for pk, name, institution in Staff.objects.order_by("id").values_list("id", "name", "institution_id"):
        people.setdefault(institution, []).append((pk, name))
    for nth, centre in enumerate(Institution.objects.filter(kind__in=CENTRES).order_by("id")):
        if staff := people.get(centre.pk):
            _centre(rng, centre, nth, staff, district.today, made)
    for table, lines in made.items():
        yield f"health_supervision_{table}", columns(lines)


def _centre(
    rng: Rng, centre: Institution, nth: int, staff: list[tuple[int, str]], today: dt.date, made: dict[str, list[Line]]
) -> None:
    who, names = staff[0][0], " ".join(name for _, name in staff[:2])
    first = dt.date(today.year - 1, 1, 5)
    count = 12 + nth % 5 * 3
    for number in range(1, count + 1):
        kind, called, subject = KINDS[number % len(KINDS)]
        made.setdefault("unit", []).append(act(
            rng, centre.pk, who, first, number=number, name=f"{centre.short_name}辖区{number}号{called}", kind=kind,
            water=(1 if "农村" in called else 2) if kind == codes.WATER_UNIT else None,
            address=f"{centre.short_name}辖区", status=codes.WORKING,
            checked_on=dt.date(today.year, 1, 15) if rng.random() < 0.9 else first,
        ))  # fmt: skip
        _patrols(rng, centre, number, (kind, called, subject), who, names, today, made)
    _clues(rng, centre, who, staff[0][1], today, made)
    _papers(rng, centre, who, staff, today, made)


def _patrols(
    rng: Rng, centre: Institution, number: int, place: tuple[int, str, int], who: int, names: str, today: dt.date,
    made: dict[str, list[Line]],
) -> None:  # fmt: skip
    kind, called, subject = place
    months = (2, 5, 8, 11) if kind == codes.WATER_UNIT else (4, 9)
    for year in (today.year - 1, today.year):
        for month in months:
            on = dt.date(year, month, 1 + int(rng.integers(0, 27)))
            if on > today or rng.random() < 0.04:
                continue
            found = rng.random() < 0.12
            made.setdefault("patrol", []).append(act(
                rng, centre.pk, who, on, seq_no=len(made.get("patrol", ())) % 999 + 1, unit_no=number, subject=subject,
                venue=f"{centre.short_name}辖区{number}号{called}", content="查看证照、记录和现场卫生状况。",
                found=codes.PROBLEM if found else 1, patrollers=names,
                problem=str(rng.choice(PROBLEMS)) if found else "无", disposal=1 if found else None,
                remark="已当场指导整改，限期一周。" if found else None,
            ))  # fmt: skip


def _clues(
    rng: Rng, centre: Institution, who: int, name: str, today: dt.date, made: dict[str, list[Line]]
) -> None:
    """Six clues a year; most in time, a few late; at every other centre one of yesterday not yet reported."""
    if centre.pk % 2:
        yesterday = dt.datetime.combine(today - dt.timedelta(days=1), dt.time(15, 20))
        made.setdefault("clue", []).append(act(
            rng, centre.pk, who, yesterday.date(), seq_no=7, found_at=yesterday, subject=4, content=CLUES[0][1],
            urgent=False, reported_at=None, reporter=name, report_to=None, report_mode=None,
            **_answer(yesterday.date(), False),
        ))  # fmt: skip
    for year in (today.year - 1, today.year):
        for nth in range(6):
            on = dt.date(year, 1 + nth * 2, 3 + int(rng.integers(0, 20)))
            if on > today:
                continue
            subject, content = CLUES[(nth + centre.pk) % len(CLUES)]
            found = dt.datetime.combine(on, dt.time(8 + int(rng.integers(0, 8)), 20))
            late = rng.random() < 0.05
            urgent = subject == 1
            told: dt.datetime | None = found + dt.timedelta(hours=30 if late else (1 if urgent else 3))
            if told is not None and told.date() > today:
                told = None
            answered = told is not None and (today - on).days > 20 and rng.random() < 0.85
            made.setdefault("clue", []).append(act(
                rng, centre.pk, who, on, seq_no=nth + 1, found_at=found, subject=subject, content=content,
                urgent=urgent, reported_at=told, reporter=name, report_to="区卫生监督机构" if told else None,
                report_mode=1 if told else None, **_answer(on, answered),
            ))  # fmt: skip


def _answer(on: dt.date, answered: bool) -> dict[str, Any]:
    if not answered:
        return {"answer": None, "result": None, "feedback_on": None}
    return {"answer": 1, "result": "已到现场核查并责令改正。", "feedback_on": on + dt.timedelta(days=12)}


def _papers(
    rng: Rng, centre: Institution, who: int, staff: list[tuple[int, str]], today: dt.date, made: dict[str, list[Line]]
) -> None:
    papers, first = made.setdefault("papers", []), dt.date(today.year - 1, 1, 6)
    papers.append(act(rng, centre.pk, who, first, kind=codes.RULE, title="卫生监督协管工作制度"))
    for _, name in staff[:2]:
        papers.append(act(
            rng, centre.pk, who, first, kind=codes.ASSISTANT, title="卫生监督协管员聘任", person=name, full_time=False,
            area="全部村（居）",
        ))  # fmt: skip
    for year in (today.year - 1, today.year):
        for month in (4, 7, 10, 12):
            on = dt.date(year, month, 5)
            if on <= today and rng.random() < 0.95:
                title = f"{year}年{month - 1}月底前协管工作汇总"
                papers.append(act(rng, centre.pk, who, on, kind=codes.SUMMARY, title=title))
        on = dt.date(year, 6, 12)
        if on <= today:
            made.setdefault("teaching", []).append(act(
                rng, centre.pk, who, on, kind=3, theme="协管员业务培训", venue=f"{centre.short_name}会议室", people=24,
                given_by="区疾病预防控制中心", content="信息报告时限、巡查要点和文书填写。",
            ))  # fmt: skip
