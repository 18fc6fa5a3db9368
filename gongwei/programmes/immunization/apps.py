"""Django application ``immunization``: chapter 3."""

from django.apps import AppConfig


class ImmunizationConfig(AppConfig):
    """预防接种."""

    name = "gongwei.programmes.immunization"
    label = "immunization"
    verbose_name = "预防接种"
    default_auto_field = "django.db.models.BigAutoField"
