"""基层首席公共卫生医师: the institutions he guides with their figures, his guidance, the difficult cases (NCD-26)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from gongwei.care.models import Enrolment
from gongwei.catalogue.chapters import chapter
from gongwei.kernel import clock
from gongwei.obligations.models import Obligation
from gongwei.organisation import guiding
from gongwei.organisation.models import ChiefPost, DifficultCase, Guidance
from gongwei.people.grants import allowed, may, staff_of
from gongwei.people.models import Institution, Resident, Staff
from gongwei.web.frame.asking import Question, Sheet
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.organisation.directory import Acts, answered, pressed
from gongwei.web.person.transfer import masked

SHOWN = 60


@staff_page("")
@leaves()
def chiefs_page(request: HttpRequest) -> HttpResponse:
    """A chief's institutions, guidance and cases; an institution reads its own, 项目办 names chiefs and reads all."""
    by = staff_of(request.user)
    assert by is not None  # staff_page has asked
    today = clock.today()
    own = set(guiding.guided(by).values_list("institution", flat=True))
    posts = _posts(request, by, own)
    acts: Acts = {}
    if may(request.user, "plan"):
        acts |= _appointing(request, by)
    acts |= _guiding(request, by) | _answering(by) | _asking(request, by)
    done = pressed(request, acts, "web:chiefs")
    if done is not None:
        return done
    places = [post.institution_id for post in posts]
    seen = Q(post__institution__in=own)
    readable = [each for each in guiding.CHAPTERS if may(request.user, "read", each)]
    seen |= Q(resident__in=Resident.objects.visible_to(request.user).values("pk"), chapter__in=readable)
    cases = DifficultCase.objects.filter(seen).select_related("resident__institution", "asked_by", "decided_by")
    shown = list(cases[:SHOWN])
    names = _names(request, shown)
    waiting = dict(DifficultCase.objects.filter(decision="", post__institution__in=places).order_by()
                   .values_list("post__institution").annotate(Count("pk")))  # fmt: skip
    counts = _counts(places, today)
    context = {
        "at": "chiefs", "rows": [(post, [counts.get((post.institution_id, each), (0, 0)) for each in guiding.CHAPTERS],
                                  waiting.get(post.institution_id, 0)) for post in posts],
        "chapters": [chapter(each).short for each in guiding.CHAPTERS],
        "cases": [(case, names[case.pk], chapter(case.chapter).short) for case in shown],
        "guidance": Guidance.objects.filter(post__institution__in=places)
        .select_related("post__institution", "post__staff", "answered_by")[:SHOWN],
        "sheets": [sheet for sheet, _ in acts.values()],
    }  # fmt: skip
    return answered(page(request, "web/organisation/chiefs.html", context, at="desk", rail=True), acts)


def _names(request: HttpRequest, cases: list[DifficultCase]) -> dict[uuid.UUID, str]:
    """The name of whom the account sees; of another institution's resident a chief reads the case, not the name."""
    known = set(Resident.objects.visible_to(request.user).filter(pk__in=[case.resident_id for case in cases])
                .values_list("pk", flat=True))  # fmt: skip
    return {
        case.pk: case.resident.name if case.resident_id in known else masked(case.resident.name) for case in cases
    }


def _posts(request: HttpRequest, by: Staff, own: set[int]) -> list[ChiefPost]:
    held = ChiefPost.objects.filter(to_on=None).select_related("institution", "staff")
    if may(request.user, "plan"):
        return list(held.filter(institution__in=Institution.objects.visible_to(request.user)))
    works = by.institution.path
    return [each for each in held if each.institution_id in own or works.startswith(each.institution.path)]


def _counts(places: list[int], today: dt.date) -> dict[tuple[int, str], tuple[int, int]]:
    """(institution, chapter) → patients managed today, and those of them with an overdue service."""
    managed = Enrolment.objects.filter(
        Q(to_on=None) | Q(to_on__gt=today), from_on__lte=today, programme__in=guiding.CHAPTERS,
        resident__institution__in=places, resident__living=True,
    ).order_by().values_list("resident__institution", "programme").annotate(
        Count("resident", distinct=True)
    )  # fmt: skip
    late = Obligation.objects.filter(
        responsible__in=places, programme__in=guiding.CHAPTERS, met_on=None, ended_on=None, due_on__lt=today
    ).order_by().values_list("responsible", "programme").annotate(Count("resident", distinct=True))  # fmt: skip
    overdue = {(place, programme): number for place, programme, number in late}
    return {(place, name): (number, overdue.get((place, name), 0)) for place, name, number in managed}


