"""Every address: each layer with pages brings its own urls.py, named here once."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

PAGES = (("", "gongwei.web.urls"), *((f"{name}/", f"gongwei.pages.{name}.urls") for name in settings.PAGES))

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(name)) for prefix, name in PAGES if find_spec(name)
]

handler400 = "gongwei.config.refusals.bad_request"
handler403 = "gongwei.ui.refusals.forbidden"
