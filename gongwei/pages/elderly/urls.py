"""The addresses of the chapter's own pages."""

from __future__ import annotations

from gongwei.pages.elderly import contacts

app_name = "elderly"
urlpatterns = [*contacts.urlpatterns]
