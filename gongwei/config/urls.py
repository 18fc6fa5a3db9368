"""Every address: each layer with pages brings its own urls.py, named here once."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

PAGES = (("", "gongwei.web.urls"),)

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(name)) for prefix, name in PAGES if find_spec(name)
]

handler400 = "gongwei.config.refusals.bad_request"
handler403 = "gongwei.ui.refusals.forbidden"