def _appointing(request: HttpRequest, by: Staff) -> Acts:
    seen = Institution.objects.visible_to(request.user).responsible().filter(active_to=None)
    people = Staff.objects.filter(active_to=None, institution__in=Institution.objects.visible_to(request.user))
    questions = (
        Question("institution", "指导机构", "choice", must=True, options=tuple((str(e.pk), str(e)) for e in seen)),
        Question("staff", "首席公共卫生医师", "choice", must=True, options=tuple(
            (str(e.pk), f"{e.name} {e.institution}") for e in people.select_related("institution"))),
        Question("on", "任职日期", "day", must=True, value=clock.today().isoformat()),
    )  # fmt: skip
    return {"appoint": (Sheet("appoint", "任命首席公共卫生医师", "任命", questions), lambda a: guiding.appoint(
        people.get(pk=a["staff"]), seen.get(pk=a["institution"]), a["on"], by=by))}  # fmt: skip


def _guiding(request: HttpRequest, by: Staff) -> Acts:
    """What a chief does: log guidance, answer a case."""
    places = {str(post.institution_id): post.institution for post in guiding.guided(by)}
    if not places:
        return {}
    acts: Acts = {}
    own = list(places.values())
    open_ = DifficultCase.objects.filter(decision="", post__institution__in=own).select_related("resident")
    names = _names(request, list(open_))
    if options := tuple((str(e.pk), f"{names[e.pk]} {chapter(e.chapter).short}：{e.question[:30]}") for e in open_):
        acts["decide"] = (Sheet("decide", "答复疑难病例", "答复", (
            Question("case", "病例", "choice", must=True, options=options),
            Question("decision", "意见", "radio", must=True, options=tuple(DifficultCase.DECISIONS)),
            Question("words", "意见说明", "long", must=True, longest=1000),
        )), lambda a: guiding.decide(open_.get(pk=a["case"]), a["decision"], a["words"], by=by))  # fmt: skip
    acts["guide"] = (Sheet("guide", "记录指导", "记录", (
        Question("institution", "机构", "choice", must=True, options=tuple((k, str(v)) for k, v in places.items())),
        Question("on", "日期", "day", must=True, value=clock.today().isoformat()),
        Question("topic", "指导内容", must=True), Question("advice", "意见", "long", must=True, longest=1000),
    )), lambda a: guiding.guide(a.id, places[a["institution"]], a["on"], a["topic"], a["advice"], by=by))  # fmt: skip
    return acts


def _answering(by: Staff) -> Acts:
    rows = Guidance.objects.filter(answer="").select_related("post__institution")
    mine = [each for each in rows if allowed(by, "split", institution=each.post.institution)]
    if not mine:
        return {}
    options = tuple((str(each.pk), f"{each.on} {each.topic[:30]}") for each in mine)
    return {"answer": (Sheet("answer", "答复首席指导", "答复", (
        Question("guidance", "指导", "choice", must=True, options=options),
        Question("words", "答复", "long", must=True, longest=1000),
    )), lambda a: guiding.answer_guidance(rows.get(pk=a["guidance"]), a["words"], by=by))}  # fmt: skip


def _asking(request: HttpRequest, by: Staff) -> Acts:
    """A doctor's question about the resident from whose page he came; 404 for whom he does not see."""
    wanted = request.POST.get("resident") or request.GET.get("resident") or ""
    if not wanted:
        return {}
    seen: Any = Resident.objects.visible_to(request.user)
    person = seen.filter(pk=int(wanted) if wanted.isdecimal() else 0).first()
    if person is None:
        raise Http404("没有这位居民，或不在您的服务范围内")
    writes = [each for each in guiding.CHAPTERS if may(request.user, "write", each)]
    items = tuple((each, chapter(each).short) for each in guiding.open_chapters(person, writes))
    if not items:
        return {}
    questions = (
        Question("chapter", "项目", "radio", must=True, options=items),
        Question("question", "问题", "long", must=True, longest=1000, hint="写明病情、现用方案和要首席答复什么"),
    )
    return {"ask": (
        Sheet("ask", f"{person.name}：提交疑难病例", "提交", questions, hidden=(("resident", str(person.pk)),)),
        lambda a: guiding.submit_case(a.id, person, a["chapter"], a["question"], by=by),
    )}  # fmt: skip


urlpatterns = [path("organisation/chiefs/", chiefs_page, name="chiefs")]
