"""档案质量: every record scored, the worst first, each deduction a link to the field where it is put right (EHR-03)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from gongwei.catalogue.plans import basic_from, values_on
from gongwei.facts import reader
from gongwei.pages.health_record.rows import Defective, listing
from gongwei.people.grants import may
from gongwei.people.models import Institution, Region, Resident, Staff
from gongwei.quality.worklist import By, Cut, Judged, Share
from gongwei.ui.bars import WhyBar
from gongwei.ui.lists import chosen, narrowed
from gongwei.ui.lists import page as list_page
from gongwei.ui.workbook import export
from gongwei.web.figures.indicators import no_mart
from gongwei.web.figures.missing_rows import MARKS
from gongwei.web.figures.standing import as_of_day, freshness, place_of, reach_of
from gongwei.web.frame import words
from gongwei.web.frame.releasing import let_go
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page

CHAPTER = "health_record"
GROUPS: dict[By, str] = {"institution": "管理机构", "village": "村", "creator": "建档单位", "staff": "建档人"}
SHOWN = 12


@dataclass(frozen=True)
class Group:
    """One line of the table: its name, the list of its own, and its figures."""

    label: str
    url: str
    share: Share

    @property
    def rate(self) -> float:
        """Records without any defect in percent."""
        return 100 * self.share.sound / self.share.records


@staff_page()
def quality(request: HttpRequest) -> HttpResponse:
    """Figures, reasons, where, and the records one by one."""
    if reader.freshness() is None:
        return no_mart(request)
    held, cut = _asked(request)
    url = reverse("health_record:quality_export") if may(request.user, "export") else ""
    by, points = _by(request), values_on(CHAPTER, held.as_of)
    context = {
        "whole": held.whole(cut), "why": _why(request, held, cut), "groups": _groups(request, held, cut, by),
        "levels": [(_with(request, by=each), label, each == by) for each, label in GROUPS.items()], "by": GROUPS[by],
        "list": list_page(listing(held), _rows(request, held, cut), request.GET, export_url=url), "cut": cut,
        "everything": _with(request, institution=None, village=None, creator=None, staff=None, defect=None),
        "deductions": [(each.lacking, points[f"deduct_{each.id}"]) for each in held.criteria],
    }  # fmt: skip
    return page(request, "health_record/quality.html", context, at=CHAPTER, as_of=freshness(), rail=True)


@staff_page("export")
def quality_export(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as a workbook, once released; every resident in it is logged as taken out."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if reader.freshness() is None:
        return no_mart(request)
    held, cut = _asked(request)
    declared = listing(held)
    rows = narrowed(declared, _rows(request, held, cut), chosen(declared, request.GET))
    people = Resident.objects.visible_to(request.user).filter(pk__in=[each.pk for each in rows.all()])
    if (asking := let_go(request, "档案质量清单", people, people.count())) is not None:
        return asking
    return export(declared, rows, about=(f"档案质量 · {freshness().words}", f"导出人 {scope.staff.name}"))


def _asked(request: HttpRequest) -> tuple[Judged, Cut]:
    """The judged records and what the address asks of them, inside the account's reach; else 403 or 404."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    reach = reach_of(scope)
    place = place_of(request.GET.dict(), scope, reach)
    institutions = None
    if place.institution is not None:
        top = Institution.objects.filter(pk=int(place.institution)).first() if place.institution.isdecimal() else None
        paths = Institution.objects.filter(path__startswith=top.path) if top else Institution.objects.none()
        institutions = tuple(paths.values_list("pk", flat=True))
    villages = (place.village,) if place.village else place.villages
    seen = Resident.objects.visible_to(scope.user).values_list("pk", flat=True) if reach.some_people else None
    cut = Cut(institutions, villages, tuple(seen) if seen is not None else None, _number(request, "creator"),
              _number(request, "staff"))  # fmt: skip
    return Judged(CHAPTER, as_of_day(), reader.newest()), cut


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _rows(request: HttpRequest, held: Judged, cut: Cut) -> Defective:
    return Defective(held, cut, basic_from(held.as_of), request.user)


def _by(request: HttpRequest) -> By:
    wanted = request.GET.get("by", "")
    return next((each for each in GROUPS if each == wanted), "institution")


def _why(request: HttpRequest, held: Judged, cut: Cut) -> list[tuple[str, list[WhyBar]]]:
    """The criteria under their kind, each with how many fail it and the list of them."""
    counts = held.reasons(cut)
    most, on = max(counts.values(), default=0), request.GET.get("defect")
    criteria = {each.id: each for each in held.criteria}
    marks = dict(zip(criteria, MARKS, strict=False))
    return [
        (kind, [
            WhyBar(marks[name], criteria[name].lacking, counts[name], most, words.clause_label(criteria[name].ref),
                   _with(request, defect=None if name == on else name), name == on)
            for name in names
        ])
        for kind, names in held.quality.kinds.items()
    ]  # fmt: skip


def _groups(request: HttpRequest, held: Judged, cut: Cut, by: By) -> list[Group]:
    """The parts of what is shown, those with the most defects first."""
    found = [each for each in held.shares(cut, by) if each.key][:SHOWN]
    keys = [each.key for each in found]
    named: dict[str, str] = {}
    if by in ("institution", "creator"):
        named = {str(each.pk): each.short_name or each.name for each in Institution.objects.filter(pk__in=keys)}
    elif by == "village":
        named = {each.pk: words.place(each.name) for each in Region.objects.filter(pk__in=keys)}
    else:
        named = {str(each.pk): each.name for each in Staff.objects.filter(pk__in=keys)}
    return [Group(named.get(each.key, each.key), _with(request, **{by: each.key}), each) for each in found]


def _with(request: HttpRequest, **changes: str | None) -> str:
    kept: dict[str, str | None] = {key: str(request.GET[key]) for key in request.GET if key != "page"}
    return f"?{urlencode({key: value for key, value in {**kept, **changes}.items() if value})}"
