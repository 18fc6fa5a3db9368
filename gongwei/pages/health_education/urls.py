"""The addresses of the chapter's own pages."""

from __future__ import annotations

from gongwei.pages.health_education import boards, home, materials, reached

app_name = "health_education"
urlpatterns = [*home.urlpatterns, *boards.urlpatterns, *materials.urlpatterns, *reached.urlpatterns]
