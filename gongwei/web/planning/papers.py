"""报送材料: what the office asked each institution to file, who has not, and each paper with its judgement."""

from __future__ import annotations

import uuid
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path

from gongwei.catalogue.plans import plan
from gongwei.people.models import Institution
from gongwei.people.problems import refuse
from gongwei.planning import filing
from gongwei.planning.models import PAPERS, Demand, Filing
from gongwei.records.attachments.content import MOST_BYTES, Unfit
from gongwei.records.attachments.models import Attachment
from gongwei.records.attachments.store import keep
from gongwei.ui.notices import Toast
from gongwei.web.frame.asking import Answers, Question, Sheet, attempt, key_of
from gongwei.web.frame.files import deliver
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.funds.amounts import uuid_typed
from gongwei.web.organisation.directory import Acts, answered, pressed
from gongwei.web.planning.reach import Reach, reach

KINDS = ("pdf", "image")
LONGEST = 20_000


def _concerned(request: HttpRequest) -> bool:
    held = reach(request)
    return not held.village_only and bool(held.everything or held.institution)


@staff_page("figures", offered=_concerned)
def papers(request: HttpRequest) -> HttpResponse:
    """For the office a table of institutions and papers, for an institution its own list."""
    held = _reader(request)
    acts: Acts = {"ask": (_asking(), lambda a: _ask(a, held))} if held.office else {}
    done = pressed(request, acts, "web:plan_papers")
    if done is not None:
        return done
    places = list(Institution.objects.responsible()) if held.everything else [held.institution]
    standings = list(filing.standings(plan().id, [each for each in places if each]))
    demands = list(Demand.objects.filter(plan=plan().id))
    rows = [(each, [s for s in standings if s.institution == each]) for each in places]
    context = {
        "held": held, "demands": demands, "rows": rows, "sheets": [sheet for sheet, _ in acts.values()],
        "owed": sum(each.owed for each in standings), "waiting": sum(not each.owed and each.last.state == "filed"
                                                                     for each in standings if each.last),
        "late": sum(each.owed and each.days < 0 for each in standings),
    }  # fmt: skip
    return answered(page(request, "web/planning/papers.html", context, at="plan", rail=True), acts)


def _asking() -> Sheet:
    topics = "、".join(each.label for each in plan().file.key_work[:3])
    kinds = (("four", "实施方案、任务清单、绩效考核方案、管理制度"), *PAPERS.items())
    return Sheet("ask", "要求报送", "通知各机构", (
        Question("kind", "材料", "choice", must=True, options=kinds),
        Question("topic", "专项任务", longest=60, hint=f"专项工作方案时填写，例如 {topics}" if topics else ""),
        Question("due_on", "期限", "day", must=True),
    ))  # fmt: skip


def _ask(answers: Answers, held: Reach) -> None:
    kinds = filing.FOUR if answers["kind"] == "four" else (answers["kind"],)
    for kind in kinds:
        filing.ask(
            uuid.uuid5(answers.id, kind), plan().id, kind, answers["topic"] or "", answers["due_on"], by=held.staff
        )


@staff_page("figures")
def write(request: HttpRequest, demand_id: str) -> HttpResponseBase:
    """Write or send one paper; the text begins with headings and the institution's own numbers."""
    held = _reader(request)
    demand = Demand.objects.filter(pk=uuid_typed(demand_id), plan=plan().id).first()
    if demand is None or held.institution is None:
        raise Http404("没有这项报送要求，或不由您的机构报送")
    if not held.divides:
        raise PermissionDenied(f"材料由{held.institution}公卫科报送")
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        answers = Answers({}, {}, (), key_of(request))
        for problem in attempt(answers, lambda: _file(request, demand, held, answers)):
            problems.setdefault(problem.field, []).append(problem.message)
        if not problems:
            say(request, Toast(f"{demand}已报送，等项目办审核"))
            return redirect("web:plan_papers")
    last = Filing.objects.filter(demand=demand, institution=held.institution).first()
    first = last.words if last else filing.template(demand, held.institution, plan())
    context = {
        "demand": demand, "held": held, "last": last, "problems": problems,
        "loose": [line for field in ("", "file") for line in problems.get(field, ())],
        "words": request.POST.get("words", first), "share": request.POST.get("village_share", ""),
        "floor": plan().file.funds.village.share if plan().file.funds else None,  # type: ignore[union-attr]
    }  # fmt: skip
    answer = page(request, "web/planning/paper_write.html", context, at="plan", rail=True)
    answer.status_code = 422 if problems else 200
    return answer


