"""The addresses of the chapter's own pages."""

from __future__ import annotations

from gongwei.pages.disabled import comparing, roster, settlement

app_name = "disabled"
urlpatterns = [*roster.urlpatterns, *comparing.urlpatterns, *settlement.urlpatterns]
