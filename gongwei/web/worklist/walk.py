"""The way along a worklist: which list one came from, where one stands in it, and who is next.

The list is told by the query string (span, programme, place), so that back, next and a shared address all agree.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from gongwei.catalogue.chapters import chapters
from gongwei.kernel import clock
from gongwei.obligations import worklist
from gongwei.obligations.worklist import Entry, Filter
from gongwei.ui.person import Place
from gongwei.web.frame import words
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.spans import SPANS, until


def page_of(text: str) -> int | None:
    """A number of a page or place as an address says it; None for what cannot be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


@dataclass(frozen=True)
class Walk:
    """A worklist and the place in it."""

    scope: Scope
    span: str
    programme: str
    place: int

    @classmethod
    def of(cls, request: HttpRequest, scope: Scope) -> Walk | None:
        """The walk that the request is on; None when it came from elsewhere."""
        asked = request.POST if request.method == "POST" and "place" in request.POST else request.GET
        if asked.get("span") not in SPANS or page_of(asked.get("place", "")) is None:
            return None
        programme = asked.get("programme", "")
        known = {each.id for each in chapters()} | {""}
        return cls(scope, asked["span"], programme, int(asked["place"])) if programme in known else None

    @property
    def wanted(self) -> Filter:
        """The obligations of this list."""
        today = clock.today()
        programmes = (self.programme,) if self.programme else ()
        return Filter(today, until(self.span, today), programmes, hidden=self.scope.hidden)

    def query(self, place: int) -> str:
        """The query string of a place in this list."""
        return urlencode({"span": self.span, "programme": self.programme, "place": str(place)})

    def url(self, place: int, skip: int | None = None) -> str:
        """The form of the person at a place (``skip`` passes over the one just served); empty past the end."""
        found = worklist.entries(self.scope.residents(), self.wanted, 2, place)
        for step, entry in enumerate(found.entries):
            if entry.first.resident_id != skip:
                return self._form(entry, place + step)
        return ""

    def _form(self, entry: Entry, place: int) -> str:
        return f"{words.record_url(self.scope.user, entry.first)}?{self.query(place)}"

    def back(self) -> str:
        """The list itself."""
        page = max(self.place, 0) // worklist.PAGE + 1
        return f"{reverse('web:due')}?{urlencode({'span': self.span, 'programme': self.programme, 'page': str(page)})}"

    def shown(self) -> Place:
        """第 2 / 31 位, with the way to both sides."""
        start = max(self.place - 1, 0)
        found = worklist.entries(self.scope.residents(), self.wanted, 3, start)
        around = {start + step: entry for step, entry in enumerate(found.entries)}
        before, after = around.get(self.place - 1), around.get(self.place + 1)
        return Place(
            f"清单 {SPANS[self.span]} ·",
            self.place + 1,
            max(found.total, self.place + 1),
            self._form(before, self.place - 1) if before else "",
            self._form(after, self.place + 1) if after else "",
        )

    def hidden(self) -> tuple[tuple[str, str], ...]:
        """The walk as hidden fields of the form."""
        return (("span", self.span), ("programme", self.programme), ("place", str(self.place)))
