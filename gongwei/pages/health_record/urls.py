"""Addresses of the chapter's own pages."""

from __future__ import annotations

from django.urls import path

from gongwei.pages.health_record import cleanup, fifty, quality, suspicion, verify

app_name = "health_record"
urlpatterns = [
    path("quality/", quality.quality, name="quality"),
    path("quality/export/", quality.quality_export, name="quality_export"),
    path("cleanup/", cleanup.cleanups, name="cleanups"),
    path("cleanup/<uuid:cleanup_id>/", cleanup.cleanup, name="cleanup"),
    path("cleanup/<uuid:cleanup_id>/export/", cleanup.cleanup_export, name="cleanup_export"),
    path("fifty/", fifty.fifty, name="fifty"),
    path("fifty/items/", fifty.fifty_items, name="fifty_items"),
    path("verify/", verify.rounds, name="verifications"),
    path("verify/<uuid:verification_id>/", verify.verification, name="verification"),
    path("verify/<uuid:verification_id>/export/", verify.verification_export, name="verification_export"),
    path("verify/file/<uuid:file_id>/", verify.verified_file, name="verified_file"),
    path("doubts/", suspicion.suspicions, name="suspicions"),
    path("doubts/export/", suspicion.suspicions_export, name="suspicions_export"),
    path("doubts/case/", suspicion.suspicion_case, name="suspicion"),
]
