"""The addresses of the chapter's own pages; those that it shares with its sibling are of the common pages."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "hypertension"
urlpatterns: list[URLPattern] = []
