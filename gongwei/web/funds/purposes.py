"""专项: money kept for one use with a balance of its own: set aside, paid out by workload, spent ÷ set aside."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.appraisal.places import townships
from gongwei.catalogue.plans import plan
from gongwei.funds import purposes
from gongwei.funds.models import BOOKS, LEVELS
from gongwei.funds.purposes import Held, Payee, may_propose, pay_out, purpose, set_aside
from gongwei.funds.rules import funds
from gongwei.kernel import clock
from gongwei.kernel.money import ZERO
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import refuse
from gongwei.ui.notices import Toast
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label
from gongwei.web.funds.amounts import yuan_typed
from gongwei.web.funds.reach import purposes_for

MOST_PAYEES = 60


@staff_page("")
def funds_purposes(request: HttpRequest) -> HttpResponse:
    """The purposes of the plan, two sheets (set aside, pay out), and the yearly standards."""
    staff, everything = purposes_for(request)
    shown = [each for each in purposes.held() if everything or may_propose(staff, each.purpose)]
    sheets = [_aside_sheet(shown), _pay_sheet(shown)] if everything else [_pay_sheet(shown)]
    wrong = False
    if request.method == "POST":
        place = next((n for n, each in enumerate(sheets) if each.id == request.POST.get("sheet")), 0)
        answers = read(sheets[place], request)
        problems = attempt(answers, lambda: _draft(sheets[place].id, answers, staff))
        if not problems:
            say(request, Toast("已拟好，等另一位审核"))
            return redirect("web:funds_orders" if everything else "web:funds_purposes")
        sheets[place], wrong = again(sheets[place], answers, problems), True
    context = {
        "plan": plan(), "rows": [_row(each) for each in shown], "sheets": sheets, "standards": purposes.standards(),
        "rules": funds(), "everything": everything,
        "grown": purposes.grown_total(),
        "sums": {name: sum((getattr(h, name) for h in shown), ZERO) for name in ("aside", "paid", "village", "left")},
    }  # fmt: skip
    answer = page(request, "web/funds/purposes.html", context, at="funds", rail=True)
    answer.status_code = 422 if wrong else 200
    return answer


def _draft(which: str, answers: Answers, staff: Staff) -> None:
    each, amount = purpose(answers["purpose"]), yuan_typed(answers["amount"])
    if which == "aside":
        source = answers["source"]
        place = Institution.objects.filter(pk=int(source)).first() if source.isdigit() else None
        level = source if source in LEVELS else "county"
        set_aside(answers.id, each, amount, answers["reason"], clock.today(), by=staff, source=place, level=level)
    else:
        payees = payees_typed(answers["payees"])
        pay_out(answers.id, each, amount, payees, answers["category"], answers["reason"], clock.today(), by=staff)


def payees_typed(text: str) -> list[Payee]:
    """One a line: the institution's name and its work, a number; both are refused in words."""
    lines = [line for each in re.split(r"[\n；;]", text) if (line := each.strip())]
    if len(lines) > MOST_PAYEES:
        raise refuse("payees", f"一次最多 {MOST_PAYEES} 家，现有 {len(lines)} 家，请分几次")
    return [_payee(line) for line in lines]


def _payee(line: str) -> Payee:
    name, _, work = line.replace("，", " ").replace(",", " ").rpartition(" ")
    if not name.strip() or not re.fullmatch(r"\d{1,9}(\.\d{1,4})?", work):
        raise refuse("payees", f"“{line[:30]}”应写成“机构 工作量”，例如“羊亭中心卫生院 320”")
    found = Institution.objects.named(name.strip()).first()
    if found is None:
        raise refuse("payees", f"没有叫“{name.strip()[:30]}”的机构，请用机构页上的名称")
    return Payee(found, Fraction(work))


def _aside_sheet(shown: list[Held]) -> Sheet:
    pools = [("pool", "项目专账")]
    books = [(str(each.pk), f"{each} 镇级账") for each in townships()]
    givers = [(level, f"{label}（人均经费之外的）") for level, label in LEVELS.items()]
    return Sheet("aside", "预留", "拟预留单", (
        _which(shown),
        Question("amount", "金额（元）", must=True, longest=20),
        Question("source", "从哪里出", "choice", must=True, options=(*pools, *books, *givers)),
        Question("reason", "事由", must=True, longest=100),
    ), note="换一本账的，要项目办和财政各一人：一方经办，另一方审核")  # fmt: skip


def _pay_sheet(shown: list[Held]) -> Sheet:
    return Sheet("pay", "按工作量拨付", "拟拨付单", (
        _which(shown),
        Question("amount", "金额（元）", must=True, longest=20),
        Question("payees", "收款机构和工作量", "long", must=True, longest=3000, hint="每行一家：机构 工作量"),
        Question("category", "用途", "choice", must=True, options=tuple((use.id, use.label) for use in funds().uses)),
        Question("reason", "事由", must=True, longest=100),
    ))  # fmt: skip


def _which(shown: list[Held]) -> Question:
    return Question(
        "purpose", "专项", "choice", must=True, options=tuple((h.purpose.id, h.purpose.label) for h in shown)
    )


def _row(each: Held) -> dict[str, Any]:
    ref = each.purpose.ref
    return {"held": each, "book": BOOKS[each.purpose.book], "clause": (clause_label(ref), clause_url(ref))}


urlpatterns = [path("funds/purposes/", funds_purposes, name="funds_purposes")]
