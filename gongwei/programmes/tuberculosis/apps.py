"""Django application ``tuberculosis``: chapter 9."""

from django.apps import AppConfig


class TuberculosisConfig(AppConfig):
    """肺结核患者健康管理."""

    name = "gongwei.programmes.tuberculosis"
    label = "tuberculosis"
    verbose_name = "肺结核患者健康管理"
    default_auto_field = "django.db.models.BigAutoField"
