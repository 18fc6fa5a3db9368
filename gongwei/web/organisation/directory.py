"""职责分工: who fills which role of each item, what nobody fills, the bodies; and one body with members and papers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.catalogue.chapters import chapters
from gongwei.catalogue.plans import plan
from gongwei.kernel import clock
from gongwei.organisation import bodies as verbs
from gongwei.organisation.authority import commissions, keeps
from gongwei.organisation.models import SLOTS, Body, Duty, Membership, Paper
from gongwei.organisation.queries import desk_of, holding, slots
from gongwei.people.grants import staff_of
from gongwei.people.models import Institution, Region, Staff
from gongwei.people.problems import refuse
from gongwei.ui.notices import Toast
from gongwei.web.appraisal.reach import fill
from gongwei.web.frame.asking import Answers, Question, Sheet
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say

Act = Callable[[Answers], Any]
Acts = dict[str, tuple[Sheet, Act]]
NOT_KEEPER = "职责分工由区卫生健康局项目办或管理员维护；您可以查看"
STATIONS = ("village_clinic", "community_health_station")


@staff_page("")
@leaves()
def bodies(request: HttpRequest) -> HttpResponse:
    """The matrix of items and roles, the bodies, and for the keeper the sheets."""
    by, today = _staff(request), clock.today()
    district = _district(request)
    keeper = any(keeps(by, each) for each in commissions() if each.region == district)
    acts = _district_acts(by, district) if keeper and district else {}
    done = pressed(request, acts, "web:bodies")
    if done is not None:
        return done
    rows = slots(district, today) if district else []
    held = Body.objects.filter(holding(today)).select_related("institution__region").prefetch_related("members")
    others = Duty.objects.filter(holding(today), chapter="", district=district).select_related("body__institution")
    context = {
        "district": district, "districts": [each.region for each in commissions()], "slots": rows, "keeper": keeper,
        "names": SLOTS, "ownerless": [row for row in rows if row.ownerless], "others": others,
        "matrix": [(row, [row.filled[slot] for slot in SLOTS]) for row in rows],
        "bodies": [{"body": each, "people": sum(m.to_on is None for m in each.members.all())} for each in held],
        "papers": Paper.objects.select_related("body__institution").order_by("-issued_at")[:8],
        "sheets": [sheet for sheet, _ in acts.values()], "at": "bodies", "plan": plan().file,
    }  # fmt: skip
    return answered(page(request, "web/organisation/bodies.html", context, at="desk", rail=True), acts)


def _district(request: HttpRequest) -> Region | None:
    """The district that the address names, else the first that has a commission."""
    held = [each.region for each in commissions()]
    wanted = request.GET.get("district", "")
    return next((each for each in held if each.pk == wanted), held[0] if held and not wanted else None)


def _district_acts(by: Staff, district: Region) -> Acts:
    units = _choices(Institution.objects.exclude(kind__in=STATIONS).filter(active_to=None))
    rows = Body.objects.filter(holding(clock.today())).select_related("institution")
    items = (*((each.id, each.label) for each in chapters()),)
    found = Sheet("found", "登记单位或科室", "登记", (
        Question("institution", "所属机构", "choice", must=True, options=units),
        Question("name", "名称", must=True, longest=60, hint="没有科室的填机构名称，类别选“单位”"),
        Question("kind", "类别", "choice", must=True, options=tuple(Body.KINDS)),
        Question("seat", "设在", longest=60), Question("work", "职责", "long", longest=500),
        Question("contact", "联系人", longest=30), Question("phone", "联系电话", longest=20),
        Question("on", "成立日期", "day", must=True, value=clock.today().isoformat()),
    ))  # fmt: skip
    charge = Sheet("charge", "登记职责", "登记", (
        Question("body", "单位或科室", "choice", must=True, options=_choices(rows)),
        Question("item", "项目", "choice", must=True, options=items),
        Question("slot", "角色", "choice", must=True, options=tuple(SLOTS.items())),
        Question("ref", "依据", longest=100),
        Question("on", "起", "day", must=True, value=clock.today().isoformat()),
    ), note=f"{district.name}；成员随之看到这个项目，职责结束随之收回")  # fmt: skip
    annex = Sheet("annex", "从方案附件导入", "导入责任分工", note=f"{plan().file.label}：已有的不重复登记")
    return {
        "charge": (charge, lambda a: verbs.charge(
            Body.objects.get(pk=a["body"]), a["item"], a["slot"], district, by=by, ref=a["ref"], on=a["on"])),
        "found": (found, lambda a: verbs.found_body(
            Institution.objects.get(pk=a["institution"]), a["name"], a["kind"], by=by, on=a["on"],
            told=verbs.Told(a["seat"], a["work"], a["contact"], a["phone"]))),
        "annex": (annex, lambda a: _import(district, by)),
    }  # fmt: skip


def _import(district: Region, by: Staff) -> None:
    unknown = verbs.import_annex(plan(), district, by=by)
    if unknown:
        raise refuse("", f"名录里没有{'、'.join(unknown)}：请先在机构名录登记名称或别名，再导入；未导入任何一条")


@staff_page("")
@leaves()
def body(request: HttpRequest, body_id: int) -> HttpResponse:
    """One body: what it is, its members with dates, its duties, its papers and money."""
    by, today = _staff(request), clock.today()
    found = Body.objects.select_related("institution__region").filter(pk=body_id).first()
    if found is None:
        raise Http404("没有这个单位或科室")
    keeper = keeps(by, found.institution)
    acts = _body_acts(by, found, keeper)
    done = pressed(request, acts, "web:body", found.pk)
    if done is not None:
        return done
    members = found.members.select_related("staff__institution", "unit").order_by("-to_on", "pk")
    context = {
        "body": found, "keeper": keeper, "desk": desk_of(found, today), "at": "bodies", "today": today,
        "members": [m for m in members if m.to_on is None], "former": [m for m in members if m.to_on],
        "duties": found.duties.select_related("district").order_by("to_on", "pk"), "names": SLOTS,
        "papers": found.papers.select_related("issued_by"), "budgets": found.budgets.all() if keeper else (),
        "sheets": [sheet for sheet, _ in acts.values()],
    }  # fmt: skip
    return answered(page(request, "web/organisation/body.html", context, at="desk", rail=True), acts)


def _body_acts(by: Staff, found: Body, keeper: bool) -> Acts:
    on = Question("on", "日期", "day", must=True, value=clock.today().isoformat())
    own = found.members.filter(staff=by, to_on=None).exists()
    acts: Acts = {}
    if keeper:
        acts["join"] = (_joining(found, on), lambda a: _join(found, a, by))
        open_ones = found.members.filter(to_on=None).select_related("staff", "unit")
        if options := _choices(open_ones):
            asked = (Question("member", "成员", "choice", must=True, options=options), on)
            acts["leave"] = (
                Sheet("leave", "成员退出", "办理", asked, danger=True),
                lambda a: verbs.end_membership(Membership.objects.get(pk=a["member"]), a["on"], by=by),
            )
        duties = tuple((str(d.pk), f"{d.subject}（{d.get_slot_display()}）") for d in found.duties.filter(to_on=None))
        if duties:
            asked = (Question("duty", "职责", "choice", must=True, options=duties), on)
            acts["discharge"] = (
                Sheet("discharge", "职责结束", "结束", asked, danger=True, note="成员由此得到的权限同时收回"),
                lambda a: verbs.discharge(Duty.objects.get(pk=a["duty"]), a["on"], by=by),
            )
    if keeper or own:
        kinds = (("rule", "工作规则"), ("norm", "技术规范")) if keeper else (("norm", "技术规范"),)
        acts["issue"] = (Sheet("issue", "发布文件", "发布", (
            Question("kind", "类别", "choice", must=True, options=kinds, value=kinds[-1][0]),
            Question("title", "标题", must=True, longest=100), Question("number", "文号", longest=40),
            Question("words", "正文", "long", must=True, longest=5000), on,
        )), lambda a: verbs.issue(a.id, found, a["kind"], a["title"], a["words"], by=by, number=a["number"],
                                  from_on=a["on"]))  # fmt: skip
    if keeper and found.kind == "guidance_centre":
        acts["budget"] = (Sheet("budget", "专项经费", "保存", (
            Question("amount", "经费（元）", must=True, longest=14), Question("spent", "已支出（元）", longest=14),
            Question("source", "来源", must=True, longest=60),
        )), lambda a: verbs.budget(found, clock.today().year, _money("amount", a["amount"]), a["source"], by=by,
                                   spent=_money("spent", a["spent"] or "0")))  # fmt: skip
    return acts


def _joining(found: Body, on: Question) -> Sheet:
    """People of the body's own institution, and whole units."""
    people = Staff.objects.filter(institution=found.institution, active_to=None).order_by("pk")[:200]
    units = Institution.objects.exclude(kind__in=STATIONS).filter(active_to=None)
    options = (*((f"s{each.pk}", f"{each.name} {each.title}") for each in people),
               *((f"u{each.pk}", f"{each}（单位）") for each in units))  # fmt: skip
    return Sheet("join", "增加成员", "增加", (
        Question("who", "人员或单位", "choice", must=True, options=options),
        Question("section", "成员科室", longest=60, hint="成员是单位时填写"),
        Question("title", "职务", "choice", must=True, options=tuple(Membership.TITLES), value="member"),
        Question("scope", "职责范围", longest=300), on,
    ), note="领导小组、项目办的成员调整会公告")  # fmt: skip


