"""Addresses of maternal care's own pages."""

from __future__ import annotations

from django.urls import path

from gongwei.pages.maternal.births import births
from gongwei.pages.maternal.course import course
from gongwei.pages.maternal.listing import pregnancies

app_name = "maternal"
urlpatterns = [
    path("", pregnancies, name="pregnancies"),
    path("births/", births, name="births"),
    path("<int:resident_id>/", course, name="course"),
]
