"""The staff pages' addresses: each module of pages lists its own, gathered here."""

from __future__ import annotations

from gongwei.web import home

app_name = "web"
urlpatterns = [*home.urlpatterns]
