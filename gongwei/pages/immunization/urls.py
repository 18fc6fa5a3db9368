"""Addresses of vaccination's own pages."""

from __future__ import annotations

from django.urls import path

from gongwei.pages.immunization.campaigns import campaign, campaigns, why_not
from gongwei.pages.immunization.campaigns import new as campaign_new
from gongwei.pages.immunization.card import card, give
from gongwei.pages.immunization.reactions import reactions
from gongwei.pages.immunization.rosters import certificate, new, notice, recheck, roster, rosters
from gongwei.pages.immunization.stock import lot, stock

app_name = "immunization"
urlpatterns = [
    path("<int:resident_id>/", card, name="card"),
    path("<int:resident_id>/give/", give, name="give"),
    path("stock/", stock, name="stock"),
    path("lot/<int:vaccine>/<path:lot_no>/", lot, name="lot"),
    path("rosters/", rosters, name="rosters"),
    path("rosters/new/", new, name="roster_new"),
    path("rosters/<uuid:roster_id>/", roster, name="roster"),
    path("rosters/<uuid:roster_id>/recheck/", recheck, name="roster_recheck"),
    path("rosters/<uuid:roster_id>/notice/", notice, name="roster_notice"),
    path("rosters/<uuid:roster_id>/<int:position>/certificate/", certificate, name="roster_certificate"),
    path("campaigns/", campaigns, name="campaigns"),
    path("campaigns/new/", campaign_new, name="campaign_new"),
    path("campaigns/<uuid:campaign_id>/", campaign, name="campaign"),
    path("campaigns/<uuid:campaign_id>/<int:target_id>/", why_not, name="campaign_why"),
    path("reactions/", reactions, name="reactions"),
]
