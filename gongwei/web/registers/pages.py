"""登记簿: the records of a form in scope, filtered, sorted, paged, and exported as exactly the same rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from gongwei.catalogue.chapters import chapter, chapters
from gongwei.kernel import clock
from gongwei.kernel.dates import quarter_bounds, quarter_of
from gongwei.people.grants import may
from gongwei.people.models import Institution, Resident, Staff
from gongwei.people.search import search
from gongwei.records.items import Item
from gongwei.records.layout import Form
from gongwei.ui.frame import Link
from gongwei.ui.lists import Filter, Listing, Queried, chosen, narrowed
from gongwei.ui.lists import page as list_page
from gongwei.ui.notices import Empty, Toast
from gongwei.ui.workbook import MOST_ROWS, export
from gongwei.web.frame import words
from gongwei.web.frame.releasing import let_go
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.registers.columns import columns_of, shown_items
from gongwei.web.registers.owners import (
    about_people,
    forms_of,
    institutions,
    programmes,
    record_url,
    records_in,
    register_form,
)

MOST_HITS = 300
MOST_CHOICES = 12
PERIODS = (("year", "今年"), ("quarter", "本季度"), ("month", "本月"), ("last", "去年"), ("all", "全部时间"))
STATES = (("voided", "只看作废"), ("both", "含作废"))


def listing_for(form: Form, scope: Scope) -> Listing:
    """The register's columns and filters for what this account may see."""
    return Listing(
        form.id,
        form.label,
        columns_of(form),
        (
            Filter("period", "时间", _in_period, PERIODS),
            *_places(form, scope),
            *_codes(form),
            Filter("state", "作废", _in_state, STATES),
            Filter(
                "q",
                "找人" if about_people(form) else "找",
                lambda rows, text: _found(form, scope, rows, text),
                free=True,
            ),
        ),
        order="-served_on",
        unit="条",
    )


