"""重点工作: the year's key work with owner, milestones and state; the owner reports a milestone done."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.plans import plan
from gongwei.kernel import clock
from gongwei.people.grants import may, staff_of
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import refuse
from gongwei.planning import works as verbs
from gongwei.planning.models import Milestone, Work
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Answers, Question, Sheet
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.words import clause_label
from gongwei.web.organisation.directory import Acts, answered, pressed

CLINICS = ("village_clinic", "community_health_station")


@staff_page("figures")
def works(request: HttpRequest) -> HttpResponse:
    """Everybody with figures reads; the office defines, the owner carries on."""
    by = staff_of(request.user)
    assert by is not None  # staff_page has asked
    office = may(request.user, "plan")
    standings = verbs.standings(plan().id)
    mine = [each.work for each in standings if office or each.work.owner_id == by.pk]
    acts = _acts(by, office, mine)
    done = pressed(request, acts, "web:works")
    if done is not None:
        return done
    context = {
        "rows": [(s, clause_label(s.work.ref) if s.work.ref else "", clause_url(s.work.ref) if s.work.ref else "")
                 for s in standings],
        "unnamed": verbs.unnamed(plan()) if office else (), "sheets": [sheet for sheet, _ in acts.values()],
        "late": sum(each.state == "late" for each in standings), "today": clock.today(),
    }  # fmt: skip
    return answered(page(request, "web/planning/works.html", context, at="plan", rail=True), acts)


def _acts(by: Staff, office: bool, mine: list[Work]) -> Acts:
    acts: Acts = {}
    work = Question("work", "重点工作", "choice", must=True, options=tuple((str(w.pk), w.label) for w in mine))
    if mine:
        acts["add"] = (Sheet("add", "登记节点", "登记", (
            work, Question("label", "做成什么", must=True, longest=100), Question("due_on", "期限", "day", must=True),
        )), lambda a: verbs.add(a.id, _one(mine, a), a["label"], a["due_on"], by=by))  # fmt: skip
    open_ones = Milestone.objects.filter(work__in=mine, done_on=None).select_related("work__owner")
    if options := tuple((str(m.pk), f"{m.work.label}：{m.label}（{m.due_on}）") for m in open_ones):
        acts["finish"] = (Sheet("finish", "办结节点", "办结", (
            Question("milestone", "节点", "choice", must=True, options=options),
            Question("done_on", "完成日期", "day", must=True, value=clock.today().isoformat()),
            Question("evidence", "完成情况", "long", must=True, longest=500),
        )), lambda a: verbs.finish(open_ones.get(pk=a["milestone"]), a["done_on"], a["evidence"], by=by))  # fmt: skip
    if office:
        owner = Question("owner", "负责人", "choice", must=True, options=_people())
        named = "；".join(verbs.unnamed(plan()))
        hint = f"方案写明还没有负责人的：{named}" if named else ""
        acts["define"] = (Sheet("define", "登记重点工作", "登记", (
            Question("label", "重点工作", must=True, longest=60, hint=hint),
            owner,
        )), lambda a: verbs.define(a.id, plan(), a["label"], _staff(a), by=by))  # fmt: skip
        if mine:
            acts["hand_over"] = (Sheet("hand_over", "更换负责人", "更换", (work, owner)),
                                 lambda a: verbs.hand_over(_one(mine, a), _staff(a), by=by))  # fmt: skip
    return acts


def _one(mine: list[Work], answers: Answers) -> Work:
    return next(each for each in mine if each.pk == uuid.UUID(answers["work"]))


def _staff(answers: Answers) -> Staff:
    found = Staff.objects.filter(pk=answers["owner"], active_to=None).first()
    if found is None:
        raise refuse("owner", "负责人：请从列表中选择")
    return found


def _people() -> tuple[tuple[str, str], ...]:
    places = Institution.objects.exclude(kind__in=CLINICS).filter(active_to=None)
    rows = Staff.objects.filter(institution__in=places, active_to=None, account__isnull=False)
    ordered = rows.select_related("institution").order_by("institution__path", "pk")[:400]
    return tuple((str(each.pk), f"{each.institution} {each.name} {each.title}".strip()) for each in ordered)


urlpatterns = [path("plan/works/", works, name="works")]
