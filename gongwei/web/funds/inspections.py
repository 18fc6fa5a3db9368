"""资金检查: vouchers with what is outside the rule, inspections with their sample, findings mended and closed."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.plans import plan
from gongwei.funds import supervising as verbs
from gongwei.funds.models import CATEGORIES, FINDINGS, FundFinding, FundInspection, Voucher
from gongwei.funds.package import package
from gongwei.kernel import clock
from gongwei.kernel.money import ZERO
from gongwei.people.grants import may, staff_of
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import refuse
from gongwei.web.frame.asking import Answers, Question, Sheet
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.funds.amounts import uuid_typed, yuan_typed
from gongwei.web.funds.reach import finance_only
from gongwei.web.organisation.directory import Acts, answered, pressed

SHOWN = 100


@staff_page("")
def inspections(request: HttpRequest) -> HttpResponse:
    """Finance and the office see the county, an institution what was inspected at its own."""
    by, office, places = _reader(request)
    acts = _acts(by, office, places)
    done = pressed(request, acts, "web:funds_inspections")
    if done is not None:
        return done
    held = FundInspection.objects.filter(plan=plan().id, institution__in=places).select_related("institution")
    vouchers = verbs.seen(Voucher.objects.filter(plan=plan().id, institution__in=places).select_related("institution"))
    findings = FundFinding.objects.filter(inspection__in=held)
    counts = {
        each.pk: (each.findings.count(), each.findings.filter(closed_on=None).count(), each.vouchers.count())
        for each in held
    }
    context = {
        "office": office, "rows": [(each, *counts[each.pk]) for each in held], "vouchers": vouchers[:SHOWN],
        "count": len(vouchers), "flagged": sum(bool(each.flag) for each in vouchers),
        "open": findings.filter(closed_on=None).count(),
        "late": findings.filter(mended_on=None, due_on__lt=clock.today()).count(),
        "sheets": [sheet for sheet, _ in acts.values()],
    }  # fmt: skip
    return answered(page(request, "web/funds/inspections.html", context, at="funds", rail=True), acts)


def _reader(request: HttpRequest) -> tuple[Staff, bool, list[Institution]]:
    """(who, whether the county's money is theirs, the institutions within reach)."""
    staff = staff_of(request.user)
    if staff is None or not (may(request.user, "funds") or may(request.user, "settle")):
        raise PermissionDenied("资金检查由财政、项目办和各机构公卫科使用；如工作需要，请向本机构管理员申请")
    places = list(Institution.objects.responsible())
    office = may(request.user, "funds")
    return staff, office, places if office else [p for p in places if may(request.user, "settle", institution=p)]


def _acts(by: Staff, office: bool, places: list[Institution]) -> Acts:
    where = Question("institution", "机构", "choice", must=True, options=tuple((str(p.pk), str(p)) for p in places),
                     value=str(places[0].pk) if len(places) == 1 else "")  # fmt: skip
    acts: Acts = {}
    if office:
        acts["plan"] = (Sheet("plan", "计划检查", "计划并抽凭证", (
            where, Question("purpose", "内容", must=True, longest=100, value="专账核算、用途和凭证"),
            Question("planned_on", "日期", "day", must=True),
            Question("size", "抽查凭证（张）", must=True, longest=3, value="20", hint="标红的凭证全部抽中"),
        )), lambda a: verbs.plan_inspection(
            a.id, _place(a, places), a["purpose"], a["planned_on"], _whole(a["size"]), by=by))  # fmt: skip
    acts["import"] = (Sheet("import", "导入凭证", "导入", (
        where, Question("text", "凭证", "long", must=True, longest=200_000,
                        hint="从账务软件复制：凭证号、日期、明细科目、摘要、金额，逗号或制表符分隔"),
    )), lambda a: verbs.import_vouchers(_place(a, places), a["text"], by=by))  # fmt: skip
    if office:
        acts["map"] = (Sheet("map", "明细科目对应", "保存", (
            Question("code", "明细科目", must=True, longest=30), Question("name", "名称", must=True, longest=60),
            Question("category", "用途", "choice", options=tuple(CATEGORIES.items()),
                     hint="空着即不在允许范围，凭证会标出"),
        )), lambda a: verbs.map_account(a["code"], a["name"], a["category"] or "", by=by))  # fmt: skip
    return acts


def _place(answers: Answers, places: list[Institution]) -> Institution:
    return next(each for each in places if str(each.pk) == answers["institution"])


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}", text):
        raise refuse("size", f"抽查凭证：“{text[:5]}”不是整数")
    return int(text)


