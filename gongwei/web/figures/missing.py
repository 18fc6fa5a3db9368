"""指标下钻: a rate opens to names, a name to the missing step, its clause and the last day that still counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.care.models.exclusion import CLAUSE, Exclusion
from gongwei.catalogue.chapters import Chapter, measures
from gongwei.facts import reader
from gongwei.indicators.figures import Figure
from gongwei.indicators.missing import Missing
from gongwei.indicators.places import By
from gongwei.indicators.places import Scope as Places
from gongwei.kernel.measures import Measure
from gongwei.people.grants import may
from gongwei.people.models import Institution, Region, Resident, Staff
from gongwei.ui.bars import Figure as Fig
from gongwei.ui.bars import Progress, WhyBar
from gongwei.ui.figures import thousands
from gongwei.ui.frame import Link
from gongwei.ui.lists import chosen, narrowed
from gongwei.ui.lists import page as list_page
from gongwei.ui.refusals import NotYours
from gongwei.ui.workbook import export
from gongwei.web.figures.clauses import clause_url
from gongwei.web.figures.indicators import GROUPS, no_mart
from gongwei.web.figures.missing_rows import MARKS, MissingRows, listing, one_figure
from gongwei.web.figures.standing import (
    Reach,
    as_of_day,
    counted,
    elapsed,
    freshness,
    needed,
    own_groups,
    pace,
    place_of,
    reach_of,
    target_words,
)
from gongwei.web.frame import words
from gongwei.web.frame.releasing import let_go
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page

SHOWN = 8
FINER: tuple[By, ...] = ("institution", "village", "doctor")


@staff_page()
def indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    """The figure, why people fail, its definition, where the gap is, and the people one by one."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    of, measure = _measure(request, indicator)
    if reader.freshness() is None:
        return no_mart(request)
    reach, day = reach_of(scope), as_of_day()
    place = place_of(request.GET.dict(), scope, reach)
    rows = _rows(indicator, place, day, scope, reach)
    export_url = reverse("web:indicator_export", args=[indicator]) if may(request.user, "export", of.id) else ""
    whole = rows.asked(limit=0)
    figure = one_figure(indicator, place, day)
    where, elsewhere = _elsewhere(request, indicator, place, reach, scope, day)
    context = {
        "measure": measure,
        "chapter": of,
        "figure": figure,
        "progress": _progress(figure, day) if figure else None,
        "target": target_words(figure) if figure else "",
        "figs": _figs(figure, whole, day) if figure else (),
        "rows": measure.cohort.unit,
        "of_people": measure.cohort.of == "resident",
        "missing": whole,
        "why": _why(request, whole),
        "only_one": {"count": whole.only_one, "url": _with(request, only="1"), "on": request.GET.get("only") == "1"},
        "list": list_page(listing(measure), rows, request.GET, export_url=export_url),
        "trail": _trail(request, place),
        "where": where,
        "elsewhere": elsewhere,
        "readings": figure.readings if figure else (),
        "clause": _cited(measure.ref),
        "target_clause": _cited(figure.target.ref) if figure and figure.target.ref else None,
        "excluded": _excluded(of, place, day, scope),
        "some_people": reach.some_people and measure.cohort.of == "resident",
    }  # fmt: skip
    return page(request, "web/indicator.html", context, at="indicators", as_of=freshness(), rail=True)


