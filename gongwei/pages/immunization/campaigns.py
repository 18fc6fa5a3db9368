"""接种活动: opened with a list; how many are reached is read from the doses at every look (VAC-06, VAC-11)."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from gongwei.kernel import clock
from gongwei.pages.immunization.doors import CHAPTER, must_may
from gongwei.people.grants import may
from gongwei.people.models import Institution, Region, Resident
from gongwei.people.problems import Invalid
from gongwei.programmes.immunization import codes
from gongwei.programmes.immunization.campaigns import (
    Order,
    Whom,
    counted,
    looked_after,
    open_campaign,
    say_why_not,
    with_reach,
)
from gongwei.programmes.immunization.models import Campaign, CampaignTarget
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.frame import words
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say

SHOWN = 200
VIEWS = {"open": "未种", "done": "已种", "all": "全部"}


def opens(user: Any) -> bool:
    """Whoever records doses, and the line that directs them, opens a campaign."""
    return may(user, "write", CHAPTER) or may(user, "inspect", CHAPTER)


def visible(request: HttpRequest) -> QuerySet[Campaign]:
    """Campaigns of the institutions in reach, and those that have somebody in reach on their list."""
    places = Institution.objects.visible_to(request.user)
    mine = CampaignTarget.objects.filter(resident__in=Resident.objects.visible_to(request.user))
    return Campaign.objects.filter(Q(institution__in=places) | Q(pk__in=mine.values("campaign")))


@staff_page()
@leaves(CHAPTER)
def campaigns(request: HttpRequest) -> HttpResponse:
    """Every campaign with how many of its list are reached."""
    size = per_page(request, SHOWN)
    must_may(request, "read")
    today = clock.today()
    found = list(visible(request).select_related("institution").annotate(people=Count("targets"))[:size])
    reached: dict[Any, int] = {}
    for each in with_reach(CampaignTarget.objects.filter(campaign__in=found), today):
        if each.given_on is not None:
            reached[each.campaign_id] = reached.get(each.campaign_id, 0) + 1
    rows = [
        {"campaign": each, "kind": codes.CAMPAIGN_KIND.label(each.kind), "vaccine": codes.VACCINE.label(each.vaccine),
         "people": each.people, "reached": reached.get(each.pk, 0),
         "state": "未开始" if today < each.from_on else "已结束" if today > each.to_on else "进行中"}
        for each in found
    ]  # fmt: skip
    return page(request, "immunization/campaigns.html", {"rows": rows, "opens": opens(request.user)}, at=CHAPTER)


def _sheet(request: HttpRequest) -> Sheet:
    today = clock.today().isoformat()
    villages = Region.objects.filter(
        pk__in=Resident.objects.visible_to(request.user).values("village"), level="village"
    ).order_by("code")
    return Sheet("campaign", "新接种活动", "下达", (
        Question("title", "名称", must=True, longest=60),
        Question("kind", "类别", "radio", must=True, options=[(str(c), w) for c, w in codes.CAMPAIGN_KIND], value="1"),
        Question("vaccine", "疫苗", "choice", must=True, options=[(str(c), w) for c, w in codes.VACCINE]),
        Question("from_on", "开始日期", "day", must=True, value=today),
        Question("to_on", "结束日期", "day", must=True),
        Question("ordered_by", "下达单位和文号", longest=100),
        Question("people", "对象名单", "long", longest=40_000,
                 hint="每行一人：姓名、身份证号（或出生日期）；不粘贴名单时按下面的出生日期取人"),
        Question("born_from", "出生日期起", "day"),
        Question("born_to", "出生日期止", "day"),
        Question("village", "村（居）", "choice", options=[(each.code, each.name) for each in villages[:400]],
                 hint="不选为服务范围内全部"),
    ))  # fmt: skip


@staff_page()
def new(request: HttpRequest) -> HttpResponse:
    """Open a campaign with its list."""
    if not opens(request.user):
        raise NotYours("您的账号不能下达接种活动", owner="区疾控中心或接种单位")
    sheet = _sheet(request)
    if request.method == "POST":
        answers = read(sheet, request)
        problems = answers.problems or _open(request, answers)
        if not problems:
            say(request, Toast(f"已下达 {answers['title']}"))
            return redirect("immunization:campaign", answers.id)
        sheet = again(sheet, answers, problems)
    answer = page(request, "immunization/campaign_new.html", {"sheet": sheet}, at=CHAPTER)
    answer.status_code = 422 if sheet.problems else 200
    return answer


def _open(request: HttpRequest, answers: Answers) -> tuple[Any, ...]:
    order = Order(
        answers["title"], int(answers["kind"]), int(answers["vaccine"]), answers["from_on"], answers["to_on"],
        answers["ordered_by"] or "",
    )  # fmt: skip
    whom = Whom(answers["people"] or "", answers["village"] or "", answers["born_from"], answers["born_to"])
    try:
        open_campaign(
            answers.id, order, whom, _residents(request),
            actor=request.scope.staff,  # type: ignore[attr-defined]
        )  # fmt: skip
    except Invalid as refused:
        return tuple(replace(each, field="people") if each.field == "roster" else each for each in refused.problems)
    return ()


def _residents(request: HttpRequest) -> QuerySet[Resident]:
    """Whoever records doses lists residents whom they see; a line orders for the institutions that it directs."""
    if may(request.user, "inspect", CHAPTER):
        return looked_after(Institution.objects.visible_to(request.user))
    return Resident.objects.visible_to(request.user)


def _campaign(request: HttpRequest, campaign_id: uuid.UUID) -> Campaign:
    found = visible(request).select_related("institution", "staff").filter(pk=campaign_id).first()
    if found is None:
        raise Http404("没有这项接种活动，或不在您的服务范围内")
    return found


@staff_page()
@leaves(CHAPTER)
def campaign(request: HttpRequest, campaign_id: uuid.UUID) -> HttpResponse:
    """Reach by institution in numbers, and by name whom of the list this account may see."""
    size = per_page(request, SHOWN)
    must_may(request, "read")
    found, today = _campaign(request, campaign_id), clock.today()
    view = request.GET.get("view", "open")
    if view not in VIEWS:
        raise Http404("没有这个清单")
    seen = CampaignTarget.objects.filter(campaign=found, resident__in=Resident.objects.visible_to(request.user))
    targets = list(with_reach(seen, today).select_related("resident", "campaign").order_by("resident__village", "pk"))
    held = {
        "open": [each for each in targets if each.given_on is None],
        "done": [each for each in targets if each.given_on is not None],
        "all": targets,
    }
    mine = Institution.objects.visible_to(request.user)
    names = {each.pk: str(each) for each in mine}
    places = counted(found, mine, today) if may(request.user, "figures", CHAPTER) else []
    context = {
        "campaign": found, "kind": codes.CAMPAIGN_KIND.label(found.kind), "vaccine": codes.VACCINE.label(found.vaccine),
        "views": [(key, label, key == view, len(held[key])) for key, label in VIEWS.items()],
        "rows": [
            {"target": each, "person": words.person(each.resident, today), "key": uuid.uuid4()}
            for each in held[view][:size]
        ],
        "places": [(names[place], total, done) for place, total, done in places],
        "total": sum(total for _, total, _ in places), "reached": sum(done for _, _, done in places),
        "unnamed": not targets, "writes": may(request.user, "write", CHAPTER),
    }  # fmt: skip
    return page(request, "immunization/campaign.html", context, at=CHAPTER)


@staff_page("write")
@require_POST
def why_not(request: HttpRequest, campaign_id: uuid.UUID, target_id: int) -> HttpResponse:
    """Write down why somebody of the list was not given the dose."""
    must_may(request, "write")
    mine = CampaignTarget.objects.filter(
        campaign=_campaign(request, campaign_id), resident__in=Resident.objects.visible_to(request.user)
    )
    target = mine.filter(pk=target_id).first()
    if target is None:
        raise Http404("名单里没有这个人，或不在您的服务范围内")
    sheet = Sheet("why", "未种原因", "保存", (Question("not_reached", "未种原因", must=True, longest=100),))
    answers = read(sheet, request)
    actor = request.scope.staff  # type: ignore[attr-defined]
    problems = attempt(answers, lambda: say_why_not(target, answers["not_reached"], actor=actor))
    said = "；".join(each.message for each in problems)
    say(request, Toast(said or f"已登记 {target.resident.name} 的未种原因"))
    return redirect("immunization:campaign", campaign_id)
