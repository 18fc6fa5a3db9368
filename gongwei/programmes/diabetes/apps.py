"""Django application ``diabetes``: chapter 7, second disease."""

from django.apps import AppConfig


class DiabetesConfig(AppConfig):
    """2型糖尿病患者健康管理."""

    name = "gongwei.programmes.diabetes"
    label = "diabetes"
    verbose_name = "2型糖尿病患者健康管理"
    default_auto_field = "django.db.models.BigAutoField"
