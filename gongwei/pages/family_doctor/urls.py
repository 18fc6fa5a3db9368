"""The addresses of the chapter's own pages."""

from __future__ import annotations

from gongwei.pages.family_doctor import (
    agreement,
    calendar,
    feed,
    files,
    holders,
    lists,
    matching,
    money,
    quota,
    signing,
    teams,
    unsigned,
)

app_name = "family_doctor"
urlpatterns = [
    *signing.urlpatterns, *agreement.urlpatterns, *files.urlpatterns, *lists.urlpatterns, *unsigned.urlpatterns,
    *matching.urlpatterns, *calendar.urlpatterns, *teams.urlpatterns, *quota.urlpatterns, *feed.urlpatterns,
    *money.urlpatterns, *holders.urlpatterns,
]  # fmt: skip
