"""The addresses of the chapter's own pages."""

from __future__ import annotations

from gongwei.pages.weight import centre, roster

app_name = "weight"
urlpatterns = [*roster.urlpatterns, *centre.urlpatterns]