def bounds(period: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """First and last day of a period; None for all time."""
    if period == "all":
        return None
    if period == "quarter":
        return quarter_bounds(today.year, quarter_of(today))
    if period == "month":
        return today.replace(day=1), (today.replace(day=28) + dt.timedelta(days=4)).replace(
            day=1
        ) - dt.timedelta(days=1)
    year = today.year - 1 if period == "last" else today.year
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _in_period(rows: QuerySet[Any], period: str) -> QuerySet[Any]:
    found = bounds(period, clock.today())
    return rows.filter(served_on__range=found) if found else rows


def _in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Valid records are the rule; ``source`` leaves voided ones to this filter."""
    return rows.filter(voided_at__isnull=False) if state == "voided" else rows


def _places(form: Form, scope: Scope) -> tuple[Filter, ...]:
    """Institution where there are several; the staff of the one that is meant."""
    reach = Institution.objects.filter(pk__in=institutions(form, scope)).responsible().order_by("position")
    several = [(str(each.pk), str(each)) for each in reach]
    found: list[Filter] = []
    if len(several) > 1:
        found.append(
            Filter("institution", "机构", lambda rows, value: rows.filter(institution=int(value)), several)
        )
    staff = Staff.objects.visible_to(scope.user).order_by("name")
    if scope.institution is not None:
        staff = staff.filter(institution__path__startswith=scope.institution.path)
    if len(several) <= 1:
        people = [(str(pk), name) for pk, name in staff.values_list("pk", "name")]
        found.append(Filter("staff", "人员", lambda rows, value: rows.filter(staff=int(value)), people))
    return tuple(found)


def _codes(form: Form) -> tuple[Filter, ...]:
    """The first short code lists of the register as choices."""
    found = []
    for item in shown_items(form):
        codes = item.spec.codes
        if item.kind in ("one", "many") and codes is not None and len(codes.items) <= MOST_CHOICES:
            choices = tuple((str(code), label) for code, label in codes)
            found.append(Filter(item.name, item.label, _of_code(item), choices))
    return tuple(found[:3])


def _of_code(item: Item) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """Narrow to the records with one code of the field."""
    if item.kind == "many":
        return lambda rows, value: rows.filter(**{f"{item.name}__contains": [int(value)]})
    return lambda rows, value: rows.filter(**{item.name: int(value)})


def _found(form: Form, scope: Scope, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By the person as the search box finds people; of an institution's own work by its texts."""
    text = text.replace("\0", "").strip()[:60]
    if not text:
        return rows
    if about_people(form):
        hits = [hit.resident.pk for hit in search(scope.user, text, MOST_HITS)]
        return rows.filter(resident__in=hits)
    either = Q(staff__name=text) | Q(institution__short_name=text)
    for item in shown_items(form):
        if item.kind in ("text", "long"):
            either |= Q(**{f"{item.name}__icontains": text})
    return rows.filter(either)


def source(request: HttpRequest, form: Form, scope: Scope) -> QuerySet[Any]:
    """The register before the filters of the address: this year, valid records, unless asked otherwise."""
    rows = records_in(form, scope)
    if request.GET.get("state") not in dict(STATES):
        rows = rows.filter(voided_at=None)
    return rows if request.GET.get("period") in dict(PERIODS) else _in_period(rows, "year")


@staff_page()
def register(request: HttpRequest, form_id: str) -> HttpResponse:
    """One page of the register, with the way to export, import and fill in."""
    form = register_form(request, form_id)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    may_export = may(request.user, "export", form.programme)
    found = list_page(
        listing_for(form, scope),
        source(request, form, scope),
        request.GET,
        export_url=reverse("web:registers_export", args=[form.id]) if may_export else "",
    )
    for shown in found.rows:
        _dressed(form, shown.row)
    writes = may(request.user, "write", form.programme)
    new = "" if about_people(form) or not writes else reverse("web:work_new", args=[form.id])
    context = {
        "form": form, "list": found, "writes": writes, "new": new,
        "others": [(each.id, each.label, each.id == form.id) for each in forms_of(request.user, form.programme)],
        "period": dict(PERIODS).get(request.GET.get("period", ""), "今年"),
        "empty": Empty("没有符合条件的记录", "换一个时间或去掉条件看看", Link("看全部时间", "?period=all"), "search"),
    }  # fmt: skip
    return page(request, "web/registers/register.html", context, at=form.programme)


def _dressed(form: Form, record: Any) -> None:
    """What the cells need beside the record."""
    record.url = record_url(form, record)
    if about_people(form):
        record.person = words.person(record.resident, record.served_on)


@staff_page("export")
def exported(request: HttpRequest, form_id: str) -> HttpResponse:
    """Exactly the filtered register as a workbook, with every answer of the form; the people in it are logged."""
    form = register_form(request, form_id, "export")
    scope: Scope = request.scope  # type: ignore[attr-defined]
    declared = listing_for(form, scope)
    rows = narrowed(declared, source(request, form, scope), chosen(declared, request.GET))
    if rows.count() > MOST_ROWS:
        say(request, Toast(f"登记簿超过 {MOST_ROWS:,} 条，请先加条件再导出", icon="alert-triangle"))
        return redirect(f"{reverse('web:registers_list', args=[form.id])}?{request.GET.urlencode()}")
    if about_people(form):
        assert isinstance(rows, Queried)
        people = Resident.objects.filter(pk__in=rows.query.order_by().values("resident"))
        label = f"{form.label}登记簿"
        if (asking := let_go(request, label, people, people.count(), form.programme)) is not None:
            return asking
    about = (f"{form.label} · {scope.words} · 截至 {clock.today()} · 导出人 {scope.staff.name}",)
    return cast(
        HttpResponse, export(declared, rows, name=f"{form.label}-{scope.words}-{clock.today()}", about=about)
    )


@staff_page()
def of_chapter(request: HttpRequest, programme: str) -> HttpResponse:
    """The chapter's first register."""
    if programme not in {each.id for each in chapters()}:
        raise Http404("没有这个项目")
    found = forms_of(request.user, programme)
    if not found:
        raise Http404(f"“{chapter(programme).label}”没有登记簿，或您的账号不能查看")
    return redirect("web:registers_list", found[0].id)


@staff_page()
def index(request: HttpRequest) -> HttpResponse:
    """Every register, by chapter."""
    listed = [(label, forms_of(request.user, key)) for key, label in programmes(request.user)]
    return page(request, "web/registers/index.html", {"chapters": listed}, at="registers")


urlpatterns = [
    path("registers/", index, name="registers"),
    path("registers/of/<slug:programme>/", of_chapter, name="registers_of"),
    path("registers/<slug:form_id>/", register, name="registers_list"),
    path("registers/<slug:form_id>/export/", exported, name="registers_export"),
]
