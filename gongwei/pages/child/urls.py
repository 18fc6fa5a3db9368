"""Addresses of child health's own pages."""

from __future__ import annotations

from django.urls import path

from gongwei.pages.child.file import file
from gongwei.pages.child.lists import school, special
from gongwei.pages.child.support import support

app_name = "child"
urlpatterns = [
    path("<int:resident_id>/", file, name="file"),
    path("special/", special, name="special"),
    path("school/", school, name="school"),
    path("support/", support, name="support"),
]
