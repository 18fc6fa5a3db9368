"""增加服务频次: elders with abnormal weight, a basic or unstable disease; referral, contacts made, who has fewer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from gongwei.care.models import Referral
from gongwei.catalogue.chapters import forms
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.obligations.models import Obligation
from gongwei.pages.elderly.flags import Flag, flags_of
from gongwei.people.grants import may
from gongwei.programmes.elderly.contacts import MORE
from gongwei.ui.lists import Column
from gongwei.web.frame import words
from gongwei.web.frame.releasing import take_out
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE = 40
VIEWS = {"fewer": "次数不足", "unreferred": "未转诊", "all": "全部"}


@dataclass(frozen=True)
class Contacts:
    """How many contacts of the year are owed to an elder, how many were made, and when the last one was."""

    wanted: int
    made: int
    last_on: dt.date | None


def contacts_of(residents: Any, year: int) -> dict[int, Contacts]:
    """Resident → his contacts of the year; those with the fewest first."""
    owed = Obligation.objects.filter(
        resident__in=residents, programme="elderly", step="contact", ended_on=None, due_on=dt.date(year, 12, 31)
    )
    rows = owed.values("resident_id").annotate(
        wanted=Count("pk"), made=Count("pk", filter=Q(met_on__isnull=False)), last_on=Max("met_on")
    )
    ordered = rows.order_by(F("made") - F("wanted"), "resident_id")
    return {each["resident_id"]: Contacts(each["wanted"], each["made"], each["last_on"]) for each in ordered}


def referred_in(residents: Any, year: int) -> dict[int, dt.date]:
    """Resident → the day of the last referral of the year."""
    rows = Referral.objects.filter(resident__in=residents, voided_at=None, served_on__year=year)
    return {each.resident_id: each.served_on for each in rows.order_by("served_on")}


@staff_page()
def roster(request: HttpRequest) -> HttpResponse:
    """One part of the list at a time, forty to a page."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    owed, sent, parts, view = _asked(request, today)
    number = max(1, page_of(request.GET.get("page", "")) or 1)
    ids = parts[view][(number - 1) * PAGE : number * PAGE]
    people = named(ids, scope.hidden)
    flags = flags_of(people.values(), today.year)
    writes = may(request.user, "write", forms()["referral"].programme)
    rows = [_row(people[each], owed[each], flags.get(each, []), sent.get(each), today) for each in ids]
    limits = values_on("elderly", today)
    context = {
        "views": [(key, label, key == view, len(parts[key])) for key, label in VIEWS.items()], "view": view,
        "rows": rows, "count": len(parts[view]), "page_number": number, "pages": -(-len(parts[view]) // PAGE),
        "writes": writes, "wanted": limits["contacts_per_year"], "additional": limits["contacts_additional"],
        "clause": MORE, "export": may(request.user, "export", "elderly"),
    }  # fmt: skip
    return page(request, "elderly/contacts.html", context, at="elderly")


def _asked(
    request: HttpRequest, today: dt.date, key: str = "view"
) -> tuple[dict[int, Contacts], dict[int, dt.date], dict[str, list[int]], str]:
    """Contacts and referrals of those in reach, who stands in which part, and the part that the address asks for."""
    owed = contacts_of(request.scope.residents().filter(living=True), today.year)  # type: ignore[attr-defined]
    sent = referred_in(owed, today.year)
    parts = {
        "fewer": [key for key, each in owed.items() if each.made < each.wanted],
        "unreferred": [key for key in owed if key not in sent],
        "all": list(owed),
    }
    asked = request.GET.get(key, "")
    return owed, sent, parts, asked if asked in VIEWS else "fewer"


COLUMNS = (
    Column("name", "居民", "person.name"), Column("record_no", "档案编号", "person.record_no"),
    Column("village", "村（居）", "person.village.name"),
    Column("found", "发现", lambda row: "；".join(flag.words for flag in row["flags"])),
    Column("made", "今年服务", "owed.made", format="integer"),
    Column("wanted", "应有", "owed.wanted", format="integer"),
    Column("last_on", "最近一次", "owed.last_on", format="date"), Column("sent", "转诊", format="date"),
)  # fmt: skip


@staff_page("export")
def roster_export(request: HttpRequest) -> HttpResponseBase:
    """The part of the list as a workbook, once a second person released it."""
    today = clock.today()
    owed, sent, parts, view = _asked(request, today, "part")  # a release is for this part alone
    people = named(parts[view], request.scope.hidden)  # type: ignore[attr-defined]
    flags = flags_of(people.values(), today.year)
    rows = [{"person": people[key], "owed": owed[key], "flags": flags.get(key, []), "sent": sent.get(key)}
            for key in parts[view] if key in people]  # fmt: skip
    return take_out(request, f"增加服务频次 {VIEWS[view]}", COLUMNS, rows, people, "elderly")


def _row(person: Any, owed: Contacts, flags: list[Flag], sent: dt.date | None, today: dt.date) -> dict[str, Any]:
    return {
        "person": words.person(person, today), "village": words.place(person.village.name), "owed": owed,
        "flags": flags[:2], "more": max(0, len(flags) - 2), "sent": sent, "refer": referral_url(person.pk, flags),
        "see": reverse("web:record_new", args=[person.pk, "encounter"]),
    }  # fmt: skip


def referral_url(resident: int, flags: list[Flag]) -> str:
    """The referral form, filled in from the newest record that flags."""
    url = reverse("web:record_new", args=[resident, "referral"])
    return f"{url}?after={flags[0].link}" if flags else url


urlpatterns = [
    path("contacts/", roster, name="contacts"),
    path("contacts/export/", roster_export, name="contacts_export"),
]
