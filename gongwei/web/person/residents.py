"""居民: the list of people in scope and the results of a search; filtered, sorted, paged, and exported with a log."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.care.models import Enrolment
from gongwei.catalogue.chapters import chapters
from gongwei.catalogue.plans import basic_from
from gongwei.kernel import clock
from gongwei.kernel.dates import age_years
from gongwei.people import access
from gongwei.people.codes import STATES, TAGS
from gongwei.people.completeness import lacking
from gongwei.people.grants import may
from gongwei.people.models import Institution, InstitutionVillage, Resident, Staff, Standing
from gongwei.people.search import search
from gongwei.ui.frame import Link
from gongwei.ui.lists import Column, Filter, Listing, Queried, Rows, chosen, narrowed
from gongwei.ui.lists import page as list_page
from gongwei.ui.notices import Empty, Toast
from gongwei.ui.refusals import NotYours
from gongwei.ui.workbook import MOST_ROWS, export
from gongwei.web.frame import words
from gongwei.web.frame.releasing import let_go
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.person.consent import hidden_tags
from gongwei.web.person.register import doctors_at
from gongwei.web.worklist.home import named

MOST_HITS = 200
AT_ONCE = 2_000
LIVING, UNFILED, CLOSED = "active", "unfiled", "closed"
STATE_CHOICES = (
    (LIVING, "在管"),
    (UNFILED, "未建档"),
    ("died", "死亡"),
    ("moved_out", "迁出"),
    ("lost", "失访"),
    ("refused", "拒绝"),
    ("merged", "已合并"),
    ("all", "全部"),
)


@dataclass(frozen=True)
class People:
    """Residents of a query with what the list shows beside them, read once per page."""

    query: QuerySet[Resident]
    hidden: tuple[str, ...] = ()

    def count(self) -> int:
        return Queried(self.query).count()

    def ordered(self, fields: Sequence[str]) -> Rows:
        ordered = Queried(self.query).ordered(fields)
        assert isinstance(ordered, Queried)
        return People(ordered.query, self.hidden)

    def part(self, start: int, stop: int) -> Sequence[Any]:
        return shown(list(self.query[start:stop]), self.hidden)

    def all(self) -> Iterator[Any]:
        people = self.query.iterator(AT_ONCE)
        while some := list(itertools.islice(people, AT_ONCE)):
            yield from shown(some, self.hidden)


def _on(narrow: Callable[[QuerySet[Resident], str], QuerySet[Resident]]) -> Callable[[People, str], People]:
    """A narrowing of the query as a narrowing of the people."""
    return lambda people, value: People(narrow(people.query, value), people.hidden)


def shown(residents: list[Resident], hidden: Sequence[str]) -> list[Resident]:
    """Each with the programmes it belongs to, its state in words and its age."""
    today = clock.today()
    full = named([each.pk for each in residents], hidden)
    closed = [each.pk for each in residents if not each.living]
    states = dict(
        Standing.objects.filter(resident__in=closed, to_on=None).values_list("resident_id", "state")
    )
    doctors = dict(Staff.objects.filter(pk__in={r.doctor_id for r in residents}).values_list("pk", "name"))
    found = []
    for each in (full[resident.pk] for resident in residents if resident.pk in full):
        each.person = words.person(each, today)  # type: ignore[attr-defined]
        each.age = age_years(each.birth_date, today)  # type: ignore[attr-defined]
        each.doctor_name = doctors.get(each.doctor_id or 0, "")  # type: ignore[attr-defined]
        state = states.get(each.pk, LIVING)
        each.state_words = STATES[state] if state != LIVING else "" if each.filed else "未建档"  # type: ignore[attr-defined]
        found.append(each)
    return found


def listing_for(scope: Scope, institution: str = "") -> Listing:
    """The list's columns, and the filters that this scope offers; ``institution`` is the one chosen in the address."""
    places = _places(scope, institution)
    hidden = hidden_tags(scope.user)
    tags = tuple((tag, label) for tag, label in TAGS.items() if tag not in hidden)
    return Listing(
        "residents",
        "居民",
        (
            Column("name", "姓名", sort=("name_pinyin",), cell="web/resident_cell.html"),
            Column("sex", "性别", lambda row: words.SEX.get(row.sex, ""), shown=False),
            Column("age", "年龄", sort=("-birth_date",), format="integer"),
            Column("id_no", "身份证号", lambda row: access.mask_id(row.id_no)),
            Column("phone", "电话", lambda row: access.mask_phone(row.phone)),
            Column("village", "村（居）", "village.name", sort=("village_id",)),
            Column("address", "现住址", "current_address"),
            Column("doctor", "责任医生", "doctor_name"),
            Column("record_no", "档案编号", lambda row: row.record_no or "未建档", sort=("record_no",)),
            Column("created_on", "建档日期", sort=("created_on",), format="date"),
            Column("state", "状态", "state_words", cell="web/state_cell.html"),
        ),
        (
            *places,
            Filter("programme", "项目", _on(_in_programme), lambda: _programmes(scope)),
            Filter("tag", "人群标签", _on(lambda q, v: q.filter(tags__contains=[v])), tags),
            Filter("state", "状态", _on(_in_state), STATE_CHOICES),
            Filter("complete", "完整度", _on(_by_completeness), (("no", "有缺项"), ("yes", "必填项齐全"))),
            Filter("reviewed", "复核升级", _on(_by_review), (("no", "未复核"), ("yes", "已复核"))),
        ),
        order="name",
    )


