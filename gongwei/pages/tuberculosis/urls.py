"""The addresses of the chapter's own pages."""

from __future__ import annotations

from gongwei.pages.tuberculosis import calendar, roster, suspects

app_name = "tuberculosis"
urlpatterns = [*roster.urlpatterns, *suspects.urlpatterns, *calendar.urlpatterns]
