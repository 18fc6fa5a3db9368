"""What the components say: words and days, drawn shares, figures, and text that stays text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template

from gongwei.ui import bars, figures, frame, icons, notices, person, trend
from gongwei.ui.status import Chip, Due

DAY = dt.date(2024, 10, 16)


def drawn(source: str, **context: object) -> str:
    return Template("{% load gw %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("opens", "until", "met", "closes", "words", "tint"),
    [
        ("2024-10-17", "2024-10-20", None, None, "未到期", "later"),
        ("2024-10-16", "2024-10-20", None, None, "应访 剩 4 天", "due"),
        ("2024-10-01", "2024-10-16", None, None, "应访 今天", "due"),
        ("2024-10-01", "2024-10-15", None, None, "逾期 1 天", "overdue"),
        ("2024-10-01", "2024-10-10", None, "2024-10-16", "逾期 6 天", "overdue"),
        ("2024-10-01", "2024-10-10", None, "2024-10-15", "过期未做", "overdue"),
        ("2024-04-01", "2024-04-30", "2024-04-30", None, "04-30 按时", "done"),
        ("2024-04-01", "2024-04-30", "2024-05-01", None, "05-01 补做", "done"),
        ("2023-04-01", "2023-04-30", "2023-04-02", None, "2023-04-02 按时", "done"),
    ],
)
def test_a_status_is_read_from_its_dates(
    opens: str, until: str, met: str | None, closes: str | None, words: str, tint: str
) -> None:
    day = dt.date.fromisoformat
    due = Due.of(
        day(opens),
        day(until),
        DAY,
        met_on=day(met) if met else None,
        closes_on=day(closes) if closes else None,
    )
    assert due.full == words
    assert due.chip(full=True).tint == tint


def test_a_far_deadline_is_grey_in_lists_and_amber_where_its_state_is_said() -> None:
    far = Due.of(dt.date(2024, 1, 1), dt.date(2024, 12, 15), DAY)
    assert (far.days, far.chip().tint, far.chip(full=True).tint) == (60, "later", "due")
    near = Due.of(dt.date(2024, 1, 1), dt.date(2024, 12, 14), DAY)
    assert near.chip().tint == "due"


def test_text_is_escaped_wherever_it_is_drawn() -> None:
    evil = '<script>alert("x")</script>'
    shown = drawn(
        "{% chip c %}{% gtags t %}{% person p %}{% clause e %}"
        "{% evidence s %}{% note n %}{% toast o %}{% timeline l %}",
        c=Chip(evil, title=evil),
        t=[person.Tag(evil)],
        p=person.Person(evil, evil, url=evil),
        e=evil,
        s=[notices.EvidenceStep(evil)],
        n=notices.Note(evil),
        o=notices.Toast(evil, undo_url=evil),
        l=[notices.Entry(DAY, evil)],
    )
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_figures_are_written_one_way() -> None:
    assert figures.thousands(1234567) == "1,234,567"
    assert figures.thousands(Decimal("-20.355"), 2) == "−20.36"
    assert figures.rate(215, 239) == "90.0%"
    assert figures.rate(0, 0) == figures.MISSING
    assert figures.money(Decimal("1919.145")) == "¥1,919.15"
    assert figures.money(-20.35) == "−¥20.35"
    assert figures.day(DAY, 2024) == "10-16"
    assert figures.day(DAY, 2025) == "2024-10-16"
    assert figures.plain(None, "integer") == figures.MISSING
    assert figures.plain(True, "text") == "是"


def test_the_year_strip_places_windows_dots_and_today() -> None:
    due = Due.of(dt.date(2024, 4, 16), dt.date(2024, 4, 30), DAY, met_on=dt.date(2024, 5, 6))
    strip = bars.YearStrip(2024, (bars.Window.of(dt.date(2024, 4, 16), due, dt.date(2024, 4, 30)),), DAY)
    assert strip.bars == [{"left": 29.0, "width": 4.1, "tint": "done"}]
    assert strip.dots == [{"left": 34.4, "late": True}]
    assert strip.line == 79.0
    assert strip.at(dt.date(2023, 12, 31)) == 0.0
    assert strip.at(dt.date(2025, 1, 1)) == 100.0
    assert bars.YearStrip(2023, (), DAY).line is None


def test_a_heat_cell_without_a_denominator_says_so_instead_of_zero() -> None:
    cell = bars.HeatCell(0, 0)
    assert cell.figure == "—"
    assert "0%" not in drawn("{% heat_cell c %}", c=cell)
    assert bars.HeatCell(1021, 1931, "lag", 215).short == "差 215"


def test_a_spark_leaves_missing_months_out() -> None:
    spark = bars.Spark((10, None, 20), target=20)
    assert len(spark.points) == 2
    assert spark.target_y == spark.points[-1][1]
    assert bars.Spark((None,)).path == ""
    assert "<svg" in drawn("{% spark s %}", s=bars.Spark(()))


def test_progress_is_kept_within_its_bar() -> None:
    assert bars.Progress("x", 30, 20).width == 100.0
    assert bars.Progress("x", 0, 0).width == 0.0


def test_a_trend_marks_points_outside_the_target_and_has_a_table_twin() -> None:
    chart = trend.Trend(
        "t",
        "血压",
        "mmHg",
        (trend.Series("收缩压", ((DAY, 149.0), (dt.date(2024, 11, 1), 150.0)), high=150),),
        lowest=60,
    )
    colours = [point["itemStyle"]["color"] for point in chart.options()["series"][0]["data"]]
    assert colours == ["--gw-data-1", "--gw-overdue-solid"]
    assert chart.table == [("2024-10-16", [("149", False)]), ("2024-11-01", [("150", True)])]
    shown = drawn("{% trend c %}", c=chart)
    assert "超出目标" in shown and "application/json" in shown
    assert "mmHg" in shown


def test_the_frame_says_how_fresh_it_is() -> None:
    at = dt.datetime(2024, 10, 16, 6, 0, tzinfo=dt.UTC)
    assert frame.AsOf(at, year=2024).words == "截至 10-16 14:00 · 实时"
    assert frame.AsOf(at, 289).words == "截至 2024-10-16 14:00 · 第 289 次构建"


def test_icons_are_hidden_beside_words_and_named_alone() -> None:
    assert 'aria-hidden="true"' in icons.icon("search")
    assert 'aria-label="找人"' in icons.icon("search", "找人")
    with pytest.raises(ValueError, match="no icon"):
        icons.icon("../apps")


def test_a_dialog_carries_the_token_and_asks_for_a_reason() -> None:
    question = notices.Dialog("void", "作废？", "本季度有效人次减 1。", "/void", "作废", "写明原因")
    shown = drawn("{% dialog d %}", d=question, csrf_token="token")
    assert 'value="token"' in shown
    assert 'name="reason"' in shown and "required" in shown


def test_long_work_says_counts_and_asks_again_only_while_it_runs() -> None:
    work = notices.LongWork("导入", 3120, 7096, left="还要约 40 秒", poll_url="/work/1")
    assert work.words == "3,120 / 7,096 行 · 还要约 40 秒"
    assert "every 2s" in drawn("{% long_work w %}", w=work)
    assert "every 2s" not in drawn("{% long_work w %}", w=notices.LongWork("导入", 1, 1))
