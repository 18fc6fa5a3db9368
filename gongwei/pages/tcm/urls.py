"""The addresses of the chapter's own pages."""

from __future__ import annotations

from gongwei.pages.tcm import distribution, papers, staffing

app_name = "tcm"
urlpatterns = [*distribution.urlpatterns, *staffing.urlpatterns, *papers.urlpatterns]