@staff_page("export")
def indicator_export(request: HttpRequest, indicator: str) -> HttpResponseBase:
    """The filtered list as a workbook; every resident in it is logged as taken out."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    of, measure = _measure(request, indicator)
    if not may(request.user, "export", of.id):
        raise NotYours(f"您的账号不能导出“{measure.label}”的名单", how="请向本机构管理员申请")
    if reader.freshness() is None:
        return no_mart(request)
    reach, day = reach_of(scope), as_of_day()
    declared = listing(measure)
    place = place_of(request.GET.dict(), scope, reach)
    asked = chosen(declared, request.GET)
    rows = narrowed(declared, _rows(indicator, place, day, scope, reach), asked)
    if measure.cohort.of == "resident":
        taken = Resident.objects.filter(pk__in=[each.pk for each in rows.all()])
        if (asking := let_go(request, f"{measure.label} 缺口", taken, taken.count(), of.id)) is not None:
            return asking
    about = (f"{measure.label} · {freshness().words}", f"导出人 {scope.staff.name}")
    return export(declared, rows, name=f"{measure.label}-缺口-{day}", about=about)


def _measure(request: HttpRequest, indicator: str) -> tuple[Chapter, Measure]:
    if indicator not in measures():
        raise Http404("没有这个指标")
    of, measure = measures()[indicator]
    if not may(request.user, "read", of.id):
        raise NotYours(f"您的账号只能看“{measure.label}”的数字，不能看名单", how="请向本机构管理员申请条线权限")
    return of, measure


def _excluded(of: Chapter, place: Places, day: dt.date, scope: Scope) -> dict[str, Any]:
    """Whose file in the programme failed a check and does not count on the day, of those the account may see."""
    held = Exclusion.objects.filter(Q(to_on=None) | Q(to_on__gt=day), programme=of.id, from_on__lte=day)
    people = scope.residents().filter(pk__in=held.values("resident"))
    if place.institution and place.institution.isdecimal():
        people = people.filter(institution=int(place.institution))
    if place.village:
        people = people.filter(village=place.village)
    some = list(people.order_by("pk").values_list("pk", "name")[:SHOWN])
    return {"some": some, "total": people.count() if some else 0, "clause": _cited(CLAUSE)}


def _cited(ref: str) -> tuple[str, str]:
    return words.clause_label(ref), clause_url(ref)


def _rows(indicator: str, place: Places, day: dt.date, scope: Scope, reach: Reach) -> MissingRows:
    """Whoever sees some people of a place only gets a list of exactly those, else everybody of the place.

    Rows that are not people are those of the institutions whose own work the account may read.
    """
    of, measure = measures()[indicator]
    if measure.cohort.of != "resident":
        own = Institution.objects.worked_for_by(scope.user, "read", of.id).values_list("pk", flat=True)
        return MissingRows(indicator, place, day, institutions=tuple(own))
    if not reach.some_people:
        return MissingRows(indicator, place, day)
    seen = Resident.objects.visible_to(scope.user).values_list("pk", flat=True)
    return MissingRows(indicator, place, day, residents=tuple(seen))


def _progress(figure: Figure, day: dt.date) -> Progress:
    target = 100 * figure.required / figure.denominator if figure.required and figure.denominator else None
    expected = float(elapsed(day)) * (target or 100)
    return Progress("", figure.numerator or 0, figure.denominator or 0, expected, target, pace(figure, day))


def _figs(figure: Figure, whole: Missing, day: dt.date) -> tuple[Fig, ...]:
    """还差, the speed that closes it, and how many lack one thing only."""
    gap = figure.gap
    return (
        Fig("还差", "—" if gap is None else thousands(gap), "" if gap is None else figure.rows),
        *(
            (Fig("需要速度", needed(figure, day) if gap else "—", "人/周" if gap else ""),)
            if figure.rows == "人" else ()
        ),
        Fig("只差 1 项", thousands(whole.only_one), figure.rows),
    )


def _why(request: HttpRequest, found: Missing) -> list[WhyBar]:
    most = max((reason.people for reason in found.reasons), default=0)
    on = request.GET.get("criterion")
    return [
        WhyBar(MARKS[n], reason.criterion.lacking, reason.people, most, words.clause_label(reason.criterion.ref),
               _with(request, criterion=None if reason.criterion.id == on else reason.criterion.id),
               reason.criterion.id == on)
        for n, reason in enumerate(found.reasons)
    ]  # fmt: skip


def _with(request: HttpRequest, **changes: str | None) -> str:
    kept: dict[str, str | None] = {key: str(request.GET[key]) for key in request.GET if key != "page"}
    return f"?{urlencode({key: value for key, value in {**kept, **changes}.items() if value})}"


def _trail(request: HttpRequest, place: Places) -> list[Link]:
    """区 › 镇 › 村 › 医生: every step above can be opened again."""
    trail = [Link("指标总览", reverse("web:indicators"))]
    if request.GET.get("institution"):
        trail.append(Link("全部", "?"))
    if place.institution and place.institution.isdecimal():
        found = Institution.objects.filter(pk=int(place.institution)).first()
        up = f"?institution={place.institution}" if place.village or place.doctor else ""
        trail.append(Link((found.short_name or found.name) if found else "", up))
    if place.village:
        name = Region.objects.filter(pk=place.village).values_list("name", flat=True).first()
        trail.append(Link(words.place(name) if name else "未分配", _with(request, doctor=None) if place.doctor else ""))
    if place.doctor:
        pk = int(place.doctor) if place.doctor.isdecimal() else 0
        trail.append(Link(Staff.objects.filter(pk=pk).values_list("name", flat=True).first() or "未分配"))
    return trail


def _elsewhere(
    request: HttpRequest, indicator: str, place: Places, reach: Reach, scope: Scope, day: dt.date
) -> tuple[list[tuple[str, str, bool]], list[WhyBar]]:
    """Where the gap is: by what it can be split here, and the largest parts first."""
    held = {"institution": place.institution, "village": place.village, "doctor": place.doctor}
    levels = [level for level in FINER if not held[level] and (level != "institution" or reach.everything)]
    if not place.institution and not place.village:
        levels = [level for level in levels if level == "institution"]
    if not levels:
        return [], []
    wanted = request.GET.get("where", "")
    by = wanted if wanted in levels else levels[0]
    found = own_groups(counted(day, by, place), reach, scope.staff)
    lacking = [((e.people or 0) - (e.numerator or 0), e) for e in found if e.indicator == indicator and e.people]
    lacking.sort(key=lambda pair: -pair[0])
    bars = [
        WhyBar("", words.place(each.group_label), count, lacking[0][0],
               url=_with(request, **{by: each.group_id, "where": None}))
        for count, each in lacking[:SHOWN] if count
    ]  # fmt: skip
    return [(_with(request, where=level), GROUPS[level], level == by) for level in levels], bars


urlpatterns = [
    path("indicators/<str:indicator>/", indicator, name="indicator"),
    path("indicators/<str:indicator>/export/", indicator_export, name="indicator_export"),
]
