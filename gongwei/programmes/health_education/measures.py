"""健康教育: institutions with what they reached, boards, and events; one table each. 规范三版 2 五, 方案 五（二）."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import in_period
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Count, Criterion, Measure, cohort
from gongwei.programmes.health_education import codes, rules
from gongwei.programmes.health_education.schedule import FORMS, NEEDS

FIGURES = "national-spec-2017#2.五"
PLAN = "huancui-2024#五（二）"
_FAR = (9999, 12, 31)

ENOUGH = (
    Criterion("enough_print", "印刷资料种数达到", "印刷资料种数不足", FORMS),
    Criterion("enough_audiovisual", "音像资料种数达到", "音像资料种数不足", FORMS),
    Criterion("enough_boards", "宣传栏个数达到", "宣传栏个数不足", FORMS),
)
CENTRE = (
    *ENOUGH,
    Criterion("boards_changed", "每个宣传栏每两个月更换", "有宣传栏超过两个月没有更换", FORMS, "board_change"),
    Criterion("enough_consultations", "咨询活动次数达到", "咨询活动不足", FORMS, "consultation"),
    Criterion("lecture_each_month", "每月有讲座", "有的月份没有讲座", FORMS, "lecture"),
    Criterion("everybody_trained", "人员培训学时达到", "有人员培训学时不足或没有登记", NEEDS),
    Criterion("tcm_in_each_way", "每种宣传形式有中医药内容", "有的宣传形式没有中医药内容", NEEDS),
)
STATION = (
    *ENOUGH,
    Criterion("boards_changed", "每个宣传栏每两个月更换", "有宣传栏超过两个月没有更换", FORMS, "board_change"),
    Criterion("lecture_each_window", "每两个月有讲座", "有的两个月没有讲座", FORMS, "lecture_station"),
)


def _working(t: Tables, period: Period, kinds: tuple[str, ...]) -> ir.Table:
    """Institutions of these kinds that work on the as-of day, named; a station lies in its village."""
    i, r = t.institution, t.region
    open_until = ibis.coalesce(i.active_to, ibis.date(*_FAR))
    found = i.filter(i.kind.isin(kinds), i.active_from <= period.as_of, open_until > period.as_of)
    villages = r.filter(r.level == "village").select(village_id="code")
    placed = found.left_join(villages, found.region_id == villages.village_id)
    return placed.select(
        institution_id="id", village_id="village_id", subject_id=placed.id.cast("string"), subject="name"
    )


def _print_kinds(t: Tables, period: Period) -> ir.Table:
    """Per institution: distinct printed titles handed out in the period, of those its library holds."""
    m = t.health_education_material
    library = m.filter(m.kind.isin(codes.PRINTED)).select(holder="institution_id", known="title").distinct()
    events, lines = in_period(t.health_education_activity, period), t.health_education_handed_out
    held = events.select(event="id", place="institution_id")
    at_events = lines.join(held, lines.record_id == held.event)
    moves, copies = in_period(t.health_education_stock, period), t.health_education_stock_line
    issued = moves.filter(moves.movement == codes.ISSUED).select(event="id", place="institution_id")
    at_desk = copies.join(issued, copies.record_id == issued.event)
    given = ibis.union(at_events.select("place", "title"), at_desk.select("place", "title"), distinct=True)
    kinds = given.join(library, [given.place == library.holder, given.title == library.known])
    return kinds.group_by(institution_id="place").agg(print_kinds=ibis._.title.nunique())


def _audiovisual_kinds(t: Tables, period: Period) -> ir.Table:
    """Per institution: distinct registered titles played in the period in normal clinic hours."""
    m, plays = t.health_education_material, in_period(t.health_education_play, period)
    library = m.filter(m.kind == codes.AUDIOVISUAL).select(holder="institution_id", known="title").distinct()
    counted = plays.filter(plays.in_hours.fill_null(False))
    kinds = counted.join(library, [counted.institution_id == library.holder, counted.title == library.known])
    return kinds.group_by("institution_id").agg(audiovisual_kinds=ibis._.title.nunique())


def _standing(t: Tables, period: Period) -> ir.Table:
    """The boards in use on the as-of day."""
    b = t.health_education_board
    return b.filter(b.served_on <= period.as_of, ibis.coalesce(b.removed_on, ibis.date(*_FAR)) > period.as_of)


def _unchanged(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per institution: how often a board in use went through a whole ended window without new content."""
    c, b, changes = t.calendar_period, _standing(t, period), t.health_education_board_change
    windows = c.filter(
        c.per_year == p.at(period.start).board_changes_per_year, c.starts_on >= period.start, c.ends_on < period.as_of
    )
    due = b.join(windows, [b.served_on <= windows.starts_on])
    owed = due.select("institution_id", "number", "starts_on", "ends_on")
    done = changes.select(changer="institution_id", changed_on="served_on", boards="boards")
    met = owed.join(done, [
        owed.institution_id == done.changer, done.changed_on >= owed.starts_on, done.changed_on <= owed.ends_on,
        done.boards.contains(owed.number),
    ]).select("institution_id", "number", "starts_on").distinct()  # fmt: skip
    missed = owed.anti_join(met, ["institution_id", "number", "starts_on"])
    return missed.group_by("institution_id").agg(unchanged=missed.count())


