"""A refusal says what happened, what is safe and what to do; of somebody else's people it says whose they are."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class NotYours(PermissionDenied):
    """Something outside one's scope: ``owner`` has it, ``how`` says how to ask, ``ask_url`` leads there."""

    def __init__(
        self, text: str, *, owner: str = "", how: str = "", ask_url: str = "", ask_label: str = ""
    ) -> None:
        super().__init__(text)
        self.owner, self.how, self.ask_url, self.ask_label = owner, how, ask_url, ask_label


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's ``handler403``: the page of a refusal, with the owner where the refusal names one."""
    asked = ("owner", "how", "ask_url", "ask_label")
    context = {"exception": str(exception), **{name: getattr(exception, name, "") for name in asked}}
    return render(request, "403.html", context, status=403)