def _places(scope: Scope, chosen_one: str) -> tuple[Filter, ...]:
    """Institution where there are several; village and doctor of the one that is meant."""
    reach = list(Institution.objects.visible_to(scope.user).responsible().order_by("position"))
    if scope.institution is not None:
        reach = [each for each in reach if each == scope.institution]
    found: list[Filter] = []
    if len(reach) > 1:
        options = [(str(each.pk), str(each)) for each in reach]
        found.append(Filter("institution", "机构", _on(_of_institution), options))
        reach = [each for each in reach if str(each.pk) == chosen_one]
    if len(reach) == 1:
        served = InstitutionVillage.objects.filter(institution=reach[0], to_on=None).order_by("village")
        villages = list(served.values_list("village_id", "village__name"))
        found.append(Filter("village", "村（居）", _on(lambda q, v: q.filter(village=v)), villages))
        found.append(
            Filter("doctor", "责任医生", _on(lambda q, v: q.filter(doctor=int(v))), doctors_at(reach))
        )
    return tuple(found)


def _of_institution(query: QuerySet[Resident], institution: str) -> QuerySet[Resident]:
    return query.filter(institution=int(institution))


def _programmes(scope: Scope) -> list[tuple[str, str]]:
    return [(each.id, each.label) for each in chapters() if each.tag and may(scope.user, "read", each.id)]


def _in_programme(query: QuerySet[Resident], programme: str) -> QuerySet[Resident]:
    return query.filter(pk__in=Enrolment.objects.filter(programme=programme, to_on=None).values("resident"))


def _in_state(query: QuerySet[Resident], state: str) -> QuerySet[Resident]:
    if state == "all":
        return query
    if state == LIVING:
        return query.filter(living=True)
    if state == UNFILED:
        return query.filter(living=True, record_no=None)
    return query.filter(
        living=False, pk__in=Standing.objects.filter(state=state, to_on=None).values("resident")
    )


def _by_completeness(query: QuerySet[Resident], value: str) -> QuerySet[Resident]:
    missing = lacking(clock.today(), basic_from=basic_from(clock.today()))
    return query.filter(missing) if value == "no" else query.exclude(missing)


def _by_review(query: QuerySet[Resident], value: str) -> QuerySet[Resident]:
    return query.filter(reviewed_on__isnull=value == "no")


def source(request: HttpRequest, scope: Scope) -> People:
    """The people of the scope, or those that a search means; without a state asked for, living records only."""
    text = request.GET.get("q", "").strip()
    if text:
        hits = [hit.resident.pk for hit in search(request.user, text, MOST_HITS)]
        return People(Resident.objects.visible_to(request.user).filter(pk__in=hits), scope.hidden)
    residents = scope.residents()
    return People(residents if request.GET.get("state") else residents.filter(living=True), scope.hidden)


@staff_page()
def residents(request: HttpRequest) -> HttpResponse:
    """One page of the list; a search that finds nobody offers to file the person."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    text = request.GET.get("q", "").strip()[:60]
    exports = reverse("web:residents_export") if may(request.user, "export") else ""
    found = list_page(
        listing_for(scope, request.GET.get("institution", "")),
        source(request, scope),
        request.GET,
        export_url=exports,
    )
    files = may(request.user, "register")
    link = Link("用身份证新建档案", f"{reverse('web:register')}?{urlencode({'q': text})}") if files else None
    title = f"没有找到“{text}”" if text else "没有符合条件的居民"
    context = {
        "listing": found,
        "text": text,
        "empty": Empty(title, "试试姓名、拼音首字母、电话或身份证号后四位", link, "search"),
        "files": files,
        "merges": may(request.user, "merge"),
        "transfers": may(request.user, "transfer"),
    }
    return page(request, "web/residents.html", context, at="residents")


@staff_page()
def exported(request: HttpRequest) -> HttpResponse:
    """Exactly the filtered list as a workbook, numbers masked; one line of the access log for each person in it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not may(request.user, "export"):
        raise NotYours("您的角色不能导出名单", how="请由本机构公卫科或责任医生导出")
    listing = listing_for(scope, request.GET.get("institution", ""))
    rows = narrowed(listing, source(request, scope), chosen(listing, request.GET))
    if (count := rows.count()) > MOST_ROWS:
        say(request, Toast(f"名单超过 {MOST_ROWS:,} 人，请先加条件再导出", icon="alert-triangle"))
        return redirect(f"{reverse('web:residents')}?{request.GET.urlencode()}")
    assert isinstance(rows, People)
    if (asking := let_go(request, "居民名单", rows.query, count)) is not None:
        return asking
    about = (f"居民名单 · {scope.words} · 截至 {clock.today()} · 导出人 {scope.staff.name} · {count} 人",)
    return cast(HttpResponse, export(listing, rows, about=about))


urlpatterns = [
    path("residents/", residents, name="residents"),
    path("residents/export/", exported, name="residents_export"),
]
