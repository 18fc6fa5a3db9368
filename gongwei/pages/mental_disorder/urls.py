"""The addresses of the chapter's own pages."""

from __future__ import annotations

from gongwei.pages.mental_disorder import arrivals, reconcile, roster

app_name = "mental_disorder"
urlpatterns = [*roster.urlpatterns, *arrivals.urlpatterns, *reconcile.urlpatterns]
