"""The addresses of the chapter's own pages."""

from __future__ import annotations

from gongwei.pages.elderly import absent, arrived, contacts, headcount

app_name = "elderly"
urlpatterns = [*absent.urlpatterns, *contacts.urlpatterns, *arrived.urlpatterns, *headcount.urlpatterns]