@staff_page("")
def inspection(request: HttpRequest, inspection_id: str) -> HttpResponse:
    """One inspection: the vouchers drawn, what was found, how it was mended."""
    by, office, places = _reader(request)
    rows = FundInspection.objects.select_related("institution", "made_by").filter(plan=plan().id)
    held = rows.filter(pk=uuid_typed(inspection_id), institution__in=places).first()
    if held is None:
        raise Http404("没有这次检查，或不在您的范围内")
    acts = _inspectors(by, held) if office else {}
    acts |= _mending(by, held) if may(request.user, "settle", institution=held.institution) else {}
    done = pressed(request, acts, "web:funds_inspection", held.pk)
    if done is not None:
        return done
    context = {
        "held": held, "office": office, "today": clock.today(),
        "vouchers": verbs.seen(held.vouchers.all()), "sheets": [sheet for sheet, _ in acts.values()],
        "findings": held.findings.select_related("voucher", "found_by", "mended_by", "closed_by"),
    }  # fmt: skip
    return answered(page(request, "web/funds/inspection.html", context, at="funds", rail=True), acts)


def _inspectors(by: Staff, held: FundInspection) -> Acts:
    acts: Acts = {}
    if held.done_on is None:
        drawn = tuple((str(each.voucher.pk), str(each.voucher)) for each in verbs.seen(held.vouchers.all()))
        acts["find"] = (Sheet("find", "登记问题", "登记", (
            Question("kind", "问题", "choice", must=True, options=tuple(FINDINGS.items())),
            Question("voucher", "凭证", "choice", options=drawn), Question("amount", "涉及金额（元）", longest=20),
            Question("words", "情况", "long", must=True, longest=500),
            Question("due_on", "整改期限", "day", must=True),
        )), lambda a: _find(a, held, by))  # fmt: skip
        acts["finish"] = (
            Sheet("finish", "结束检查", "结束", (Question("opinion", "结论", "long", must=True, longest=500),)),
            lambda a: verbs.finish(held, a["opinion"], by=by),
        )
    waiting = held.findings.filter(closed_on=None, mended_on__isnull=False)
    if options := _options(waiting):
        acts["close"] = (
            Sheet("close", "复核销号", "销号", (Question("finding", "问题", "choice", must=True, options=options),)),
            lambda a: verbs.close(waiting.get(pk=a["finding"]), by=by),
        )
    return acts


def _mending(by: Staff, held: FundInspection) -> Acts:
    open_ones = held.findings.filter(closed_on=None)
    if not (options := _options(open_ones)):
        return {}
    return {"mend": (Sheet("mend", "上报整改", "上报", (
        Question("finding", "问题", "choice", must=True, options=options),
        Question("mended", "整改情况", "long", must=True, longest=500),
    )), lambda a: verbs.mend(open_ones.get(pk=a["finding"]), a["mended"], by=by))}  # fmt: skip


def _options(findings: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(each.pk), str(each)[:60]) for each in findings)


def _find(answers: Answers, held: FundInspection, by: Staff) -> None:
    voucher = held.vouchers.filter(pk=answers["voucher"]).first() if answers["voucher"] else None
    amount = yuan_typed(answers["amount"]) if answers["amount"] else voucher.amount if voucher else ZERO
    verbs.find(
        answers.id, held, answers["kind"], answers["words"], answers["due_on"], by=by, amount=abs(amount),
        voucher=voucher,
    )  # fmt: skip


@staff_page("")
def audit_package(request: HttpRequest) -> HttpResponse:
    """Everything an auditor asks for, in one file; finance and the office only."""
    finance_only(request)
    answer = HttpResponse(package(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="audit-{plan().id}-{clock.today()}.zip"'
    return answer


urlpatterns = [
    path("funds/inspections/", inspections, name="funds_inspections"),
    path("funds/inspections/package/", audit_package, name="funds_package"),
    path("funds/inspections/<str:inspection_id>/", inspection, name="funds_inspection"),
]
