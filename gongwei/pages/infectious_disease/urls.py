"""The addresses of chapter 11's own pages."""

from __future__ import annotations

from gongwei.pages.infectious_disease import clock, curve, lines, missed, readiness

app_name = "infectious_disease"
urlpatterns = [
    *clock.urlpatterns, *curve.urlpatterns, *missed.urlpatterns, *readiness.urlpatterns, *lines.urlpatterns,
]  # fmt: skip
