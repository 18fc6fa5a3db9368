"""Health education in the demo district: two years of boards, materials, lectures and consultations per institution."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gongwei.people.models import Institution, Staff
from gongwei.programmes.health_education import codes
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Columns, District, Rng
from gongwei.records.synthetic_work import Line, act, columns, month_days

PROGRAMME = "health_education"
LECTURES = (
    ("冬季心脑血管病预防", 4, 2), ("合理膳食与控盐", 3, 2), ("结核病防治知识", 4, 8), ("儿童预防接种", 2, None),
    ("高血压日常管理", 4, 2), ("无烟生活", 3, None), ("夏季饮食卫生", 5, None), ("母乳喂养", 2, 5),
    ("口腔与眼的保健", 2, 7), ("老年人防跌倒", 2, None), ("糖尿病饮食", 4, 6), ("艾滋病预防", 4, 3),
)  # fmt: skip
"""Theme of each month, its topic and its required theme."""
TCM_LECTURES = (("四季养生与穴位保健", 3, 1), ("中医体质与调养", 3, 1))
PRINTED = (
    "减盐防高血压", "糖尿病饮食指导", "老年人防跌倒", "中医四季养生", "预防接种须知", "孕产期保健", "儿童眼保健",
    "控烟与健康", "结核病防治", "艾滋病预防", "合理用药", "合理膳食与体重管理", "心理健康", "家庭急救", "健康素养66条",
)  # fmt: skip
VIDEOS = ("中医保健操", "减盐一家人", "糖尿病你问我答", "正确刷牙", "艾滋病防治", "家庭急救", "科学健身")
FULL, PARTLY = 0.985, 0.9


@dataclass(frozen=True)
class Place:
    """One institution with those who work for it and how reliably it does what it owes."""

    pk: int
    centre: bool
    staff: tuple[tuple[int, str], ...]
    reliable: float
    boards: tuple[float, ...]
    printed: tuple[str, ...]
    videos: tuple[str, ...]


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Every register of the chapter and the advice given to single residents."""
    made: dict[str, list[Line]] = {}
    years = (district.today.year - 1, district.today.year)
    for place in _places(rng):
        _library(rng, place, dt.date(years[0], 1, 3), made)
        for year in years:
            _year(rng, place, year, district.today, made)
    for table, lines in made.items():
        yield f"{PROGRAMME}_{table}", columns(lines)
    yield f"{PROGRAMME}_individual", _advice(district, rng)


def _places(rng: Rng) -> Iterator[Place]:
    kinds = (*codes.CENTRE_KINDS, *codes.STATION_KINDS)
    people: dict[int, list[tuple[int, str]]] = {}
    for pk, name, institution in Staff.objects.order_by("id").values_list("id", "name", "institution_id"):
        people.setdefault(institution, []).append((pk, name))
    for nth, each in enumerate(Institution.objects.filter(kind__in=kinds).order_by("id")):
        staff = people.get(each.pk) or people.get(each.parent_id or 0)
        if not staff:
            continue
        centre = each.kind in codes.CENTRE_KINDS
        reliable = FULL if rng.random() < 0.6 else PARTLY
        least = 11 if nth % 6 == 4 else 12
        boards = tuple(round(float(rng.uniform(2.0, 3.6)), 2) for _ in range(2 + nth % 2 if centre else 1))
        if nth % 7 == 3:
            boards = (*boards[:-1], 1.8)
        printed = PRINTED[: least + int(rng.integers(0, 3)) if centre else least]
        videos = VIDEOS[: 6 + nth % 2 if centre or nth % 5 else 5]
        yield Place(each.pk, centre, tuple(staff), reliable, boards, printed, videos)


