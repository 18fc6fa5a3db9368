"""Pages of samples for the browser tests: every component, a form being typed, its paper, and the refusals."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from gongwei.kernel.clock import CHINA
from gongwei.records.advice import AdviceBlock, AdviceLine
from gongwei.records.binding import bind
from gongwei.records.tests.sample import FORM
from gongwei.ui import bars, frame, lists, notices, person, trend
from gongwei.ui.controls import Remark
from gongwei.ui.entry import EntryPage, LinkedLine
from gongwei.ui.official import form_view
from gongwei.ui.printing import sheets
from gongwei.ui.refusals import NotYours, forbidden
from gongwei.ui.status import Chip, Due
from gongwei.ui.visits import Visit

DAY = dt.date(2024, 10, 16)
YEAR_START = dt.date(2024, 1, 1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2024-{text}")


def due(opens: str, until: str, met: str = "", closes: str = "") -> Due:
    return Due.of(
        day(opens),
        day(until),
        DAY,
        met_on=day(met) if met else None,
        closes_on=day(closes) if closes else None,
    )


NAV = (
    frame.NavGroup(
        "今日",
        (
            frame.NavItem("工作台", "工作", "/", "layout-dashboard", current=True),
            frame.NavItem("居民", "居民", "/list", "users"),
            frame.NavItem("应服务", "应做", "/list", "list-check", count=31, overdue=True),
        ),
    ),
    frame.NavGroup(
        "服务项目",
        (
            frame.NavItem("儿童健康管理", "儿童", "#", mark="4", count=2),
            frame.NavItem("高血压患者健康管理", "血压", "/form", mark="7", count=11, overdue=True),
        ),
    ),
    frame.NavGroup("管理", (frame.NavItem("指标", "指标", "#", "chart-bar"),)),
)


def around(rail: bool = False, build: int | None = None) -> frame.Frame:
    return frame.Frame(
        NAV,
        (frame.Link("桥头镇卫生院"), frame.Link("教里村卫生室")),
        2024,
        frame.AsOf(dt.datetime(2024, 10, 16, 9, 41, tzinfo=CHINA), build, year=2024),
        frame.User(1, "于松", "村医"),
        region="环翠区",
        search_url="/search",
        years=(frame.Link("2024年", "?year=2024"), frame.Link("2023年", "?year=2023")),
        foot="演示数据：人名取自节气与草木，均为虚构",
        rail=rail,
        addresses={"h": "/", "i": "/list", "s": "/scope"},
    )


def who(name: str, sex: str, age: str, *tags: str) -> person.Person:
    return person.Person(
        name, sex, age, tuple(person.Tag(tag) for tag in tags), url=f"/form?{age}", id=f"p{age}"
    )


WORK = [
    ("group", person.GroupRow("高血压患者健康管理", "7", 11, 3, frame.Link("全部 11 人", "/list"))),
    ("row", person.PersonRow(who("丛霜降", "男", "74", "老", "高"), "宋家店", "第3季度随访", (), due("07-01", "09-30"),
                             "148/86 · 6-27", action=frame.Link("录入", "/form"))),
    ("row", person.PersonRow(who("姜白露", "女", "68", "老", "高", "糖"), "教里", "控制不满意 · 2周内随访",
                             (Chip("+ 糖尿病随访", "accent"),), due("09-20", "10-04"), "162/94 · 9-20", True,
                             frame.Link("录入", "/form"), focus=True)),
    ("row", person.PersonRow(who("刘寒露", "男", "77", "老", "残"), "河西庄", "年度健康体检", (), due("01-01", "12-31"),
                             "2023-10-30", action=frame.Link("录入", "/form"))),
]  # fmt: skip
DUES = [due("09-20", "10-04"), due("10-01", "10-20"), due("10-01", "10-16"), due("04-16", "04-30", "04-29"),
        due("04-16", "04-20", "04-29"), due("11-01", "12-01"), due("01-01", "03-31", closes="06-30")]  # fmt: skip
CHIPS = [
    Chip("已完成", "done"),
    Chip("失访"),
    Chip("+ 糖尿病随访", "accent", icon="bolt"),
    Chip("待上传", "line"),
]
BARS = [
    bars.Progress(
        "老年人规范健康管理", 163, 221, 79, 90, "lag", "还差 58 人 · 需 5.3 人/周", "近4周 4.0 人/周"
    ),
    bars.Progress(
        "糖尿病基层规范管理", 15, 24, 79, None, "far", "还差 9 人 · 需 0.9 人/周", "来得及的只有 11 人"
    ),
    bars.Progress("健康档案动态使用", 512, 565, 79, None, "ok", "还差 53 份 · 需 4.9 份/周", "按进度"),
    bars.Progress("7岁以下儿童健康管理", 20, 20, 79, None, "met", "已达标", "✓ 20 人"),
]
REASONS = [
    bars.WhyBar("①", "面对面随访不足 4 次", 612, 612, "规范7 · 每年至少 4 次面对面", "?why=1", True),
    bars.WhyBar("②", "当年未做健康体检", 388, 612, "规范7 · 每年 1 次体检", "?why=2"),
    bars.WhyBar("④", "转诊结果没有追踪", 11, 612, "规范7 · 2 周内追踪", "?why=4"),
]
ENTRIES = [
    notices.Entry(
        day("07-15"), "高血压第3季度随访 138/82 控制满意", "门诊 · 于松 · 苯磺酸氨氯地平 5mg", url="/form"
    ),
    notices.Entry(day("04-16"), "高血压第2季度随访 156/92 控制不满意", "门诊 · 于松", "warn"),
    notices.Entry(day("03-02"), "档案复核", "电话核对住址与联系人 · 丛海棠", "sys"),
]
NOTES = [
    notices.Note("没有保存成功：网络断了。填的内容还在，联网后自动再存。", "overdue", "plug-connected-x",
                 frame.Link("现在重试", "#")),
    notices.Note("丛海棠 09:38 改过这份记录的体重（66.0 → 66.5）。", "due", "users", frame.Link("并排比较", "#")),
    notices.Note("这位居民不在您的服务范围（张村镇）。", "", "lock", frame.Link("申请转入", "#")),
]  # fmt: skip
STEPS = [
    notices.EvidenceStep("−20.35", "", "amount"),
    notices.EvidenceStep("王小雪 高血压 08-14", "#", "record"),
    notices.EvidenceStep("电话随访，不算面对面"),
    notices.EvidenceStep("规范7 · 每年至少 4 次面对面", "", "clause"),
]


def points(*values: float) -> tuple[trend.Point, ...]:
    return tuple(zip(map(day, ("01-18", "04-16", "04-29", "07-15")), values, strict=True))


PRESSURE = trend.Trend(
    "bp", "血压", "mmHg",
    (
        trend.Series("收缩压", points(148, 156, 141, 138), high=150, target_label="目标 <150（≥65岁）"),
        trend.Series("舒张压", points(85, 92, 85, 82), high=90),
    ),
    marks=(trend.Mark(day("04-16"), "加氨氯地平", 170),), lowest=60, highest=180,
)  # fmt: skip
YEAR = [
    (label, bars.YearStrip(2024, (bars.Window.of(day(opens), state, day(until)),), DAY, label), state)
    for label, opens, until, state in (
        ("高血压 第1季度随访", "01-01", "03-31", due("01-01", "03-31", "01-18")),
        ("高血压 2周内随访", "04-16", "04-30", due("04-16", "04-30", "05-06")),
        ("高血压 第3季度随访", "07-01", "09-30", due("07-01", "09-30")),
        ("高血压 第4季度随访", "10-01", "12-31", due("10-01", "12-31")),
        ("签约 续约", "12-09", "12-31", due("12-09", "12-31")),
    )
]
HEAT = [
    (label, [
        bars.HeatCell(19381, 21500, "met", url="#"),
        bars.HeatCell(13617, 21500, "ok", 143, "#"),
        bars.HeatCell(3666, 7096, "lag", 876, "#", override="印发值与规则不同", group_start=True),
        bars.HeatCell(1021, 1931, "far", 215, "#", selected=label == "桥头镇卫生院"),
        bars.HeatCell(0, 0, "ok", url="#"),
    ])
    for label in ("鲸园中心", "桥头镇卫生院")
]  # fmt: skip
PEOPLE = [
    {"id": str(n), "name": f"丛{'立春雨水惊蛰'[n % 5]}{n}", "village": ("教里", "宋家店")[n % 2], "age": 40 + n % 50,
     "due": DAY + dt.timedelta(days=n % 80), "last": None if n % 7 == 0 else f"{120 + n % 40}/80"}
    for n in range(221)
]  # fmt: skip
DOCK = bars.Dock(
    "高血压患者基层规范管理服务率", "桥头镇卫生院",
    (bars.Figure("分子 / 分母", "1,021 / 1,931", "= 52.9%", "分母为应管人数（附件2）"),
     bars.Figure("目标 ≥64% = 1,236 人", "差 215 人", note="需 19.5 人/周，近4周 17.2")),
    "当年按规范管理的高血压患者 ÷ 应管人数。", "方案 五（七）", open_label="打开 910 人名单", open_url="/list",
    rule_version="规则版本 2024-07-01 起",
)  # fmt: skip
CONFLICT = notices.Conflict(
    "丛海棠", dt.datetime(2024, 10, 16, 9, 38, tzinfo=CHINA),
    (notices.Difference("weight_cur", "体重", "66.0", "66.5", "67.0", "66.5"),),
)  # fmt: skip
LISTING = lists.Listing(
    "people", "名单",
    (
        lists.Column("name", "居民", sort=("name",), width=178),
        lists.Column("village", "村", width=90),
        lists.Column("age", "年龄", sort=("age",), format="integer", width=60),
        lists.Column("due", "最晚日期", sort=("due",), format="date", width=120),
        lists.Column("last", "上次"),
    ),
    (
        lists.Filter("village", "村", lambda rows, value: [row for row in rows if row["village"] == value],
                     (("教里", "教里"), ("宋家店", "宋家店"))),
        lists.Filter("q", "姓名", lambda rows, value: [row for row in rows if value in row["name"]], free=True),
    ),
    order="due", page_size=8, selectable=True,
)  # fmt: skip
STRIP = person.ResidentStrip(
    person.Person("姜白露", "女", "68岁", tuple(person.Tag(mark) for mark in "老高糖签")),
    (person.Fact("编号", "145-00208"), person.Fact("村", "教里村"), person.Fact("确诊", "2016-05")),
    Chip("控制不满意 2周内随访 · 逾期 12 天", "overdue"),
    back="/",
    place=person.Place("清单 两周内", 2, 31, next="/form?next"),
)
TALL = person.ResidentStrip(
    person.Person("于立春", "男", "72岁", tuple(person.Tag(mark) for mark in "老高糖签")),
    second=(person.Fact("档案", "371002-102-145-00317"), person.Fact("身份证", "371002********2714", "/reveal")),
    columns=((person.Fact("电话", "130****0012"), person.Fact("联系人", "于春分（女儿）")),
             (person.Fact("现住址", "教里村 43 号"), person.Fact("责任医生", "于松 · 教里村卫生室"))),
    actions=(frame.Link("信息卡", "#"),), primary=frame.Link("新建服务", "/form"),
)  # fmt: skip
VISITS = tuple(
    Visit(
        day(on),
        {
            "served_on": day(on), "mode": mode, "symptoms": [symptom], "sbp": sbp, "dbp": dbp,
            "weight_cur": weight, "weight_goal": 63, "bmi": 26.4, "heart_rate": 76, "smoking_now": 0,
            "smoking_goal": 0, "salt_now": 2, "salt_goal": 1,
            "mood": 1,
            "adherence": adherence, "reaction": 1, "visit_class": visit_class,
            "referred": False, "next_on": day("10-30"),
        },
        {"medicines": [{"name": "苯磺酸氨氯地平片", "times": 1, "dose": 5}]},
        frozenset({"sbp", "visit_class"} if visit_class == 2 else ()),
    )
    for on, mode, symptom, sbp, dbp, weight, adherence, visit_class in (
        ("04-12", 1, 1, 148, 86, 66, 1, 1), ("07-09", 1, 1, 156, 92, 66.5, 2, 2),
        ("09-20", 2, 2, 162, 94, 66.5, 2, 2)
    )
)  # fmt: skip
ADVICE = (
    AdviceBlock(
        "此次随访分类（系统建议，可改）",
        "2 控制不满意",
        "due",
        (AdviceLine("164/96，目标 <150 且 <90（≥65岁）"),),
    ),
    AdviceBlock(
        "处置", "建议转诊上级医院", "due", (AdviceLine("连续两次控制不满意", "方案 五（七）"),), small=True
    ),
    AdviceBlock(
        "危急情况",
        "",
        "",
        (AdviceLine("目前没有（≥180 或 ≥110 即危急）。", icon="circle-check", tint="t-done"),),
    ),
    AdviceBlock("下次随访", "2024-10-30 前", "", small=True),
    AdviceBlock(
        "这次一并完成",
        lines=(
            LinkedLine(
                "糖尿病 · 第4季度随访，再填 6 项", url="/form", url_label="接着填", icon="circle-plus"
            ),
        ),
    ),
)


def home(request: HttpRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "frame": around("rail" in request.GET, 289 if "rail" in request.GET else None),
        "work": WORK, "dues": DUES, "chips": CHIPS,
        "tags": list(person.TAG_TITLES), "bars": BARS, "reasons": REASONS,
        "entries": ENTRIES, "notes": NOTES, "steps": STEPS,
        "chart": PRESSURE, "dock": DOCK, "year": YEAR, "heat": HEAT,
        "nothing": notices.Empty("两周内没有应服务的人", "下一位是 11-07 的于小满（8月龄检查）",
                                 frame.Link("看本季度", "#")),
        "work_under_way": notices.LongWork("导入 2023 年体检表", 3120, 7096, left="还要约 40 秒", good="3,098 行可入",
                                           bad="22 行有问题", bad_url="#", stop_url="#"),
        "done": notices.Toast("已保存 姜白露 随访，清单少 2 项", "/undo", frame.Link("看", "#"), seconds=600),
        "figures": [bars.Figure("还差", 215, "人"), bars.Figure("需要速度（近4周 17.2）", "19.5", "人/周"),
                    bars.Figure("年内仍来得及", 486, "人")],
        "line": bars.Spark((40, 44, 45, None, 50, 52, 58), 64, "逐月"),
        "people": lists.page(LISTING, PEOPLE, request.GET, export_url="/export"),
        "question": notices.Dialog("void", "作废这次随访？", "记录会保留并标明作废。第3季度随访将变回“逾期”。",
                                   "/void", "作废", "写明原因"),
    }  # fmt: skip
    return render(request, "ui/gallery.html", context)


def form(request: HttpRequest) -> HttpResponse:
    bound = bind(FORM, request.POST, today=DAY) if request.method == "POST" else None
    view = form_view(
        FORM,
        bound=bound,
        values={"served_on": DAY},
        past=VISITS,
        computed={"bmi": "—"},
        suggested={"visit_class": 2},
        remarks={"bmi": Remark("", "身高 158.0 cm（2023-11-02 体检）")},
        fresh=True,
        now="本次 2024-10-16",
    )
    entry = EntryPage(
        view, "/form", "7b0f3a9e-0000-4000-8000-000000000001", "sample_visit:7", draft_url="/draft",
        advise_url="/advise", print_url="/print", advice=ADVICE,
        conflict=CONFLICT if "conflict" in request.GET else None,
    )  # fmt: skip
    saved = bound is not None and bound.ok
    return render(
        request,
        "ui/entry.html",
        {
            "frame": around(rail=True),
            "entry": entry,
            "strip": TALL if "tall" in request.GET else STRIP,
            "saved_id": entry.record_id if saved else "",
            "toast": notices.Toast("已保存") if saved else None,
        },
    )


def advise(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/advice.html", {"advice": ADVICE})


def printed(request: HttpRequest) -> HttpResponse:
    shown = () if "blank" in request.GET else VISITS
    pages = sheets(FORM, shown, name="姜白露" if shown else "", number="145-00208" if shown else "",
                   foot="桥头镇卫生院　教里村卫生室", foot_right="打印 2024-10-16 09:45　于松")  # fmt: skip
    return render(request, "ui/print_form.html", {"sheets": pages})


def search(request: HttpRequest) -> HttpResponse:
    hits = [{"person": who("姜白露", "女", "68", "老", "高"), "village": "教里", "note": "逾期 1"},
            {"person": who("姜柏林", "男", "41"), "village": "所前泊", "note": ""}]  # fmt: skip
    return render(
        request, "ui/search_results.html", {"hits": hits, "query": request.GET.get("q"), "create_url": "#"}
    )


def refused(request: HttpRequest, code: int) -> HttpResponse:
    if code == 403:
        return forbidden(
            request, NotYours("这位居民在张村镇。", owner="张村镇卫生院", ask_url="#", ask_label="申请转入")
        )
    return render(request, f"{code}.html", {"limit": "12 MB"}, status=code)


def ok(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("", home),
    path("form", form),
    path("advise", advise),
    path("print", printed),
    path("search", search),
    path("refused/<int:code>", refused),
    path("draft", ok),
    path("dock", ok),
    path("favicon.ico", ok),
]