def _late(t: Tables, period: Period) -> ir.Table:
    """Per institution: lectures missed in windows that have ended."""
    o = t.institution_obligation
    due = o.filter(
        o.programme == "health_education", o.due_on >= period.start, o.due_on < period.as_of, o.ended_on.isnull(),
        o.step.isin(["lecture", "lecture_station"]), o.met_on.isnull() | (o.met_on > period.as_of),
    )  # fmt: skip
    return due.group_by("institution_id").agg(lectures_missed=due.count())


def _events(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per institution: lectures and consultations held."""
    a = in_period(t.health_education_activity, period)
    return a.group_by("institution_id").agg(
        lectures=ibis.ifelse(rules.lecture(a, p), 1, 0).sum(),
        consultations=ibis.ifelse(rules.consultation(a, p), 1, 0).sum(),
    )


def _changes(t: Tables, period: Period) -> ir.Table:
    changes = in_period(t.health_education_board_change, period)
    return changes.group_by("institution_id").agg(changes=changes.count())


def _training(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per institution: people with training on record, and those of them below the hours."""
    training = in_period(t.health_education_training, period)
    people = training.group_by("institution_id", "person").agg(hours=training.hours_taught.sum())
    asked = rules.hundredths(p.at(period.start).training_hours)
    short = ibis.ifelse(rules.hundredths(people.hours).fill_null(0) < asked, 1, 0)  # hours not said are no hours
    return people.group_by("institution_id").agg(trained=people.count(), untrained=short.sum())


def _without_tcm(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Per institution: ways of publicity used in the period with fewer TCM items than asked."""
    used = [
        (1, in_period(t.health_education_activity, period)), (2, in_period(t.health_education_board_change, period)),
        (3, in_period(t.health_education_play, period)),
    ]  # fmt: skip
    ways = ibis.union(*(
        form.select("institution_id", "themes").mutate(way=ibis.literal(way)) for way, form in used
    ), distinct=False)  # fmt: skip
    items = ways.group_by("institution_id", "way").agg(
        items=ibis.ifelse(ways.themes.contains(codes.TCM).fill_null(False), 1, 0).sum()
    )
    lacking = items.filter(items["items"] < p.at(period.start).tcm_items)
    return lacking.group_by("institution_id").agg(without_tcm=lacking.count())


def _counted(t: Tables, p: Parameters, period: Period, kinds: tuple[str, ...]) -> ir.Table:
    """Institutions of these kinds with every count, 0 where nothing is on record."""
    places = _working(t, period, kinds)
    boards = _standing(t, period).group_by("institution_id").agg(boards=ibis._.number.nunique())
    parts = (
        _print_kinds(t, period), _audiovisual_kinds(t, period), boards, _unchanged(t, p, period), _late(t, period),
        _events(t, p, period), _changes(t, period), _training(t, p, period), _without_tcm(t, p, period),
    )  # fmt: skip
    for part in parts:
        places = places.left_join(part, "institution_id").drop("institution_id_right")
    zero = ibis.literal(0, type="int64")
    counts = [name for part in parts for name in part.columns if name != "institution_id"]
    return places.mutate({name: places[name].cast("int64").fill_null(zero) for name in counts})


NAMED = ("institution_id", "village_id", "subject_id", "subject")


@cohort(
    "health_education.centres", "镇卫生院、社区卫生服务中心", ref=FORMS, criteria=CENTRE, of="institution",
    unit="个机构",
)  # fmt: skip
def centres(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Every centre with its counts of the year so far; windows that have ended are judged, the running one is not."""
    c, year = _counted(t, p, period, codes.CENTRE_KINDS), p.at(period.start)
    return c.select(
        *NAMED, "print_kinds", "audiovisual_kinds", "boards", "changes", "consultations", "lectures",
        enough_print=c.print_kinds >= year.print_kinds,
        enough_audiovisual=c.audiovisual_kinds >= year.audiovisual_kinds,
        enough_boards=c.boards >= year.boards,
        boards_changed=(c.unchanged == 0) & (c.boards > 0),
        enough_consultations=c.consultations >= year.consultations_per_year,
        lecture_each_month=c.lectures_missed == 0,
        everybody_trained=(c.trained > 0) & (c.untrained == 0),
        tcm_in_each_way=c.without_tcm == 0,
        enough_print_lacking=ibis.greatest(year.print_kinds - c.print_kinds, 0),
        enough_audiovisual_lacking=ibis.greatest(year.audiovisual_kinds - c.audiovisual_kinds, 0),
        enough_boards_lacking=ibis.greatest(year.boards - c.boards, 0),
        boards_changed_lacking=c.unchanged,
        enough_consultations_lacking=ibis.greatest(year.consultations_per_year - c.consultations, 0),
        lecture_each_month_lacking=c.lectures_missed,
    )  # fmt: skip


@cohort(
    "health_education.stations", "村卫生室、社区卫生服务站", ref=FORMS, criteria=STATION, of="institution",
    unit="个机构",
)  # fmt: skip
def stations(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Every station with its counts of the year so far."""
    c, year = _counted(t, p, period, codes.STATION_KINDS), p.at(period.start)
    return c.select(
        *NAMED, "print_kinds", "audiovisual_kinds", "boards", "changes", "lectures",
        enough_print=c.print_kinds >= year.print_kinds_station,
        enough_audiovisual=c.audiovisual_kinds >= year.audiovisual_kinds_station,
        enough_boards=c.boards >= year.boards_station,
        boards_changed=(c.unchanged == 0) & (c.boards > 0),
        lecture_each_window=c.lectures_missed == 0,
        enough_print_lacking=ibis.greatest(year.print_kinds_station - c.print_kinds, 0),
        enough_audiovisual_lacking=ibis.greatest(year.audiovisual_kinds_station - c.audiovisual_kinds, 0),
        enough_boards_lacking=ibis.greatest(year.boards_station - c.boards, 0),
        boards_changed_lacking=c.unchanged,
        lecture_each_window_lacking=c.lectures_missed,
    )  # fmt: skip


@cohort(
    "health_education.board_list", "在用宣传栏", ref=FORMS, of="case", unit="个宣传栏",
    criteria=(Criterion("large_enough", "面积达到", "宣传栏面积不足", FORMS),),
)  # fmt: skip
def board_list(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Every board in use at a centre, with its area."""
    b, i = _standing(t, period), t.institution
    centres_only = i.filter(i.kind.isin(codes.CENTRE_KINDS)).select(holder="id", called="name")
    boards = b.join(centres_only, b.institution_id == centres_only.holder)
    return boards.select(
        "institution_id", "area_m2", subject_id="id", subject=boards.called + " " + boards.number.cast("string") + "号",
        large_enough=rules.large_enough(boards, p.at(period.start)),
        last_value=boards.area_m2.cast("string") + " m²",
    )  # fmt: skip


@cohort(
    "health_education.events", "健康教育活动", ref=FIGURES, of="case", unit="场活动",
    criteria=(
        Criterion("asked_theme", "属于方案要求的重点内容", "内容不是中医药、减盐、艾滋病、新冠等重点内容", PLAN),
        Criterion("papers_complete", "资料齐全", "讲座没有签到表，或没有总结评价", NEEDS),
    ),
)  # fmt: skip
def events(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Every activity of the period."""
    a = in_period(t.health_education_activity, period)
    at_event = p.at(a.served_on)
    return a.select(
        "institution_id", subject_id="id", subject=a.served_on.cast("string") + " " + a.theme.fill_null("（无主题）"),
        asked_theme=rules.theme_asked(a, at_event) == "yes",
        papers_complete=rules.activity_complete(a, at_event) == "complete",
    )  # fmt: skip


def _enough(id: str, label: str, of: object, met: str, count: Count, definition: str, ref: str = FORMS) -> Measure:
    return Measure(
        f"health_education.{id}", label, of, (met,), ref, definition, counted=count  # type: ignore[arg-type]
    )


_T, _S = "镇卫生院、社区卫生服务中心", "村卫生室、社区卫生服务站"
_PRINT = "当年发放的印刷资料（按登记的名称去重）达到规定种数的机构 ÷ 应达标机构"
_PLAY = "当年在正常开诊时间播放的音像资料（按登记的名称去重）达到规定种数的机构 ÷ 应达标机构"
MEASURES = (
    _enough("print_kinds_institution", f"印刷资料种数达标率（{_T}）", centres, "enough_print",
            Count("print_kinds", "种"), _PRINT),
    _enough("print_kinds_village", f"印刷资料种数达标率（{_S}）", stations, "enough_print",
            Count("print_kinds", "种"), _PRINT),
    _enough("audiovisual_kinds_institution", f"音像资料种数达标率（{_T}）", centres, "enough_audiovisual",
            Count("audiovisual_kinds", "种"), _PLAY),
    _enough("audiovisual_kinds_village", f"音像资料种数达标率（{_S}）", stations, "enough_audiovisual",
            Count("audiovisual_kinds", "种"), _PLAY),
    _enough("boards_institution", f"宣传栏个数达标率（{_T}）", centres, "enough_boards", Count("boards", "个"),
            "在用宣传栏达到规定个数的机构 ÷ 应达标机构"),
    _enough("boards_village", f"宣传栏个数达标率（{_S}）", stations, "enough_boards", Count("boards", "个"),
            "在用宣传栏达到规定个数的机构 ÷ 应达标机构"),
    _enough("board_area", "宣传栏面积达标率", board_list, "large_enough", Count("area_m2", "平方米"),
            "面积达到规定的在用宣传栏 ÷ 在用宣传栏（镇卫生院、社区卫生服务中心）"),
    _enough("board_changes_institution", f"宣传栏按期更换率（{_T}）", centres, "boards_changed", Count("changes", "次"),
            "截至日前已结束的每个两个月内，每个在用宣传栏都更换过内容的机构 ÷ 应达标机构"),
    _enough("board_changes_village", f"宣传栏按期更换率（{_S}）", stations, "boards_changed", Count("changes", "次"),
            "截至日前已结束的每个两个月内，每个在用宣传栏都更换过内容的机构 ÷ 应达标机构"),
    _enough("consultations_institution", f"健康咨询活动达标率（{_T}）", centres, "enough_consultations",
            Count("consultations", "次"), "当年公众健康咨询活动达到规定次数的机构 ÷ 应达标机构"),
    _enough("lectures_institution", f"健康知识讲座按月开展率（{_T}）", centres, "lecture_each_month",
            Count("lectures", "次"), "截至日前已结束的每个月都办过讲座的机构 ÷ 应达标机构；年底补办不算"),
    _enough("lectures_village", f"健康知识讲座按期开展率（{_S}）", stations, "lecture_each_window",
            Count("lectures", "次"), "截至日前已结束的每个两个月都办过讲座的机构 ÷ 应达标机构；年底补办不算"),
    Measure("health_education.theme_share", "重点内容活动占比", events, ("asked_theme",), PLAN,
            "内容属于方案要求的重点内容的活动场次 ÷ 当年健康教育活动场次；方案未写比例"),
    Measure("health_education.complete_share", "活动资料齐全率", events, ("papers_complete",), NEEDS,
            "资料齐全（有总结评价，讲座有签到表）的活动场次 ÷ 当年健康教育活动场次"),
    Measure("health_education.training_rate", "健康教育人员培训达标率", centres, ("everybody_trained",), NEEDS,
            "登记的健康教育人员培训学时都达到规定的机构 ÷ 镇卫生院、社区卫生服务中心"),
    Measure("health_education.tcm_form_rate", "各宣传形式有中医药内容的机构比例", centres, ("tcm_in_each_way",), NEEDS,
            "当年用过的每种宣传形式（活动、宣传栏、音像）都有中医药内容的机构 ÷ 镇卫生院、社区卫生服务中心"),
)  # fmt: skip
