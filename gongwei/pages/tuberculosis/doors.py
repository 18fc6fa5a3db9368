"""Who may open a page of this chapter: only accounts whose roles read (or write) the programme itself (SMI-13)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gongwei.people.grants import may
from gongwei.web.frame.shell import staff_page

PROGRAMME = "tuberculosis"
ONLY = "肺结核患者资料只对负责这个项目的人员开放；如工作需要，请向本机构管理员申请"
View = Callable[..., HttpResponseBase]


def tb_page(action: str = "read") -> Callable[[View], View]:
    """A staff page that also needs the action within this sensitive programme; others get 403."""

    def wrap(view: View) -> View:
        @staff_page(action)
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user, action, PROGRAMME):
                raise PermissionDenied(ONLY)
            return view(request, *args, **kwargs)

        return guarded

    return wrap
