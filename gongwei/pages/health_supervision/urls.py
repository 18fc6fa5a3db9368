"""The addresses of the chapter's own pages."""

from __future__ import annotations

from gongwei.pages.health_supervision import clues, home, places, summary

app_name = "health_supervision"
urlpatterns = [*home.urlpatterns, *places.urlpatterns, *clues.urlpatterns, *summary.urlpatterns]
