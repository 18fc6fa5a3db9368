"""Django application ``hypertension``: chapter 7, first disease."""

from django.apps import AppConfig


class HypertensionConfig(AppConfig):
    """高血压患者健康管理."""

    name = "gongwei.programmes.hypertension"
    label = "hypertension"
    verbose_name = "高血压患者健康管理"
    default_auto_field = "django.db.models.BigAutoField"
