"""The addresses of the chapter's own pages."""

from __future__ import annotations

from gongwei.pages.copd import doubts, resources, roster

app_name = "copd"
urlpatterns = [*roster.urlpatterns, *resources.urlpatterns, *doubts.urlpatterns]