def _library(rng: Rng, place: Place, on: dt.date, made: dict[str, list[Line]]) -> None:
    who, leader = place.staff[0][0], place.staff[-1][1]
    for title in place.printed:
        made.setdefault("material", []).append(act(
            rng, place.pk, who, on, title=title, kind=int(rng.integers(1, 4)), topics=[3, 4], approved_by=leader,
            themes=_themes(title), edition="2022年版",
        ))  # fmt: skip
    for title in place.videos:
        made.setdefault("material", []).append(act(
            rng, place.pk, who, on, title=title, kind=codes.AUDIOVISUAL, medium=2, topics=[3], approved_by=leader,
            themes=_themes(title),
        ))  # fmt: skip
    for number, area in enumerate(place.boards, 1):
        made.setdefault("board", []).append(act(
            rng, place.pk, who, on, number=number, stands_at=1 if number == 1 else 3, area_m2=area,
            centre_height_m=round(float(rng.uniform(1.5, 1.6)), 2),
        ))  # fmt: skip


def _themes(title: str) -> list[int]:
    words = {"中医": 1, "减盐": 2, "高血压": 2, "艾滋": 3, "孕产": 5, "体重": 6, "眼": 7, "结核": 8}
    return sorted({code for word, code in words.items() if word in title})


def _year(rng: Rng, place: Place, year: int, today: dt.date, made: dict[str, list[Line]]) -> None:
    who, leader = place.staff[int(rng.integers(0, len(place.staff)))][0], place.staff[-1][1]
    months = month_days(year, today)
    _planned(rng, place, year, today, who, leader, made)
    for month, last in months:
        held = place.centre or month % 2 == place.pk % 2
        if held and rng.random() < place.reliable and last >= 5:
            on = dt.date(year, month, int(rng.integers(1, last + 1)))
            _event(rng, place, on, codes.LECTURE, who, leader, made)
        if (month - 1) % 2 == 0 or not place.centre:
            _handed(rng, place, dt.date(year, month, 1), month, who, made)
        if (month - 1) % 2 == 0 and rng.random() < place.reliable:
            on = dt.date(year, month, int(rng.integers(1, last + 1)))
            theme, topic, asked = LECTURES[month - 1]
            made.setdefault("board_change", []).append(act(
                rng, place.pk, who, on, boards=list(range(1, len(place.boards) + 1)), theme=theme, topics=[topic],
                issue=f"{year}年第{(month + 1) // 2}期", themes=[asked or codes.TCM], kept_original=True,
            ))  # fmt: skip
        for nth in range(3 if place.centre else 1):
            on = dt.date(year, month, 1 + nth * 9)
            if on <= today:
                title = place.videos[(month + 2 * nth) % len(place.videos)]
                made.setdefault("play", []).append(act(
                    rng, place.pk, who, on, title=title, themes=_themes(title), played_at=1, hours="08:00-11:30",
                    minutes=210, times=6, in_hours=True,
                ))  # fmt: skip
    if place.centre:
        for nth, month in enumerate((1, 3, 4, 5, 5, 7, 9, 10, 11, 12)):
            on = dt.date(year, month, 8 + nth)
            if on <= today and rng.random() < place.reliable:
                _event(rng, place, on, codes.CONSULTATION, who, leader, made)


def _event(
    rng: Rng, place: Place, on: dt.date, form: int, who: int, leader: str, made: dict[str, list[Line]]
) -> None:
    """One lecture or consultation with what it handed out; a few lack the sign-in sheet."""
    theme, topic, asked = LECTURES[on.month - 1] if rng.random() < 0.8 else TCM_LECTURES[on.day % 2]
    people = int(rng.integers(18, 60) if place.centre else rng.integers(8, 30))
    archived = [2, 5] if form == codes.LECTURE and rng.random() < 0.95 else [1, 2]
    at, by = ("健康教育室", "公卫科") if place.centre else ("村卫生室", "村卫生室")
    held = act(
        rng, place.pk, who, on, hours="09:00-10:30", venue=at, form=form, theme=theme, organizer=by,
        audience=_audience(topic, asked), audience_count=people, speaker=leader if form == codes.LECTURE else None,
        content=f"围绕“{theme}”讲解要点并现场答疑。", evaluation=f"到场 {people} 人，现场提问，多数人能复述要点。",
        archived=archived, leader=leader, filled_on=on, topics=[topic], themes=[asked] if asked else [],
        channels=[8, 1] if rng.random() < 0.7 else [8, 13],
    )  # fmt: skip
    made.setdefault("activity", []).append(held)
    title = place.printed[on.month % len(place.printed)]
    made.setdefault("handed_out", []).append(
        {"record_id": held["id"], "position": 1, "title": title, "kind": 1, "copies": people}
    )