def _file(request: HttpRequest, demand: Demand, held: Reach, answers: Answers) -> None:
    assert held.institution is not None
    words = request.POST.get("words", "")
    if len(words) > LONGEST:
        raise refuse("words", f"正文最多 {LONGEST} 个字，现有 {len(words)} 个；请改用文件")
    filing.file(
        answers.id, demand, held.institution, words, by=held.staff, attachment=_sent(request, answers, held),
        village_share=_share(request.POST.get("village_share", "")),
    )  # fmt: skip


def _sent(request: HttpRequest, answers: Answers, held: Reach) -> Attachment | None:
    sent = request.FILES.get("file")
    if sent is None:
        return None
    try:
        if (sent.size or 0) > MOST_BYTES:
            raise Unfit("文件太大，请缩小后再传")
        return keep(uuid.uuid5(answers.id, "file"), sent.read(), sent.name or "", kinds=KINDS, staff=held.staff)
    except Unfit as refused:
        raise refuse("file", str(refused)) from None


def _share(typed: str) -> Decimal | None:
    if not typed.strip():
        return None
    try:
        value = Decimal(typed.strip().removesuffix("%"))
    except InvalidOperation:
        raise refuse("village_share", f"村级比例：“{typed[:10]}”不是数") from None
    if not value.is_finite() or value != round(value, 2):
        raise refuse("village_share", "村级比例最多写两位小数")
    return value


@staff_page("figures")
def paper(request: HttpRequest, filing_id: str) -> HttpResponse:
    """One paper as filed; the office approves it or returns it with the reason."""
    held, found = _reader(request), _found(request, filing_id)
    acts: Acts = {}
    if held.office and found.state == "filed":
        acts = {
            "approve": (Sheet("approve", "批准", "批准", note=filing.too_little(found, plan())),
                        lambda a: filing.judge(found, plan(), True, "", by=held.staff)),
            "back": (Sheet("back", "退回", "退回", (Question("reason", "原因", "long", must=True, longest=300),),
                           danger=True),
                     lambda a: filing.judge(found, plan(), False, a["reason"], by=held.staff)),
        }  # fmt: skip
    done = pressed(request, acts, "web:plan_paper", found.pk)
    if done is not None:
        return done
    earlier = Filing.objects.filter(demand=found.demand, institution=found.institution).exclude(pk=found.pk)
    context = {
        "held": held, "filing": found, "sheets": [sheet for sheet, _ in acts.values()], "earlier": earlier,
        "again": found.state == "returned" and held.divides and held.institution == found.institution,
    }  # fmt: skip
    return answered(page(request, "web/planning/paper.html", context, at="plan", rail=True), acts)


@staff_page("figures")
def sent_file(request: HttpRequest, filing_id: str) -> HttpResponse | FileResponse:
    """The file of a paper, for whoever may read the paper."""
    found = _found(request, filing_id)
    if found.attachment is None:
        raise Http404("这份材料没有附件")
    return deliver(request, found.attachment)


def _found(request: HttpRequest, filing_id: str) -> Filing:
    held = _reader(request)
    rows = Filing.objects.select_related("demand", "institution", "filed_by", "judged_by", "attachment")
    found = rows.filter(pk=uuid_typed(filing_id), demand__plan=plan().id).first()
    if found is None or not (held.everything or found.institution == held.institution):
        raise Http404("没有这份材料，或不在您的范围内")
    return found


def _reader(request: HttpRequest) -> Reach:
    held = reach(request)
    if not _concerned(request):
        raise PermissionDenied("报送材料由项目办和各机构公卫科使用")
    return held


def reminders(institution: Institution | None) -> list[Any]:
    """What an institution still owes and whose day is near or past: for its pages."""
    return [each for each in filing.standings(plan().id, [institution]) if each.remind] if institution else []


urlpatterns = [
    path("plan/papers/", papers, name="plan_papers"),
    path("plan/papers/write/<str:demand_id>/", write, name="plan_paper_write"),
    path("plan/papers/<str:filing_id>/", paper, name="plan_paper"),
    path("plan/papers/<str:filing_id>/file/", sent_file, name="plan_paper_file"),
]