def _join(found: Body, answers: Answers, by: Staff) -> None:
    kind, pk = answers["who"][0], int(answers["who"][1:])
    verbs.join(
        found, answers["title"], by=by, section=answers["section"], scope=answers["scope"], on=answers["on"],
        staff=Staff.objects.get(pk=pk) if kind == "s" else None,
        unit=Institution.objects.get(pk=pk) if kind == "u" else None,
    )  # fmt: skip


def _money(field: str, text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise refuse(field, f"“{text[:14]}”不是金额，请只写数字，例如 200000") from None
    if not value.is_finite() or value != round(value, 2):
        raise refuse(field, "金额最多写两位小数")
    return value


def _choices(rows: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(each.pk), str(each)) for each in rows)


def _staff(request: HttpRequest) -> Staff:
    staff = staff_of(request.user)
    assert staff is not None  # staff_page has asked
    return staff


def pressed(request: HttpRequest, acts: Acts, name: str, *args: Any) -> HttpResponse | None:
    """One sheet: a redirect when done; what was refused stands in its place; a sheet not offered is 403."""
    if request.method != "POST":
        return None
    wanted = request.POST.get("sheet", "")
    if wanted not in acts:
        raise PermissionDenied(NOT_KEEPER)
    sheet, act = acts[wanted]
    left = fill(request, sheet, act)
    if left is None:
        say(request, Toast(f"已办理：{sheet.title}"))
        return redirect(name, *args)
    acts[wanted] = (left, act)
    return None


def answered(answer: HttpResponse, acts: Acts) -> HttpResponse:
    """422 where a sheet was refused."""
    answer.status_code = 422 if any(sheet.problems for sheet, _ in acts.values()) else 200
    return answer


urlpatterns = [
    path("organisation/", bodies, name="bodies"),
    path("organisation/<int:body_id>/", body, name="body"),
]
