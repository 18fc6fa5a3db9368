"""The staff pages' addresses: each module of pages lists its own, gathered here."""

from __future__ import annotations

from gongwei.web import due, exam_day, home, indicators, missing, places, plan, record, resident, search

app_name = "web"
urlpatterns = [
    *home.urlpatterns,
    *due.urlpatterns,
    *exam_day.urlpatterns,
    *indicators.urlpatterns,
    *missing.urlpatterns,
    *places.urlpatterns,
    *plan.urlpatterns,
    *search.urlpatterns,
    *resident.urlpatterns,
    *record.urlpatterns,
]
