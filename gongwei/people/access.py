"""Who may see whom: the only doors to residents, institutions and staff (design §7)."""

from __future__ import annotations

from django.db import models


class ResidentQuery(models.QuerySet):  # type: ignore[type-arg]
    """Questions about residents."""


class InstitutionQuery(models.QuerySet):  # type: ignore[type-arg]
    """Questions about institutions."""


class StaffQuery(models.QuerySet):  # type: ignore[type-arg]
    """Questions about staff."""