def _audience(topic: int, asked: int | None) -> list[int]:
    """Who comes to hear of what."""
    of_theme = {2: [7, 9], 5: [4, 13], 6: [1, 10], 7: [2, 5]}
    return of_theme.get(asked or 0, [5] if topic == 2 else [1, 7])


def _handed(
    rng: Rng, place: Place, on: dt.date, month: int, who: int, made: dict[str, list[Line]]
) -> None:
    """Copies in at New Year, and some titles laid out every month or two."""
    moves: list[tuple[int, tuple[str, ...], int]] = []
    if month == 1:
        moves.append((codes.RECEIVED, place.printed, 400))
    start = month * 3 % len(place.printed)
    moves.append((codes.ISSUED, (place.printed + place.printed)[start : start + 4], 30))
    for movement, titles, copies in moves:
        out = movement == codes.ISSUED
        moved = act(
            rng, place.pk, who, on, movement=movement, venue="候诊区" if out else None,
            audience=[1] if out else None,
        )  # fmt: skip
        made.setdefault("stock", []).append(moved)
        made.setdefault("stock_line", []).extend(
            {"record_id": moved["id"], "position": nth, "title": title, "copies": copies + int(rng.integers(0, 20))}
            for nth, title in enumerate(dict.fromkeys(titles), 1)
        )


def _planned(
    rng: Rng, place: Place, year: int, today: dt.date, who: int, leader: str, made: dict[str, list[Line]]
) -> None:
    """The yearly plan, its summary, and the training of those who do it."""
    plan = act(
        rng, place.pk, who, dt.date(year, 1, 8), year=year, leader=leader,
        goal="按规范完成讲座、咨询、宣传栏和资料发放，提高居民健康素养。",
    )  # fmt: skip
    made.setdefault("year_plan", []).append(plan)
    months = range(1, 13) if place.centre else range(1, 13, 2)
    made.setdefault("plan_item", []).extend(
        {
            "record_id": plan["id"],
            "position": nth,
            "month": month,
            "form": codes.LECTURE,
            "theme": LECTURES[month - 1][0],
        }
        for nth, month in enumerate(months, 1)
    )
    closing = dt.date(year, 12, 27)
    if closing <= today and rng.random() < place.reliable:
        made.setdefault("year_summary", []).append(act(
            rng, place.pk, who, closing, year=year, leader=leader, result="全年工作按计划完成。",
            evaluation="居民知晓率较上年提高。",
        ))  # fmt: skip
    for nth, (person, name) in enumerate(place.staff[:2] if place.centre else ()):
        made.setdefault("training", []).append(act(
            rng, place.pk, person, dt.date(year, 4, 16 + nth), person=name, full_time=nth == 0,
            subject="健康教育与健康传播", hours_taught=8.0 if rng.random() < 0.9 else 6.0, organised_by="区疾控中心",
        ))  # fmt: skip


def _advice(district: District, rng: Rng) -> Columns:
    """个体化健康教育: what one in thirty who came to a clinic this year was told there."""
    met = district.first_contact(district.today.year)
    came = np.flatnonzero(~np.isnat(met))
    told = came[rng.random(len(came)) < 0.03]
    count = len(told)
    words = (
        "每天食盐不超过5克，按时服药，定期测血压。",
        "控制体重，每周运动5次，每次30分钟。",
        "戒烟限酒，保持良好心态。",
    )
    return s.record(rng, district, told, met[told]) | {
        "mode": s.draw(rng, (1, 2), count, (85, 15)),
        "topics": s.repeated("{3,4}", count),
        "themes": s.repeated("{2}", count),
        "group": s.sets(((1,), (7,), (9,)), s.draw(rng, (0, 1, 2), count, (50, 30, 20))),
        "advice": s.chosen(rng, words, count),
        "understood": rng.random(count) < 0.9,
    }
