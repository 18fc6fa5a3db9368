"""找人: the box above every page, and the whole list behind it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.search import search
from gongwei.ui.frame import Link
from gongwei.web.frame import words
from gongwei.web.frame.shell import staff_page

IN_BOX = 8


@staff_page()
def find(request: HttpRequest) -> HttpResponse:
    """Answers the box as one types; Enter opens the only hit (a card reader's 18 characters) or the list."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:60]
    hits = search(request.user, text, IN_BOX + 1)
    if not request.htmx:  # type: ignore[attr-defined]
        if len(hits) == 1:
            return redirect("web:resident", hits[0].resident.pk)
        return redirect(f"{reverse('web:residents')}?{urlencode({'q': text})}")
    today = clock.today()
    shown = [
        {"person": words.person(hit.resident, today), "village": hit.resident.village.name, "note": hit.state_label}
        for hit in hits[:IN_BOX]
    ]
    everything = f"{reverse('web:residents')}?{urlencode({'q': text})}"
    context = {
        "hits": shown,
        "query": text,
        "more": Link("看全部结果", everything) if len(hits) > IN_BOX else None,
        "create_url": f"{reverse('web:register')}?{urlencode({'q': text})}" if may(request.user, "register") else "",
    }
    return render(request, "ui/search_results.html", context)


urlpatterns = [path("find/", find, name="search")]
