"""The addresses of the chapter's own pages; those that it shares with its sibling are of the common pages."""

from __future__ import annotations

from gongwei.pages.hypertension import h_type

app_name = "hypertension"
urlpatterns = [*h_type.urlpatterns]
