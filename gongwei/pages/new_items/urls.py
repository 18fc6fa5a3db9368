"""The addresses of the newly included items."""

from __future__ import annotations

from gongwei.pages.new_items import items, report, stock

app_name = "new_items"
urlpatterns = [*items.urlpatterns, *report.urlpatterns, *stock.urlpatterns]
