"""岗位: named posts with holders, vacancies and certificates by institution, and the register of approved posts."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.kernel import clock
from gongwei.organisation import posts as verbs
from gongwei.organisation.authority import keeps
from gongwei.organisation.models import Establishment, Holding
from gongwei.organisation.queries import holding
from gongwei.people.grants import may, staff_of
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import refuse
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Answers, Question, Sheet
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.words import clause_label
from gongwei.web.organisation.directory import Acts, answered, pressed


@staff_page("")
@leaves()
def posts_page(request: HttpRequest) -> HttpResponse:
    """The institutions within reach; the commission sees all, each institution its own."""
    by, today = staff_of(request.user), clock.today()
    assert by is not None  # staff_page has asked
    kinds = {kind for post in verbs.posts().values() for kind in post.kinds}
    seen = Institution.objects.visible_to(request.user).filter(kind__in=kinds, active_to=None)
    ordered = seen.order_by("position", "pk")
    reach = [each for each in ordered if keeps(by, each) or by.institution.path.startswith(each.path)]
    mine = [each for each in reach if may(request.user, "split", institution=each) or keeps(by, each)]
    keeper = any(keeps(by, each) for each in reach)
    acts = _acts(by, mine, keeper)
    done = pressed(request, acts, "web:posts")
    if done is not None:
        return done
    places = verbs.places(reach, today)
    wanted = request.GET.get("show", "")
    faulty = [each for each in places if each.faults]
    rows = Establishment.objects.filter(holding(today), used_by__in=reach).select_related("used_by", "managed_by")
    context = {
        "rows": [(each, clause_label(each.post.ref), clause_url(each.post.ref))
                 for each in (faulty if wanted == "faults" else places)],
        "count": len(places), "vacant": sum(not each.holders for each in places), "faulty": len(faulty),
        "wanted": wanted, "sheets": [sheet for sheet, _ in acts.values()], "at": "posts",
        "approved": rows, "short": sum(each.vacant for each in rows),
    }  # fmt: skip
    return answered(page(request, "web/organisation/posts.html", context, at="desk", rail=True), acts)


def _acts(by: Staff, mine: list[Institution], keeper: bool) -> Acts:
    if not mine:
        return {}
    people = Staff.objects.filter(institution__in=mine, active_to=None).select_related("institution")[:400]
    on = Question("on", "日期", "day", must=True, value=clock.today().isoformat())
    holders = Holding.objects.filter(institution__in=mine, to_on=None).select_related("institution", "staff")
    name = Sheet("name", "任命或更新证书", "保存", (
        Question("staff", "人员", "choice", must=True, options=tuple(
            (str(each.pk), f"{each.institution} {each.name} {each.title}") for each in people)),
        Question("post", "岗位", "choice", must=True, options=tuple((p.id, p.label) for p in verbs.posts().values())),
        Question("part_time", "兼职", "check"), Question("certificate", "证书编号", longest=60),
        Question("until", "证书有效期至", "day"), on,
    ))  # fmt: skip
    acts: Acts = {"name": (name, lambda a: _name(a, by, mine))}
    if options := tuple((str(h.pk), f"{h.institution} {verbs.posts()[h.post].label} {h.staff}") for h in holders):
        asked = (Question("holding", "任职", "choice", must=True, options=options), on)
        acts["end"] = (
            Sheet("end", "离任", "办理", asked, danger=True),
            lambda a: verbs.end_holding(holders.get(pk=a["holding"]), a["on"], by=by),
        )
    if keeper:
        units = tuple((str(each.pk), str(each)) for each in mine)
        managers = tuple((str(each.pk), str(each)) for each in Institution.objects.filter(active_to=None).exclude(
            kind__in=("village_clinic", "community_health_station")))  # fmt: skip
        acts["approve"] = (Sheet("approve", "编制岗位登记", "保存", (
            Question("used_by", "使用单位", "choice", must=True, options=units),
            Question("managed_by", "管理单位", "choice", must=True, options=managers),
            Question("title", "岗位", must=True, longest=40), Question("approved", "核定数", must=True, longest=5),
            Question("filled", "在岗数", must=True, longest=5),
            Question("recruiting", "补充办法", longest=100, hint="公开招聘、空编补齐、学费补偿"),
        )), lambda a: verbs.approve(
            Institution.objects.get(pk=a["used_by"]), Institution.objects.get(pk=a["managed_by"]), a["title"],
            whole("approved", "核定数", a["approved"]), whole("filled", "在岗数", a["filled"]), by=by,
            recruiting=a["recruiting"]))  # fmt: skip
    return acts


def _name(answers: Answers, by: Staff, mine: list[Institution]) -> None:
    who = Staff.objects.select_related("institution").get(pk=answers["staff"])
    at = next(each for each in mine if who.institution.path.startswith(each.path))
    verbs.name_holder(
        at, answers["post"], who, by=by, full_time=not answers["part_time"], certificate=answers["certificate"],
        certificate_until=answers["until"], on=answers["on"],
    )  # fmt: skip


def whole(field: str, label: str, text: Any) -> int:
    """A number as people write it."""
    if not re.fullmatch(r"\d{1,5}", text):
        raise refuse(field, f"{label}：“{text[:5]}”不是整数，请只写数字")
    return int(text)


urlpatterns = [path("organisation/posts/", posts_page, name="posts")]
